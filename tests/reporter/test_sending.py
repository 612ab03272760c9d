"""A digest leaves at least once, always the same bytes, whatever dies in between."""

import threading
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from services.reporter.digests import HINT_AGAIN, LEASE
from services.reporter.mailer import MailNotSent, MailRefused
from shared import events
from tests.cast import JONAS, MAYA
from tests.reporter.office import MAIL_FROM, Office
from tests.reporter.postbox import Killed, text_of


@pytest.fixture
def session_id(office: Office) -> UUID:
    """A session with Maya in an hour, whose digest is due now, with something to tell."""
    office.tell(office.joins(lead=60))
    maya = office.enrol(MAYA)
    office.note(maya, "the first note")
    return office.book(maya, in_=timedelta(hours=1))


def test_headers_say_who_sent_what_and_that_nobody_need_answer(office: Office, session_id: UUID) -> None:
    office.send_due()
    (mail,) = office.postbox.mails
    assert {name: str(mail[name]) for name in mail if name not in ("MIME-Version", "Content-Type")} == {
        "Message-ID": f"<{office.digest(session_id).id}@clinic.example>",
        "Date": "Mon, 02 Mar 2026 19:00:00 +0000",
        "From": MAIL_FROM,
        "To": "lind@clinic.example",
        "Subject": "M.R. · Mon 1:00 PM",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    (letter,) = office.postbox.letters
    assert (letter.sender, letter.recipient) == ("between@clinic.example", "lind@clinic.example")


def test_once_sent_it_says_so(office: Office, session_id: UUID) -> None:
    office.send_due()
    told = office.look("select body from bus.event where name = 'DigestSent'")
    assert [row.body["digest_id"] for row in told] == [str(office.digest(session_id).id)]
    assert told[0].body["session_id"] == str(session_id)


def test_killed_between_freezing_and_sending_it_sends_what_was_frozen(office: Office, session_id: UUID) -> None:
    office.postbox.before = [Killed()]
    with pytest.raises(Killed):
        office.reporter.tick()
    frozen_at = office.digest(session_id).frozen_at
    (maya,) = office.look("select client_id from reporter.session_client")[0]
    office.note(maya, "words that came after")
    successor = office.another()
    office.clock.advance(LEASE)
    office.send_due(successor)
    successor.close()
    (mail,) = office.postbox.mails
    assert "the first note" in text_of(mail)
    assert "words that came after" not in text_of(mail)
    assert mail["Date"].datetime == frozen_at
    assert office.digest(session_id).state == "sent"


def test_killed_after_the_relay_took_it_it_sends_the_same_bytes_once_more(office: Office, session_id: UUID) -> None:
    office.postbox.after = [Killed()]
    with pytest.raises(Killed):
        office.reporter.tick()
    successor = office.another()
    office.clock.advance(LEASE)
    office.send_due(successor)
    office.clock.advance(timedelta(days=1))
    office.send_due(successor)
    successor.close()
    first, second = office.postbox.letters
    assert first == second


def test_nobody_else_sends_while_somebody_is_at_it(office: Office, session_id: UUID) -> None:
    office.postbox.before = [Killed()]
    with pytest.raises(Killed):
        office.reporter.tick()
    office.clock.advance(LEASE - timedelta(seconds=1))
    office.send_due()
    office.reporter.compile_and_send(office.digest(session_id).id)
    assert office.postbox.letters == []


def test_two_processes_at_once_send_one_digest(office: Office, session_id: UUID) -> None:
    others = [office.another() for _ in range(4)]
    digest_id = office.reporter.digests.queue_next()
    assert digest_id is not None
    start = threading.Barrier(len(others))

    def race(number: int) -> None:
        start.wait()
        others[number].compile_and_send(digest_id)
        others[number].tick()

    threads = [threading.Thread(target=race, args=(number,)) for number in range(len(others))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in others:
        other.close()
    assert len(office.postbox.letters) == 1


def test_a_hint_heard_twice_sends_one_digest(office: Office, session_id: UUID) -> None:
    digest_id = office.reporter.digests.queue_next()
    assert digest_id is not None
    for _ in range(3):
        office.reporter.compile_and_send(digest_id)
    assert len(office.postbox.letters) == 1


def test_a_hint_that_nobody_took_is_given_again_after_a_minute(office: Office, session_id: UUID) -> None:
    hinted: list[UUID] = []

    def leave_word(digest_ids: Sequence[UUID]) -> int:
        hinted.extend(digest_ids)
        return len(digest_ids)

    office.reporter.hint = leave_word
    office.send_due()
    office.clock.advance(HINT_AGAIN - timedelta(seconds=1))
    office.send_due()
    assert len(hinted) == 1
    office.clock.advance(timedelta(seconds=1))
    office.send_due()
    assert hinted == [office.digest(session_id).id] * 2
    assert office.postbox.letters == []


def test_while_no_worker_can_be_told_it_is_sent_here(office: Office, session_id: UUID) -> None:
    office.reporter.hint = lambda digest_id: False
    office.send_due()
    assert len(office.postbox.letters) == 1


def test_a_relay_that_is_away_is_tried_again_less_and_less_often(office: Office, session_id: UUID) -> None:
    office.postbox.before = [MailNotSent("away") for _ in range(4)]
    tries = []
    for minute in range(60):
        waiting = len(office.postbox.before)
        office.send_due()
        tries += [minute] * (waiting - len(office.postbox.before))
        office.clock.advance(timedelta(minutes=1))
    assert tries == [0, 1, 3, 8]
    assert len(office.postbox.letters) == 1
    assert office.digest(session_id).attempts == 4


def test_a_refusal_is_tried_again_slowly(office: Office, session_id: UUID) -> None:
    office.postbox.before = [MailRefused("recipient 550")]
    office.send_due()
    office.later(minutes=59)
    assert office.postbox.letters == []
    assert office.digest(session_id).error == "recipient 550"
    office.later(minutes=1)
    assert len(office.postbox.letters) == 1


def test_after_a_day_it_is_given_up_and_its_words_belong_to_the_next(
    office: Office, session_id: UUID, capsys: pytest.CaptureFixture[str]
) -> None:
    office.book(
        *(row.client_id for row in office.look("select client_id from reporter.session_client")), in_=timedelta(days=4)
    )
    office.postbox.before = [MailNotSent("away") for _ in range(500)]
    for _ in range(60):
        office.later(minutes=30)
    assert office.digest(session_id).state == "failed"
    assert "digest.failed" in capsys.readouterr().out
    office.postbox.before = []
    office.later(days=3)
    (mail,) = office.postbox.mails
    assert "the first note" in text_of(mail)
    assert "Since enrolment" in text_of(mail)


def test_an_address_nobody_can_write_to_holds_back_no_other_digest(office: Office) -> None:
    office.tell(office.joins(lead=60, email="lind@clinic.example\r\nBcc: x@evil.example"))
    broken = office.book(office.enrol(MAYA), in_=timedelta(hours=1))
    office.clinician_id = office.new_id()
    office.tell(office.joins(lead=60))
    office.book(office.enrol(JONAS), in_=timedelta(hours=1))
    office.send_due()
    assert [mail["Subject"] for mail in office.postbox.mails] == ["J.O. · Mon 1:00 PM"]
    assert office.digest(broken).state == "put_off"


def test_a_session_moved_while_its_digest_waits_for_the_relay_gets_a_new_one(office: Office, session_id: UUID) -> None:
    """What was frozen names the old time, and may be in the mailbox: other words need another Message-ID."""
    office.postbox.after = [OSError()]
    office.send_due()
    office.tell(events.SessionMoved(session_id=session_id, starts_at=office.clock() + timedelta(hours=5)))
    office.later(hours=3, minutes=59)
    assert len(office.postbox.letters) == 1
    office.later(minutes=1)
    old, new = office.postbox.mails
    assert old["Message-ID"] != new["Message-ID"]
    assert (old["Subject"], new["Subject"]) == ("M.R. · Mon 1:00 PM", "M.R. · Mon 5:00 PM")
    assert "the first note" in text_of(new)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (
            "select id from reporter.digest where state in ('planned', 'queued', 'sending', 'put_off')"
            " and try_at <= now() order by try_at limit 1 for update skip locked",
            "ix_digest_unsettled",
        ),
        (
            "select id from reporter.entry where client_id = '12345678-0000-0000-0000-000000000000'"
            " and digest_id is null",
            "ix_entry_client_id_digest_id",
        ),
        (
            "select withdrawn_at from reporter.entry where occurrence_id = '12345678-0000-0000-0000-000000000000'",
            "ix_entry_occurrence_id",
        ),
    ],
)
def test_what_was_told_long_ago_is_not_read_again(office: Office, query: str, index: str) -> None:
    office.look(
        "insert into reporter.digest (id, session_id, state, try_at)"
        " select gen_random_uuid(), gen_random_uuid(), 'sent', now() from generate_series(1, 5000) returning 1"
    )
    office.look(
        "insert into reporter.entry (id, client_id, occurrence_id, kind, words, recorded_at, digest_id)"
        " select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'note', '', now(), gen_random_uuid()"
        " from generate_series(1, 5000) returning 1"
    )
    plan = "\n".join(row[0] for row in office.look("explain " + query))
    assert index in plan, plan
