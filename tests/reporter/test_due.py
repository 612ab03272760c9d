"""When a session's digest leaves."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.reporter.planning import digest_due_at
from shared import events
from shared.clock import VirtualClock
from tests.cast import JONAS, MAYA
from tests.reporter.office import Office

THURSDAY_4PM = datetime(2026, 3, 5, 23, 0, tzinfo=UTC)
"""Thursday 5 March 2026, four in the afternoon in Denver."""


def test_a_lead_counts_back_from_the_session() -> None:
    assert digest_due_at(THURSDAY_4PM, "America/Denver", 60) == THURSDAY_4PM - timedelta(hours=1)
    assert digest_due_at(THURSDAY_4PM, "America/Denver", 0) == THURSDAY_4PM


@pytest.mark.parametrize(
    ("starts_at", "due_at"),
    [
        # The clocks go forward on Sunday 8 March 2026 and back on Sunday 1 November 2026.
        ("2026-03-08T09:00", "2026-03-07T18:00"),
        ("2026-03-09T09:00", "2026-03-08T18:00"),
        ("2026-11-01T09:00", "2026-10-31T18:00"),
        ("2026-11-02T00:30", "2026-11-01T18:00"),
        # Half past six in the evening in Denver is the next day in UTC.
        ("2026-03-05T18:30", "2026-03-04T18:00"),
    ],
)
def test_without_a_lead_it_is_due_at_six_the_evening_before_where_the_clinician_works(
    starts_at: str, due_at: str
) -> None:
    denver = ZoneInfo("America/Denver")
    session = datetime.fromisoformat(starts_at).replace(tzinfo=denver).astimezone(UTC)
    assert digest_due_at(session, "America/Denver", None).astimezone(denver).isoformat()[:16] == due_at


def test_a_digest_leaves_at_its_time_and_only_once(office: Office, clock: VirtualClock) -> None:
    office.tell(office.joins(lead=None))
    session_id = office.new_id()
    office.tell(office.booked(session_id, [office.enrol(MAYA)], THURSDAY_4PM))
    wednesday_6pm = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
    clock.advance_to(wednesday_6pm - timedelta(seconds=1))
    office.send_due()
    assert office.postbox.letters == []
    clock.advance_to(wednesday_6pm)
    office.send_due()
    office.later(days=2)
    assert len(office.postbox.letters) == 1
    assert office.postbox.mails[0]["Subject"] == "M.R. · Thu 4:00 PM"


def test_a_session_booked_when_its_digest_would_have_been_due_gets_it_now(office: Office) -> None:
    office.tell(office.joins(lead=180))
    office.book(office.enrol(MAYA), in_=timedelta(minutes=10))
    office.send_due()
    assert len(office.postbox.letters) == 1


def test_a_session_long_past_gets_none(office: Office) -> None:
    office.tell(office.joins())
    session_id = office.book(office.enrol(MAYA), in_=timedelta(hours=-13))
    office.send_due()
    assert office.postbox.letters == []
    assert office.digest(session_id).state == "cancelled"


def test_a_moved_session_moves_its_digest(office: Office) -> None:
    office.tell(office.joins(lead=60))
    session_id = office.book(office.enrol(MAYA), in_=timedelta(hours=3))
    office.tell(events.SessionMoved(session_id=session_id, starts_at=office.clock() + timedelta(days=1)))
    office.later(hours=3)
    assert office.postbox.letters == []
    office.later(hours=20)
    assert len(office.postbox.letters) == 1
    office.later(hours=2)
    assert len(office.postbox.letters) == 1


def test_moving_a_session_whose_digest_has_left_sends_no_second_one(office: Office) -> None:
    office.tell(office.joins())
    session_id = office.book(office.enrol(MAYA))
    office.later(hours=2)
    office.tell(events.SessionMoved(session_id=session_id, starts_at=office.clock() + timedelta(days=1)))
    office.later(days=2)
    assert len(office.postbox.letters) == 1


def test_a_cancelled_session_gets_none(office: Office) -> None:
    office.tell(office.joins())
    session_id = office.book(office.enrol(MAYA))
    office.tell(events.SessionCancelled(session_id=session_id))
    office.later(days=1)
    assert office.postbox.letters == []


def test_a_clinician_who_changes_their_lead_changes_what_is_planned(office: Office) -> None:
    office.tell(office.joins(lead=60))
    office.book(office.enrol(MAYA), in_=timedelta(hours=10))
    office.tell(office.joins(lead=480))
    office.later(hours=2)
    assert len(office.postbox.letters) == 1


def test_the_first_time_known_is_the_one_that_counts_whichever_fact_comes_first(office: Office) -> None:
    """Moved and cancelled may be heard before booked, and the clinician last of all."""
    client_id, session_id, cancelled_id = office.enrol(MAYA), office.new_id(), office.new_id()
    early, moved_to = office.clock() + timedelta(hours=3), office.clock() + timedelta(hours=30)
    office.tell(events.SessionMoved(session_id=session_id, starts_at=moved_to))
    office.tell(events.SessionCancelled(session_id=cancelled_id))
    office.tell(office.booked(session_id, [client_id], early), office.booked(cancelled_id, [client_id], moved_to))
    office.later(hours=4)
    office.tell(office.joins(lead=60))
    office.send_due()
    assert office.postbox.letters == []
    office.later(hours=26)
    assert len(office.postbox.letters) == 1
    assert office.unheard() == 0


def test_facts_heard_again_change_nothing(office: Office) -> None:
    office.tell(office.joins(lead=60))
    session_id = office.book(office.enrol(MAYA), in_=timedelta(hours=3))
    office.tell(events.SessionMoved(session_id=session_id, starts_at=office.clock() + timedelta(hours=5)))
    office.book(office.enrol(JONAS), in_=timedelta(hours=6))
    office.hear_all_again()
    office.later(hours=5)
    office.hear_all_again()
    office.later(days=1)
    assert [mail["Subject"] for mail in office.postbox.mails] == ["M.R. · Mon 5:00 PM", "J.O. · Mon 6:00 PM"]
    assert office.unheard() == 0
