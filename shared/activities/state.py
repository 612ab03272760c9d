"""Where a conversation stands: small, frozen, and with no more of a client's words than its own questions quote."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from shared import schedule
from shared.activities.definition import BASE_LANGUAGE, Activity
from shared.activities.placeholders import placeholders
from shared.activities.segments import fold, is_gsm7, measure
from shared.schedule import WholeNumber

LONGEST_CODE = 12
LONGEST_LINK = 60
LONGEST_CUE = 60
LONGEST_WHY = 90
LONGEST_HOW = 60
MOST_MINUTES = 999
MOST_ITEMS = 5

Value = int | float | str | list[str] | dict[str, int | float | str]
"""What was read from an answer: a number, a word, a list of words, or the parts of several answers by key."""


class InvalidParams(ValueError):
    """What an assignment fills into the texts does not fit. `field` names which."""

    def __init__(self, field: str, trouble: str) -> None:
        super().__init__(f"{field}: {trouble}")
        self.field = field


class InvalidState(ValueError):
    """This is not the state of a conversation."""


@dataclass(frozen=True)
class Params:
    """What one assignment fills into the texts. Raises InvalidParams for what would not fit into one segment.

    `cue` is when and where, in the client's words. `why` and `how` take the place of the activity's own; an aside says
    them of the homework it is about (`speaking.about`).
    """

    code: str
    language: str = BASE_LANGUAGE
    link: str | None = None
    title: str | None = None
    minutes: int | None = None
    cue: str | None = None
    why: str | None = None
    how: str | None = None
    by_keyword: bool = False
    smaller: bool = False

    def __post_init__(self) -> None:
        """Check lengths in what the carrier counts, where some characters count twice."""
        for field_name, value, longest in (
            ("code", self.code, LONGEST_CODE),
            ("link", self.link, LONGEST_LINK),
            ("title", self.title, LONGEST_LINK),
            ("cue", self.cue, LONGEST_CUE),
            ("why", self.why, LONGEST_WHY),
            ("how", self.how, LONGEST_HOW),
        ):
            if value is not None:
                _check_text(field_name, value, longest)
        if self.minutes is not None and not 1 <= self.minutes <= MOST_MINUTES:
            raise InvalidParams("minutes", f"give 1 to {MOST_MINUTES}")

    def check_against(self, activity: Activity) -> None:
        """Raise InvalidParams when a text of the activity needs what is not here."""
        needed = {name for _, wording in activity.wordings() for name, _ in placeholders(wording)}
        if "link" in needed and not (self.link or self.title):
            raise InvalidParams("link", "give a link or a title")
        if "minutes" in needed and self.minutes is None:
            raise InvalidParams("minutes", "say how many it takes")
        if "cue" in needed and not (self.cue or activity.cue):
            raise InvalidParams("cue", "say when or where")
        if "why" in needed and activity.kind == "aside" and not self.why:
            raise InvalidParams("why", "say what it is for")


@dataclass(frozen=True)
class State:
    """One conversation. `step` is the question now open, or held back until `resumes_at`; None when it is over.

    `is_agreed`: the client named that instant. `item` counts the things a question is asked for, from 0. By step:
    `said` is what was told, shortened, a tuple where it was a list; `values` what was read from it; `moments` the
    instant it named.
    """

    slug: str
    version: int
    params: Params
    seed: int
    began_at: datetime
    step: str | None
    asked: int = 1
    resumes_at: datetime | None = None
    is_agreed: bool = False
    zone: str = "UTC"
    is_smaller: bool = False
    item: int = 0
    said: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)
    moments: Mapping[str, datetime] = field(default_factory=dict)

    def items(self, key: str) -> tuple[str, ...]:
        """The things told at a step, or carried in from there, at most five; empty when there are none."""
        told = self.said.get(key, ())
        return (told,) if isinstance(told, str) else told

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return asdict(self) | {
            "began_at": self.began_at.isoformat(),
            "resumes_at": self.resumes_at and self.resumes_at.isoformat(),
            "said": {key: told if isinstance(told, str) else list(told) for key, told in self.said.items()},
            "moments": {key: moment.isoformat() for key, moment in self.moments.items()},
        }

    @classmethod
    def from_json(cls, body: object) -> "State":
        """The state in a JSON object. Raises InvalidState."""
        if not isinstance(body, Mapping):
            raise InvalidState("not an object")
        try:
            loaded = _STATE.load(dict(body))
            return cls(**loaded | {"params": Params(**loaded["params"])})
        except (ValidationError, InvalidParams) as trouble:
            raise InvalidState(str(trouble)) from None


class _Said(fields.Field[str | tuple[str, ...]]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | tuple[str, ...]:
        if isinstance(value, str):
            return value
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise ValidationError("Not words.")


def _check_value(value: object) -> None:
    if not isinstance(value, int | float | str | list | dict):
        raise ValidationError("Nothing that an answer could be.")


def _check_zone(name: str) -> None:
    try:
        schedule.zone(name)
    except schedule.UnknownZone as trouble:
        raise ValidationError(str(trouble)) from None


class _ParamsSchema(Schema):
    code = fields.String(required=True)
    language = fields.String(required=True)
    link = fields.String(required=True, allow_none=True)
    title = fields.String(required=True, allow_none=True)
    minutes = WholeNumber(required=True, allow_none=True)
    cue = fields.String(load_default=None, allow_none=True)
    why = fields.String(load_default=None, allow_none=True)
    how = fields.String(load_default=None, allow_none=True)
    by_keyword = fields.Boolean(required=True, truthy={True}, falsy={False})
    smaller = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class _StateSchema(Schema):
    """A conversation that was open before there was more to know loads with the defaults."""

    slug = fields.String(required=True)
    version = WholeNumber(required=True)
    params = fields.Nested(_ParamsSchema(unknown=RAISE), required=True)
    seed = WholeNumber(required=True)
    began_at = fields.AwareDateTime(required=True, format="iso")
    step = fields.String(required=True, allow_none=True)
    asked = WholeNumber(required=True, validate=validate.OneOf([1, 2]))
    resumes_at = fields.AwareDateTime(required=True, allow_none=True, format="iso")
    is_agreed = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    zone = fields.String(load_default="UTC", validate=_check_zone)
    is_smaller = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    item = WholeNumber(load_default=0, validate=validate.Range(0, MOST_ITEMS))
    said = fields.Dict(keys=fields.String(), values=_Said(), load_default=dict)
    values = fields.Dict(keys=fields.String(), values=fields.Raw(validate=_check_value), load_default=dict)
    moments = fields.Dict(keys=fields.String(), values=fields.AwareDateTime(format="iso"), load_default=dict)


_STATE = _StateSchema(unknown=RAISE)


def _check_text(field: str, value: str, longest: int) -> None:
    if not value.strip() or "\n" in value or "\r" in value:
        raise InvalidParams(field, "give one line of words")
    # Accents and curly quotes may stand: where they would cost more, they are left out when the text is spoken.
    if not is_gsm7(fold(value)):
        raise InvalidParams(field, "use letters and plain signs: one emoji doubles what each text costs")
    if measure(fold(value)).units > longest:
        raise InvalidParams(field, f"at most {longest} characters")
