"""What is worked out of the answers of a conversation at its end."""

from collections.abc import Mapping
from datetime import time

from shared.activities.state import Value

NEEDED_FOR_SLEEP_EFFICIENCY: Mapping[str, tuple[str, ...]] = {
    "tried": ("time",),
    "fell": ("duration",),
    "awake": ("times number", "minutes duration"),
    "woke": ("woke time", "up time"),
}
"""Step keys and what they ask for."""

_DAY = 24 * 60
# A longer night is a time read on the wrong side of noon; a wrong number would be worse than none.
_LONGEST_NIGHT = 18 * 60


def sleep_efficiency(values: Mapping[str, Value]) -> int | None:
    """The share of the time in bed that was slept, 0 to 100; None when a number is missing or the night makes no sense.

    100 x asleep / in bed, where
    in bed = from trying to sleep (`tried`) to getting up (`woke.up`), across midnight;
    asleep = in bed - time to fall asleep (`fell`) - minutes awake in the night (`awake.minutes`)
             - time between the final waking (`woke.woke`) and getting up.
    Items and terms: Consensus Sleep Diary (Carney et al. 2012, Sleep 35(2), 287-302). Time in bed starts at the attempt
    to sleep, not at lying down.
    """
    tried, fell, awake, woke = (values.get(key) for key in ("tried", "fell", "awake", "woke"))
    if not isinstance(awake, Mapping) or not isinstance(woke, Mapping):
        return None
    began, woken, up = _minute(tried), _minute(woke.get("woke")), _minute(woke.get("up"))
    minutes = awake.get("minutes")
    if began is None or woken is None or up is None:
        return None
    if not isinstance(fell, int | float) or not isinstance(minutes, int | float):
        return None
    in_bed = (up - began) % _DAY
    lay_on = (up - woken) % _DAY
    if not 0 < in_bed <= _LONGEST_NIGHT or lay_on > in_bed:
        return None
    return round(100 * min(1, max(0, in_bed - fell - minutes - lay_on) / in_bed))


def _minute(told: object) -> int | None:
    """The minute of the day of an HH:MM."""
    try:
        at = time.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None
    return None if at is None else 60 * at.hour + at.minute
