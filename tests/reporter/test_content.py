"""What a digest says, and what it never says."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from services.reporter.compiling import ClientView, Entry, Homework, Occurrence, SessionView, compile_digest
from services.reporter.rendering import put_together, readable, render
from shared import events
from tests.cast import MAYA, RUTH
from tests.reporter import stories
from tests.reporter.office import KEYWORD, Office
from tests.reporter.postbox import html_of, text_of

NOON = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)


def homework_line(*occurrences: Occurrence, by_keyword: bool = False) -> str:
    homework = Homework(UUID(int=1), "Three good things", by_keyword=by_keyword)
    client = ClientView(UUID(int=2), "M.R.", "UTC", homework=(homework,), occurrences=occurrences)
    return compile_digest(SessionView(NOON, "UTC", (client,))).parts[0].homework[0].text


def occurrence(**facts: object) -> Occurrence:
    return Occurrence(uuid4(), UUID(int=1), **facts)  # type: ignore[arg-type]


def test_what_never_arrived_counts_against_nobody() -> None:
    answered = occurrence(asked_at=NOON, answered_at=NOON, is_complete=True)
    let_go = occurrence(asked_at=NOON, let_go_at=NOON)
    undelivered = occurrence(asked_at=NOON, let_go_at=NOON, not_counted_why="undelivered")
    not_sent = occurrence(not_counted_why="not sent")
    still_open = occurrence(asked_at=NOON)
    assert homework_line(answered, answered, let_go) == "answered 2 of 3 · 1 let go"
    assert homework_line(answered, undelivered) == "answered 1 of 1 · 1 not counted (undelivered)"
    assert homework_line(undelivered, not_sent) == "2 not counted (1 not sent, 1 undelivered)"
    assert homework_line(answered, still_open) == "answered 1 of 1 · 1 still open"
    assert homework_line(let_go) == "1 let go"
    assert homework_line() == "nothing was asked this time"


def test_an_answer_settles_an_occurrence_whatever_else_was_said_about_it() -> None:
    both = occurrence(asked_at=NOON, answered_at=NOON, let_go_at=NOON, not_counted_why="undelivered", is_complete=True)
    assert homework_line(both) == "answered 1 of 1"


def test_what_a_client_begins_is_counted_as_used() -> None:
    used = occurrence(answered_at=NOON)
    assert homework_line(used, by_keyword=True) == "used once"
    assert homework_line(used, used, used, by_keyword=True) == "used 3 times"
    assert homework_line(by_keyword=True) == "not used this time"


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


def test_facts_of_a_week_may_come_in_the_opposite_order(office: Office) -> None:
    """Everything is told before it is introduced: the digest is the same."""
    texts = []
    for in_order in (True, False):
        maya, garden, occurrence_id, session_id = (office.new_id() for _ in range(4))
        office.give_keys(maya)
        ids: dict[str, Any] = {"client_id": maya, "assignment_id": garden, "occurrence_id": occurrence_id}
        facts = [
            office.joins(),
            *office.enrolled(maya, MAYA),
            office.booked(session_id, [maya], office.clock() + timedelta(hours=1)),
            office.assigned(garden, maya, "three-good-things", KEYWORD),
            office.sent(maya, garden, occurrence_id),
            office.recorded(words="rain", step="first", kind="text", **ids),
            events.OccurrenceAnswered(complete=False, **ids),
            events.OccurrenceAnswered(complete=True, **ids),
            events.OccurrenceLetGo(**ids),
            events.AssignmentEnded(client_id=maya, assignment_id=garden),
        ]
        for fact in facts if in_order else reversed(facts):
            office.tell(fact)
        office.send_due()
        texts.append(text_of(office.postbox.mails[-1]))
    assert office.unheard() == 0
    assert texts[0] == texts[1]
    assert "answered 1 of 1 · ended" in texts[0]


def test_private_notes_are_counted_and_not_shown(office: Office) -> None:
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    office.book(maya)
    office.tell(office.recorded(maya, "only for me", kind="private"))
    office.later(hours=2)
    assert "1 private note, counted here and not shown" in text_of(office.postbox.mails[0])
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
    assert "How far: to the lake" in text


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
    entry = Entry(UUID(int=3), None, None, None, "note", words, None, NOON)
    view = SessionView(NOON, "UTC", (ClientView(UUID(int=2), words, "UTC", entries=(entry,)),))
    mail = put_together(*render(compile_digest(view)))
    for part in (mail.subject, mail.text, mail.html):
        part.encode()
    assert mail.subject.isprintable()
    assert mail.html.count("<") == _PLAIN.html.count("<")
    ours = [line for line in mail.text.split("\n") if not line.startswith("  |")]
    assert len(ours) == len([line for line in _PLAIN.text.split("\n") if not line.startswith("  |")])
    assert readable(readable(words)) == readable(words)


_NOTE = Entry(UUID(int=3), None, None, None, "note", "plain", None, NOON)
_PLAIN = put_together(
    *render(compile_digest(SessionView(NOON, "UTC", (ClientView(UUID(int=2), "M.R.", "UTC", entries=(_NOTE,)),))))
)
