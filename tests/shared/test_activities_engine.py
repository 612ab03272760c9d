"""Conversations, read aloud, and what any texts at all do to them."""

import json
import time as stopwatch
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.activities import library
from shared.activities.definition import Activity
from shared.activities.engine import Advance, Answer, FollowUp, WrongActivity, advance, begin, resume
from shared.activities.schema import load_activity
from shared.activities.segments import measure
from shared.activities.state import InvalidParams, InvalidState, Params, State

NOW = datetime(2026, 5, 4, 20, tzinfo=UTC)
PARAMS = Params("garden", link="https://clinic.example/r/7", minutes=10)
LOG, THINGS, GROUND, READ = (
    library.get(slug, 1) for slug in ("thought-log", "three-good-things", "grounding", "reading")
)


def talk(
    activity: Activity, *texts: str, params: Params = PARAMS, seed: int = 0
) -> tuple[list[str], list[Answer], State]:
    """Everything we said, everything we kept, and where it stands; the state goes through JSON each time."""
    state, said = begin(activity, params, NOW, seed)
    kept: list[Answer] = []
    for text in texts:
        step = advance(activity, State.from_json(json.loads(json.dumps(state.to_json()))), text, NOW)
        state, said, kept = step.state, said + step.replies, kept + step.answers
    return said, kept, state


def values(kept: list[Answer]) -> list[tuple[str, str, Any]]:
    return [(answer.step_key, answer.kind, answer.value) for answer in kept]


def test_a_grounding_goes_from_eight_to_four() -> None:
    said, kept, state = talk(GROUND, "8", "lamp cat cup", "sleeve", "rain", "soap", "ok", "4/10")
    assert said[0].startswith("garden: ") and said[-1].startswith("Saved to garden.") and "988" in said[-1]
    assert len(said) == 8 and state.step is None
    assert values(kept)[0] == ("before", "scale", 8) and values(kept)[-1] == ("after", "scale", 4)
    assert kept[1].raw == "lamp cat cup" and kept[1].label == "Five things seen"


def test_a_number_that_cannot_be_read_is_asked_once_more_and_both_words_are_kept() -> None:
    said, kept, _ = talk(GROUND, "so much", "too much for a number")
    assert said[1] == "A number from 0 to 10 helps. If none fits, any words are fine."
    assert said[2].startswith("Look around you.")
    assert values(kept) == [("before", "words", None), ("before", "words", None)]
    assert [answer.raw for answer in kept] == ["so much", "too much for a number"]


def test_a_range_is_kept_as_approximate() -> None:
    _, kept, _ = talk(GROUND, "6-7")
    assert kept == [Answer("before", "6-7", "scale", 6.5, "How strong before", approximate=True)]


def test_skip_leaves_only_a_mark() -> None:
    said, kept, _ = talk(GROUND, "Skip")
    assert values(kept) == [("before", "skipped", None)] and said[1].startswith("Look around")


def test_three_good_things_turn_through_three_questions() -> None:
    for seed in range(-2, 4):
        said, kept, state = talk(THINGS, "tea", "cold day", "bus", "on time", "cat", "she came by herself", seed=seed)
        assert len({said[1], said[3], said[5]}) == 3
        assert said[-1] == "Saved to garden. Thank you for taking the time." and state.step is None
        assert [answer.raw for answer in kept] == ["tea", "cold day", "bus", "on time", "cat", "she came by herself"]
    assert talk(THINGS, "tea", seed=0)[0][1] != talk(THINGS, "tea", seed=1)[0][1]


def test_none_is_an_answer_with_its_own_thanks() -> None:
    said, kept, state = talk(THINGS, "None, thanks")
    assert said[-1] == "Some days are like that. Thank you for telling it as it is. Saved to garden."
    assert kept == [Answer("first", "None, thanks", "text", "NONE", "First good thing")] and state.step is None


def test_done_ends_early_and_keeps_what_was_said() -> None:
    said, kept, state = talk(THINGS, "tea", "it was warm", "Done.")
    assert said[-1].startswith("Saved to garden.") and state.step is None
    assert values(kept) == [("first", "text", None), ("first_more", "text", None), ("second", "skipped", None)]


def test_done_before_anything_is_kept_does_not_claim_to_have_saved() -> None:
    assert "Saved" not in talk(THINGS, "DONE")[0][-1]
    assert "Saved" not in talk(THINGS, "SKIP")[0][-1]
    assert "Saved" not in talk(READ, "skip")[0][-1]


def test_words_that_only_contain_done_are_an_answer() -> None:
    _, kept, state = talk(THINGS, "I was done with work early")
    assert values(kept) == [("first", "text", None)] and state.step == "first_more"


def test_a_thought_log_we_start_asks_whether_a_moment_came() -> None:
    said, kept, state = talk(LOG, "2")
    assert "1 it did" in said[0] and "Good to know" in said[-1] and state.step is None
    assert values(kept) == [("came", "choice", "no")]
    said, kept, state = talk(LOG, "yes", "He left", "It's me", "sad", "about 8")
    assert (
        said[-1].startswith("Saved to garden.")
        and values(kept)[-1] == ("strength", "scale", 8)
        and kept[-1].approximate
    )


def test_a_thought_log_by_keyword_begins_with_what_happened() -> None:
    said, _, state = talk(LOG, params=Params("garden", by_keyword=True))
    assert (
        said == ["garden: What happened? Just what a camera would have seen, in a line or two."]
        and state.step == "what"
    )


def test_a_choice_that_cannot_be_read_is_asked_once_more() -> None:
    said, kept, state = talk(LOG, "hard to say", "really")
    assert said[1] == "A number from 1 to 2 helps. If none fits, any words are fine."
    assert [answer.kind for answer in kept] == ["words", "words"] and state.step == "what"


def test_a_reading_carries_its_link_or_its_title() -> None:
    assert "10 min: https://clinic.example/r/7 - text DONE" in talk(READ)[0][0]
    assert (
        "5 min: On rest, {code} - text" in talk(READ, params=Params("book", title="On rest, {code}", minutes=5))[0][0]
    )
    _, kept, state = talk(READ, "could not open it", "the last line", "9")
    assert [answer.kind for answer in kept] == ["words", "text", "scale"] and state.step is None


def test_an_empty_text_is_asked_for_once_more() -> None:
    said, kept, state = talk(THINGS, "", " ")
    assert said[1] == "That one came through empty. Any words are fine."
    assert [answer.raw for answer in kept] == ["", " "] and state.step == "first_more"


def test_words_after_the_end_change_nothing() -> None:
    _, _, over = talk(THINGS, "none")
    assert advance(THINGS, over, "more", NOW) == Advance(over, done=True)
    assert resume(THINGS, over, NOW) == Advance(over, done=True)


def step(key: str, answer: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"key": key, "label": key, "ask": {"en": f"{{code}}: {key}?"}, "answer": answer, **more}


def activity(*steps: dict[str, Any]) -> Activity:
    body = {
        **{"slug": "try", "version": 1, "title": "Try", "kind": "skill", "why": "To see.", "intensity": 1},
        **{"populations": ["adult"], "code_name": "wave", "minutes": 5, "window_hours": 5, "nudge": False},
        **{"steps": list(steps), "closing": {"en": "Saved to {code}."}, "source": "Our own."},
    }
    return load_activity(body, "try.yaml")


SCALE = {"kind": "scale", "low": 0, "high": 10}
WAVE = activity(
    step("first", SCALE, wait_minutes=5),
    step("second", SCALE, wait_minutes=10),
    step("third", SCALE),
)


def test_after_a_wait_the_next_question_comes_by_itself() -> None:
    state, _ = begin(WAVE, PARAMS, NOW, 0)
    waiting = advance(WAVE, state, "8", NOW)
    at = NOW + timedelta(minutes=5)
    assert waiting.replies == [] and waiting.follow_up == FollowUp(at, "second") and not waiting.done
    early = resume(WAVE, waiting.state, NOW)
    assert early.follow_up == FollowUp(at, "second") and early.replies == [] and early.state == waiting.state
    awake = resume(WAVE, State.from_json(waiting.state.to_json()), at)
    assert awake.replies == ["garden: second?"] and awake.follow_up is None
    assert resume(WAVE, awake.state, at) == Advance(awake.state)


def test_words_during_a_wait_are_kept_and_do_not_answer_the_next_question() -> None:
    waiting = advance(WAVE, begin(WAVE, PARAMS, NOW, 0)[0], "8", NOW)
    heard = advance(WAVE, waiting.state, "9", NOW)
    assert values(heard.answers) == [("second", "words", None)] and heard.state == waiting.state
    assert heard.replies == ["Saved to garden. The next question comes in a little while."]
    assert heard.follow_up == waiting.follow_up


def test_words_after_a_wait_nobody_ended_bring_the_question() -> None:
    waiting = advance(WAVE, begin(WAVE, PARAMS, NOW, 0)[0], "8", NOW)
    heard = advance(WAVE, waiting.state, "hello?", NOW + timedelta(hours=1))
    assert heard.replies == ["garden: second?"] and heard.answers[0].raw == "hello?" and heard.state.resumes_at is None


def test_a_skip_does_not_wait() -> None:
    assert advance(WAVE, begin(WAVE, PARAMS, NOW, 0)[0], "skip", NOW).replies == ["garden: second?"]


BRANCHED = activity(
    step(
        "rate",
        SCALE,
        required=True,
        next=[{"when": {"range": [0, 3]}, "goto": "low"}, {"when": {"value": 10}, "goto": "end"}, {"goto": "high"}],
    ),
    step("low", {"kind": "text"}, next="end"),
    step("high", {"kind": "ok"}),
)


@pytest.mark.parametrize(
    ("texts", "at"),
    [(["3"], "low"), (["0"], "low"), (["10"], None), (["4"], "high"), (["hm", "hm"], "high"), (["skip"], "rate")],
)
def test_an_answer_decides_the_way(texts: list[str], at: str | None) -> None:
    assert talk(BRANCHED, *texts)[2].step == at


def test_what_does_not_fit_the_texts_is_refused_by_field() -> None:
    for given_params, named in [
        ({"code": "x" * 13}, "code"),
        ({"code": "{{{{{{{"}, "code"),
        ({"code": " "}, "code"),
        ({"code": "jardín"}, "code"),
        ({"code": "a\nb"}, "code"),
        ({"code": "a", "link": "x" * 61}, "link"),
        ({"code": "a", "title": "“Rest”"}, "title"),
        ({"code": "a", "minutes": 1000}, "minutes"),
    ]:
        with pytest.raises(InvalidParams) as refused:
            Params(**given_params)  # type: ignore[arg-type]
        assert refused.value.field == named
    for missing in (Params("a"), Params("a", link="x")):
        with pytest.raises(InvalidParams):
            begin(READ, missing, NOW, 0)


def test_a_state_goes_only_with_its_own_activity() -> None:
    with pytest.raises(WrongActivity):
        advance(READ, begin(LOG, PARAMS, NOW, 0)[0], "hi", NOW)


@pytest.mark.parametrize("body", [None, [], {}, {"slug": 5}, "x"])
def test_what_is_no_state_is_refused(body: object) -> None:
    with pytest.raises(InvalidState):
        State.from_json(body)
    with pytest.raises(InvalidState):
        State.from_json({**begin(LOG, PARAMS, NOW, 0)[0].to_json(), "asked": 3})


ANY_TEXT = st.one_of(
    st.text(),
    st.sampled_from(
        ["SKIP", "DONE", "NONE", "7", "6-7", "OK", "yes", "2", "STOP", "", "\0", "\ud800", "😀" * 800, "9" * 1600]
    ),
    st.text(alphabet="0123456789/-. aeiou", min_size=100, max_size=200).map(lambda some: (some * 16)[:1600]),
)


@pytest.mark.parametrize("tried", [*library.all_versions(), WAVE, BRANCHED], ids=lambda tried: tried.slug)
@given(data=st.data(), seed=st.integers(-5, 5))
def test_whatever_is_texted_a_conversation_ends_and_keeps_every_word(tried: Activity, data: Any, seed: int) -> None:
    now = NOW
    state, said = begin(tried, PARAMS, now, seed)
    raws, kept = [], []
    while state.step is not None:
        raws.append(data.draw(ANY_TEXT))
        assert len(raws) <= 2 * len(tried.steps)
        heard = advance(tried, state, raws[-1], now)
        kept += [answer.raw for answer in heard.answers]
        state, said = State.from_json(json.loads(json.dumps(heard.state.to_json()))), said + heard.replies
        if heard.follow_up:
            now = heard.follow_up.at
            woken = resume(tried, state, now)
            state, said = woken.state, said + woken.replies
        assert heard.done == (state.step is None)
    assert kept == raws
    assert all(said.count(text) == 1 for text in said if "helps" not in text and "empty" not in text)
    assert all(measure(text).segments == 1 for text in said)


def test_one_step_is_far_under_a_millisecond() -> None:
    state, _ = begin(GROUND, PARAMS, NOW, 0)
    for text in ("7", "a long story of 7 words " * 66):
        began = stopwatch.perf_counter()
        for _ in range(50):
            advance(GROUND, state, text, NOW)
        assert (stopwatch.perf_counter() - began) / 50 < 1e-3
