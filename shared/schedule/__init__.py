"""When a piece of homework is due: a schedule and a time zone in, the next instant out."""

from shared.schedule.describing import describe, describe_clock, describe_day
from shared.schedule.fields import WholeNumber
from shared.schedule.ladder import fewer, more
from shared.schedule.planning import Context, next_instant
from shared.schedule.reading import InvalidSchedule, from_json
from shared.schedule.rules import (
    DAYS,
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
from shared.schedule.writing import to_json
from shared.schedule.zones import UnknownZone, resolve, zone

__all__ = [
    "DAYS",
    "DEFAULT_WINDOW",
    "EVERY_DAY",
    "AfterAnother",
    "AroundSession",
    "AtRandom",
    "Context",
    "Daily",
    "EveryDays",
    "InvalidSchedule",
    "Keyword",
    "Once",
    "Rule",
    "Schedule",
    "UnknownZone",
    "Weekdays",
    "WholeNumber",
    "describe",
    "describe_clock",
    "describe_day",
    "fewer",
    "from_json",
    "more",
    "next_instant",
    "resolve",
    "to_json",
    "zone",
]
