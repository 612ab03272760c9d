"""The time it takes to find the next occurrence of each kind of schedule."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter_ns
from uuid import UUID
from zoneinfo import ZoneInfo

from bench.measures import quantile
from shared.schedule import (
    AfterAnother,
    AroundSession,
    AtRandom,
    Context,
    Daily,
    EveryDays,
    Keyword,
    Once,
    Schedule,
    Weekdays,
    next_instant,
)

DENVER = ZoneInfo("America/Denver")
BEGAN_AT = datetime(2026, 3, 2, 19, tzinfo=UTC)
TWICE = (time(9), time(19, 30))

SCHEDULES = {
    "once": Schedule(Once(datetime(2027, 5, 1, 17))),  # noqa: DTZ001
    "daily, twice": Schedule(Daily(TWICE)),
    "every 60 days, twice": Schedule(EveryDays(60, TWICE)),
    "weekdays, three": Schedule(Weekdays((0, 2, 4), (time(19, 30),))),
    "daily, own Saturday, late Sunday, until the session": Schedule(
        Daily(TWICE), times_on=((5, (time(10),)),), weekend_shift=timedelta(hours=1), stops_at_session=True
    ),
    "random, three a day": Schedule(AtRandom(time(9), time(20), 3, timedelta(hours=1))),
    "random, three a day on Wednesdays": Schedule(AtRandom(time(9), time(20), 3, timedelta(hours=1), (2,))),
    "three days before the session, of 200": Schedule(AroundSession("next", -3, time(17))),
    "24 hours before the session, of 200, in two years": Schedule(
        AroundSession("next", hours=-24), starts_on=date(2026, 3, 2), stops_on=date(2028, 3, 2)
    ),
    "two days after the session, of 200": Schedule(AroundSession("previous", 2, time(9))),
    "after another": Schedule(AfterAnother(UUID(int=1), timedelta(days=2), time(17))),
    "keyword": Schedule(Keyword()),
}
CONTEXT = Context(
    seed=7,
    began_at=BEGAN_AT,
    sessions=tuple(BEGAN_AT + timedelta(weeks=week) for week in range(-2, 198)),
    completed_at=BEGAN_AT,
)


def planning(_folder: Path) -> Iterator[tuple[str, str, str]]:
    """Two years from occurrence to occurrence; where there are few of them, the same way again."""
    for name, schedule in SCHEDULES.items():
        took = list(islice(_steps(schedule), 3000))
        figures = f"{quantile(took, 0.5) / 1000:.1f}, {quantile(took, 0.99) / 1000:.1f} us"
        yield name, figures, "median under 100 us (and p99)"


def _steps(schedule: Schedule) -> Iterator[int]:
    """The nanoseconds of one call after another."""
    after = BEGAN_AT
    while True:
        began = perf_counter_ns()
        found = next_instant(schedule, DENVER, after, 0, CONTEXT)
        yield perf_counter_ns() - began
        after = found if found and found < BEGAN_AT + timedelta(days=730) else BEGAN_AT
