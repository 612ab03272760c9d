"""What is well formed and still to be mended."""

from dataclasses import replace
from typing import Any

import pytest

from shared.activities.lint import lint
from tests.shared.activities.made_up import SCALE, TEXT, activity, both, step

OPTIONS = [
    {"value": "yes", "label": {"en": "It did", "es": "Hubo"}},
    {"value": "no", "label": {"en": "Not now", "es": "No"}},
]
X = {"value": "X"}
CHOICE = {"kind": "choice", "options": OPTIONS}
ASKED = {"en": "{code}: 1 it did, 2 not now", "es": "{code}: 1 hubo, 2 no"}


def found(*steps: dict[str, Any], **more: Any) -> list[str]:
    return lint(activity(*(steps or (step("a"),)), **more))


def says(english: str = "a?", spanish: str = "a?") -> dict[str, Any]:
    return step("b") | {"ask": {"en": english, "es": spanish}}


def test_a_clean_activity_has_nothing_to_mend() -> None:
    assert found(step("a", CHOICE) | {"ask": ASKED}, step("b", SCALE, "From 0 to 10?"), smaller=["a"]) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("x" * 161, "costs 2 segments, 161 units long"),
        ("{code} " + "x " * 74, "costs 2 segments, 161 units long"),
        ("{link} " + "x " * 48 + "{minutes} x", "costs 2 segments, 162 units long"),
        ("{cue} {why} xxxxxxxxxx", "costs 2 segments, 162 units long"),
        ("{said:a} {list:a}" + " x" * 40, "costs 2 segments, 171 units long"),
        ("It’s fine", "has a character outside the GSM alphabet"),
        ("You missed it", "says missed"),
        ("Your therapist reads it", "says therapist, which is private on a lock screen"),
        ("Text END when over", "asks for END, which the carrier acts on"),
        ("or reply stop", "asks for STOP, which the carrier acts on"),
    ],
)
def test_an_english_text_is_measured_at_its_longest_and_read_word_by_word(text: str, named: str) -> None:
    told = activity(step("a", {"kind": "list", "count": 2}), says(text), cue=both("now"))
    assert f"step b: ask (en): {named}" in lint(told)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("x" * 307, "costs 3 segments, 307 units long"),
        ("á" * 135, "costs 3 segments, 135 units long"),
        ("á {code}" + " x" * 63, "costs 3 segments, 140 units long"),
        ("Otra vez fallaste", "says fallaste"),
        ("Llegas tarde", "says Llegas tarde"),
        ("Tu terapeuta lo lee", "says terapeuta, which is private on a lock screen"),
        ("Escribe ALTO al final", "asks for ALTO, which the carrier acts on"),
    ],
)
def test_a_spanish_text_has_two_segments_and_any_letters(text: str, named: str) -> None:
    assert f"step b: ask (es): {named}" in found(step("a"), says(spanish=text))


def test_spanish_letters_and_hours_of_the_day_are_fine() -> None:
    assert found(step("a"), says(spanish="¿Qué tal la tarde? Más tarde te escribo. No hace falta más.")) == []


def test_a_text_sent_later_is_measured_with_the_code_name_before_it() -> None:
    for wait, troubles in (({"minutes": 5}, ["step b: ask (en): costs 2 segments, 164 units long"]), (None, [])):
        waits = {"wait": wait} if wait else {}
        assert found(step("a", **waits), says("x " * 75)) == troubles


@pytest.mark.parametrize(
    ("steps", "more", "named"),
    [
        ([step("a", TEXT, "Hi")], {}, "step a: ask: opens a conversation and does not begin with {code}: "),
        ([step("a"), step("b", TEXT, "Hi")], {"keyword_step": "b"}, "step b: ask: opens a conversation"),
        ([step("a"), step("b", TEXT, "Hi")], {"smaller": ["b"]}, "smaller step b: ask: opens a conversation"),
        ([step("a")], {"closing": both("Bye")}, "closing (en): does not name {code}"),
        ([step("a")], {"closing": {"en": "{code}", "es": "Bien"}}, "closing (es): does not name {code}"),
        (
            [step("a", next=[{"when": {"skipped": True}, "goto": "end", "closing": both("Bye")}])],
            {},
            "step a: closing (en): does not name {code}",
        ),
        ([step("a")], {"why": both("x" * 91)}, "why (en): 91 characters, at most 90"),
        ([step("a")], {"how": both("x" * 61)}, "how (en): 61 characters, at most 60"),
        ([step("a")], {"cue": both("x" * 61)}, "cue (en): 61 characters, at most 60"),
        (
            [step("a")],
            {"how": both("x" * 50 + "{keyword}"), "keyword": both("LOG")},
            "how (en): 62 characters, at most 60",
        ),
        ([step("a")], {"code_name": both("anxiety")}, "code_name (en): says anxiety, which is private"),
        ([step("a")], {"code_name": {"en": "calm", "es": "ansiedad"}}, "code_name (es): says ansiedad"),
        ([step("a")], {"closing": {"en": "{code}"}}, "closing: has nothing in es, and other texts do"),
        ([step("a")], {"title": {"en": "Try"}}, "title: has nothing in es"),
        ([step("a")], {"keyword": {"en": "LOG"}}, "keyword: has nothing in es"),
        ([step("a", CHOICE, "{code}: 1 it did, 2 not now")], {}, "step a: ask (es): does not name 1 Hubo"),
        ([step("a", CHOICE) | {"ask": ASKED | {"en": "{code}: ?"}}], {}, "step a: ask (en): does not name 1 It did"),
        ([step("a", SCALE, "{code}: how strong, up to 10?")], {}, "step a: ask (en): does not name 0"),
        ([step("a", SCALE, "{code}: from 0 to 100?")], {}, "step a: ask (en): does not name 10"),
        (
            [step("a", {"kind": "choice", "options": [{"value": "a", "label": both("Stop")}, OPTIONS[1]]})],
            {},
            "step a: option Stop: the carrier acts on this word",
        ),
        ([step("a", next="c"), step("b"), step("c")], {}, "step b: is never asked"),
        ([step("a"), step("b")], {"smaller": [step("c", next="end"), "b"]}, "smaller step b: is never asked"),
        ([step("a", next=[{"goto": "end"}, {"goto": "b"}]), step("b")], {}, "step a: next: nothing after the branch"),
        (
            [step("a", next=[{"when": X, "goto": "b"}, {"when": X, "goto": "end"}]), step("b")],
            {},
            "step a: next: two branches are for the same answer",
        ),
        (
            [step("a", TEXT, "{code}: Considering everything, characterize predominant physiological sensations.")],
            {},
            "English reads like grade ",
        ),
        (
            [step("a") | {"ask": {"en": "{code}: ?", "es": "{code}: Caracteriza detalladamente tus sensaciones."}}],
            {"closing": both("{code}")},
            "Spanish reads at ",
        ),
    ],
)  # fmt: skip
def test_lint_says_what_to_mend(steps: list[dict[str, Any]], more: dict[str, Any], named: str) -> None:
    troubles = found(*steps, **more)
    assert any(trouble.startswith(named) for trouble in troubles), troubles


def test_an_aside_opens_and_closes_without_a_code_name() -> None:
    assert found(step("a", TEXT, "When?"), kind="aside", closing=both("All set.")) == []


def test_lint_sees_a_conversation_that_never_ends() -> None:
    looping = activity(step("a"), step("b"))
    round_again = replace(looping.steps[-1], following="a")
    troubles = lint(replace(looping, steps=(looping.steps[0], round_again)))
    assert "step b: can come round again" in troubles and "step b: never comes to an end" in troubles
