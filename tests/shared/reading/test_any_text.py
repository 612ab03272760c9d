"""What every reader promises of every text: no error, the same answer twice, and no longer than a line would take."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.reading.answers import is_blank, plain_words, read_choice, read_list, read_ok, read_picks, read_yes_no
from shared.reading.commands import almost_command, read_command
from shared.reading.durations import read_duration
from shared.reading.numbers import read_number, read_numbers
from shared.reading.times import read_moment, read_time

NOW, DENVER = datetime(2026, 3, 2, 17, 0, tzinfo=UTC), ZoneInfo("America/Denver")
OPTIONS = [("yes", "It did", "Y"), ("no", "Not this time", "N")]

Reader = Callable[[str, str], object]
READERS: dict[str, Reader] = {
    "number": lambda text, language: read_number(text, 0, 10, language),
    "numbers": lambda text, language: read_numbers(text, 2, language),
    "yes_no": read_yes_no,
    "choice": lambda text, language: read_choice(text, OPTIONS, language),
    "ok": lambda text, _: read_ok(text),
    "list": lambda text, _: read_list(text),
    "picks": lambda text, language: read_picks(text, 5, language),
    "time": read_time,
    "moment": lambda text, language: read_moment(text, NOW, DENVER, language),
    "duration": lambda text, language: read_duration(text, language, unit=timedelta(minutes=1)),
    "command": lambda text, language: read_command(text, NOW, DENVER, language),
    "almost": almost_command,
    "words": lambda text, _: (plain_words(text), is_blank(text)),
}

_SNIPPETS = [
    *("7", "½", "9:30", "1h20", "pm", "p. m.", " ", "\n", "-", "/", ",", ".", "'", "’", "a las", "y media"),
    *("menos", "once", "ten"),
    *("tomorrow", "mañana", "in", "en", "20 min", "later", "nota", ":", "：", "—", "1.", "2)", "and", "y", "first"),
    *("all", "but", "👍"),
    *("no", "sí", "yes", "\u0301", "\u200b", "\0", "\ud800", "²", "٧", "İ", "ß", "ﬁ", "＃", "hundred", "next"),
    *("the 5th", "half past"),
]


@pytest.mark.parametrize("reader", READERS)
@given(
    text=st.one_of(st.text(), st.lists(st.sampled_from(_SNIPPETS), max_size=10).map(" ".join)),
    language=st.sampled_from(["en", "es"]),
)
def test_any_text_is_read_without_an_error_and_always_the_same(reader: str, text: str, language: str) -> None:
    assert READERS[reader](text, language) == READERS[reader](text, language)


_LONG = {
    "words": "later I went out and ",
    "digits": "7",
    "numbers": "7 ",
    "number words": "twenty one ",
    "hyphens": "twenty-",
    "spaces": " ",
    "line ends": "\n",
    "punctuation": "!,-.",
    "quotes": "'",
    "accents": "\u0301\u0316",
    "invisible": "\u200b",
    "yes": "yes, ",
    "about": "about ",
    "times": "9:30 pm ",
    "ranges": "9-10-",
    "days": "tomorrow ",
    "durations": "1h20 ",
    "in": "in ",
    "list": "a, b and c; ",
    "marks": "1. ",
    "thumbs": "👍",
    "dates": "5 de diciembre ",
    "y": "9 y ",
    "meridiem": "9 p",
}

_LEADS = {"number": "7 because ", "command": "NOTE: "}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", _LONG)
def test_a_hundred_thousand_characters_are_read_in_no_time(reader: str, kind: str) -> None:
    lead, repeated = _LEADS.get(reader, ""), _LONG[kind]
    text = (lead + repeated * (100_000 // len(repeated)))[:100_000]
    begun = time.process_time()
    READERS[reader](text, "es")
    # A quadratic step would take minutes.
    assert time.process_time() - begun < 4
