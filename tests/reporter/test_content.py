"""What a digest says, and what it never says."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from services.reporter.compiling import compile_digest
from services.reporter.known import Barrier, ClientView, Concern, Entry, Homework, Question, Reservation, SessionView
from services.reporter.rendering import Mail, put_together, readable, render
from shared import events
from shared.activities.library import FOLDER
from tests.cast import MAYA, RUTH
from tests.reporter import stories
from tests.reporter.office import Office
from tests.reporter.postbox import html_of, text_of
from tests.reporter.views import NOON


def test_the_same_view_makes_the_same_bytes_whatever_order_the_rows_come_in() -> None:
    homework = tuple(Homework(UUID(int=number), "Thought log") for number in range(3))
    entries = tuple(
        Entry(
            UUID(int=number), UUID(int=number % 3), UUID(int=number % 5), "what", "text", f"words {number}", None, NOON
        )
        for number in range(20)
    )
    ways = [
        SessionView(NOON, "UTC", (ClientView(UUID(int=9), "M.R.", "UTC", homework=h, entries=e),))
        for h, e in ((homework, entries), (homework[::-1], entries[::-1]))
    ]
    one, other = (put_together(*render(compile_digest(view))) for view in ways)
    assert one == other


def test_times_are_the_clients_own(office: Office) -> None:
    office.tell(office.joins())
    ruth = office.enrol(RUTH)
    office.book(ruth)
    office.note(ruth, "the sea was calm")
    office.later(hours=2)
    text = text_of(office.postbox.mails[0])
    assert "Note (Mon Mar 2, 9:00 AM)" in text
    assert "Honolulu time" in text
    assert office.postbox.mails[0]["Subject"] == "R.A. · Mon 3:00 PM"


def test_words_are_told_once_and_what_came_after_the_digest_belongs_to_the_next(office: Office) -> None:
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    office.book(maya)
    office.book(maya, in_=timedelta(days=7))
    office.note(maya, "before the first")
    office.later(hours=2)
    office.say(office.recorded(maya, "written and heard after"))
    office.reporter.reader.drain({maya})
    office.later(days=7)
    first, second = (text_of(mail) for mail in office.postbox.mails)
    assert "before the first" in first
    assert "heard after" not in first
    assert "heard after" in second
    assert "before the first" not in second
    assert "Since enrolment" in first
    assert "Since the last digest, Mon Mar 2, 2:00 PM" in second


def test_words_that_no_bell_announced_stand_in_the_digest_all_the_same(office: Office) -> None:
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    office.book(maya)
    office.say(office.recorded(maya, "said while the reporter was away"))
    office.later(hours=2)
    assert "said while the reporter was away" in text_of(office.postbox.mails[0])


def test_words_of_a_digest_that_was_called_off_belong_to_the_next(office: Office) -> None:
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    session_id = office.book(maya)
    office.book(maya, in_=timedelta(days=7))
    office.note(maya, "do not lose me")
    office.postbox.before = [OSError()]
    office.later(hours=2)
    office.tell(events.SessionCancelled(session_id=session_id))
    office.later(days=7)
    (mail,) = office.postbox.mails
    assert "do not lose me" in text_of(mail)


def test_an_occurrence_still_open_is_told_when_it_is_settled(office: Office) -> None:
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    garden = office.assign(maya, "three-good-things")
    office.book(maya)
    office.book(maya, in_=timedelta(days=7))
    answered_id, let_go_id = office.ask(maya, garden), office.ask(maya, garden)
    office.later(hours=2)
    office.answer(maya, garden, answered_id, [("first", "rain", None)])
    office.tell(events.OccurrenceLetGo(client_id=maya, assignment_id=garden, occurrence_id=let_go_id))
    office.later(days=7)
    first, second = (text_of(mail) for mail in office.postbox.mails)
    assert "Three good things: 2 still open" in first
    assert "answered 1 of 2 · 1 let go" in second


def test_an_answer_after_it_was_let_go_is_told_as_answered(office: Office) -> None:
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    garden = office.assign(maya, "three-good-things")
    office.book(maya)
    office.book(maya, in_=timedelta(days=7))
    occurrence_id = office.let_go(maya, garden)
    office.later(hours=2)
    office.answer(maya, garden, occurrence_id, [("first", "rain", None)])
    office.later(days=7)
    first, second = (text_of(mail) for mail in office.postbox.mails)
    assert "Three good things: 1 let go" in first
    assert "answered 1 of 1" in second


def test_private_notes_are_counted_and_not_shown(office: Office) -> None:
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    office.book(maya)
    office.tell(office.recorded(maya, "only for me", kind="private"))
    office.later(hours=2)
    assert "1 kept private" in text_of(office.postbox.mails[0])
    assert b"only for me" not in office.postbox.letters[0].content


def test_a_client_who_stopped_texts_is_shown_as_such_until_they_come_back(office: Office) -> None:
    office.tell(office.joins())
    maya, contact_id = office.enrol(MAYA), office.new_id()
    office.book(maya)
    office.book(maya, in_=timedelta(days=1))
    office.tell(events.ConsentGiven(client_id=maya, contact_id=contact_id, wording="1"))
    office.tell(events.OptedOut(client_id=maya, contact_id=contact_id))
    office.later(hours=2)
    office.tell(events.ConsentGiven(client_id=maya, contact_id=contact_id, wording="1"))
    office.later(days=1)
    stopped, back = (text_of(mail) for mail in office.postbox.mails)
    assert "Texts: stopped by the client on Mon Mar 2; nothing is sent" in stopped
    assert "stopped" not in back


def test_an_activity_the_library_does_not_know_is_told_under_plainer_names(office: Office) -> None:
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    walk = office.assign(maya, "evening-walk")
    office.book(maya)
    office.answer(maya, walk, office.ask(maya, walk), [("how_far", "to the lake", None)])
    office.later(hours=2)
    text = text_of(office.postbox.mails[0])
    assert "Evening walk: answered 1 of 1" in text
    assert "| to the lake" in text


def test_an_activity_the_clinic_wrote_is_told_under_its_own_names(office: Office) -> None:
    walk = yaml.safe_load((FOLDER / "reading.yaml").read_text())
    walk |= {"slug": "evening-walk", "title": {"en": "A walk by the lake", "es": "Un paseo"}}
    text = _text_about(office, walk)
    assert "A walk by the lake: answered 1 of 1" in text
    assert "| What stayed: the herons" in text


def test_an_activity_that_cannot_be_read_holds_back_no_digest(office: Office) -> None:
    text = _text_about(office, {"slug": "evening-walk", "version": 1, "steps": "none"})
    assert "Evening walk: answered 1 of 1" in text
    assert "| the herons" in text


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 10**400, [float("inf")], {"minutes": float("nan")}])
@pytest.mark.parametrize("kind", ["duration", "scale", "several"])
def test_a_number_beyond_all_measure_holds_back_no_digest(office: Office, kind: str, value: object) -> None:
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    sleep = office.assign(maya, "sleep-diary")
    office.book(maya)
    office.answer(maya, sleep, office.ask(maya, sleep), [("quality", "for ever", value, kind)])
    office.later(hours=2)
    assert "| How the sleep was: for ever\n" in text_of(office.postbox.mails[0])


def _text_about(office: Office, definition: dict[str, Any]) -> str:
    """What is told of a clinic's own activity, once answered."""
    sql = "insert into bus.activity values ('evening-walk', 1, %s, now()) returning 1"
    office.look(sql, json.dumps(definition))
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    assignment_id = office.assign(maya, "evening-walk")
    office.book(maya)
    office.answer(maya, assignment_id, office.ask(maya, assignment_id), [("stayed", "the herons")])
    office.later(hours=2)
    return text_of(office.postbox.mails[0])


def test_nobodys_words_stand_in_anybody_elses_part(office: Office) -> None:
    stories.a_couple(office)
    office.clock.advance_to(stories.SESSION_AT - timedelta(minutes=30))
    office.send_due()
    (mail,) = office.postbox.mails
    for whole, split in ((text_of(mail), "== J.O. =="), (html_of(mail), "<bdi>J.O.</bdi></h2>")):
        hers, his = whole.split(split)
        assert "He made coffee" in hers
        assert "She laughed" in his
        assert "coffee" not in his
        assert "money thing" not in hers


def test_a_full_name_is_nowhere_in_the_mail(office: Office) -> None:
    stories.a_rich_week(office)
    office.clock.advance_to(stories.SESSION_AT)
    office.send_due()
    (mail,) = office.postbox.mails
    assert "Maya" not in str(mail["Subject"]) + text_of(mail) + html_of(mail)


def test_damaged_words_hold_back_no_others(office: Office) -> None:
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    office.book(maya)
    office.note(maya, "one")
    office.look("update reporter.entry set words = words || 'x'::bytea returning id")
    office.note(maya, "two")
    office.later(hours=2)
    text = text_of(office.postbox.mails[0])
    assert "damaged" in text
    assert "| two" in text


@given(st.text(st.characters(codec=None), max_size=60))
def test_any_words_can_be_mailed_and_break_nothing(words: str) -> None:
    """Any code point, halves of pairs included: no tag, no header and no line of ours is made by a client."""
    mail, plain = _mail_of(words), _mail_of("plain")
    for part in (mail.subject, mail.text, mail.html):
        part.encode()
    assert mail.subject.isprintable()
    assert mail.html.count("<") == plain.html.count("<")
    assert _lines_of_ours(mail.text) == _lines_of_ours(plain.text)
    assert readable(readable(words)) == readable(words)


def test_names_that_a_clinic_wrote_stay_on_their_line() -> None:
    broken, plain = _mail_of("plain", title="Garden\n! <b>", label="First\u2028== <b> =="), _mail_of("plain")
    assert "- Garden ! <b>: " in broken.text
    assert "  | First == <b> ==: plain" in broken.text
    assert _lines_of_ours(broken.text) == _lines_of_ours(plain.text)
    assert broken.html.count("<") == plain.html.count("<")


def _mail_of(words: str, *, title: str = "Garden", label: str = "First") -> Mail:
    """A mail in which a client's words stand wherever they can."""
    garden, bridge = UUID(int=4), UUID(int=5)
    questions = (Question("first", label, (0, 9)),)
    homework = Homework(garden, title, questions=questions), Homework(bridge, "Bridge", slug="session-bridge")

    def said(number: int, **facts: Any) -> Entry:
        asked = {"assignment_id": None, "occurrence_id": None, "step": None, "kind": "note", "value": None}
        return Entry(UUID(int=100 + number), words=words, recorded_at=NOON, **(asked | facts))

    entries = (
        said(1),
        said(2, assignment_id=garden, step="first", kind="picks", value=["kept where nobody looks", words]),
        said(3, assignment_id=garden, step="night", kind="several", value={"how": words, words: 1}),
        said(4, assignment_id=garden, step="introduction.when", kind="text"),
        said(5, assignment_id=bridge, step="topic", kind="text"),
        said(9, assignment_id=garden, step="first", kind="scale", value=87654.5),
    )
    client = ClientView(
        UUID(int=2),
        words,
        "UTC",
        homework=homework,
        entries=entries,
        reservations=(Reservation(UUID(int=6), garden, "too_hard", said(6), NOON),),
        barriers=(Barrier(UUID(int=7), garden, "other", said(7), NOON),),
        concerns=(Concern(UUID(int=8), "phrase", words, NOON),),
    )
    return put_together(*render(compile_digest(SessionView(NOON, "UTC", (client,)))))


def _lines_of_ours(text: str) -> int:
    """How many lines are not quoted."""
    return sum(not line.startswith("  |") for line in text.split("\n"))
