"""NOTE, PRIVATE, ASK, UNDO, MOVE, LIST and MENU: where words go, and how they come back."""

from uuid import UUID

import pytest
from flask.testing import FlaskClient

from shared.schedule import from_json
from shared.texts import say
from tests.api.homework import Clinic, entries, words
from tests.signing import Phone

DAILY = from_json({"kind": "daily", "times": ["19:00"]})
TWICE = from_json({"kind": "daily", "times": ["09:00", "17:00"]})


def test_a_note_goes_past_the_open_question(phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    assert phone.text("NOTE: ask about the new dose") == [say("note_saved")]
    phone.text("The bus waited")
    assert [(told["step"], told["kind"], told["words"]) for told in entries(staff, agreed)] == [
        (None, "note", "ask about the new dose"),
        ("first", "text", "The bus waited"),
    ]


def test_private_words_are_counted_and_shown_to_nobody(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    assert phone.text("Private: only for me") == [say("private_saved")]
    [told] = entries(staff, agreed)
    assert (told["kind"], told["words"]) == ("private", None)
    [fact] = clinic.facts("EntryRecorded")
    assert (fact["kind"], fact["words"]) == ("private", None)


def test_a_question_for_the_session_is_a_reservation_with_its_words(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    assert phone.text("ASK: can we meet on Tuesdays?") == [say("ask_saved")]
    [told] = entries(staff, agreed)
    [raised] = clinic.facts("ReservationRaised")
    assert told["words"] == "can we meet on Tuesdays?"
    assert (raised["kind"], raised["entry_id"]) == ("question", told["id"])


@pytest.mark.parametrize(
    "text", ["Note to self: breathe", "Private school was hard", "Ask my mom", "More or less fine"]
)
def test_sentences_that_begin_like_a_command_are_entries(
    phone: Phone, agreed: UUID, staff: FlaskClient, text: str
) -> None:
    assert phone.text(text)[0] == say("note_saved")
    assert words(staff, agreed) == [text]


@pytest.mark.parametrize(("text", "name"), [("NOTE", "note"), ("private", "private"), ("Ask?", "ask")])
def test_the_word_alone_is_kept_as_it_stands_and_the_answer_says_how_to_use_it(
    phone: Phone, agreed: UUID, staff: FlaskClient, text: str, name: str
) -> None:
    assert phone.text(text) == [say("note_saved"), say(f"offer_{name}")]
    assert words(staff, agreed) == [text]


def test_an_answer_that_only_begins_with_such_a_word_is_offered_nothing(
    phone: Phone, agreed: UUID, clinic: Clinic
) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    assert len(phone.text("Ask her again, she said")) == 1


def test_undo_takes_the_last_words_back_and_asks_again(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    phone.text("My ex called")
    replies = phone.text("UNDO")
    assert replies[0] == say("undo_done", code="garden")
    assert "one good thing" in replies[1]

    phone.text("The bus waited")
    assert [(told["step"], told["words"]) for told in standing(staff, agreed)] == [("first", "The bus waited")]
    withdrawn = clinic.facts("EntryWithdrawn")
    assert [fact["entry_id"] for fact in withdrawn] == [entries(staff, agreed)[0]["id"]]


def test_undo_of_a_closed_conversation_opens_it_again(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    phone.text("NONE")
    phone.text("undo")
    phone.text("The bus waited")
    assert [told["words"] for told in standing(staff, agreed)] == ["The bus waited"]


def test_undo_of_a_note_and_undo_of_nothing(phone: Phone, agreed: UUID, staff: FlaskClient) -> None:
    phone.text("a note I regret")
    assert phone.text("UNDO") == [say("undo_note")]
    assert standing(staff, agreed) == []
    assert phone.text("UNDO") == [say("undo_nothing")]


def test_move_takes_the_last_words_to_the_other_open_question(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    mood = clinic.ask(agreed, clinic.assign(agreed, "mood-check", schedule=DAILY))
    garden = clinic.ask(agreed, clinic.assign(agreed, "three-good-things", schedule=DAILY))
    phone.text("4")
    replies = phone.text("MOVE")
    assert replies[0] == say("moved", code="weather") or replies[0].startswith("Moved")
    assert [(told["occurrence_id"], told["words"]) for told in standing(staff, agreed)] == [(str(mood), "4")]
    assert {told["occurrence_id"] for told in entries(staff, agreed)} == {str(mood), str(garden)}


def test_move_without_another_question_makes_a_note(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    phone.text("call the dentist")
    replies = phone.text("MOVE")
    assert replies[0] == say("moved_to_notes")
    assert "one good thing" in replies[1]
    phone.text("The bus waited")
    assert [(told["kind"], told["step"], told["words"]) for told in standing(staff, agreed)] == [
        ("note", None, "call the dentist"),
        ("text", "first", "The bus waited"),
    ]


def test_move_with_nothing_to_move(phone: Phone, agreed: UUID) -> None:
    assert phone.text("MOVE") == [say("move_nothing")]


def test_a_number_answers_the_only_question_that_asks_for_one(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    mood = clinic.ask(agreed, clinic.assign(agreed, "mood-check", schedule=DAILY))
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things", schedule=DAILY))
    phone.text("NONE")
    phone.text("6")
    told = entries(staff, agreed)[-1]
    assert (told["occurrence_id"], told["value"]) == (str(mood), 6)


@pytest.fixture
def two_waiting(phone: Phone, agreed: UUID, clinic: Clinic) -> dict[str, UUID]:
    """Two questions that ask for a number were put off, one after the other. Their occurrences, by code name."""
    put_off = {}
    for slug, code in (("mood-check", "weather"), ("grounding", "anchor")):
        put_off[code] = clinic.ask(agreed, clinic.assign(agreed, slug, schedule=DAILY))
        phone.text("LATER 7pm")
    return put_off


def test_an_answer_that_fits_two_questions_asks_which_one(
    phone: Phone, agreed: UUID, two_waiting: dict[str, UUID], staff: FlaskClient
) -> None:
    [which] = phone.text("6")
    assert which == say("which_one", choices="1 anchor 2 weather")
    phone.text("1")
    told = standing(staff, agreed)[-1]
    assert (told["occurrence_id"], told["value"]) == (str(two_waiting["anchor"]), 6)


def test_words_that_fit_two_questions_are_never_lost_even_if_nobody_says_which(
    phone: Phone, agreed: UUID, two_waiting: dict[str, UUID], staff: FlaskClient
) -> None:
    phone.text("6")
    phone.text("oh well")
    assert [told["words"] for told in standing(staff, agreed)] == ["6", "oh well"]


def test_a_question_of_ours_that_comes_in_between_is_what_the_next_words_answer(
    phone: Phone, agreed: UUID, two_waiting: dict[str, UUID], clinic: Clinic, staff: FlaskClient
) -> None:
    phone.text("6")
    log = clinic.ask(agreed, clinic.assign(agreed, "thought-log", schedule=DAILY))
    phone.text("1")
    told = standing(staff, agreed)[-1]
    assert (told["occurrence_id"], told["value"]) == (str(log), "yes")


def test_a_keyword_interrupts_and_hands_back(phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient) -> None:
    garden = clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    clinic.assign(agreed, "thought-log")
    phone.text("The bus waited")
    phone.text("THINK")
    for answer in ("My boss walked past", "He hates me", "sad"):
        phone.text(answer)
    replies = phone.text("7")
    assert "notebook" in replies[0]
    assert len(replies) > 1
    phone.text("She saw me running")
    told = entries(staff, agreed)[-1]
    assert (told["occurrence_id"], told["step"]) == (str(garden), "first_more")


def test_the_list_names_homework_by_its_code_names_only(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    assert phone.text("LIST") == [say("list_empty")]
    clinic.assign(agreed, "three-good-things")
    clinic.assign(agreed, "thought-log")
    [shown] = phone.text("list")
    assert "garden" in shown and "notebook" in shown and "THINK" in shown
    assert "thought" not in shown.lower()


def test_the_menu_says_988_and_that_nobody_reads_at_once(phone: Phone, agreed: UUID) -> None:
    shown = " ".join(phone.text("MENU"))
    assert "988" in shown and "real time" in shown
    for word in ("LATER", "SKIP", "HARD", "PAUSE", "UNDO"):
        assert word in shown


def standing(staff: FlaskClient, client_id: UUID) -> list[dict[str, object]]:
    """The entries that were not taken back."""
    return [told for told in entries(staff, client_id) if told["withdrawn_at"] is None]
