"""Conversations, read aloud."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from shared.activities import library
from shared.activities.answers import Advance, Answer
from shared.activities.engine import (
    NoSmallerVersion,
    WrongActivity,
    WrongStep,
    advance,
    ask_at,
    begin,
    hand_back,
    resume,
    seed_of,
)
from shared.activities.state import InvalidParams, Params, State
from shared.schedule import UnknownZone
from tests.shared.activities.made_up import DENVER, LIST, MONDAY, OK, PARAMS, SCALE, TEXT, Talk, activity, both, step

BRANCHED = activity(
    step(
        "rate",
        SCALE,
        required=True,
        next=[{"when": {"range": [0, 3]}, "goto": "low"}, {"when": {"value": 10}, "goto": "end"}, {"goto": "high"}],
    ),
    step("low", next="end"),
    step("high", OK),
)


def test_an_answer_leads_to_the_next_question_and_the_last_one_to_the_closing() -> None:
    talk = Talk(activity(step("first"), step("second"))).hear("tea", "the sun")
    assert talk.said == ["garden: first?", "garden: second?", "Saved to garden."]
    assert talk.kept == [
        Answer("first", "tea", "text", None, "first"),
        Answer("second", "the sun", "text", None, "second"),
    ]


@pytest.mark.parametrize(
    ("texts", "at"),
    [(["3"], "low"), (["0"], "low"), (["10"], None), (["4"], "high"), (["hm", "hm"], "high"), (["skip"], "rate")],
)
def test_an_answer_decides_the_way(texts: list[str], at: str | None) -> None:
    assert Talk(BRANCHED).hear(*texts).state.step == at


def test_what_cannot_be_read_is_asked_once_more_and_both_words_are_kept() -> None:
    talk = Talk(BRANCHED).hear("so much", "too much for a number")
    assert talk.said[1:] == ["A number from 0 to 10 helps. If none fits, any words are fine.", "garden: high?"]
    assert talk.values == [("rate", "words", None), ("rate", "words", None)]
    assert [answer.raw for answer in talk.kept] == ["so much", "too much for a number"]


def test_the_second_time_it_may_be_read() -> None:
    assert Talk(BRANCHED).hear("so much", "2").values[-1] == ("rate", "scale", 2)


def test_an_empty_text_is_asked_for_once_more() -> None:
    talk = Talk(activity(step("first"), step("second"))).hear("", " ")
    assert talk.said[1] == "That one came through empty. Any words are fine."
    assert [answer.raw for answer in talk.kept] == ["", " "] and talk.state.step == "second"


@pytest.mark.parametrize("word", ["SKIP", "Skip, please.", "omitir", "SALTAR", "Saltar"])
def test_skip_passes_a_question_in_either_language(word: str) -> None:
    talk = Talk(activity(step("first", SCALE), step("second"))).hear(word)
    assert talk.kept == [Answer("first", word, "skipped", None, "first")] and talk.state.step == "second"


def test_a_required_question_is_not_skipped() -> None:
    talk = Talk(activity(step("first", SCALE, required=True), step("second"))).hear("SKIP")
    assert talk.values == [("first", "words", None)] and talk.state.step == "first"


def test_words_that_only_contain_skip_are_an_answer() -> None:
    assert Talk(activity(step("first"))).hear("I'll skip lunch").values == [("first", "text", None)]


def test_other_words_than_ok_are_kept_and_it_goes_on() -> None:
    talk = Talk(activity(step("ready", OK), step("next"))).hear("not sure about this")
    assert talk.values == [("ready", "words", None)] and talk.state.step == "next"


def test_none_is_an_answer_with_its_own_closing() -> None:
    closing = both("That happens. Saved to {code}.")
    things = activity(step("first", next=[{"when": {"value": ["NONE", "NADA"]}, "goto": "end", "closing": closing}]))
    talk = Talk(things).hear("None, thanks")
    assert talk.said[-1] == "That happens. Saved to garden."
    assert talk.kept == [Answer("first", "None, thanks", "text", "NONE", "first")]


def test_done_that_passes_is_only_a_way_on() -> None:
    way = [{"when": {"value": "DONE"}, "goto": "end", "passes": True}]
    for answer in (TEXT, SCALE, LIST, {"kind": "moment"}):
        talk = Talk(activity(step("first", answer, next=way), step("second"))).hear("Done.")
        assert talk.values == [("first", "skipped", None)] and talk.state.step is None, answer


def test_words_that_pass_are_not_quoted() -> None:
    way = [{"when": {"value": "DONE"}, "goto": "end", "passes": True}]
    assert Talk(activity(step("a", next=way), closing=both("{code} {said:a}"))).hear("done").said[-1] == "garden ..."


def test_a_skip_has_its_own_way() -> None:
    way = [{"when": {"skipped": True}, "goto": "third"}]
    assert Talk(activity(step("first", next=way), step("second"), step("third"))).hear("skip").state.step == "third"


def test_a_conversation_by_keyword_begins_at_its_step() -> None:
    log = activity(step("came"), step("what"), keyword=both("LOG"), keyword_step="what")
    assert Talk(log, replace(PARAMS, by_keyword=True)).said == ["garden: what?"]
    assert Talk(log).said == ["garden: came?"]


def test_variants_take_turns_by_the_seed_and_from_step_to_step() -> None:
    ask = {"en": ["one?", "two?", "three?"], "es": ["uno?", "dos?", "tres?"]}
    things = activity(step("first"), step("a", TEXT) | {"ask": ask}, step("b", TEXT) | {"ask": ask})
    for seed in range(-2, 4):
        said = Talk(things, seed=seed).hear("x", "y").said
        assert {said[1], said[2]} <= {"one?", "two?", "three?"} and said[1] != said[2]
    assert Talk(things, seed=0).hear("x").said != Talk(things, seed=1).hear("x").said


def test_whose_turn_it_is_comes_from_the_occurrence() -> None:
    assert seed_of(None) == 0 and seed_of(UUID(int=7)) == 7 and 0 <= seed_of(UUID(int=2**127)) < 2**31


def test_a_conversation_speaks_one_language() -> None:
    spanish = replace(PARAMS, language="es")
    in_both = step("first", SCALE) | {"ask": {"en": "{code}: how?", "es": "{code}: cuanto?"}}
    assert Talk(activity(in_both, closing={"en": "Bye {code}", "es": "Adiós {code}"}), spanish).hear("7").said == [
        "garden: cuanto?",
        "Adiós garden",
    ]
    english_closing = activity(in_both, closing={"en": "Bye {code}"})
    talk = Talk(english_closing, spanish).hear("hm", "7")
    assert talk.said == [
        "garden: how?",
        "A number from 0 to 10 helps. If none fits, any words are fine.",
        "Bye garden",
    ]


def test_words_after_the_end_change_nothing() -> None:
    over = Talk(BRANCHED).hear("10").state
    assert advance(BRANCHED, over, "more", MONDAY) == Advance(over, done=True)
    assert resume(BRANCHED, over, MONDAY) == Advance(over, done=True)
    assert hand_back(BRANCHED, over, MONDAY) == Advance(over, done=True)


def test_when_it_is_over_nothing_told_is_remembered() -> None:
    told = activity(step("when", {"kind": "time"}), step("what"))
    talk = Talk(told).hear("9:30 pm")
    assert talk.state.said and talk.state.values and talk.state.moments
    over = talk.hear("tea").state
    assert (over.said, over.values, over.moments) == ({}, {}, {})


SMALL = activity(
    step("first"),
    step("second", next=[{"when": {"value": "NONE"}, "goto": "third"}, {"when": {"skipped": True}, "goto": "end"}]),
    step("third", wait={"minutes": 5}),
    step("fourth"),
    smaller=["second", step("own"), "third"],
)


def test_the_smaller_version_has_its_own_way() -> None:
    talk = Talk(SMALL, smaller=True).hear("a", "b", "c")
    assert talk.said == ["garden: second?", "garden: own?", "garden: third?", "Saved to garden."]
    assert Talk(SMALL, smaller=True).hear("none").state.step == "third"


def test_a_step_used_again_loses_the_branches_that_lead_outside() -> None:
    assert [len(one.branches) for one in SMALL.smaller] == [2, 0, 0]
    inside = activity(
        step("first"), step("second", next=[{"when": {"value": "NO"}, "goto": "third"}]), step("third"),
        smaller=["second", "first"],
    )  # fmt: skip
    assert inside.smaller[0].branches == () and inside.steps[1].branches != ()
    assert Talk(inside, smaller=True).hear("no").state.step == "first"


def test_a_step_used_again_at_the_end_waits_for_nothing() -> None:
    assert SMALL.steps[2].wait is not None and SMALL.smaller[2].wait is None


def test_where_there_is_no_smaller_version_it_is_said() -> None:
    with pytest.raises(NoSmallerVersion):
        begin(BRANCHED, PARAMS, MONDAY, 0, smaller=True)


def test_a_zone_that_is_none_is_refused_at_the_beginning() -> None:
    with pytest.raises(UnknownZone):
        begin(BRANCHED, PARAMS, MONDAY, 0, zone="Mars/Base")


def test_after_an_interruption_the_open_question_is_asked_once_more_and_never_a_third_time() -> None:
    talk = Talk(BRANCHED)
    back = hand_back(BRANCHED, talk.state, MONDAY)
    assert back.replies == ["garden: rate?"] and back.answers == []
    again = hand_back(BRANCHED, back.state, MONDAY)
    assert again.replies == ["Back to garden."] and again.state == back.state
    assert advance(BRANCHED, back.state, "so much", MONDAY).state.step == "high"


def test_after_an_interruption_a_question_asked_twice_is_only_named() -> None:
    assert hand_back(BRANCHED, Talk(BRANCHED).hear("hm").state, MONDAY).replies == ["Back to garden."]
    spanish = Talk(BRANCHED, replace(PARAMS, language="es")).hear("hm").state
    assert hand_back(BRANCHED, spanish, MONDAY).replies == ["Volvemos a garden."]


def test_after_an_interruption_a_question_that_waits_stays_silent_until_its_time() -> None:
    waves = activity(step("first", wait={"minutes": 5}), step("second"))
    waiting = Talk(waves).hear("a").state
    assert hand_back(waves, waiting, MONDAY) == Advance(waiting)
    assert hand_back(waves, waiting, MONDAY + timedelta(minutes=5)).replies == ["garden: second?"]


def test_a_question_in_the_middle_is_spoken_by_whoever_knows_no_words() -> None:
    ask = {"en": ["One?", "Two?"], "es": ["Una?", "Dos?"]}
    waves = activity(step("first", wait={"minutes": 5}), step("second", TEXT) | {"ask": ask})
    for seed in (0, 1):
        talk = Talk(waves, seed=seed, zone=DENVER).hear("a").wait()
        asked = ask_at(waves, PARAMS, "second", MONDAY, seed, zone=DENVER)
        assert asked == talk.said[-1] and asked.startswith("garden: ")
    assert ask_at(waves, PARAMS, "first", MONDAY, 0) == "garden: first?"
    assert ask_at(SMALL, PARAMS, "own", MONDAY, 0, smaller=True) == "garden: own?"


def test_a_question_that_quotes_the_client_cannot_be_spoken_alone() -> None:
    quoting = activity(step("plan"), step("how", ask="You planned {said:plan}. How was it?"))
    with pytest.raises(WrongStep):
        ask_at(quoting, PARAMS, "how", MONDAY, 0)
    with pytest.raises(WrongStep):
        ask_at(quoting, PARAMS, "where", MONDAY, 0)
    with pytest.raises(WrongStep):
        ask_at(SMALL, PARAMS, "own", MONDAY, 0)


def test_what_a_text_needs_must_be_given() -> None:
    for ask, given, named in [
        ("{code}: {link}", Params("a"), "link"),
        ("{code}: {minutes} min", Params("a", link="x"), "minutes"),
        ("{code}: {cue}", Params("a"), "cue"),
    ]:
        needing = activity(step("first", ask=ask))
        with pytest.raises(InvalidParams) as refused:
            begin(needing, given, MONDAY, 0)
        assert refused.value.field == named
    aside = activity(step("when", ask="{why} When?"), kind="aside")
    with pytest.raises(InvalidParams) as refused:
        begin(aside, Params("a"), MONDAY, 0)
    assert refused.value.field == "why"
    assert begin(activity(step("first", ask="{code}: {cue}"), cue=both("at lunch")), Params("a"), MONDAY, 0)[1] == [
        "a: at lunch"
    ]


def test_a_state_goes_only_with_its_own_activity() -> None:
    state = Talk(BRANCHED).state
    for other in (replace(state, slug="other"), replace(state, version=2)):
        with pytest.raises(WrongActivity):
            advance(BRANCHED, other, "hi", MONDAY)
        with pytest.raises(WrongActivity):
            resume(BRANCHED, other, MONDAY)
        with pytest.raises(WrongActivity):
            hand_back(BRANCHED, other, MONDAY)


def test_a_thought_log_we_start_asks_whether_a_moment_came() -> None:
    log = library.BUILT_IN.latest("thought-log")
    talk = Talk(log).hear("2")
    assert talk.values == [("came", "choice", "no")] and "Saved to garden." in talk.said[-1] and talk.state.step is None


def test_a_grounding_goes_from_eight_to_four() -> None:
    ground = library.BUILT_IN.latest("grounding")
    talk = Talk(ground).hear("8", "lamp cat cup", "sleeve", "rain", "soap", "ok", "4/10")
    assert talk.values[0] == ("before", "scale", 8) and talk.values[-1] == ("after", "scale", 4)
    assert talk.said[0].startswith("garden: ") and "garden" in talk.said[-1]


def test_worry_time_gives_the_parked_worries_back() -> None:
    worry = library.BUILT_IN.latest("worry-time")
    talk = Talk(worry, carried=("exam", "rent")).hear("ok", "2", "2")
    assert "1 exam 2 rent" in talk.said[1] and talk.said[2].startswith("rent:")
    assert talk.values[1:] == [("still", "picks", ["rent"]), ("can_act", "choice", "no")]
    assert "empty" in Talk(worry).hear("ok").said[-1]


def test_an_older_state_without_what_is_new_still_loads() -> None:
    body = Talk(BRANCHED).state.to_json()
    for name in ("is_agreed", "zone", "is_smaller", "item", "said", "values", "moments"):
        del body[name]
    for name in ("cue", "why", "how", "smaller"):
        del body["params"][name]
    assert State.from_json(body).step == "rate"
