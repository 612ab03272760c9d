"""What each kind of question takes for an answer, and what is asked again."""

from dataclasses import replace
from typing import Any

import pytest

from tests.shared.activities.made_up import DENVER, OK, PARAMS, SCALE, Talk, activity, both, step

OPTIONS = [
    {"value": "yes", "label": {"en": "It did", "es": "Hubo"}, "letter": "Y"},
    {"value": "no", "label": {"en": "Not this time", "es": "Esta vez no"}},
]
KINDS: dict[str, dict[str, Any]] = {
    "text": {"kind": "text"},
    "scale": SCALE,
    "choice": {"kind": "choice", "options": OPTIONS},
    "yes_no": {"kind": "yes_no"},
    "number": {"kind": "number", "low": 0, "high": 40},
    "time": {"kind": "time", "around": "23:00"},
    "moment": {"kind": "moment"},
    "duration": {"kind": "duration", "most": 120},
    "list": {"kind": "list", "count": 3},
    "ok": OK,
    "photo": {"kind": "photo"},
    "nights": {
        "kind": "several",
        "parts": [
            {"key": "times", "label": "Times", "answer": {"kind": "number", "low": 0, "high": 20}},
            {"key": "minutes", "label": "Minutes", "answer": {"kind": "duration", "most": 600}},
        ],
    },
    "counts": {
        "kind": "several",
        "parts": [
            {"key": "first", "label": "First", "answer": {"kind": "number", "low": 0, "high": 9}},
            {"key": "second", "label": "Second", "answer": {"kind": "number", "low": 0, "high": 9}},
        ],
    },
    "spans": {
        "kind": "several",
        "parts": [
            {"key": "first", "label": "First", "answer": {"kind": "duration"}},
            {"key": "second", "label": "Second", "answer": {"kind": "duration"}},
        ],
    },
    "mornings": {
        "kind": "several",
        "parts": [
            {"key": "woke", "label": "Woke", "answer": {"kind": "time", "around": "07:00"}},
            {"key": "up", "label": "Up", "answer": {"kind": "time", "around": "07:30"}},
        ],
    },
}


def asked(kind: str, language: str = "en") -> Talk:
    """A conversation in Denver that has just asked for this."""
    return Talk(activity(step("it", KINDS[kind]), step("next")), replace(PARAMS, language=language), zone=DENVER)


@pytest.mark.parametrize(
    ("kind", "text", "read_as", "value"),
    [
        ("text", "It’s fine 😀", "text", None),
        ("scale", "7/10", "scale", 7),
        ("scale", "8 because " + "of a long story " * 60, "scale", 8),
        ("choice", "2", "choice", "no"),
        ("choice", "y", "choice", "yes"),
        ("choice", "it did", "choice", "yes"),
        ("yes_no", "Yes", "yes_no", "yes"),
        ("yes_no", "nope", "yes_no", "no"),
        ("yes_no", "not sure", "yes_no", "unsure"),
        ("number", "12", "number", 12),
        ("time", "11", "time", "23:00"),
        ("time", "6:30 am", "time", "06:30"),
        ("moment", "Tue 6pm, park", "moment", "2026-05-06T00:00:00+00:00"),
        ("duration", "20", "duration", 20),
        ("duration", "1 hour 30 min", "duration", 90),
        ("list", "keys, phone and tea", "list", ["keys", "phone", "tea"]),
        ("list", "a, b, c, d, e", "list", ["a", "b", "c"]),
        ("list", "none", "list", []),
        ("ok", "done!", "ok", "ok"),
        ("photo", "a red bird", "text", None),
        ("nights", "2 30", "several", {"times": 2, "minutes": 30}),
        ("nights", "2 times, 1 hour 30 min", "several", {"times": 2, "minutes": 90}),
        ("nights", "0", "several", {"times": 0, "minutes": 0}),
        ("nights", "two thirty", "several", {"times": 2, "minutes": 30}),
        ("nights", "none", "several", {"times": 0, "minutes": 0}),
        ("mornings", "6:30 7:00", "several", {"woke": "06:30", "up": "07:00"}),
        ("mornings", "6:30 am, up at 7", "several", {"woke": "06:30", "up": "07:00"}),
        ("mornings", "6 and 7", "several", {"woke": "06:00", "up": "07:00"}),
        ("mornings", "woke 6:30, coffee, up 7", "several", {"woke": "06:30", "up": "07:00"}),
        ("nights", "2 wakings, 30 min", "several", {"times": 2, "minutes": 30}),
    ],
)
def test_a_question_takes_what_it_asked_for(kind: str, text: str, read_as: str, value: Any) -> None:
    talk = asked(kind).hear(text)
    assert talk.values == [("it", read_as, value)] and talk.state.step == "next"
    assert talk.kept[0].raw == text and talk.kept[0].label == "it"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("scale", "siete", 7),
        ("choice", "esta vez no", "no"),
        ("yes_no", "no sé", "unsure"),
        ("duration", "media hora", 30),
        ("list", "llaves, pan y leche", ["llaves", "pan", "leche"]),
        ("list", "nada", []),
        ("nights", "2 veces, 20 minutos", {"times": 2, "minutes": 20}),
        ("nights", "ninguna", {"times": 0, "minutes": 0}),
    ],
)
def test_spanish_is_read_where_spanish_is_spoken(kind: str, text: str, value: Any) -> None:
    assert asked(kind, "es").hear(text).values[0][2] == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text", " "),
        ("scale", "11"),
        ("choice", "3"),
        ("yes_no", "it depends on the day"),
        ("number", "41"),
        ("time", "bedtime"),
        ("moment", "someday"),
        ("duration", "3 hours"),
        ("list", " "),
        ("photo", ""),
        ("nights", "2"),
        ("nights", "30 times 20"),
        ("mornings", "6:30"),
        ("mornings", "early"),
        ("mornings", "six fifteen ten"),
        ("spans", "1 hour 1 hour 1 hour"),
        ("spans", "1 hour 5 min 1 hour 5 min 5 min"),
        ("counts", "2 and then 3 or 4 or 5"),
        ("counts", "2 or 3 or 4"),
        ("scale", "7" + " " * 3000),
        ("moment", "Tue 6pm, " + "and then a story " * 20),
    ],
)
def test_what_cannot_be_read_is_asked_again_once_with_what_would_help(kind: str, text: str) -> None:
    talk = asked(kind).hear(text, text)
    assert talk.values == [("it", "words", None)] * 2 and talk.state.step == "next"
    assert "words are" in talk.said[1] and talk.said[2] == "garden: next?"


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("yes_no", "hm", "A yes, a no or a not sure helps."),
        ("time", "hm", "A time helps, like 10:30 pm."),
        ("moment", "hm", "A day and a time help, like Tue 6pm."),
        ("duration", "hm", "About how long helps, like 20 min."),
        ("nights", "hm", "It helps to have 2 in one text, like 2 30."),
        ("mornings", "hm", "It helps to have 2 in one text, like 6:30 6:30."),
        ("number", "hm", "A number from 0 to 40 helps."),
        ("photo", "", "That one came through empty. A picture or a few words are both fine."),
    ],
)
def test_each_kind_says_what_would_help(kind: str, text: str, said: str) -> None:
    assert asked(kind).hear(text).said[1].startswith(said)


def test_a_picture_answers_where_one_was_asked_and_its_words_are_kept() -> None:
    talk = asked("photo").hear("my bird", has_picture=True)
    assert talk.values == [("it", "photo", None)] and talk.kept[0].raw == "my bird"
    assert asked("photo").hear("", has_picture=True).state.step == "next"


def test_a_picture_elsewhere_answers_nothing_by_itself() -> None:
    assert asked("scale").hear("", has_picture=True).values == [("it", "words", None)]
    assert asked("scale").hear("7", has_picture=True).values == [("it", "scale", 7)]


def test_what_was_left_open_is_marked() -> None:
    assert asked("scale").hear("6-7").kept[0].approximate and asked("scale").hear("6-7").kept[0].value == 6.5
    assert asked("nights").hear("about 2, 30").kept[0].approximate
    assert not asked("nights").hear("2 30").kept[0].approximate


@pytest.mark.parametrize(
    ("answer", "when", "text"),
    [
        (KINDS["yes_no"], {"choice": "no"}, "nope"),
        (KINDS["yes_no"], {"value": "unsure"}, "not sure"),
        (KINDS["choice"], {"choice": "no"}, "2"),
        (KINDS["number"], {"range": [10, 20]}, "12"),
        (KINDS["duration"], {"range": [60, 120]}, "90 min"),
        (KINDS["number"], {"value": [5, 7]}, "7"),
        (KINDS["list"], {"nothing": "it"}, "none"),
        (KINDS["list"], {"value": "LATER ON"}, "later on"),
        (KINDS["ok"], {"value": "WAIT"}, "wait"),
    ],
)
def test_an_answer_of_each_kind_can_decide_the_way(answer: dict[str, Any], when: dict[str, Any], text: str) -> None:
    ways = activity(step("it", answer, next=[{"when": when, "goto": "far"}]), step("near"), step("far"))
    assert Talk(ways).hear(text).state.step == "far"
    assert Talk(ways).hear("skip").state.step == ("far" if "nothing" in when else "near")


def test_nothing_is_what_was_skipped_or_listed_as_none() -> None:
    ways = activity(
        step("list", KINDS["list"]),
        step("ready", OK, next=[{"when": {"nothing": "list"}, "goto": "far"}]),
        step("near"),
        step("far"),
    )
    for told, at in [("none", "far"), ("skip", "far"), ("tea", "near")]:
        assert Talk(ways).hear(told, "ok").state.step == at


def test_unreadable_words_are_asked_about_even_where_nothing_decides_the_way() -> None:
    ways = activity(
        step("it", KINDS["list"], next=[{"when": {"nothing": "it"}, "goto": "far"}]), step("a"), step("far")
    )
    assert Talk(ways).hear("").state.step == "it"
    assert Talk(ways).hear("", "").state.step == "far"
    passing = [{"when": {"nothing": "it"}, "goto": "far"}, {"when": {"value": "DONE"}, "goto": "end", "passes": True}]
    done = activity(step("it", SCALE, next=passing), step("far"))
    assert Talk(done).hear("done").values == [("it", "skipped", None)]


def test_picks_are_the_words_of_the_things() -> None:
    picking = activity(
        step("list", KINDS["list"]),
        step("which", {"kind": "picks", "of": "list"}, ask="{list:list}"),
        step("end_of_it"),
    )
    assert Talk(picking).hear("exam, rent, tea", "1 3").values[-1] == ("which", "picks", ["exam", "tea"])
    assert Talk(picking).hear("exam, rent, tea", "0").values[-1] == ("which", "picks", [])
    again = Talk(picking).hear("exam, rent", "hm")
    assert again.said[-1].startswith("Their numbers help, like 1 3, or 0 for none.")
    assert Talk(picking).hear("none").state.step == "end_of_it"


def test_an_option_is_quoted_by_its_label_in_the_language_spoken() -> None:
    quoting = activity(step("it", KINDS["choice"]), step("next", ask="You said {said:it}."), closing=both("{code}"))
    assert Talk(quoting).hear("2").said[-1] == "You said Not this time."
    assert Talk(quoting, replace(PARAMS, language="es")).hear("2").said[-1] == "You said Esta vez no."
