"""An assignment becomes a text, a reply becomes an entry and an answer, a session gets its digest.

Homework is due on full minutes, so what has to wait is begun first, for everybody at once; see `week`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.journeys.clinic import Client, Clinic, Phone, eventually, next_full_minute

pytestmark = pytest.mark.slow

WORDS = "  My sister called \u2014 we laughed \N{SLIGHTLY SMILING FACE}\nand \u201cthat\u201d was <b>good</b>  "
GOOD_THING = "The tea was warm; caf\u00e9 at noon"


@dataclass(frozen=True)
class Week:
    """What was set going before anybody waits."""

    due_at: datetime
    assignment_id: str
    ana: tuple[Client, Phone]
    ben: tuple[Client, Phone]
    cleo: tuple[Client, Phone]
    cleo_said: dict[str, Any]


@pytest.fixture(scope="module")
def week(clinic: Clinic) -> Week:
    """Ana and Ben have a question due in the same minute; Ben says STOP before it. Cleo has a digest due soon."""
    ana, ben, cleo = (clinic.enrol_and_consent(name) for name in ("Ana Tervo", "Ben Quill", "Cleo Marchetti"))
    due_at = next_full_minute()
    assignment_id = clinic.assign_once(ana[0], "three-good-things", due_at)
    clinic.assign_once(ben[0], "three-good-things", due_at)
    ben[1].text("STOP")
    cleo_said = cleo[1].text(WORDS)
    clinic.book_with_digest_at(cleo[0], datetime.now(UTC) + timedelta(seconds=8))
    return Week(due_at, assignment_id, ana, ben, cleo, cleo_said)


def first_question(week: Week) -> dict[str, Any]:
    """Ana's question, once her phone shows it."""
    phone = week.ana[1]
    return eventually(
        lambda: next(
            (
                text
                for text in phone.sent_by_clinic()
                if "one good thing" in text["body"] and text["status"] == "delivered"
            ),
            {},
        ),
        "the first question",
        90,
    )


def test_words_become_an_entry_verbatim_and_get_an_answer(clinic: Clinic, week: Week) -> None:
    client, _ = week.cleo
    assert week.cleo_said["replies"] == ["Saved as a note for your session."]
    entry = next(each for each in clinic.entries(client) if each["message_sid"] == week.cleo_said["message_sid"])
    assert entry["words"] == WORDS
    assert entry["kind"] == "note"


def test_the_same_text_delivered_twice_is_one_entry_and_gets_the_same_answer(clinic: Clinic, week: Week) -> None:
    client, phone = clinic.enrol_and_consent("Dora Lund")
    sid = f"SM{uuid4().hex}"
    first, second = (phone.text("Once is enough", message_sid=sid) for _ in range(2))
    assert first["replies"] == second["replies"] == ["Saved as a note for your session."]
    assert [each["words"] for each in clinic.entries(client) if each["message_sid"] == sid] == ["Once is enough"]


def test_a_keyword_opens_its_homework_at_once(clinic: Clinic, week: Week) -> None:
    client, phone = clinic.enrol_and_consent("Edda Holm")
    clinic.assign(client, "grounding", {"kind": "keyword"})
    (ask,) = phone.text("ground")["replies"]
    assert "from 0 (calm) to 10" in ask
    (ask,) = phone.text("8")["replies"]
    assert "5 things you can see" in ask
    answered = [(each["step"], each["words"], each["value"]) for each in clinic.entries(client)]
    assert ("before", "8", 8) in answered


def test_a_session_gets_one_digest_with_the_clients_words_and_no_name_outside(clinic: Clinic, week: Week) -> None:
    client, _ = week.cleo
    (mail,) = eventually(lambda: clinic.mail_about(client), "the digest", 60)
    assert mail["subject"].startswith("C.M.")
    for line in WORDS.strip().split("\n"):
        assert line.strip() in mail["text"]
    assert "My sister called \u2014 we laughed" in mail["html"]
    assert "&lt;b&gt;good&lt;/b&gt;" in mail["html"]
    assert "<b>good</b>" not in mail["html"]
    headers = "\n".join(f"{name}: {value}" for name, value in mail["headers"]) + mail["subject"]
    for private in (*client.display_name.split(), client.phone, client.phone[2:]):
        assert private not in headers


def test_an_assignment_becomes_a_text_when_it_is_due(clinic: Clinic, week: Week) -> None:
    _, phone = week.ana
    question = first_question(week)
    created_at = datetime.fromisoformat(question["created_at"])
    assert timedelta() <= created_at - week.due_at < timedelta(seconds=20)
    assert question["segments"] == 1
    bodies = [text["body"] for text in phone.sent_by_clinic()]
    assert len(bodies) == 2, "the opt-in and the question, and nothing else"
    assert "Reply YES" in bodies[0]


def test_the_answer_belongs_to_the_question_and_brings_the_next_one(clinic: Clinic, week: Week) -> None:
    client, phone = week.ana
    first_question(week)
    outcome = phone.text(GOOD_THING)
    (reply,) = outcome["replies"]
    assert reply.startswith("Thank you.")
    (entry,) = [each for each in clinic.entries(client) if each["message_sid"] == outcome["message_sid"]]
    assert entry["words"] == GOOD_THING
    assert (entry["assignment_id"], entry["step"]) == (week.assignment_id, "first")


def test_after_stop_nothing_more_arrives(clinic: Clinic, week: Week) -> None:
    client, phone = week.ben
    first_question(week)  # Ben's own was due in the same minute.
    assert clinic.consent(client) == "stopped"
    phone.text("Still there?")
    after_yes = [text["body"] for text in phone.texts()][2:]
    assert len(after_yes) == 1, after_yes
    assert "You will get no more texts" in after_yes[0]
    assert "Still there?" in [each["words"] for each in clinic.entries(client)]


def test_no_digest_comes_twice(clinic: Clinic, week: Week) -> None:
    late, phone = clinic.enrol_and_consent("Finn Aalto")
    phone.text("One more thing")
    clinic.book_with_digest_at(late, datetime.now(UTC) + timedelta(seconds=3))
    eventually(lambda: clinic.mail_about(late), "a digest that is due after the others", 60)
    assert len(clinic.mail_about(week.cleo[0])) == 1
