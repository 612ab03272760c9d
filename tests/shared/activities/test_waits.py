"""Questions that come later, and what is said meanwhile."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.activities.answers import Advance, FollowUp
from shared.activities.engine import advance, resume
from tests.shared.activities.made_up import DENVER, MONDAY, PARAMS, SCALE, TEXT, Talk, activity, step

MOMENT = {"kind": "moment"}
WAVE = activity(
    step("first", SCALE, wait={"minutes": 5}), step("second", SCALE, wait={"minutes": 10}), step("third", SCALE)
)


def planned(wait: dict[str, Any], when: dict[str, Any] = MOMENT, zone: str = DENVER) -> Talk:
    return Talk(activity(step("when", when), step("sure", wait=wait), step("then")), zone=zone)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def test_after_a_wait_the_next_question_comes_by_itself() -> None:
    talk = Talk(WAVE).hear("8")
    due = MONDAY + timedelta(minutes=5)
    assert talk.said == ["garden: first?"] and talk.follow_up == FollowUp(due, "second", is_agreed=False)
    early = resume(WAVE, talk.state, MONDAY)
    assert early == Advance(talk.state, follow_up=FollowUp(due, "second"))
    awake = talk.wait()
    assert awake.said[-1] == "garden: second?" and awake.follow_up is None
    assert resume(WAVE, awake.state, due) == Advance(awake.state)


def test_a_question_sent_by_itself_begins_with_the_code_name() -> None:
    bare = activity(step("first", wait={"minutes": 0}), step("second", ask="And now?"))
    talk = Talk(bare).hear("x")
    assert talk.follow_up == FollowUp(MONDAY, "second")
    assert talk.wait().said[-1] == "garden: And now?"


def test_the_code_name_is_not_said_twice_whatever_its_letters() -> None:
    jardin = replace(PARAMS, code="jardín", language="es")
    for ask, said in (("{code}: Y ahora?", "jardin: Y ahora?"), ("¿Ya está?", "jardín: ¿Ya está?")):
        spanish = activity(step("first", wait={"minutes": 0}), step("second") | {"ask": {"en": "?", "es": ask}})
        assert Talk(spanish, jardin).hear("x").wait().said[-1] == said


def test_words_during_a_wait_are_kept_and_do_not_answer_the_next_question() -> None:
    talk = Talk(WAVE).hear("8")
    heard = advance(WAVE, talk.state, "9", MONDAY)
    assert [(one.step_key, one.kind, one.raw) for one in heard.answers] == [("second", "words", "9")]
    assert heard.replies == ["Saved to garden. The next question comes in a little while."]
    assert heard.state == talk.state and heard.follow_up == talk.follow_up


def test_words_long_before_the_next_question_hear_that_it_comes_at_its_time() -> None:
    talk = planned({"day": "fri", "at": "16:30"}).hear("Tue 6pm", "yes", "hello")
    assert talk.said[-1] == "Saved to garden. The next question comes at its time."


def test_words_after_a_wait_nobody_ended_bring_the_question() -> None:
    talk = Talk(WAVE).hear("8")
    heard = advance(WAVE, talk.state, "hello?", MONDAY + timedelta(hours=1))
    assert heard.replies == ["garden: second?"] and heard.answers[0].raw == "hello?" and heard.state.resumes_at is None
    assert heard.follow_up is None


def test_a_skip_does_not_wait_minutes() -> None:
    assert Talk(WAVE).hear("skip").said[-1] == "garden: second?"


def test_a_skip_still_waits_for_what_was_agreed() -> None:
    assert planned({"until": "when"}).hear("Tue 6pm", "skip").follow_up == FollowUp(
        at("2026-05-06T00:00"), "then", True
    )
    assert planned({"day": "fri", "at": "16:30"}).hear("skip", "skip").follow_up is not None


def test_an_end_waits_for_nothing() -> None:
    way = [{"when": {"value": "DONE"}, "goto": "end"}]
    talk = Talk(activity(step("first", wait={"minutes": 5}, next=way), step("second"))).hear("done")
    assert talk.follow_up is None and talk.said[-1] == "Saved to garden."


def test_until_a_moment_told_earlier_where_the_client_lives() -> None:
    talk = planned({"until": "when"}).hear("Tue 6pm, park", "sure")
    assert talk.follow_up == FollowUp(at("2026-05-06T00:00"), "then", is_agreed=True)
    # Words meanwhile change nothing about it.
    assert talk.hear("hello").follow_up == FollowUp(at("2026-05-06T00:00"), "then", is_agreed=True)
    later = planned({"until": "when", "plus_minutes": 90}).hear("Tue 6pm, park", "sure")
    assert later.follow_up == FollowUp(at("2026-05-06T01:30"), "then", is_agreed=True)


def test_until_the_moment_told_at_the_very_step() -> None:
    talk = Talk(activity(step("when", MOMENT, wait={"until": "when"}), step("then")), zone=DENVER).hear("Tue 6pm")
    assert talk.follow_up == FollowUp(at("2026-05-06T00:00"), "then", is_agreed=True)


@pytest.mark.parametrize(
    ("told", "due"),
    [("9:30 pm", "2026-05-05T03:30"), ("1 pm", "2026-05-05T19:00"), ("2 pm", "2026-05-05T20:00")],
)
def test_a_time_of_day_means_its_next_coming(told: str, due: str) -> None:
    talk = planned({"until": "when"}, {"kind": "time"}).hear(told, "sure")
    assert talk.follow_up == FollowUp(at(due), "then", is_agreed=True)


def test_a_look_back_after_a_time_of_day_is_on_the_same_day() -> None:
    twice = activity(
        step("when", {"kind": "time"}, wait={"until": "when"}),
        step("now", wait={"until": "when", "plus_minutes": 60}),
        step("then"),
    )
    talk = Talk(twice, zone=DENVER).hear("6 pm").wait()
    assert talk.now == at("2026-05-05T00:00")
    assert talk.hear("on it").follow_up == FollowUp(at("2026-05-05T01:00"), "then", is_agreed=True)


@pytest.mark.parametrize("told", ["whenever", "skip"])
def test_a_moment_that_was_not_told_gives_way_to_minutes(told: str) -> None:
    talk = planned({"until": "when", "else_minutes": 30}).hear(*([told] * (2 if told != "skip" else 1)), "sure")
    assert talk.follow_up == FollowUp(MONDAY + timedelta(minutes=30), "then", is_agreed=False)
    default = planned({"until": "when"}).hear("skip", "sure")
    assert default.follow_up == FollowUp(MONDAY + timedelta(days=1), "then", is_agreed=False)


def test_a_moment_that_is_past_by_then_gives_way_to_minutes() -> None:
    talk = planned({"until": "when", "else_minutes": 30}).hear("Tue 6pm")
    talk.now = at("2026-05-06T00:00")
    assert talk.hear("sure").follow_up == FollowUp(talk.now + timedelta(minutes=30), "then", is_agreed=False)


@pytest.mark.parametrize(
    ("day", "time", "due"),
    [
        ("fri", "16:30", "2026-05-08T22:30"),
        ("mon", "16:30", "2026-05-04T22:30"),
        ("mon", "14:00", "2026-05-11T20:00"),
        ("sun", "09:00", "2026-05-10T15:00"),
    ],
)
def test_the_next_such_day_where_the_client_lives(day: str, time: str, due: str) -> None:
    talk = planned({"day": day, "at": time}).hear("skip", "sure")
    assert talk.follow_up == FollowUp(at(due), "then", is_agreed=False)


def test_the_day_is_the_clients_day() -> None:
    # Monday 8 pm UTC is Tuesday in Tokyo: the next Tuesday at 4 am local is a week away, at 6 am an hour.
    assert planned({"day": "tue", "at": "04:00"}, zone="Asia/Tokyo").hear("skip", "sure").follow_up == FollowUp(
        at("2026-05-11T19:00"), "then"
    )
    assert planned({"day": "tue", "at": "06:00"}, zone="Asia/Tokyo").hear("skip", "sure").follow_up == FollowUp(
        at("2026-05-04T21:00"), "then"
    )


@pytest.mark.parametrize(
    ("now", "due"), [("2026-03-08T01:00", "2026-03-08T09:30"), ("2026-11-01T01:00", "2026-11-01T08:30")]
)
def test_a_local_time_is_kept_through_a_change_of_clocks(now: str, due: str) -> None:
    # 2:30 am does not exist in Denver on 8 March: 3:30. 1:30 am comes twice on 1 November: the first, in 2026 at 7:30.
    wait = {"day": "sun", "at": "02:30"} if "03-08" in now else {"day": "sun", "at": "01:30"}
    talk = planned(wait)
    talk.now = at(now)
    expected = due if "03-08" in now else "2026-11-01T07:30"
    assert talk.hear("skip", "sure").follow_up == FollowUp(at(expected), "then")


def test_words_kept_while_waiting_are_never_quoted() -> None:
    quoting = activity(
        step("first", wait={"minutes": 5}), step("second"), step("third", TEXT, "You said {said:second}.")
    )
    talk = Talk(quoting).hear("a", "too early").wait().hear("in time")
    assert talk.said[-1] == "You said in time."
    assert Talk(quoting).hear("a", "too early").wait().hear("skip").said[-1] == "You said ...."
