"""What each kind of schedule has in JSON, and what must not stand together."""

from datetime import time, timedelta
from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from shared.schedule.fields import (
    Choice,
    DaysOfWeek,
    LocalDay,
    LocalMoment,
    LocalTime,
    LocalTimes,
    TimesOfDays,
    YesOrNo,
    number,
)
from shared.schedule.rules import DAYS, DEFAULT_WINDOW, EVERY_DAY

_DAY_MINUTES = 24 * 60
_WEEKEND = (5, 6)
_ADVICE = {"unknown": "This kind of schedule has no such field. Leave it out."}


class AnySchedule(Schema):
    """What every kind has."""

    error_messages = _ADVICE

    kind = fields.String(required=True)
    window_minutes = number(5, 14 * _DAY_MINUTES)
    nudge_after_minutes = number(1, 14 * _DAY_MINUTES)
    stops_at_session = YesOrNo()
    on_collision = Choice("defer", "skip")

    @validates_schema
    def check_nudge(self, data: dict[str, Any], **_: Any) -> None:
        """A nudge after the window would ask for an answer that no longer counts."""
        window = data.get("window_minutes", DEFAULT_WINDOW // timedelta(minutes=1))
        if data.get("nudge_after_minutes", 0) >= window:
            raise ValidationError(f"Must be shorter than the window: less than {window}.", "nudge_after_minutes")


class OnceSchema(AnySchedule):
    """`at` is local."""

    at = LocalMoment(required=True)


class KeywordSchema(AnySchedule):
    """What every kind has that can come more than once."""

    starts_on = LocalDay()
    stops_on = LocalDay()
    count = number(1, 1000)

    @validates_schema
    def check_days(self, data: dict[str, Any], **_: Any) -> None:
        """The last day is not before the first."""
        if data.get("starts_on") and data.get("stops_on") and data["stops_on"] < data["starts_on"]:
            raise ValidationError("Must not be before starts_on. Give that day or a later one.", "stops_on")


class _ShiftedSchema(KeywordSchema):
    weekend_shift_minutes = number(-12 * 60, 12 * 60)

    def times_of_weekend(self, data: dict[str, Any]) -> set[time]:
        """The times that the shift moves."""
        raise NotImplementedError

    @validates_schema
    def check_shift(self, data: dict[str, Any], **_: Any) -> None:
        """A time moved past midnight would be a time of another day."""
        shift = data.get("weekend_shift_minutes", 0)
        if any(not 0 <= _minutes(at) + shift < _DAY_MINUTES for at in self.times_of_weekend(data)):
            raise ValidationError("Would move a time past midnight. Give fewer minutes.", "weekend_shift_minutes")


class DailySchema(_ShiftedSchema):
    """Every day at some times."""

    times = LocalTimes(required=True)
    times_on = TimesOfDays()

    def days_asked(self, data: dict[str, Any]) -> tuple[int, ...]:
        """The days of the week it asks on."""
        return EVERY_DAY

    def times_of_weekend(self, data: dict[str, Any]) -> set[time]:
        """The times of Saturday and Sunday that are not their own."""
        own = dict(data.get("times_on", ()))
        moved = [day for day in _WEEKEND if day in self.days_asked(data) and day not in own]
        return set(data["times"]) if moved else set()


class EveryDaysSchema(DailySchema):
    """Every so many days at some times."""

    every = number(2, 60, required=True)


class WeekdaysSchema(DailySchema):
    """On some days of the week at some times."""

    days = DaysOfWeek(required=True)

    def days_asked(self, data: dict[str, Any]) -> tuple[int, ...]:
        """The days of the week it asks on."""
        return tuple(data["days"])

    @validates_schema
    def check_own_times(self, data: dict[str, Any], **_: Any) -> None:
        """Own times of a day it never asks on are a slip of the form."""
        if idle := [DAYS[day] for day, _times in data.get("times_on", ()) if day not in data["days"]]:
            raise ValidationError(f"Not in days: {', '.join(idle)}. Add it there or leave it out here.", "times_on")


class RandomSchema(_ShiftedSchema):
    """Some times a day in a window, with a gap between two."""

    earliest = LocalTime(required=True, data_key="from")
    latest = LocalTime(required=True, data_key="to")
    times_a_day = number(1, 12, required=True)
    min_gap_minutes = number(1, _DAY_MINUTES, required=True)
    days = DaysOfWeek()

    def times_of_weekend(self, data: dict[str, Any]) -> set[time]:
        """Both ends of the window."""
        if not set(_WEEKEND) & set(data.get("days", EVERY_DAY)):
            return set()
        return {data["earliest"], data["latest"]}

    @validates_schema
    def check_room(self, data: dict[str, Any], **_: Any) -> None:
        """All times of a day fit, and stay as far from the next day's."""
        opens, closes = _minutes(data["earliest"]), _minutes(data["latest"])
        if closes <= opens:
            raise ValidationError("Must be after from.", "to")
        needed = (data["times_a_day"] - 1) * data["min_gap_minutes"]
        if needed > closes - opens:
            raise ValidationError(
                f"The window cannot hold that many this far apart: {needed} minutes are needed, {closes - opens} are"
                " there. Ask less often, shorten the gap or widen the window.",
                "min_gap_minutes",
            )
        days, shift = data.get("days", EVERY_DAY), data.get("weekend_shift_minutes", 0)
        moved = {day: shift if day in _WEEKEND else 0 for day in EVERY_DAY}
        for day in days:
            tomorrow = (day + 1) % 7
            until_it_opens_again = _DAY_MINUTES + moved[tomorrow] - moved[day]
            if tomorrow in days and needed + data["min_gap_minutes"] > until_it_opens_again:
                raise ValidationError(
                    "The night is too short for that gap to the next day's first. Ask less often or shorten the gap.",
                    "min_gap_minutes",
                )


class SessionSchema(KeywordSchema):
    """A time of day some days from a session, or some hours from it."""

    which = Choice("next", "previous", required=True)
    days = number(-60, 60)
    at = LocalTime()
    hours = number(-14 * 24, 14 * 24)

    @validates_schema
    def check_distance(self, data: dict[str, Any], **_: Any) -> None:
        """Either days and a time of day, or hours; after the previous session, on either side of the next one."""
        if ("days" in data) == ("hours" in data):
            raise ValidationError("Give either days with at, or hours.", "days")
        if ("days" in data) != ("at" in data):
            raise ValidationError("Give at with days, and leave it out with hours.", "at")
        if data.get("hours") == 0:
            raise ValidationError("Give hours before (less than 0) or after (more than 0).", "hours")
        distance = "days" if "days" in data else "hours"
        if data["which"] == "previous" and data[distance] < 0:
            raise ValidationError("Give 0 or more: what comes before a session belongs to the next one.", distance)
        if data.get("stops_at_session") and data["which"] == "next" and data[distance] > 0:
            raise ValidationError("Leave it out: it would end before it ever asks.", "stops_at_session")


class AfterSchema(KeywordSchema):
    """A while after another assignment is completed."""

    assignment_id = fields.UUID(
        required=True,
        error_messages=dict.fromkeys(
            ("required", "null", "invalid_uuid"), "Give the id of the assignment to wait for, a UUID."
        ),
    )
    delay_minutes = number(0, 60 * _DAY_MINUTES, required=True)
    at = LocalTime()

    @validates_schema
    def check_delay(self, data: dict[str, Any], **_: Any) -> None:
        """The very instant of the completion is over when anybody hears of it."""
        if data["delay_minutes"] == 0 and "at" not in data:
            raise ValidationError("Give at least 1, or give at.", "delay_minutes")


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
