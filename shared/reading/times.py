"""Reads times of day as people text them; in doubt it reads nothing. `read_moment` lives here for its callers."""

from dataclasses import dataclass
from datetime import time

from shared.reading.clocks import Clock, Mark
from shared.reading.cursor import LONGEST_TIME
from shared.reading.dates import Part
from shared.reading.moments import read_moment
from shared.reading.scanning import Scan, hours_meant, scan

__all__ = ["TimeOfDay", "read_moment", "read_time"]

_DAY_MINUTES = 24 * 60
_WIDEST_RANGE = 120
_WAKING_FROM, _WAKING_TO = time(8), time(21)


@dataclass(frozen=True)
class TimeOfDay:
    """A local time read from a reply. `approximate` when the writer left it open: "11ish", "11 or 11:30"."""

    at: time
    approximate: bool = False


def read_time(text: str, language: str = "en", *, around: time | None = None) -> TimeOfDay | None:
    """The one time of day a reply gives, or None.

    1. "9", "9pm", "9.30", "930", "half past nine", "a las 9 y media", "nueve de la noche", "noon".
    2. Where am or pm is open, the nearer one to `around`; as near both ways, the one after it. Without `around`, the
       one inside 8:00-21:00 (both are for 8 and 9: then the earlier).
    3. A range of at most two hours is its middle, approximately. A second time, a thing counted, a "not": None.
    4. Words may stand around a time that is surely one ("in bed by 11pm, read a bit"), not around a bare number.
    """
    if len(text) > LONGEST_TIME:
        return None
    said = scan(text, language)
    clock = _only_clock(said)
    if clock is None:
        return None
    part = said.parts[0] if said.parts else None
    start = _nearest(clock, part, around)
    if start is None:
        return None
    end = said.ends.get(clock)
    if end is None:
        return TimeOfDay(start, clock.approximate)
    spans = [(_minutes(other) - _minutes(start)) % _DAY_MINUTES for other in hours_meant(end, part)]
    width = min(spans, default=_DAY_MINUTES)
    # "9-10pm" says both ends in the evening.
    if width > _WIDEST_RANGE and clock.half is None and not clock.is_exact:
        pairs = [(first, last) for first in clock.times() for last in hours_meant(end, part)]
        close = [(a, (_minutes(b) - _minutes(a)) % _DAY_MINUTES) for a, b in pairs]
        start, width = min(close, key=lambda pair: pair[1])
    if width > _WIDEST_RANGE:
        return None
    middle = (_minutes(start) + width // 2) % _DAY_MINUTES
    return TimeOfDay(time(middle // 60, middle % 60), approximate=True)


def _only_clock(said: Scan) -> Clock | None:
    if (
        len(said.clocks) != 1
        or len(set(said.parts)) > 1
        or said.has_in
        or said.is_negated_before
        or said.has_other_number
    ):
        return None
    clock = said.clocks[0]
    is_sure = clock.mark is not Mark.BARE or bool(said.parts)
    return clock if is_sure or not said.strange_before else None


def _nearest(clock: Clock, part: Part | None, around: time | None) -> time | None:
    meant = hours_meant(clock, part)
    if not meant:
        return None
    if around is None:
        return next((at for at in meant if _WAKING_FROM <= at <= _WAKING_TO), meant[0])
    return min(meant, key=lambda at: _distance(at, around))


def _distance(at: time, around: time) -> tuple[int, int]:
    after = (_minutes(at) - _minutes(around)) % _DAY_MINUTES
    return (min(after, _DAY_MINUTES - after), after)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
