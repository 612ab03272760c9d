"""Reads an activity definition: a marshmallow schema for its shape, then checks across fields, then the frozen form."""

from typing import Any

import yaml
from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from shared.activities.building import build_activity
from shared.activities.checking import contradictions
from shared.activities.definition import Activity
from shared.activities.written import DefaultSchedule, Key, Label, LocalTime, Next, NextAsked, Words
from shared.schedule import WholeNumber
from shared.texts.wording import TAKEN_WORDS

KINDS = ("monitoring", "journal", "skill", "action", "reading", "measure", "aside")
POPULATIONS = ("child", "teen", "adult", "couple", "family", "group")
ANSWER_FIELDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "text": (frozenset(), frozenset()),
    "scale": (frozenset({"low", "high"}), frozenset({"anchors"})),
    "choice": (frozenset({"options"}), frozenset()),
    "yes_no": (frozenset(), frozenset()),
    "number": (frozenset({"low", "high"}), frozenset()),
    "time": (frozenset(), frozenset({"around"})),
    "moment": (frozenset(), frozenset()),
    "duration": (frozenset(), frozenset({"most"})),
    "list": (frozenset({"count"}), frozenset()),
    "picks": (frozenset({"of"}), frozenset()),
    "several": (frozenset({"parts"}), frozenset()),
    "ok": (frozenset(), frozenset()),
    "photo": (frozenset(), frozenset()),
}
"""What each kind of answer needs, and what else it may have."""

_OF_A_PART = ("number", "time", "duration")
_OF_HOMEWORK = ("why", "intensity", "populations", "code_name", "minutes", "window_hours", "nudge")
_LONGEST_SCALE = 100
_ONE_OF = {"steps": "step", "smaller": "smaller step", "parts": "part"}


class InvalidActivity(ValueError):
    """A definition that is no activity. `troubles` is one sentence for each thing wrong: file, step and field first."""

    def __init__(self, troubles: list[str]) -> None:
        super().__init__("\n".join(troubles))
        self.troubles = troubles


def parse_activity(written: str, file: str) -> Activity:
    """The activity in a YAML text. Raises InvalidActivity; `file` is the name its troubles carry."""
    try:
        body = yaml.safe_load(written)
    except yaml.YAMLError as trouble:
        raise InvalidActivity([f"{file}: not YAML: {str(trouble).splitlines()[0]}"]) from None
    return load_activity(body, file)


def load_activity(body: object, file: str) -> Activity:
    """The activity in a definition that is already parsed. Raises InvalidActivity with everything that is wrong."""
    if not isinstance(body, dict):
        raise InvalidActivity([f"{file}: not a list of fields"])
    try:
        loaded = _ActivitySchema(unknown=RAISE).load(body)
    except ValidationError as trouble:
        raise InvalidActivity([f"{file}: {line}" for line in _lines(trouble.messages_dict, body)]) from None
    activity = build_activity(loaded)
    troubles = list(contradictions(activity))
    if troubles:
        raise InvalidActivity([f"{file}: {trouble}" for trouble in troubles])
    return activity


class _OptionSchema(Schema):
    value = fields.String(required=True, validate=validate.Length(1, 40))
    label = Label(required=True)
    letter = fields.String(validate=validate.Regexp(r"[A-Za-z]\Z", error="Give one letter."))


class _AnswerSchema(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(list(ANSWER_FIELDS)))
    low = WholeNumber(validate=validate.Range(0, 999))
    high = WholeNumber(validate=validate.Range(1, 999))
    anchors = fields.Dict(keys=fields.String(validate=validate.OneOf(["low", "high"])), values=Label())
    options = fields.List(fields.Nested(_OptionSchema(unknown=RAISE)), validate=validate.Length(2, 9))
    around = LocalTime()
    most = WholeNumber(validate=validate.Range(1, 14 * 24 * 60))
    count = WholeNumber(validate=validate.Range(1, 9))
    of = fields.String()
    parts = fields.List(fields.Nested(lambda: _PartSchema(unknown=RAISE)), validate=validate.Length(2, 4))

    @validates_schema
    def check_kind(self, data: dict[str, Any], **_: Any) -> None:
        """Each kind has its own fields, and all it needs."""
        needed, possible = ANSWER_FIELDS.get(data.get("kind", ""), (frozenset(), frozenset()))
        errors = {name: ["This kind of answer has no such field."] for name in data.keys() - needed - possible}
        errors |= {name: ["This kind of answer needs it."] for name in needed - data.keys()}
        errors.pop("kind", None)
        if data.get("low", 0) >= data.get("high", 1000):
            errors["high"] = ["Must be above low."]
        if data.get("kind") == "scale" and data.get("high", 0) > _LONGEST_SCALE:
            errors["high"] = [f"A scale ends at {_LONGEST_SCALE} at most."]
        if errors:
            raise ValidationError(errors)


class _PartSchema(Schema):
    key = Key(required=True)
    label = fields.String(required=True, validate=validate.Length(1, 60))
    answer = fields.Nested(_AnswerSchema(unknown=RAISE), required=True)

    @validates_schema
    def check_kind(self, data: dict[str, Any], **_: Any) -> None:
        """Only what can be told in a word or two."""
        if data.get("answer", {}).get("kind", "number") not in _OF_A_PART:
            raise ValidationError(f"A part is one of: {', '.join(_OF_A_PART)}.", "answer")


class _StepSchema(Schema):
    key = Key(required=True)
    label = fields.String(required=True, validate=validate.Length(1, 60))
    ask = Words(required=True)
    answer = fields.Nested(_AnswerSchema(unknown=RAISE), required=True)
    required = fields.Boolean(truthy={True}, falsy={False}, load_default=False)
    next = Next(load_default=())
    wait = NextAsked(load_default=None)
    each = fields.String(load_default=None)


class _StepOrItsKey(fields.Field[Any]):
    """A step of its own, or the key of one that is there already."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return value if isinstance(value, str) else _StepSchema(unknown=RAISE).load(value)


class _ActivitySchema(Schema):
    slug = fields.String(
        required=True,
        validate=validate.Regexp(
            r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z", error="Use small letters, digits and single dashes."
        ),
    )
    version = WholeNumber(required=True, validate=validate.Range(min=1))
    title = Label(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    why = Words()
    how = Words(load_default=None)
    intensity = WholeNumber(validate=validate.Range(1, 3))
    populations = fields.List(fields.String(validate=validate.OneOf(POPULATIONS)), validate=validate.Length(min=1))
    code_name = Label(pattern=r"[^\W_]([^\W_]| (?! |$)){0,11}", error="Give 1 to 12 letters or digits.")
    minutes = WholeNumber(validate=validate.Range(1, 999))
    schedule = DefaultSchedule(load_default=None, allow_none=True)
    keyword = Label(pattern=r"[A-ZÑ]{3,12}", error="Give 3 to 12 capital letters.", load_default=dict)
    keyword_step = fields.String(load_default=None)
    window_hours = WholeNumber(validate=validate.Range(1, 14 * 24))
    nudge = fields.Boolean(truthy={True}, falsy={False})
    cue = Words(load_default=None)
    own_cue = fields.Boolean(truthy={True}, falsy={False}, load_default=False)
    carries = fields.String(load_default=None)
    computes = fields.String(validate=validate.OneOf(["sleep_efficiency"]), load_default=None)
    steps = fields.List(fields.Nested(_StepSchema(unknown=RAISE)), required=True, validate=validate.Length(1, 30))
    smaller = fields.List(_StepOrItsKey(), load_default=list, validate=validate.Length(max=30))
    closing = Words(required=True)
    source = fields.String(required=True, validate=validate.Length(min=1))

    @validates_schema
    def check_whole(self, data: dict[str, Any], **_: Any) -> None:
        """Homework needs more than an aside does; a smaller version is made of steps there are."""
        errors: dict[str, list[str]] = {}
        if data.get("kind") != "aside":
            errors |= {name: ["Missing data for required field."] for name in _OF_HOMEWORK if name not in data}
        for word in data.get("keyword", {}).values():
            if word in TAKEN_WORDS:
                errors["keyword"] = [f"This word is taken: {word}."]
        keys = [step["key"] for step in data.get("steps", [])]
        if absent := [step for step in data.get("smaller", []) if isinstance(step, str) and step not in keys]:
            errors["smaller"] = [f"There is no step {', '.join(absent)}."]
        if errors:
            raise ValidationError(errors)


def _lines(messages: object, body: Any, path: tuple[str, ...] = ()) -> list[str]:
    """Nested messages as one line each: "step what: ask: Missing data for required field."."""
    if isinstance(messages, list):
        return [f"{': '.join(path)}: {message}" for message in messages]
    if not isinstance(messages, dict):
        return [f"{': '.join(path)}: {messages}"]
    lines = []
    for name, inner in messages.items():
        below = body[name] if _holds(body, name) else None
        here = (*path, str(name)) if name != "_schema" else path
        if path and path[-1] in _ONE_OF and isinstance(name, int):
            key = below.get("key") if isinstance(below, dict) else None
            here = (*path[:-1], f"{_ONE_OF[path[-1]]} {key or name + 1}")
        lines += _lines(inner, below, here)
    return lines


def _holds(body: Any, name: Any) -> bool:
    if isinstance(body, list):
        return isinstance(name, int) and name < len(body)
    return isinstance(body, dict) and name in body
