"""When a piece of homework is due: a schedule and a time zone in, the next instant out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DEFAULT_WINDOW = timedelta(hours=24)
_DAY = timedelta(days=1)


class UnknownZone(ValueError):
    """This is not a time zone. Give an IANA name, like America/New_York."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class InvalidSchedule(ValueError):
    """A schedule that cannot be kept. `errors` names each field and says what is wrong with it."""

    def __init__(self, errors: Mapping[str, Any]) -> None:
        super().__init__("; ".join(f"{field}: {trouble}" for field, trouble in sorted(errors.items())))
        self.errors = errors


@dataclass(frozen=True)
class Once:
    """One local moment."""

    kind: ClassVar[str] = "once"
    at: datetime

    def first_day(self, wanted: date) -> date:
        """The earliest day worth looking at."""
        return max(wanted, self.at.date())

    def times_on(self, day: date) -> tuple[time, ...]:
        """The local times of one day."""
        return (self.at.time(),) if day == self.at.date() else ()


@dataclass(frozen=True)
class Daily:
    """The same local times every day."""

    kind: ClassVar[str] = "daily"
    times: tuple[time, ...]

    def first_day(self, wanted: date) -> date:
        """The earliest day worth looking at."""
        return wanted

    def times_on(self, day: date) -> tuple[time, ...]:
        """The local times of one day."""
        return self.times


@dataclass(frozen=True)
class Weekdays:
    """The same local times on some days of the week, Monday being 0."""

    kind: ClassVar[str] = "weekdays"
    days: tuple[int, ...]
    times: tuple[time, ...]

    def first_day(self, wanted: date) -> date:
        """The earliest day worth looking at."""
        return wanted

    def times_on(self, day: date) -> tuple[time, ...]:
        """The local times of one day."""
        return self.times if day.weekday() in self.days else ()


@dataclass(frozen=True)
class Keyword:
    """Whenever the client texts the keyword: nothing is planned."""

    kind: ClassVar[str] = "keyword"

    def first_day(self, wanted: date) -> date | None:
        """There is no such day."""
        return None

    def times_on(self, day: date) -> tuple[time, ...]:
        """There are no such times."""
        return ()


Rule = Once | Daily | Weekdays | Keyword


@dataclass(frozen=True)
class Schedule:
    """What is agreed: the rule, from and until which local day, how often at most, how long an answer counts."""

    rule: Rule
    starts_on: date | None = None
    stops_on: date | None = None
    count: int | None = None
    window: timedelta = DEFAULT_WINDOW
    nudge_after: timedelta | None = None

    @property
    def kind(self) -> str:
        """The kind of the rule, as it is written in JSON."""
        return self.rule.kind


def next_instant(schedule: Schedule, zone: ZoneInfo, after: datetime, occurrences_so_far: int) -> datetime | None:
    """The first instant strictly after `after` that the schedule names, in UTC, or None when there is no more.

    1. Days and times are the client's wall clock; the last day still counts.
    2. A local time the clocks jump over moves forward by the jump; one that comes twice is taken the first time.
    """
    if after.tzinfo is None:
        raise ValueError("after must be aware")
    limit = 1 if isinstance(schedule.rule, Once) else schedule.count
    if limit is not None and occurrences_so_far >= limit:
        return None
    found: datetime | None = None
    for day in _days(schedule, zone, after):
        for at in schedule.rule.times_on(day):
            instant = resolve(day, at, zone)
            if instant > after and (found is None or instant < found):
                found = instant
        if found is not None and found < resolve(day + _DAY, time(), zone):
            return found
    return found


def resolve(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of a local time.

    PEP 495 with fold=0 is our rule: it reads a doubled time as the first one, and a time inside the gap with the offset
    from before it, which lands as far after the gap as the time was into it.
    """
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone).astimezone(UTC)


def zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name. Raises UnknownZone; a name is only looked up in a list, never opened as a path."""
    if name not in _zone_names():
        raise UnknownZone
    return ZoneInfo(name)


def to_json(schedule: Schedule) -> dict[str, Any]:
    """The JSON of a schedule, as kept in facts and tables. What is not agreed is left out."""
    body: dict[str, Any] = {"kind": schedule.kind}
    rule = schedule.rule
    if isinstance(rule, Once):
        body["at"] = rule.at.isoformat(timespec="minutes")
    if isinstance(rule, Weekdays):
        body["days"] = [DAYS[day] for day in rule.days]
    if isinstance(rule, Daily | Weekdays):
        body["times"] = [at.isoformat(timespec="minutes") for at in rule.times]
    optional = {
        "starts_on": schedule.starts_on and schedule.starts_on.isoformat(),
        "stops_on": schedule.stops_on and schedule.stops_on.isoformat(),
        "count": schedule.count,
        "window_minutes": schedule.window // timedelta(minutes=1),
        "nudge_after_minutes": schedule.nudge_after and schedule.nudge_after // timedelta(minutes=1),
    }
    return body | {name: value for name, value in optional.items() if value is not None}


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
    )


class WholeNumber(fields.Integer):
    """An integer and nothing else: YAML's `yes` is not a 1."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class _LocalTime(fields.Field[time]):
    """A local time as HH:MM, 00:00 to 23:59."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> time:
        # YAML 1.1 reads an unquoted 20:00 as the number 1200.
        if not isinstance(value, str) or not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
            raise ValidationError('Give a time as "HH:MM", in quotes.')
        return time.fromisoformat(value)


class _LocalMoment(fields.Field[datetime]):
    """A local date and time without an offset, as YYYY-MM-DDTHH:MM."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}", value):
            raise ValidationError("Give a local date and time as YYYY-MM-DDTHH:MM, without a zone.")
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise ValidationError("There is no such date or time.") from None
        _check_year(moment.date())
        return moment


def _check_year(day: date) -> None:
    # Far enough from the ends of the calendar that adding days and zones never overflows.
    if not 2000 <= day.year <= 2199:
        raise ValidationError("Give a year from 2000 to 2199.")


class _ScheduleSchema(Schema):
    """What every kind of schedule has."""

    kind = fields.String(required=True)
    window_minutes = WholeNumber(validate=validate.Range(5, 14 * 24 * 60))
    nudge_after_minutes = WholeNumber(validate=validate.Range(min=1))

    @validates_schema
    def check_nudge(self, data: dict[str, Any], **_: Any) -> None:
        """A nudge after the window would ask for an answer that no longer counts."""
        window = data.get("window_minutes", DEFAULT_WINDOW // timedelta(minutes=1))
        if data.get("nudge_after_minutes", 0) >= window:
            raise ValidationError("Must be shorter than the window.", "nudge_after_minutes")


class _OnceSchema(_ScheduleSchema):
    at = _LocalMoment(required=True)


class _KeywordSchema(_ScheduleSchema):
    starts_on = fields.Date(validate=_check_year)
    stops_on = fields.Date(validate=_check_year)
    count = WholeNumber(validate=validate.Range(1, 1000))

    @validates_schema
    def check_days(self, data: dict[str, Any], **_: Any) -> None:
        """The last day is not before the first."""
        if data.get("starts_on") and data.get("stops_on") and data["stops_on"] < data["starts_on"]:
            raise ValidationError("Must not be before starts_on.", "stops_on")


class _DailySchema(_KeywordSchema):
    times = fields.List(_LocalTime(), required=True, validate=validate.Length(1, 12))

    @validates_schema
    def check_times(self, data: dict[str, Any], **_: Any) -> None:
        """A time named twice would be one text, not two."""
        if len(set(data.get("times", []))) != len(data.get("times", [])):
            raise ValidationError("Name each time once.", "times")


class _WeekdaysSchema(_DailySchema):
    days = fields.List(fields.String(validate=validate.OneOf(DAYS)), required=True, validate=validate.Length(1, 7))

    @validates_schema
    def check_weekdays(self, data: dict[str, Any], **_: Any) -> None:
        """A day named twice is a slip of the form."""
        if len(set(data.get("days", []))) != len(data.get("days", [])):
            raise ValidationError("Name each day once.", "days")


_SCHEMAS: dict[str, type[_ScheduleSchema]] = {
    Once.kind: _OnceSchema,
    Daily.kind: _DailySchema,
    Weekdays.kind: _WeekdaysSchema,
    Keyword.kind: _KeywordSchema,
}


def _rule(kind: str, loaded: Mapping[str, Any]) -> Rule:
    if kind == Once.kind:
        return Once(loaded["at"])
    if kind == Daily.kind:
        return Daily(tuple(sorted(loaded["times"])))
    if kind == Weekdays.kind:
        return Weekdays(tuple(sorted(DAYS.index(day) for day in loaded["days"])), tuple(sorted(loaded["times"])))
    return Keyword()


def _minutes(number: int | None) -> timedelta | None:
    return None if number is None else timedelta(minutes=number)


def _days(schedule: Schedule, zone: ZoneInfo, after: datetime) -> Iterator[date]:
    """The local days to look at, from a day early on: a time that was jumped over may land on the next day."""
    wanted = after.astimezone(zone).date() - _DAY
    first = schedule.rule.first_day(max(wanted, schedule.starts_on or wanted))
    if first is None:
        return
    # Each rule that plans anything names a time within a week of its first day; two more days cover the day before.
    for offset in range(9):
        day = first + timedelta(days=offset)
        if schedule.stops_on and day > schedule.stops_on:
            return
        yield day


@cache
def _zone_names() -> frozenset[str]:
    # These two name no place: the first depends on the machine, the second says that no zone was set.
    return frozenset(available_timezones() - {"localtime", "Factory"})
