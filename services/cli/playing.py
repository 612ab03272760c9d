"""`between activities play`: one conversation of the library in a terminal, its waits passed over."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.activities.definition import Activity
from shared.activities.engine import advance, begin, resume
from shared.activities.library import BUILT_IN
from shared.activities.segments import measure
from shared.activities.speaking import about
from shared.activities.state import Params

PICTURE = "[picture]"
"""What is typed for a picture that comes without words."""

# What staff or the client would have agreed on; said only where an activity asks for it.
_LINK = "example.org/page"
_CUES = {"en": "After lunch", "es": "Después de comer"}
# An aside is about some homework.
_ABOUT = "three-good-things"
_THINKING = timedelta(seconds=30)
_UNITS = {"gsm7": "characters", "ucs2": "characters of the dear kind"}


@dataclass(frozen=True)
class Manner:
    """How a conversation is played. `carried` are words gathered by earlier ones; `zone` is where the client lives."""

    language: str = "en"
    smaller: bool = False
    by_keyword: bool = False
    carried: tuple[str, ...] = ()
    zone: str = "America/Denver"
    shows_segments: bool = False


def play(
    activity: Activity, manner: Manner, hear: Callable[[], str | None], say: Callable[[str], None], now: datetime
) -> bool:
    """Hold one conversation. `hear` gives the next text, None when there are no more. Whether it came to its end.

    A wait is announced with the time it ends at, where the client lives, and is over at once. Raises NoSmallerVersion.
    """

    def speak(texts: list[str]) -> None:
        for text in texts:
            say(text)
            if manner.shows_segments:
                say(f"    ({_cost(text)})")

    how = {"zone": manner.zone, "smaller": manner.smaller, "carried": manner.carried}
    state, texts = begin(activity, _params(activity, manner), now, 0, **how)  # type: ignore[arg-type]
    speak(texts)
    while (text := hear()) is not None:
        now += _THINKING
        has_picture = text.strip() == PICTURE
        moved = advance(activity, state, "" if has_picture else text, now, has_picture=has_picture)
        speak(moved.replies)
        while moved.follow_up is not None:
            now = max(now, moved.follow_up.at)
            say(f"    ({now.astimezone(ZoneInfo(manner.zone)):%a %d %b, %H:%M})")
            moved = resume(activity, moved.state, now)
            speak(moved.replies)
        state = moved.state
        if moved.done:
            say("    (the end)")
            return True
    say("    (left open)")
    return False


def texts_in(lines: Iterable[str]) -> Callable[[], str | None]:
    """Gives one line after the other, as a client would text them; an empty line is no text."""
    texts = (line.strip("\r\n") for line in lines if line.strip())
    return lambda: next(texts, None)


def _params(activity: Activity, manner: Manner) -> Params:
    homework = BUILT_IN.latest(_ABOUT) if activity.kind == "aside" else activity
    params = Params(
        code=homework.code_name.get(manner.language) or homework.code_name["en"],
        language=manner.language,
        link=_LINK,
        minutes=homework.minutes,
        cue=None if homework.cue else _CUES[manner.language],
        by_keyword=manner.by_keyword,
    )
    return about(homework, params) if activity.kind == "aside" else params


def _cost(text: str) -> str:
    cost = measure(text)
    return f"{cost.segments} segment{'s' if cost.segments > 1 else ''}, {cost.units} {_UNITS[cost.encoding]}"
