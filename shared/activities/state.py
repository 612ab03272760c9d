"""Where a conversation stands: small, frozen, and free of anything a client said."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from shared.activities.definition import BASE_LANGUAGE, Activity
from shared.activities.segments import is_gsm7, measure
from shared.schedule import WholeNumber

LONGEST_CODE = 12
LONGEST_LINK = 60
MOST_MINUTES = 999


class InvalidParams(ValueError):
    """What an assignment fills into the texts does not fit. `field` names which."""

    def __init__(self, field: str, trouble: str) -> None:
        super().__init__(f"{field}: {trouble}")
        self.field = field


class InvalidState(ValueError):
    """This is not the state of a conversation."""


@dataclass(frozen=True)
class Params:
    """What one assignment fills into the texts. Raises InvalidParams for what would not fit into one segment."""

    code: str
    language: str = BASE_LANGUAGE
    link: str | None = None
    title: str | None = None
    minutes: int | None = None
    by_keyword: bool = False

    def __post_init__(self) -> None:
        """Check lengths in what the carrier counts, where some characters count twice."""
        for field, value, longest in (
            ("code", self.code, LONGEST_CODE),
            ("link", self.link, LONGEST_LINK),
            ("title", self.title, LONGEST_LINK),
        ):
            if value is not None:
                _check_text(field, value, longest)
        if self.minutes is not None and not 1 <= self.minutes <= MOST_MINUTES:
            raise InvalidParams("minutes", f"give 1 to {MOST_MINUTES}")

    def check_against(self, activity: Activity) -> None:
        """Raise InvalidParams when a text of the activity needs what is not here."""
        texts = [text for _, wording in activity.wordings() for spoken in wording.variants.values() for text in spoken]
        if not (self.link or self.title) and any("{link}" in text for text in texts):
            raise InvalidParams("link", "give a link or a title")
        if self.minutes is None and any("{minutes}" in text for text in texts):
            raise InvalidParams("minutes", "say how many it takes")


@dataclass(frozen=True)
class State:
    """One conversation. `step` is the question now open, or held back until `resumes_at`; None when it is over."""

    slug: str
    version: int
    params: Params
    seed: int
    began_at: datetime
    step: str | None
    asked: int = 1
    resumes_at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        times = {"began_at": self.began_at.isoformat(), "resumes_at": self.resumes_at and self.resumes_at.isoformat()}
        return asdict(self) | times

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


class _ParamsSchema(Schema):
    code = fields.String(required=True)
    language = fields.String(required=True)
    link = fields.String(required=True, allow_none=True)
    title = fields.String(required=True, allow_none=True)
    minutes = WholeNumber(required=True, allow_none=True)
    by_keyword = fields.Boolean(required=True, truthy={True}, falsy={False})


class _StateSchema(Schema):
    slug = fields.String(required=True)
    version = WholeNumber(required=True)
    params = fields.Nested(_ParamsSchema(unknown=RAISE), required=True)
    seed = WholeNumber(required=True)
    began_at = fields.AwareDateTime(required=True, format="iso")
    step = fields.String(required=True, allow_none=True)
    asked = WholeNumber(required=True, validate=validate.OneOf([1, 2]))
    resumes_at = fields.AwareDateTime(required=True, allow_none=True, format="iso")


_STATE = _StateSchema(unknown=RAISE)


def _check_text(field: str, value: str, longest: int) -> None:
    if not value.strip() or "\n" in value or "\r" in value:
        raise InvalidParams(field, "give one line of words")
    if not is_gsm7(value):
        raise InvalidParams(field, "use plain letters and signs: one curly quote doubles what each text costs")
    if measure(value).units > longest:
        raise InvalidParams(field, f"at most {longest} characters")
