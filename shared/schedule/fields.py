"""The parts of a schedule in JSON: each takes exactly one form, and says what to give when it gets another."""

import re
from datetime import date, datetime, time
from typing import Any

from marshmallow import ValidationError, fields, validate

from shared.schedule.rules import DAYS

_TIME = 'Give a time as "HH:MM", in quotes.'
_TIMES = 'Give a list of one to twelve times, like ["16:30"].'


class WholeNumber(fields.Integer):
    """An integer and nothing else: YAML's `yes` is not a 1."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


def number(low: int, high: int, *, required: bool = False) -> WholeNumber:
    """A whole number from low to high, both included."""
    advice = f"Give a whole number from {low} to {high}."
    return WholeNumber(
        required=required,
        validate=validate.Range(low, high, error=advice),
        error_messages=dict.fromkeys(("required", "null", "invalid", "too_large"), advice),
    )


def read_time(value: object) -> time:
    """A local time as HH:MM, 00:00 to 23:59. Raises ValidationError."""
    # YAML 1.1 reads an unquoted 20:00 as the number 1200.
    if not isinstance(value, str) or not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise ValidationError(_TIME)
    return time.fromisoformat(value)


class LocalTime(fields.Field[time]):
    """A local time as HH:MM."""

    default_error_messages = dict.fromkeys(("required", "null"), _TIME)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> time:
        return read_time(value)


def read_times(value: object) -> tuple[time, ...]:
    """One to twelve local times in order, each once. Raises ValidationError."""
    if not isinstance(value, list) or not 1 <= len(value) <= 12:
        raise ValidationError(_TIMES)
    times = sorted(read_time(at) for at in value)
    if len(set(times)) != len(times):
        raise ValidationError("Name each time once.")
    return tuple(times)


class LocalTimes(fields.Field[tuple[time, ...]]):
    """One to twelve local times."""

    default_error_messages = dict.fromkeys(("required", "null"), _TIMES)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[time, ...]:
        return read_times(value)


class DaysOfWeek(fields.Field[tuple[int, ...]]):
    """Days of the week by their short names, each once; as numbers in order, Monday being 0."""

    default_error_messages = dict.fromkeys(
        ("required", "null", "invalid"), f"Give a list of one or more of: {', '.join(DAYS)}."
    )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[int, ...]:
        if not isinstance(value, list) or not value or any(day not in DAYS for day in value):
            raise self.make_error("invalid")
        if len(set(value)) != len(value):
            raise ValidationError("Name each day once.")
        return tuple(sorted(DAYS.index(day) for day in value))


class TimesOfDays(fields.Field[tuple[tuple[int, tuple[time, ...]], ...]]):
    """Days of the week that have their own times, in the week's order."""

    # Doubled, as marshmallow takes braces for places to fill.
    default_error_messages = dict.fromkeys(("null", "invalid"), 'Give times by day of the week: {{"sat": ["10:00"]}}.')

    def _deserialize(
        self, value: Any, attr: str | None, data: Any, **kwargs: Any
    ) -> tuple[tuple[int, tuple[time, ...]], ...]:
        if not isinstance(value, dict) or any(day not in DAYS for day in value):
            raise self.make_error("invalid")
        return tuple((place, read_times(value[day])) for place, day in enumerate(DAYS) if day in value)


class LocalMoment(fields.Field[datetime]):
    """A local date and time without an offset, as YYYY-MM-DDTHH:MM."""

    default_error_messages = dict.fromkeys(
        ("required", "null", "invalid"), "Give a local date and time as YYYY-MM-DDTHH:MM, without a zone."
    )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}", value):
            raise self.make_error("invalid")
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise ValidationError("There is no such date or time. Look at the calendar and give another.") from None
        _check_year(moment.date())
        return moment


class LocalDay(fields.Field[date]):
    """A local day as YYYY-MM-DD."""

    default_error_messages = dict.fromkeys(("null", "invalid"), "Give a day there is, as YYYY-MM-DD.")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise self.make_error("invalid")
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise self.make_error("invalid") from None
        _check_year(day)
        return day


class Choice(fields.Field[str]):
    """One of some words."""

    def __init__(self, *words: str, required: bool = False) -> None:
        advice = f"Give one of: {', '.join(words)}."
        super().__init__(required=required, error_messages=dict.fromkeys(("required", "null", "invalid"), advice))
        self._words = words

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if value not in self._words:
            raise self.make_error("invalid")
        return str(value)


class YesOrNo(fields.Field[bool]):
    """true or false, and no other way to say it."""

    default_error_messages = dict.fromkeys(("null", "invalid"), "Give true or false.")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


def _check_year(day: date) -> None:
    # Far enough from the ends of the calendar that adding days and zones never overflows.
    if not 2000 <= day.year <= 2199:
        raise ValidationError("Give a year from 2000 to 2199.")
