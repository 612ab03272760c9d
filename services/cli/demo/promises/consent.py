"""Nothing before YES, nothing after STOP, nothing during a pause."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from services.cli.demo.promises.lived import Lived, each_phone, local_day
from services.cli.demo.questions import fixed_text

_YES = ("YES", "SI", "SÍ", "START")
_BEFORE_YES = (
    *("opt_in", "opt_in_reminder", "opt_in_declined", "consent_first"),
    *("stopped", "help", "concern"),
)
_PAUSE = re.compile(r"(?:pause|pausa)\b\D*(\d+)?", re.IGNORECASE)
_BACK = ("BACK", "VOLVER")
_PAUSED_FOR = 7


def before_yes(lived: Lived) -> Iterator[str]:
    """Before somebody's YES only the question for it goes out, and what answers words, STOP and danger."""
    for persona, texts in each_phone(lived):
        has_agreed = False
        for text in texts:
            if not text.from_us:
                has_agreed = has_agreed or _word(text.body) in _YES
            elif not has_agreed and fixed_text(text.body, persona.language) not in _BEFORE_YES:
                yield f"homework went out to {persona.initials} before YES: {text.body}"


def after_stop(lived: Lived) -> Iterator[str]:
    """After STOP one confirmation goes out, and then nothing until START."""
    for persona, texts in each_phone(lived):
        has_stopped = is_confirmed = False
        for text in texts:
            if not text.from_us:
                word = _word(text.body)
                has_stopped = word == "STOP" or (has_stopped and word not in _YES)
                is_confirmed = is_confirmed and has_stopped
            elif has_stopped and (is_confirmed or fixed_text(text.body, persona.language) != "stopped"):
                yield f"a text went out to {persona.initials} after STOP: {text.body}"
            elif has_stopped:
                is_confirmed = True


def during_a_pause(lived: Lived) -> Iterator[str]:
    """Between PAUSE and its last day, or BACK, we start nothing."""
    for persona, texts in each_phone(lived):
        until: date | None = None
        for text in texts:
            if not text.from_us:
                if pause := _PAUSE.match(text.body):
                    until = local_day(text) + timedelta(days=int(pause[1] or _PAUSED_FOR))
                elif _word(text.body) in _BACK:
                    until = None
            elif until is not None and text.why is not None and local_day(text) < until:
                yield f"a text went out to {persona.initials} during a pause: {text.body}"


def _word(text: str) -> str:
    return re.sub(r"\W", "", text).upper()
