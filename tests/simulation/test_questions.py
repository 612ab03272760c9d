"""Our texts are known again by whoever is asked, however they are filled in: by place, never by their words."""

from datetime import UTC, datetime

import pytest

from services.cli.demo.questions import fixed_text, recognise
from shared.activities.definition import Activity
from shared.activities.library import BUILT_IN, asides
from shared.activities.speaking import about, ask
from shared.activities.state import Params, State
from shared.texts import say

ACTIVITIES = (*BUILT_IN.all(), *asides().values())
SAID = "the presentation, thursday"


def spoken(activity: Activity, language: str) -> list[tuple[str, str]]:
    """Every question of an activity as a client would read it, with its step."""
    params = Params(code="bench", language=language, link="example.org/rest", minutes=10, cue="After lunch: a pause")
    if activity.kind == "aside":
        params = about(BUILT_IN.latest("worry-time"), params)
    now = datetime(2026, 3, 2, tzinfo=UTC)
    questions = []
    for is_smaller in (False, True):
        for step in activity.walk(smaller=is_smaller):
            for seed in range(3):
                told = {other.key: (SAID, "rent") for other in activity.steps}
                state = State(activity.slug, 1, params, seed, now, step=step.key, is_smaller=is_smaller, said=told)
                questions.append((step.key, ask(activity, state, step)))
    return questions


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.slug)
def test_every_question_is_known_again(activity: Activity, language: str) -> None:
    for key, text in spoken(activity, language):
        for body in (text, text if text.startswith("bench: ") else f"bench: {text}"):
            question = recognise(body, [activity.slug])
            assert question is not None, body
            # The same words ask the same of a good thing, whichever of the three it was.
            assert (question.slug, question.name.removeprefix("second").removeprefix("third")) in [
                (activity.slug, key.removeprefix("second").removeprefix("third")),
                (activity.slug, "first_more"),
            ], body


def test_what_a_question_is_filled_in_with_is_known_too() -> None:
    parked = recognise("You parked: 1 exam 2 rent. Which ones still matter? Numbers, like 1 3, or 0 for none.")
    assert parked is not None and parked.filled["list"] == "1 exam 2 rent"
    worry = recognise("exam: is there something you could do about it? 1 there is, 2 not now")
    assert worry is not None and worry.filled["item"] == "exam"
    why = recognise("shore: It comes like a wave: it rises. When and where could you do it? Or SKIP.")
    assert why is not None and (why.place, why.code) == ("introduction.when", "shore")


def test_of_two_that_ask_the_same_the_likely_one_is_meant() -> None:
    text = "What happened? Just the facts, in a line or two. Or SKIP."
    for slug, other in (("thought-record", "experiment"), ("experiment", "thought-record")):
        for likely in ([slug], [slug, other], ["reading", "reading", slug], ["reading", slug, other]):
            question = recognise(f"lantern: {text}", likely)
            assert question is not None and question.slug == slug


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", ["opt_in", "stopped", "started", "opt_in_thanks", "menu"])
def test_a_fixed_text_is_known_by_its_name(name: str, language: str) -> None:
    values = {} if name in ("menu",) else {"sender": "Between"}
    body = say(name, language, **values)
    assert fixed_text(body, language) == name
    assert fixed_text(body, "es" if language == "en" else "en") is None


@pytest.mark.parametrize("body", ["Saved to garden. Thank you for taking the time.", "Okay, garden is skipped."])
def test_what_asks_for_nothing_is_no_question(body: str) -> None:
    assert recognise(body) is None
