"""Conversations that take an odd turn: whatever comes in between, words find their question and none gets stuck."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from shared.clock import VirtualClock
from shared.schedule import from_json
from shared.texts import say
from tests.api.homework import Clinic, entries, kept_texts, words
from tests.signing import Phone

DAILY = from_json({"kind": "daily", "times": ["19:00"], "window_minutes": 900})


def test_a_question_that_nobody_answered_is_handed_back_after_the_one_that_came_later(
    phone: Phone, agreed: UUID, clinic: Clinic, clock: VirtualClock, staff: FlaskClient
) -> None:
    garden = clinic.ask(agreed, clinic.assign(agreed, "three-good-things", schedule=DAILY))
    clock.advance(timedelta(hours=2))
    clinic.ask(agreed, clinic.assign(agreed, "mood-check", schedule=DAILY))
    for answer in ("7", "at work"):
        phone.text(answer)
    assert "one good thing" in phone.text("skip")[-1]
    phone.text("The bus waited")
    assert entries(staff, agreed)[-1]["occurrence_id"] == str(garden)


def test_a_number_finds_its_question_though_another_ran_out_of_time(
    phone: Phone, agreed: UUID, clinic: Clinic, clock: VirtualClock, api: Any
) -> None:
    mood = clinic.assign(agreed, "mood-check", schedule=DAILY)
    clinic.ask(agreed, mood)
    clock.advance(timedelta(hours=2))
    short = from_json({"kind": "daily", "times": ["19:00"], "window_minutes": 60})
    clinic.ask(agreed, clinic.assign(agreed, "thought-log", schedule=short))
    clock.advance(timedelta(hours=2))
    assert phone.text("6")[0] == say("back_to", code="weather")
    assert all(read_at is not None for _, _, read_at in kept_texts(api))


def test_the_answer_to_a_nudge_belongs_to_what_was_nudged(
    phone: Phone, agreed: UUID, clinic: Clinic, clock: VirtualClock, staff: FlaskClient
) -> None:
    assigned = clinic.assign(agreed, "three-good-things", schedule=DAILY)
    garden = clinic.ask(agreed, assigned)
    clock.advance(timedelta(hours=2))
    clinic.ask(agreed, clinic.assign(agreed, "mood-check", schedule=DAILY))
    clock.advance(timedelta(hours=2))
    clinic.ask(agreed, assigned, kind="nudge", occurrence=garden)
    phone.text("The bus waited")
    assert entries(staff, agreed)[-1]["occurrence_id"] == str(garden)


def test_ready_in_another_conversation_is_only_an_answer(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.assign(agreed, "facing-step")
    clinic.ask(agreed, clinic.assign(agreed, "reading", link="clinic.example/sleep"))
    phone.text("Ready")
    phone.text("not yet")
    assert clinic.facts("ReadinessChanged") == clinic.facts("ReservationRaised") == []
    assert words(staff, agreed) == ["Ready", "not yet"]


def test_private_words_are_never_moved_to_where_they_would_be_read(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    phone.text("PRIVATE: only for me")
    assert phone.text("MOVE") == [say("move_nothing")]
    assert [fact["words"] for fact in clinic.facts("EntryRecorded")] == [None]


def test_a_question_of_ours_takes_back_what_we_asked_about_a_command(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.assign(agreed, "three-good-things", schedule=DAILY)
    mood = clinic.assign(agreed, "mood-check", schedule=DAILY)
    phone.text("LESS")
    clinic.ask(agreed, mood)
    phone.text("2")
    assert clinic.facts("AssignmentChanged") == []
    assert entries(staff, agreed)[-1]["value"] == 2


def test_skip_of_a_question_that_was_put_off_passes_over_the_whole(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    assigned = clinic.assign(agreed, "mood-check", schedule=DAILY)
    mood = clinic.ask(agreed, assigned)
    phone.text("LATER 7pm")
    clinic.ask(agreed, assigned, kind="snooze", occurrence=mood)
    phone.text("SKIP")
    assert [fact["occurrence_id"] for fact in clinic.facts("OccurrenceSkipped")] == [str(mood)]
    assert clinic.facts("OccurrenceAnswered") == []


def test_skip_after_later_calls_the_question_off(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "mood-check", schedule=DAILY))
    phone.text("7")
    phone.text("LATER 7pm")
    phone.text("SKIP")
    assert [fact["complete"] for fact in clinic.facts("OccurrenceAnswered")][-1:] != [True]
    assert [fact["is_open"] for fact in clinic.facts("DialogueMoved")] == [False]


def test_hard_twice_asks_once_more_which_it_shall_be(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things", schedule=DAILY))
    [offer] = phone.text("HARD")
    assert phone.text("HARD") == [offer]
    replies = phone.text("1")
    assert "garden" in " ".join(replies)
    assert len(clinic.facts("ReservationRaised")) == 1
    assert clinic.facts("AssignmentChanged") == []


def test_a_rest_from_what_interrupted_hands_back_what_was_interrupted(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    garden = clinic.ask(agreed, clinic.assign(agreed, "three-good-things", schedule=DAILY))
    clinic.assign(agreed, "thought-record")
    phone.text("RECORD")
    phone.text("HARD")
    assert "one good thing" in phone.text("2")[-1]
    phone.text("The bus waited")
    assert entries(staff, agreed)[-1]["occurrence_id"] == str(garden)


def test_undo_after_a_command_takes_back_no_older_answer(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    phone.text("The bus waited")
    phone.text("PAUSE 3 days")
    assert phone.text("UNDO") == [say("undo_nothing")]
    assert clinic.facts("EntryWithdrawn") == []


def test_undo_twice_takes_back_one_text_and_leaves_the_question_open(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "mood-check", schedule=DAILY))
    phone.text("7")
    phone.text("at work")
    phone.text("UNDO")
    assert phone.text("UNDO") == [say("undo_nothing")]
    phone.text("at home")
    assert [(told["step"], told["words"]) for told in entries(staff, agreed) if told["withdrawn_at"] is None] == [
        ("mood", "7"),
        ("context", "at home"),
    ]


def test_undo_of_a_skip_opens_the_question_again(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    phone.text("SKIP")
    assert "one good thing" in phone.text("UNDO")[-1]
    phone.text("The bus waited")
    assert entries(staff, agreed)[-1]["step"] == "first"


def test_undo_during_a_wait_lets_the_next_question_come_all_the_same(
    phone: Phone, agreed: UUID, clinic: Clinic
) -> None:
    clinic.assign(agreed, "urge-surfing")
    phone.text("URGE")
    for answer in ("7", "chest", "ok"):
        phone.text(answer)
    asked = clinic.facts("FollowUpAsked")
    assert len(asked) == 1
    phone.text("still bad")
    phone.text("UNDO")
    again = clinic.facts("FollowUpAsked")
    assert [fact["due_at"] for fact in again] == [asked[0]["due_at"]] * 2
    assert clinic.facts("DialogueMoved")[-1]["is_open"] is False


def test_words_during_a_wait_ask_for_no_second_text(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    clinic.assign(agreed, "urge-surfing")
    phone.text("URGE")
    for answer in ("7", "chest", "ok", "still bad", "very bad"):
        phone.text(answer)
    assert len(clinic.facts("FollowUpAsked")) == 1


def test_yes_answers_the_question_it_fits(phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient) -> None:
    log = clinic.ask(agreed, clinic.assign(agreed, "thought-log", schedule=DAILY))
    phone.text("LATER 7pm")
    phone.text("Yes")
    assert entries(staff, agreed)[-1]["occurrence_id"] == str(log)


def test_what_was_ended_takes_no_more_answers(phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient) -> None:
    assigned = clinic.assign(agreed, "mood-check", schedule=DAILY)
    clinic.ask(agreed, assigned)
    assert staff.patch(f"/api/v1/assignments/{assigned}", json={"state": "ended"}).status_code == 204
    assert phone.text("7") == [say("note_saved")]
    assert phone.text("LATER") == [say("nothing_waiting")]


def test_a_keyword_that_is_also_a_feeling_is_the_feeling_when_words_were_asked_for(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.assign(agreed, "thought-log")
    clinic.assign(agreed, "worry-time")
    for text in ("THINK", "My boss walked past", "He hates me", "Worry"):
        phone.text(text)
    assert (entries(staff, agreed)[-1]["step"], entries(staff, agreed)[-1]["words"]) == ("feeling", "Worry")


def test_parked_worries_come_back_until_they_were_looked_at(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    worry = clinic.assign(agreed, "worry-time")
    phone.text("WORRY: the exam")
    clinic.ask(agreed, worry)
    phone.text("SKIP: my sister is here")
    clinic.ask(agreed, worry)
    assert "exam" in " ".join(phone.text("ok"))


def test_si_after_stop_brings_nothing_back_since_the_carrier_would_let_nothing_through(
    phone: Phone, agreed: UUID, staff: FlaskClient
) -> None:
    phone.text("STOP")
    assert phone.text("sí") == []
    assert staff.get(f"/api/v1/clients/{agreed}").json["consent"] == "stopped"
    assert phone.text("YES") != []


def test_somebody_who_is_lost_is_shown_what_can_be_texted(phone: Phone, agreed: UUID, staff: FlaskClient) -> None:
    assert phone.text("What is this?") == [say("note_saved"), say("menu")]
    assert words(staff, agreed) == ["What is this?"]


def test_a_new_name_is_used_in_the_conversation_that_is_open(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    phone.text("NAME: rose")
    assert "rose" in phone.text("NONE")[0]


def test_a_note_is_moved_without_the_word_before_it(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    phone.text("NOTE: the bus waited")
    phone.text("MOVE")
    assert (entries(staff, agreed)[-1]["step"], entries(staff, agreed)[-1]["words"]) == ("first", "the bus waited")


def test_words_during_a_long_wait_are_a_note_and_the_question_comes_at_the_agreed_time(
    phone: Phone, agreed: UUID, clinic: Clinic, clock: VirtualClock, staff: FlaskClient
) -> None:
    assigned = clinic.assign(agreed, "activity-plan")
    plan = clinic.ask(agreed, assigned)
    for answer in ("call my brother", "tomorrow 6pm, on the couch", "5"):
        phone.text(answer)
    [later] = clinic.facts("FollowUpAsked")
    assert (later["due_at"], later["is_agreed"]) == ("2026-03-04T01:00:00+00:00", True)
    assert phone.text("the bus was full") == [say("note_saved")]
    clock.advance(timedelta(hours=30))
    clinic.ask(agreed, assigned, kind="follow_up", occurrence=plan)
    phone.text("1")
    assert entries(staff, agreed)[-1]["occurrence_id"] == str(plan)


def test_a_question_that_was_put_off_counts_as_asked_twice(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    assigned = clinic.assign(agreed, "mood-check", schedule=DAILY)
    mood = clinic.ask(agreed, assigned)
    phone.text("LATER 7pm")
    clinic.ask(agreed, assigned, kind="snooze", occurrence=mood)
    assert "going on" in phone.text("hm, hard to say")[0]


def test_later_in_what_interrupted_hands_back_what_was_interrupted(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things", schedule=DAILY))
    clinic.assign(agreed, "thought-log")
    phone.text("THINK")
    replies = phone.text("LATER 7pm")
    assert replies[0] == say("later_set", code="notebook", when="today at 7 pm")
    assert "one good thing" in replies[1]


def test_hard_of_what_is_small_already_rests_even_with_no_question_open(
    phone: Phone, agreed: UUID, clinic: Clinic
) -> None:
    clinic.assign(agreed, "thought-record")
    phone.text("HARD")
    phone.text("1")
    assert phone.text("HARD") == [say("hard_rest", code="lantern")]


def test_undo_keeps_the_phone_for_the_question_that_is_open_again(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    phone.text("NONE")
    phone.text("UNDO")
    assert [fact["is_open"] for fact in clinic.facts("DialogueMoved")] == [False, True]


def test_what_we_asked_about_a_command_is_not_open_for_ever(
    phone: Phone, agreed: UUID, clinic: Clinic, clock: VirtualClock
) -> None:
    clinic.assign(agreed, "three-good-things", schedule=DAILY)
    clinic.assign(agreed, "mood-check", schedule=DAILY)
    phone.text("LESS")
    clock.advance(timedelta(hours=4))
    assert phone.text("2") == [say("note_saved")]


def test_times_are_said_in_spanish_to_who_reads_spanish(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    assert staff.patch(f"/api/v1/clients/{agreed}", json={"language": "es"}).status_code == 204
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    assert phone.text("luego a la 1") == [say("later_set", "es", code="huerto", when="hoy a la 1 pm")]
    assert phone.text("pausa 3 dias") == [say("paused", "es", date="jue 5 mar")]
