"""Times that nobody knows beforehand, yet every machine draws alike."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from shared.schedule.rules import AtRandom, Schedule
from shared.schedule.zones import resolve

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


def draw(schedule: Schedule, rule: AtRandom, day: date, zone: ZoneInfo, seed: int) -> list[datetime]:
    """The instants of one local day, in order, in whole minutes; the same for the same seed and day, always.

    1. The window is real minutes, so the gap is too on the day the clocks change.
    2. Where the night is shorter than the gap, the end of the window gives way: then no day needs to know what another
       one drew.
    3. A day the clocks make too short for all of them gets as many as keep the gap, if need be none.
    """
    opens_at = resolve(day, schedule.moved(rule.earliest, day.weekday()), zone)
    closes_at = resolve(day, schedule.moved(rule.latest, day.weekday()), zone)
    room = max(0, (closes_at - opens_at) // _MINUTE)
    gap = rule.min_gap // _MINUTE
    tomorrow = day + _DAY
    if tomorrow.weekday() in rule.days:
        opens_again_at = resolve(tomorrow, schedule.moved(rule.earliest, tomorrow.weekday()), zone)
        room = min(room, (opens_again_at - opens_at) // _MINUTE - gap)
    # Less than no room makes this 0 or less, which is none.
    number = min(rule.times_a_day, room // gap + 1)
    offsets = _numbers(f"{seed} {day.isoformat()}", number, room - (number - 1) * gap)
    return [opens_at + (offset + place * gap) * _MINUTE for place, offset in enumerate(sorted(offsets))]


def _numbers(seed: str, count: int, highest: int) -> list[int]:
    # The random module promises its sequence only for random(); a digest is the same in every Python. Its 256 bits are
    # far more than twelve numbers of a day's 1440 minutes use, so that none is likelier than another.
    digest = int.from_bytes(sha256(seed.encode()).digest(), "big")
    found = []
    for _ in range(count):
        digest, number = divmod(digest, highest + 1)
        found.append(number)
    return found
