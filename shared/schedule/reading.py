"""Reads a schedule from JSON."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from marshmallow import RAISE, ValidationError

from shared.schedule.rules import (
    DEFAULT_WINDOW,
    EVERY_DAY,
    AfterAnother,
    AroundSession,
    AtRandom,
    Daily,
    EveryDays,
    Keyword,
    Once,
    Rule,
    Schedule,
    Weekdays,
)
from shared.schedule.schemas import (
    AfterSchema,
    AnySchedule,
    DailySchema,
    EveryDaysSchema,
    KeywordSchema,
    OnceSchema,
    RandomSchema,
    SessionSchema,
    WeekdaysSchema,
)

_SCHEMAS: dict[str, type[AnySchedule]] = {
    Once.kind: OnceSchema,
    Daily.kind: DailySchema,
    EveryDays.kind: EveryDaysSchema,
    Weekdays.kind: WeekdaysSchema,
    AtRandom.kind: RandomSchema,
    Keyword.kind: KeywordSchema,
    AroundSession.kind: SessionSchema,
    AfterAnother.kind: AfterSchema,
}


class InvalidSchedule(ValueError):
    """A schedule that cannot be kept. `errors` names each field and says what to do about it."""

    def __init__(self, errors: Mapping[str, Any]) -> None:
        super().__init__(" ".join(f"{field}: {advice}" for field, advice in _lines(errors)))
        self.errors = errors


def from_json(body: object) -> Schedule:
    """The schedule in a JSON object. Raises InvalidSchedule naming every field that is wrong."""
    if not isinstance(body, Mapping):
        raise InvalidSchedule({"schedule": ["Give an object with a kind."]})
    kind = body.get("kind")
    if not isinstance(kind, str) or kind not in _SCHEMAS:
        raise InvalidSchedule({"kind": [f"Must be one of: {', '.join(_SCHEMAS)}."]})
    try:
        loaded = _SCHEMAS[kind](unknown=RAISE).load(dict(body))
    except ValidationError as trouble:
        raise InvalidSchedule(trouble.messages_dict) from None
    return Schedule(
        rule=_rule(kind, loaded),
        starts_on=loaded.get("starts_on"),
        stops_on=loaded.get("stops_on"),
        count=loaded.get("count"),
        window=_minutes(loaded.get("window_minutes")) or DEFAULT_WINDOW,
        nudge_after=_minutes(loaded.get("nudge_after_minutes")),
        stops_at_session=loaded.get("stops_at_session", False),
        times_on=loaded.get("times_on", ()),
        weekend_shift=timedelta(minutes=loaded.get("weekend_shift_minutes", 0)),
        on_collision=loaded.get("on_collision", "defer"),
    )


def _rule(kind: str, loaded: Mapping[str, Any]) -> Rule:
    if kind == Once.kind:
        return Once(loaded["at"])
    if kind == Daily.kind:
        return Daily(loaded["times"])
    if kind == EveryDays.kind:
        return EveryDays(loaded["every"], loaded["times"])
    if kind == Weekdays.kind:
        return Weekdays(loaded["days"], loaded["times"])
    if kind == AtRandom.kind:
        gap = timedelta(minutes=loaded["min_gap_minutes"])
        days = loaded.get("days", EVERY_DAY)
        return AtRandom(loaded["earliest"], loaded["latest"], loaded["times_a_day"], gap, days)
    if kind == AroundSession.kind:
        return AroundSession(loaded["which"], loaded.get("days", 0), loaded.get("at"), loaded.get("hours", 0))
    if kind == AfterAnother.kind:
        return AfterAnother(loaded["assignment_id"], timedelta(minutes=loaded["delay_minutes"]), loaded.get("at"))
    return Keyword()


def _minutes(number: int | None) -> timedelta | None:
    return None if number is None else timedelta(minutes=number)


def _lines(errors: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each field with its advice, in order; what is wrong inside a field is said of the field."""
    for field, trouble in sorted(errors.items(), key=lambda item: str(item[0])):
        if isinstance(trouble, Mapping):
            yield str(field), " ".join(dict.fromkeys(advice for _, advice in _lines(trouble)))
        else:
            yield str(field), " ".join(trouble)
