"""How the three fictional clients answer: what was said a moment ago is remembered."""

import random

import pytest

from services.cli.personas import EVERYBODY, JONAS, MAYA, RUTH, Persona, Voice
from shared.activities import library
from shared.activities.state import Params
from shared.texts import say


def voice(persona: Persona, seed: int = 1) -> Voice:
    return Voice(persona, random.Random(seed))


def test_the_follow_up_is_about_the_good_thing_just_told() -> None:
    for seed in range(50):
        maya = voice(MAYA, seed)
        told = maya.answer("garden: What is one good thing from today? If there was none, text NONE.")
        thing = next(thing for thing in MAYA.good_things if thing.what == told)
        assert maya.answer("Thank you. Why do you think it happened?") in (thing.why, "skip")
        assert maya.answer("Thank you. What made it matter to you?") in (thing.mattered, "skip")
        assert maya.answer("Thank you. How could there be more of it?") in (thing.more, "skip")


def test_a_good_thing_is_told_again_only_when_all_were_told() -> None:
    ruth = voice(RUTH)
    told = [ruth.answer("harbor: What is one good thing from today?") for _ in RUTH.good_things]
    assert len(set(told)) == len(RUTH.good_things)


def test_thought_feeling_and_strength_belong_to_what_happened() -> None:
    for seed in range(20):
        jonas = voice(JONAS, seed)
        moment = tuple(
            jonas.answer(question)
            for question in (
                "notebook: What happened? Just what a camera would have seen.",
                "What did your thoughts say just then?",
                "What was the feeling? One or two words, like sad, scared, angry. Or SKIP.",
                "How strong was it, from 0 (hardly there) to 10?",
            )
        )
        assert moment in JONAS.moments


def test_a_nudge_is_answered_as_its_own_question() -> None:
    jonas = voice(JONAS)
    jonas.answer("bench: What is one good thing from today?")
    jonas.answer("notebook: Did a moment come this week that you would like to write down?")
    answered = jonas.answer("bench: Still here if you would like it. A few words are plenty, or text SKIP.")
    assert answered in ("none", *(thing.what for thing in JONAS.good_things))
    assert jonas.answer("harbor: Still here if you would like it.") is None


@pytest.mark.parametrize("persona", EVERYBODY, ids=lambda persona: persona.initials)
def test_every_question_of_the_library_has_an_answer(persona: Persona) -> None:
    for activity in library.all():
        params = Params(code="garden", link="example.org/rest", minutes=activity.minutes)
        for step in activity.steps:
            for asked in step.ask.variants["en"]:
                question = asked.format(code=params.code, link=params.link, minutes=params.minutes)
                assert voice(persona).answer(question), f"{activity.slug}: {question}"


@pytest.mark.parametrize("name", ["opt_in_thanks", "stopped", "started"])
def test_what_asks_for_nothing_is_not_answered(name: str) -> None:
    assert voice(MAYA).answer(say(name, sender="Between")) is None
    assert voice(MAYA).answer("Saved to garden. Thank you for taking the time.") is None
