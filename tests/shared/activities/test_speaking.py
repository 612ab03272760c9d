"""What stands in a text when it is spoken, and how a client's words are quoted."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.activities.segments import is_gsm7, measure
from shared.activities.speaking import about, one_line, quote, quote_list
from shared.activities.state import Params
from tests.shared.activities.made_up import LIST, PARAMS, TEXT, Talk, activity, both, step


def test_each_placeholder_is_filled_in() -> None:
    ask = "{code}: {link} {minutes} {cue} {why} {how} {keyword}"
    full = activity(step("a", ask=ask), how=both("Text {keyword}."), keyword=both("LOG"))
    assert Talk(full).said == ["garden: https://clinic.example/r/7 10 after lunch It helps. Text LOG. LOG"]
    own = Talk(full, Params("garden", title="On rest", minutes=3, cue="x", how="Sit."))
    assert own.said == ["garden: On rest 3 x To see. Sit. LOG"]


def test_what_is_not_there_leaves_no_gap() -> None:
    assert Talk(activity(step("a", ask="{code}: {how} Ready?"))).said == ["garden: Ready?"]


def test_a_brace_in_anybodys_words_is_never_a_placeholder() -> None:
    quoting = activity(step("a"), step("b", TEXT, "{said:a} by {code}"))
    talk = Talk(quoting, replace(PARAMS, code="{minutes}")).hear("{code} {said:a}")
    assert talk.said[-1] == "{code} {said:a} by {minutes}"


def test_what_was_told_is_quoted_in_a_later_text_and_in_the_closing() -> None:
    quoting = activity(
        step("a"), step("b", LIST), step("c", TEXT, "{said:a}: {said:b} = {list:b}"), closing=both("{code} {said:c}")
    )
    talk = Talk(quoting).hear("a walk", "exam, rent", "fine")
    assert talk.said[2:] == ["a walk: exam, rent = 1 exam 2 rent", "garden fine"]


@pytest.mark.parametrize(("told", "quoted"), [("7/10", "7"), ("6-7", "6.5"), ("about seven", "7")])
def test_a_number_is_quoted_as_it_was_read(told: str, quoted: str) -> None:
    rating = activity(step("a", {"kind": "scale", "low": 0, "high": 10}), step("b", TEXT, "It was {said:a}."))
    assert Talk(rating).hear(told).said[-1] == f"It was {quoted}."


def test_words_that_could_not_be_read_are_quoted_as_they_are() -> None:
    rating = activity(step("a", {"kind": "scale", "low": 0, "high": 10}), step("b", TEXT, "It was {said:a}."))
    assert Talk(rating).hear("quite a lot", "really a lot").said[-1] == "It was really a lot."
    assert Talk(rating).hear("quite a lot", "SKIP").said[-1] == "It was quite a lot."
    assert Talk(rating).hear("skip").said[-1] == "It was ...."


def test_an_accent_stays_where_it_costs_nothing_and_goes_where_it_would() -> None:
    spanish = {"en": "{code}: a {said:a}?", "es": "¿Cuándo, {code}: {said:a}?"}
    plain = {"en": "{code}: a {said:a}?", "es": "{code}: {said:a}"}
    jardin = replace(PARAMS, code="jardín", language="es")
    for ask, said in ((spanish, "¿Cuándo, jardín: física?"), (plain, "jardin: fisica")):
        talk = Talk(activity(step("a"), step("b") | {"ask": ask}), jardin).hear("física")
        assert talk.said[-1] == said
    english = activity(step("a") | {"ask": {"en": "{code}: a?"}})
    assert Talk(english, jardin).said == ["jardin: a?"]


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("tea", "tea"),
        ("  tea\nand\tmilk ", "tea and milk"),
        ("It’s “fine” – really", 'It\'s "fine" - really'),
        ("walk 😀 the dog", "walk the dog"),
        ("física", "fisica"),
        ("😀", "..."),
        ("", "..."),
        ("\0\ud800", "..."),
        ("STOP", "STOP"),
        ("a walk around the lake, slowly, with Ana", "a walk around the lake..."),
        ("x" * 50, "x" * 27 + "..."),
        ("{" * 20, "{" * 13 + "..."),
        ("a" * 27 + " bcd", "a" * 27 + "..."),
        ("a" * 13 + " " + "b" * 13 + " ccc ddd", "a" * 13 + " " + "b" * 13 + "..."),
    ],
)
def test_words_are_quoted_on_one_line_and_shortened_at_a_space(words: str, quoted: str) -> None:
    assert quote(words, 30) == quoted


def test_a_list_is_numbered_and_its_longest_things_give_way() -> None:
    assert quote_list(("exam", "rent"), 60) == "1 exam 2 rent"
    assert quote_list((), 60) == "..."
    long = "the doctor who never called back about the results"
    assert quote_list(("exam", long, "rent"), 60) == "1 exam 2 the doctor who never called back about... 3 rent"


@given(st.lists(st.text(max_size=90), max_size=9), st.text(max_size=300))
def test_a_quotation_always_fits_and_is_always_something(items: list[str], words: str) -> None:
    for spoken, longest in ((quote(words, 30), 30), (quote_list(items, 60), 60)):
        assert spoken and measure(spoken).units <= longest and is_gsm7(spoken) and "\n" not in spoken
    assert all(ord(char) <= 0xFFFF for char in quote(words, 30, in_gsm7=False))
    assert len(quote(words, 30, in_gsm7=False)) <= 30
    assert len(one_line(words, 20)) <= 20


def test_an_aside_says_the_reason_of_the_homework_it_is_about() -> None:
    homework = activity(
        step("a"),
        why={"en": "To see.", "es": "Para ver."},
        how=both("Text {keyword}."),
        keyword=both("LOG"),
        cue=both("at noon"),
    )
    params = about(homework, Params("garden", "es"))
    assert (params.why, params.how, params.cue, params.minutes) == ("Para ver.", "Text LOG.", "at noon", 5)
    aside = activity(step("when", ask="{code}: {why} {how} When?"), kind="aside")
    assert Talk(aside, about(homework, Params("garden"))).said == ["garden: To see. Text LOG. When?"]
    assert about(homework, replace(PARAMS, why="Ours.")).why == "Ours."


def test_an_aside_speaks_the_language_its_homework_can_speak() -> None:
    english = activity(step("a"), why={"en": "To see."})
    assert about(english, Params("garden", "es")).language == "en"
