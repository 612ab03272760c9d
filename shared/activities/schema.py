"""Reads an activity definition: a marshmallow schema for its shape, then checks across fields, then the frozen form."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from shared import schedule
from shared.activities.definition import (
    BASE_LANGUAGE,
    END,
    Activity,
    Asked,
    Branch,
    Choice,
    Ok,
    Option,
    Scale,
    Step,
    When,
    Wording,
    Words,
)
from shared.schedule import WholeNumber
from shared.texts.wording import CARRIER_WORDS, COMMAND_WORDS

KINDS = ("monitoring", "journal", "skill", "action", "reading", "measure")
POPULATIONS = ("child", "teen", "adult", "couple", "family", "group")
LANGUAGES = ("en", "es")
PLACEHOLDERS = ("code", "link", "minutes")

_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_KEY = validate.Regexp(r"[a-z][a-z0-9_]{0,30}\Z", error="Use small letters, digits and _.")
_SLUG = validate.Regexp(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z", error="Use small letters, digits and single dashes.")


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
    activity = _activity(loaded)
    troubles = list(_contradictions(activity))
    if troubles:
        raise InvalidActivity([f"{file}: {trouble}" for trouble in troubles])
    return activity


class _Wording(fields.Field[Wording]):
    """Words per language, or a list of variants per language that take turns."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Wording:
        if not isinstance(value, dict) or BASE_LANGUAGE not in value:
            raise ValidationError("Give the words per language, English at least: {en: ...}.")
        if unknown := [str(language) for language in value if language not in LANGUAGES]:
            raise ValidationError(f"Unknown language: {', '.join(unknown)}.")
        variants = {language: _variants(language, spoken) for language, spoken in value.items()}
        if len({len(spoken) for spoken in variants.values()}) > 1:
            raise ValidationError("Give as many variants in each language.")
        return Wording(variants)


def _variants(language: str, spoken: object) -> tuple[str, ...]:
    given = spoken if isinstance(spoken, list) else [spoken]
    variants = [text for text in given if isinstance(text, str) and text.strip()]
    if not variants or len(variants) < len(given):
        raise ValidationError(f"{language}: give words.")
    for text in variants:
        for found in _BRACES.finditer(text):
            if found.group(1) not in PLACEHOLDERS:
                raise ValidationError(f"{language}: unknown placeholder {found.group()}.")
    return tuple(variants)


class _Label(fields.Field[dict[str, str]]):
    """A few words per language, without variants or placeholders."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, str]:
        wording = _Wording()._deserialize(value, attr, data)
        return {language: spoken[0] for language, spoken in wording.variants.items()}


class _Schedule(fields.Field[dict[str, Any]]):
    """The default schedule as JSON; window and nudge come from the activity unless it says otherwise."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            schedule.from_json(value)
        except schedule.InvalidSchedule as trouble:
            raise ValidationError(dict(trouble.errors)) from None
        return dict(value)


class _When(Schema):
    value = fields.Raw()
    range = fields.List(WholeNumber(), validate=validate.Length(equal=2))
    choice = fields.String()
    skipped = fields.Boolean(truthy={True}, falsy=set())

    @validates_schema
    def check_one(self, data: dict[str, Any], **_: Any) -> None:
        """A condition is one thing."""
        if len(data) != 1:
            raise ValidationError("Give one of value, range, choice or skipped.", "when")
        values = data.get("value", [])
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, bool) or not isinstance(value, str | int):
                raise ValidationError("Give words or whole numbers.", "value")


class _BranchSchema(Schema):
    when = fields.Nested(_When(unknown=RAISE))
    goto = fields.String(required=True)
    passes = fields.Boolean(truthy={True}, falsy={False})
    closing = _Wording()

    @validates_schema
    def check_closing(self, data: dict[str, Any], **_: Any) -> None:
        """A closing in the middle would never be said."""
        if "closing" in data and data.get("goto") != END:
            raise ValidationError(f"Only a branch that goes to {END} has one.", "closing")


class _Next(fields.Field[list[dict[str, Any]]]):
    """The key of a step, `end`, or a list of branches."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[dict[str, Any]]:
        if isinstance(value, str):
            return [{"goto": value}]
        if not isinstance(value, list):
            raise ValidationError("Give the key of a step, end, or a list of branches.")
        loaded: list[dict[str, Any]] = _BranchSchema(many=True, unknown=RAISE).load(value)
        return loaded


class _OptionSchema(Schema):
    value = fields.String(required=True, validate=validate.Length(1, 40))
    label = _Label(required=True)
    letter = fields.String(validate=validate.Regexp(r"[A-Za-z]\Z", error="Give one letter."))


class _AnswerSchema(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(["text", "scale", "choice", "ok"]))
    low = WholeNumber(validate=validate.Range(0, 100))
    high = WholeNumber(validate=validate.Range(1, 100))
    anchors = fields.Dict(keys=fields.String(validate=validate.OneOf(["low", "high"])), values=_Label())
    options = fields.List(fields.Nested(_OptionSchema(unknown=RAISE)), validate=validate.Length(2, 9))

    @validates_schema
    def check_kind(self, data: dict[str, Any], **_: Any) -> None:
        """Each kind has its own fields, and all it needs."""
        own = {"scale": {"low", "high", "anchors"}, "choice": {"options"}}.get(data.get("kind", ""), set())
        needed = own - {"anchors"}
        errors = {name: ["This kind of answer has no such field."] for name in data.keys() - own - {"kind"}}
        errors |= {name: ["This kind of answer needs it."] for name in needed - data.keys()}
        if "low" in data and "high" in data and data["low"] >= data["high"]:
            errors["high"] = ["Must be above low."]
        if errors:
            raise ValidationError(errors)


class _StepSchema(Schema):
    key = fields.String(required=True, validate=[_KEY, validate.NoneOf([END])])
    label = fields.String(required=True, validate=validate.Length(1, 60))
    ask = _Wording(required=True)
    answer = fields.Nested(_AnswerSchema(unknown=RAISE), required=True)
    required = fields.Boolean(truthy={True}, falsy={False}, load_default=False)
    next = _Next(load_default=list)
    wait_minutes = WholeNumber(validate=validate.Range(0, 24 * 60), load_default=None)


class _ActivitySchema(Schema):
    slug = fields.String(required=True, validate=_SLUG)
    version = WholeNumber(required=True, validate=validate.Range(min=1))
    title = fields.String(required=True, validate=validate.Length(1, 80))
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    why = fields.String(required=True, validate=validate.Length(1, 600))
    intensity = WholeNumber(required=True, validate=validate.Range(1, 3))
    populations = fields.List(
        fields.String(validate=validate.OneOf(POPULATIONS)), required=True, validate=validate.Length(min=1)
    )
    code_name = fields.String(
        required=True, validate=validate.Regexp(r"[A-Za-z0-9][A-Za-z0-9 ]{0,11}\Z", error="1 to 12 letters or digits.")
    )
    minutes = WholeNumber(required=True, validate=validate.Range(1, 999))
    schedule = _Schedule(load_default=None, allow_none=True)
    keyword = fields.String(
        load_default=None,
        validate=[
            validate.Regexp(r"[A-Z]{3,12}\Z", error="3 to 12 capital letters."),
            validate.NoneOf(CARRIER_WORDS | COMMAND_WORDS | {"DONE", "NONE"}, error="This word is taken."),
        ],
    )
    keyword_step = fields.String(load_default=None)
    window_hours = WholeNumber(required=True, validate=validate.Range(1, 14 * 24))
    nudge = fields.Boolean(required=True, truthy={True}, falsy={False})
    steps = fields.List(fields.Nested(_StepSchema(unknown=RAISE)), required=True, validate=validate.Length(1, 30))
    closing = _Wording(required=True)
    source = fields.String(required=True, validate=validate.Length(min=1))


def _activity(loaded: Mapping[str, Any]) -> Activity:
    steps = loaded["steps"]
    following = [step["key"] for step in steps[1:]] + [END]
    plain = ("slug", "version", "title", "kind", "why", "intensity", "code_name", "minutes", "keyword")
    return Activity(
        **{name: loaded[name] for name in plain},
        populations=tuple(loaded["populations"]),
        schedule=_default_schedule(loaded),
        keyword_step=loaded["keyword_step"] or steps[0]["key"],
        window_hours=loaded["window_hours"],
        nudge=loaded["nudge"],
        steps=tuple(_step(step, after) for step, after in zip(steps, following, strict=True)),
        closing=loaded["closing"],
        source=loaded["source"],
    )


def _default_schedule(loaded: Mapping[str, Any]) -> schedule.Schedule | None:
    if loaded["schedule"] is None:
        return None
    window = 60 * loaded["window_hours"]
    agreed = {"window_minutes": window} | ({"nudge_after_minutes": window // 2} if loaded["nudge"] else {})
    return schedule.from_json(agreed | loaded["schedule"])


def _step(loaded: Mapping[str, Any], following: str) -> Step:
    return Step(
        key=loaded["key"],
        label=loaded["label"],
        ask=loaded["ask"],
        answer=_asked(loaded["answer"]),
        required=loaded["required"],
        branches=tuple(_branch(branch) for branch in loaded["next"]),
        following=following,
        wait_minutes=loaded["wait_minutes"],
    )


def _asked(answer: Mapping[str, Any]) -> Asked:
    if answer["kind"] == "scale":
        return Scale(answer["low"], answer["high"], answer.get("anchors", {}))
    if answer["kind"] == "choice":
        return Choice(tuple(Option(one["value"], one["label"], one.get("letter")) for one in answer["options"]))
    return Ok() if answer["kind"] == "ok" else Words()


def _branch(branch: Mapping[str, Any]) -> Branch:
    when = _when(branch["when"]) if "when" in branch else None
    return Branch(branch["goto"], when, branch.get("passes", False), branch.get("closing"))


def _when(when: Mapping[str, Any]) -> When:
    values = when.get("value", [])
    return When(
        values=tuple(values) if isinstance(values, list) else (values,),
        within=(when["range"][0], when["range"][1]) if "range" in when else None,
        choice=when.get("choice"),
        skipped=when.get("skipped", False),
    )


def _contradictions(activity: Activity) -> Iterator[str]:
    """What no single field can know."""
    keys = [step.key for step in activity.steps]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"step {key}: key: used twice"
    if activity.keyword_step not in keys:
        yield f"keyword_step: there is no step {activity.keyword_step}"
    if activity.schedule and activity.schedule.kind == "keyword" and not activity.keyword:
        yield "keyword: the schedule needs one"
    for place, step in enumerate(activity.steps):
        for branch in step.branches:
            if branch.goto != END and branch.goto not in keys:
                yield f"step {step.key}: next: there is no step {branch.goto}"
            # A conversation that only goes forward ends, whatever is texted.
            elif branch.goto in keys[: place + 1]:
                yield f"step {step.key}: next: {branch.goto} is not further on"
            if trouble := _unanswerable(step, branch):
                yield f"step {step.key}: next: {trouble}"


def _unanswerable(step: Step, branch: Branch) -> str | None:
    """Why a branch can never be taken, or None."""
    when, answer = branch.when, step.answer
    if when is None:
        return None
    if when.skipped:
        return "a required step is never skipped" if step.required else None
    if when.choice is not None:
        known = [option.value for option in answer.options] if isinstance(answer, Choice) else []
        return None if when.choice in known else f"there is no choice {when.choice}"
    if isinstance(answer, Scale):
        numbers = when.within or when.values
        fits = all(isinstance(number, int) and answer.low <= number <= answer.high for number in numbers)
        return None if fits and list(numbers) == sorted(numbers, key=int) else f"{numbers} is not on the scale"
    words = bool(when.values) and all(isinstance(word, str) for word in when.values)
    return None if words and not isinstance(answer, Choice) else "this kind of answer has no such value"


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
        if path and path[-1] == "steps" and isinstance(name, int):
            key = below.get("key") if isinstance(below, dict) else None
            here = (*path[:-1], f"step {key or name + 1}")
        lines += _lines(inner, below, here)
    return lines


def _holds(body: Any, name: Any) -> bool:
    if isinstance(body, list):
        return isinstance(name, int) and name < len(body)
    return isinstance(body, dict) and name in body
