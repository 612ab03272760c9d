"""How the eight fictional clients answer: what was said a moment ago is remembered."""

import random

import pytest

from services.cli.demo.people import EVERYBODY, JONAS, LEO, MAYA, PRIYA, ROSA, RUTH, SAM
from services.cli.demo.people.persona import Persona
from services.cli.demo.questions import recognise
from services.cli.demo.voice import Reply, Voice
from shared.texts import say
from tests.simulation.test_questions import ACTIVITIES, spoken

FIRST = "garden: What is one good thing from today? Tiny ones count, like a warm drink. If there was none, text NONE."
MORE = (
    ("Thank you. Why do you think it happened? A few words, or SKIP.", "why"),
    ("Thank you. What made it matter to you? A few words, or SKIP.", "mattered"),
    ("Thank you. How could there be more of it? A few words, or SKIP.", "more"),
)


def voice(persona: Persona, seed: int = 1) -> Voice:
    return Voice(persona, random.Random(seed))


def said(speaker: Voice, *questions: str) -> list[str]:
    """What is texted back, first to each of these questions."""
    replies = [speaker.answer(question) for question in questions]
    return [reply.texts[0] if reply else "" for reply in replies]


def question(slug: str, key: str, language: str = "en") -> str:
    activity = next(activity for activity in ACTIVITIES if activity.slug == slug)
    return next(text for step, text in spoken(activity, language) if step == key)


@pytest.mark.parametrize("persona", EVERYBODY, ids=lambda persona: persona.initials)
def test_every_question_of_the_library_has_an_answer_of_its_kind(persona: Persona) -> None:
    for activity in ACTIVITIES:
        for _, text in spoken(activity, persona.language):
            reply = voice(persona).answer(text)
            assert reply is not None and all(reply.texts), text


def test_the_follow_up_is_about_the_good_thing_just_told() -> None:
    for seed in range(30):
        for text, about in MORE:
            maya = voice(MAYA, seed)
            told, more = said(maya, FIRST, text)
            thing = next(thing for thing in MAYA.good_things if thing.what == told)
            assert more in (getattr(thing, about), "skip")


def test_a_good_thing_is_told_again_only_when_all_were_told() -> None:
    for persona, first in ((MAYA, FIRST), (ROSA, question("three-good-things", "first", "es"))):
        speaker = voice(persona)
        # Some evenings are put off, or hold nothing good: those tell none.
        told = [text for text in said(speaker, *[first] * 30) if text in {thing.what for thing in persona.good_things}]
        assert len(set(told[: len(persona.good_things)])) == len(persona.good_things)


def test_what_belongs_to_one_moment_is_told_together() -> None:
    keys = ("what", "thoughts", "feeling", "strength")
    jonas = voice(JONAS)
    for _ in range(6):
        moment = dict(zip(keys, said(jonas, *(question("thought-log", key) for key in keys)), strict=True))
        assert any(moment.items() <= dict(telling).items() for telling in JONAS.tellings["thought-log"])


def test_a_moment_that_came_is_the_one_then_told() -> None:
    ruth = voice(RUTH)
    came, what = said(ruth, question("thought-log", "came"), question("thought-log", "what"))
    assert (came, what) == ("1", "Saw his chair on the lanai")


def test_what_somebody_begins_with_their_first_answer_they_go_on_with() -> None:
    jonas = voice(JONAS)
    jonas.begin_with("boss walked past and said nothing")
    assert said(jonas, question("thought-log", "thoughts")) == ["hes done with me"]
    # Told once: another moment follows.
    assert said(jonas, question("thought-log", "what")) != ["boss walked past and said nothing"]


def test_an_introduction_is_answered_about_its_own_homework() -> None:
    introduced = "{}: It comes like a wave: it rises. When and where could you do it? Or SKIP."
    sure = "How sure are you that you can do it, from 0 (not at all) to 10 (very)? Any number helps."
    priya = voice(PRIYA)
    assert said(priya, introduced.format("shore"), sure) == ["at work, by the back door", "6"]
    assert said(priya, introduced.format("postcard"), sure) == ["lunch break", "9"]


def test_a_nudge_is_answered_as_the_question_of_its_code_name() -> None:
    sam = voice(SAM)
    shoebox = question("appreciation", "noticed").replace("bench", "shoebox")
    breeze = question("slow-breathing", "before").replace("bench", "breeze")
    told, _ = said(sam, shoebox, breeze)
    assert said(sam, say("nudge", code="shoebox")) == [told]


def test_a_worry_is_parked_once_and_spoken_of_by_its_name() -> None:
    maya = voice(MAYA)
    maya.begin_with("did i lock the door")
    parked = said(maya, *[question("worry-time", "parked")] * (len(MAYA.worries) - 1))
    assert set(parked) == {worry.what for worry in MAYA.worries} - {"did i lock the door"}
    act = "{}: is there something you could do about it? 1 there is, 2 not now"
    step = "What would be the first small step, and when? A few words, or SKIP."
    assert said(maya, act.format("rent goes up in..."), step) == ["1", "call the office monday at lunch"]
    assert said(maya, act.format("did i lock the door")) == ["2"]


def test_only_worries_in_the_list_are_picked() -> None:
    for seed in range(20):
        text = "You parked: 1 exam 2 rent. Which ones still matter? Numbers, like 1 3, or 0 for none."
        assert said(voice(MAYA, seed), text)[0] in ("1", "2", "1 2")


def test_a_number_hidden_in_words_is_said_plainly_when_asked_again() -> None:
    leo = voice(LEO)
    again = say("ask_number_again", low=1, high=9)
    moods = [said(leo, question("mood-check", "mood"), again) for _ in range(12)]
    assert ["6 ig", "6"] in moods and ["idk", "4"] in moods


def test_the_second_time_something_may_be_texted_instead_of_an_answer() -> None:
    rosa, first = voice(ROSA), question("three-good-things", "first", "es")
    replies = [rosa.answer(first) for _ in range(3)]
    assert replies[1] == Reply(("luego 8pm",), is_certain=True, is_wish=True)
    assert replies[0] is not None and replies[2] is not None
    assert not replies[0].is_wish and not replies[2].is_wish


@pytest.mark.parametrize("name", ["opt_in", "opt_in_reminder", "consent_first"])
def test_everybody_says_yes_in_their_language(name: str) -> None:
    for persona in EVERYBODY:
        reply = voice(persona).answer(say(name, persona.language, sender="Between"))
        assert reply is not None and reply.texts == (persona.yes,) and reply.is_certain


def test_only_being_asked_how_to_go_on_breaks_a_silence() -> None:
    restart = voice(SAM).answer(question("restart", "choose"))
    step_down = voice(SAM).answer(question("step-down", "choose"))
    assert restart is not None and restart.breaks_silence
    assert step_down is not None and not step_down.breaks_silence


@pytest.mark.parametrize("name", ["opt_in_thanks", "stopped", "started"])
def test_what_asks_for_nothing_is_not_answered(name: str) -> None:
    assert voice(MAYA).answer(say(name, sender="Between")) is None
    assert voice(MAYA).answer("Saved to garden. Thank you for taking the time.") is None


@pytest.mark.parametrize("persona", EVERYBODY, ids=lambda persona: persona.initials)
def test_what_a_story_speaks_of_is_there(persona: Persona) -> None:
    """A step that was renamed would otherwise only be answered with "skip", and nobody would notice."""
    keys = {activity.slug: {step.key for step in (*activity.steps, *activity.smaller)} for activity in ACTIVITIES}
    for slug, tellings in persona.tellings.items():
        for telling in tellings:
            assert {key.removesuffix(" again") for key in telling} <= keys[slug], slug
    for instead in persona.instead:
        slug, key = instead.place.split(".")
        assert key in keys[slug]


def test_wording_alone_never_decides() -> None:
    assert recognise("What is one good thing?") is None
