"""What was understood of a client's words, where the words alone do not show it. Pure.

"like an 8 maybe" needs nothing beside it; "2" in a list of choices, "11" for an hour or "1 3" for two worries do.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, time, tzinfo
from typing import Any

from services.reporter.known import CHOICE, Entry, Piece, Question
from services.reporter.moments import clock, moment

_NUMBERS = re.compile(r"\d+(?:[.,]\d+)?")
_NOT_SAID = "not said"


def read_as(entry: Entry, question: Question | None, zone: tzinfo) -> str:
    """What was read from the words, on one line; "" where nothing was, or where they say it themselves."""
    if entry.kind == "photo":
        return "a picture"
    read = _READERS.get(entry.kind)
    if read is None or entry.value is None:
        return ""
    # Pieces of a client's own words may hold line ends of every kind.
    understood = " ".join(read(entry.value, question, zone).split())
    return "" if _say_the_same(entry, understood) else understood


def is_a_pick(entry: Entry) -> bool:
    """Whether the words only picked something from a menu of ours."""
    return entry.kind == CHOICE and entry.value is not None


def _say_the_same(entry: Entry, understood: str) -> bool:
    words = (entry.words or "").casefold()
    if entry.kind in ("scale", "number"):
        return any(float(found.replace(",", ".")) == entry.number for found in _NUMBERS.findall(words))
    if entry.kind in ("list", "picks") and isinstance(entry.value, list) and entry.value:
        return all(str(item).casefold() in words for item in entry.value)
    if entry.kind == "yes_no":
        return re.findall(r"\w+", words)[:1] == [understood]
    return _bare(understood) in map(_bare, _ways_to_write(words))


def _ways_to_write(words: str) -> tuple[str, ...]:
    """Words as they are and as a clock or a watch would write them: "11pm" is "11:00 pm", "30 minutes" is "30 min"."""
    on_the_hour = re.sub(r"^(\d+)\s*([ap])\.?m\b", r"\1:00 \2m", words)
    return words, on_the_hour, re.sub(r"\s*min(?:ute|uto)?s?\b", " min", words)


def _bare(words: str) -> str:
    return "".join(char for char in words.casefold() if char.isalnum())


def _number(value: Any, question: Question | None, zone: tzinfo) -> str:
    return f"{value:g}" if _is_number(value) else ""


def _choice(value: Any, question: Question | None, zone: tzinfo) -> str:
    return dict(question.choices).get(str(value), "") if question else ""


def _word(value: Any, question: Question | None, zone: tzinfo) -> str:
    return value if isinstance(value, str) else ""


def _time(value: Any, question: Question | None, zone: tzinfo) -> str:
    try:
        return clock(time.fromisoformat(str(value)))
    except ValueError:
        return ""


def _duration(value: Any, question: Question | None, zone: tzinfo) -> str:
    if not _is_number(value) or value < 0:
        return ""
    hours, minutes = divmod(round(value), 60)
    told = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes or not hours)
    return " ".join(told)


def _moment(value: Any, question: Question | None, zone: tzinfo) -> str:
    try:
        at = datetime.fromisoformat(str(value))
        return moment(at, zone) if at.tzinfo else ""
    except (ValueError, OverflowError):
        return ""


def _list(value: Any, question: Question | None, zone: tzinfo) -> str:
    if not isinstance(value, list):
        return ""
    return ", ".join(str(item) for item in value) or "none"


def _several(value: Any, question: Question | None, zone: tzinfo) -> str:
    """Each piece under its label, in the order they were asked for; without the question, as they came."""
    if not isinstance(value, Mapping):
        return ""
    pieces = question.pieces if question and question.pieces else [Piece(key, key, "") for key in value]
    return ", ".join(f"{piece.label} {_piece(value.get(piece.key), piece, zone)}" for piece in pieces)


def _piece(value: Any, piece: Piece, zone: tzinfo) -> str:
    if value is None:
        return _NOT_SAID
    read = _READERS.get(piece.kind)
    return (read(value, None, zone) if read else "") or (f"{value:g}" if _is_number(value) else str(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_Reader = Callable[[Any, Question | None, tzinfo], str]
_READERS: Mapping[str, _Reader] = {
    "scale": _number,
    "number": _number,
    "choice": _choice,
    "yes_no": _word,
    "time": _time,
    "duration": _duration,
    "moment": _moment,
    "list": _list,
    "picks": _list,
    "several": _several,
}
