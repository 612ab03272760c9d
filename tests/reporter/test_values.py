"""What stands beside a client's words, where the words alone do not say what was understood."""

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporter.known import Piece, Question
from services.reporter.values import read_as
from tests.reporter.views import entry

DENVER = ZoneInfo("America/Denver")
FEWER = Question("choose", "How often", choices=(("fewer", "Fewer"), ("keep", "Keep as it is")))
NIGHT = Question(
    "awake", "Awake", pieces=(Piece("times", "Times awake", "number"), Piece("minutes", "Minutes", "duration"))
)
WOKE = Question("woke", "Woke", pieces=(Piece("woke", "Woke", "time"), Piece("up", "Got up", "time")))


def beside(kind: str, words: str, value: Any, question: Question | None = None) -> str:
    """What stands beside these words."""
    return read_as(entry(words, value, kind), question, DENVER)


@pytest.mark.parametrize(
    ("kind", "words", "value", "shown"),
    [
        ("scale", "like an 8 maybe", 8, ""),
        ("scale", "7/10", 7, ""),
        ("scale", "siete", 7, "7"),
        ("scale", "6-7", 6.5, "6.5"),
        ("scale", "6,5", 6.5, ""),
        ("number", "a couple", 2, "2"),
        ("number", "17", 7, "7"),
        ("yes_no", "yes, twice", "yes", ""),
        ("yes_no", "sí", "yes", "yes"),
        ("yes_no", "ni idea", "unsure", "unsure"),
        ("time", "11", "23:00", "11:00 PM"),
        ("time", "11:00 pm", "23:00", ""),
        ("time", "11 p.m.", "23:00", ""),
        ("time", "11pm", "23:00", ""),
        ("time", "11am", "23:00", "11:00 PM"),
        ("time", "a medianoche", "00:00", "12:00 AM"),
        ("duration", "half an hour", 30, "30 min"),
        ("duration", "30 minutes", 30, ""),
        ("duration", "30", 30, "30 min"),
        ("duration", "hora y media", 90, "1 h 30 min"),
        ("duration", "una hora", 60, "1 h"),
        ("duration", "no time at all", 0, "0 min"),
        ("moment", "Sat 10am, the river", "2026-03-07T17:00:00+00:00", "Sat Mar 7, 10:00 AM"),
        ("moment", "Sunday 10", "2026-03-08T16:00:00+00:00", "Sun Mar 8, 10:00 AM"),
        ("moment", "someday", "2026-03-08T16:00:00", ""),
        ("moment", "someday", "some day", ""),
        ("list", "keys, phone and the dog", ["keys", "phone", "the dog"], ""),
        ("list", "1. Keys 2. Phone", ["keys", "phone"], ""),
        ("picks", "1 3", ["the rent", "mi examen"], "the rent, mi examen"),
        ("picks", "0", [], "none"),
        ("picks", "the rent", ["the rent"], ""),
        ("text", "NONE", "NONE", ""),
        ("ok", "hecho", "ok", ""),
        ("photo", "", None, "a picture"),
        ("photo", "my garden", None, "a picture"),
        ("list", "NONE", [], ""),
        ("list", "nada", [], "none"),
        ("words", "no idea what you mean", None, ""),
    ],
)
def test_a_value_stands_beside_the_words_only_where_it_adds_something(
    kind: str, words: str, value: Any, shown: str
) -> None:
    assert beside(kind, words, value) == shown


def test_a_choice_is_told_by_its_label() -> None:
    assert beside("choice", "1", "fewer", FEWER) == "Fewer"
    assert beside("choice", "Fewer!", "fewer", FEWER) == ""
    assert beside("choice", "menos", "fewer", FEWER) == "Fewer"
    assert beside("choice", "1", "something newer", FEWER) == ""
    assert beside("choice", "1", "fewer") == ""


def test_several_answers_stand_each_under_its_own_label() -> None:
    assert beside("several", "2 40", {"minutes": 40, "times": 2}, NIGHT) == "Times awake 2, Minutes 40 min"
    assert beside("several", "6:30 7", {"woke": "06:30", "up": "07:00"}, WOKE) == "Woke 6:30 AM, Got up 7:00 AM"
    assert beside("several", "2", {"times": 2}, NIGHT) == "Times awake 2, Minutes not said"
    assert beside("several", "2 40", {"times": 2, "minutes": 40}) == "times 2, minutes 40"


def test_pieces_of_a_clients_words_stay_on_one_line() -> None:
    assert beside("picks", "1", ["the\nrent\u2028\r\n! Too hard"]) == "the rent ! Too hard"
    assert beside("several", "1", {"a\nb": "c\u2029d"}) == "a b c d"


@given(
    st.sampled_from(
        [
            "scale",
            "number",
            "choice",
            "yes_no",
            "time",
            "duration",
            "moment",
            "list",
            "picks",
            "several",
            "photo",
            "new",
        ]
    ),
    st.text(max_size=12),
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9) | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
        max_leaves=5,
    ),
    st.sampled_from([None, FEWER, NIGHT, WOKE]),
)
def test_whatever_was_read_is_told_on_one_line_or_not_at_all(
    kind: str, words: str, value: Any, question: Question | None
) -> None:
    """A value of another version, or of a shape nobody expects, holds back no digest."""
    shown = read_as(entry(words, value, kind), question, UTC)
    assert len(shown.splitlines()) <= 1
