"""When we text, how often, and one question at a time."""

from collections import Counter
from collections.abc import Iterator
from datetime import time, timedelta

from services.cli.demo.promises.lived import Lived, Text, each_phone, local_day

DAILY_CAP = 4
ALONE_FOR = timedelta(minutes=90)
"""A question that nobody answers keeps others waiting for so long."""

PUT_DOWN_FOR = timedelta(minutes=30)
"""So long after a nudge, or in the middle of a conversation, somebody has put the phone down."""

_FLOOR = (time(8), time(21))
_NOT_COUNTED = ("opt_in", "opt_in_reminder", "snooze")


def hours(lived: Lived) -> Iterator[str]:
    """Nothing goes out outside the client's hours, and outside 8 to 21 nothing at all but a conversation going on."""
    for text in lived:
        if text.why is None or text.is_in_conversation:
            continue
        persona = text.persona
        earliest, latest = time.fromisoformat(persona.earliest), time.fromisoformat(persona.latest)
        earliest, latest = _FLOOR if text.why.is_agreed else (earliest, latest)
        if not earliest <= text.local.time().replace(second=0, microsecond=0) <= latest:
            yield f"a text went out at {text.local:%H:%M} where {persona.initials} lives: {text.body}"


def daily_cap(lived: Lived) -> Iterator[str]:
    """So many texts that we start, and no more, on one day at the client's place."""
    started = Counter((text.persona.initials, local_day(text)) for text in lived if _counts(text))
    for (initials, day), count in started.items():
        if count > DAILY_CAP:
            yield f"{count} texts went out to {initials} on {day:%a %d}"


def one_at_a_time(lived: Lived) -> Iterator[str]:
    """A second question never goes before the first is answered, or nobody answered it for a good while.

    The client's own time is kept to the minute: what they put off or planned waits for nothing.
    """
    for persona, texts in each_phone(lived):
        waiting: Text | None = None
        for text in texts:
            if not text.from_us:
                waiting = None
            elif text.why is not None and not text.why.is_agreed:
                if waiting is not None and _is_too_soon(waiting, text):
                    yield f"two questions waited at once for {persona.initials}: {waiting.body} / {text.body}"
                waiting = text


def _counts(text: Text) -> bool:
    """Whether it is one that we start: not what the client asked for, nor the rest of a conversation."""
    if text.why is None or text.why.kind in _NOT_COUNTED or text.is_in_conversation:
        return False
    return not text.why.is_agreed


def _is_too_soon(first: Text, second: Text) -> bool:
    assert first.why is not None and second.why is not None
    if first.why.occurrence_id is not None and first.why.occurrence_id == second.why.occurrence_id:
        return False
    alone_for = PUT_DOWN_FOR if first.why.kind == "nudge" or first.is_in_conversation else ALONE_FOR
    return second.at - first.at < alone_for
