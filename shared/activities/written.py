"""How the parts of a definition are written: words per language, conditions, branches, waits."""

import re
from datetime import time
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from shared import schedule
from shared.activities.definition import BASE_LANGUAGE, END, Branch, Wait, When, Wording
from shared.schedule import DAYS, WholeNumber

LANGUAGES = ("en", "es")
PLACEHOLDERS = frozenset({"code", "link", "minutes", "cue", "why", "how", "keyword", "item"})
PLACEHOLDERS_OF_A_STEP = frozenset({"said", "list"})

_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,30}\Z")
_LONGEST_WAIT = 14 * 24 * 60


class Words(fields.Field[Wording]):
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


class Label(fields.Field[dict[str, str]]):
    """A few words per language, without variants or placeholders."""

    def __init__(self, pattern: str = r"[^{}\r\n]{1,80}", error: str = "Give 1 to 80 characters.", **kwargs: Any):
        super().__init__(**kwargs)
        self._pattern, self._error = re.compile(pattern), error

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, str]:
        wording = Words().deserialize(value)
        labels = {language: spoken[0] for language, spoken in wording.variants.items()}
        for language, label in labels.items():
            if len(wording.variants[language]) > 1 or not self._pattern.fullmatch(label):
                raise ValidationError(f"{language}: {self._error}")
        return labels


class LocalTime(fields.Field[time]):
    """A local time as HH:MM, 00:00 to 23:59."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> time:
        # YAML 1.1 reads an unquoted 20:00 as the number 1200.
        if not isinstance(value, str) or not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
            raise ValidationError('Give a time as "HH:MM", in quotes.')
        return time.fromisoformat(value)


class DefaultSchedule(fields.Field[dict[str, Any]]):
    """The default schedule as JSON; window and nudge come from the activity unless it says otherwise."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            schedule.from_json(value)
        except schedule.InvalidSchedule as trouble:
            raise ValidationError(dict(trouble.errors)) from None
        return dict(value)


class Next(fields.Field[tuple[Branch, ...]]):
    """The key of a step, `end`, or a list of branches."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[Branch, ...]:
        if isinstance(value, str):
            return (Branch(value),)
        if not isinstance(value, list):
            raise ValidationError("Give the key of a step, end, or a list of branches.")
        loaded: list[dict[str, Any]] = _BranchSchema(many=True, unknown=RAISE).load(value)
        return tuple(_branch(branch) for branch in loaded)


class NextAsked(fields.Field[Wait]):
    """{minutes: 5}, {until: step, plus_minutes, else_minutes} or {day: fri, at: "16:30"}."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Wait:
        loaded: dict[str, Any] = _WaitSchema(unknown=RAISE).load(value if isinstance(value, dict) else {})
        return Wait(**loaded | ({"day": DAYS.index(loaded["day"])} if "day" in loaded else {}))


class Key(fields.String):
    """The key of a step or of a part."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        key = super()._deserialize(value, attr, data, **kwargs)
        if not _KEY.match(key) or key == END:
            raise ValidationError(f"Use small letters, digits and _; not {END}.")
        return key


class _WhenSchema(Schema):
    value = fields.Raw()
    range = fields.List(WholeNumber(), validate=validate.Length(equal=2))
    choice = fields.String()
    skipped = fields.Boolean(truthy={True}, falsy=set())
    nothing = fields.String()

    @validates_schema
    def check_one(self, data: dict[str, Any], **_: Any) -> None:
        """A condition is one thing."""
        if len(data) != 1:
            raise ValidationError("Give one of value, range, choice, skipped or nothing.", "when")
        for value in _listed(data.get("value", [])):
            if isinstance(value, bool) or not isinstance(value, str | int):
                raise ValidationError("Give words (yes and no in quotes) or whole numbers.", "value")


class _BranchSchema(Schema):
    when = fields.Nested(_WhenSchema(unknown=RAISE))
    goto = fields.String(required=True)
    passes = fields.Boolean(truthy={True}, falsy={False})
    closing = Words()

    @validates_schema
    def check_closing(self, data: dict[str, Any], **_: Any) -> None:
        """A closing in the middle would never be said."""
        if "closing" in data and data.get("goto") != END:
            raise ValidationError(f"Only a branch that goes to {END} has one.", "closing")


class _WaitSchema(Schema):
    minutes = WholeNumber(validate=validate.Range(0, 24 * 60))
    until = fields.String()
    plus_minutes = WholeNumber(validate=validate.Range(0, _LONGEST_WAIT))
    else_minutes = WholeNumber(validate=validate.Range(1, _LONGEST_WAIT))
    day = fields.String(validate=validate.OneOf(DAYS))
    at = LocalTime()

    @validates_schema
    def check_one(self, data: dict[str, Any], **_: Any) -> None:
        """A wait is told one way."""
        ways = ({"minutes"}, {"day", "at"})
        if data.keys() not in ways and not {"until"} <= data.keys() <= {"until", "plus_minutes", "else_minutes"}:
            raise ValidationError("Give minutes, or until (with plus_minutes, else_minutes), or day and at.")


def _branch(loaded: dict[str, Any]) -> Branch:
    when = _when(loaded["when"]) if "when" in loaded else None
    return Branch(loaded["goto"], when, loaded.get("passes", False), loaded.get("closing"))


def _when(loaded: dict[str, Any]) -> When:
    return When(
        values=tuple(_listed(loaded.get("value", []))),
        within=(loaded["range"][0], loaded["range"][1]) if "range" in loaded else None,
        choice=loaded.get("choice"),
        skipped=loaded.get("skipped", False),
        nothing=loaded.get("nothing"),
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _variants(language: str, spoken: object) -> tuple[str, ...]:
    given = spoken if isinstance(spoken, list) else [spoken]
    variants = [text for text in given if isinstance(text, str) and text.strip()]
    if not variants or len(variants) < len(given):
        raise ValidationError(f"{language}: give words.")
    for text in variants:
        for found in _BRACES.finditer(text):
            name, colon, step = (found.group(1) or "").partition(":")
            known = name in PLACEHOLDERS_OF_A_STEP and _KEY.match(step) if colon else name in PLACEHOLDERS
            if not known:
                raise ValidationError(f"{language}: unknown placeholder {found.group()}.")
    return tuple(variants)
