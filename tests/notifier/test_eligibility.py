"""Every reason against sending, one by one."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.notifier.eligibility import Cancel, Claimed, GiveUp, Go, LetPass, Wait, decide
from services.notifier.refusals import Verdict, backoff, judge, rank

NOON = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
ID = UUID(int=7)

READY = Claimed(
    reminder_id=ID,
    client_id=ID,
    assignment_id=ID,
    occurrence_id=ID,
    kind="prompt",
    step=None,
    due_at=NOON,
    window_ends_at=NOON + timedelta(hours=2),
    tries=0,
    language="en",
    zone="America/Denver",
    earliest="09:00",
    latest="20:00",
    contact_id=ID,
    phone=b"sealed",
    lane=b"lane",
    consent="given",
    slug="three-good-things",
    version=1,
    params=b"sealed",
    schedule="{}",
    occurrence_state="planned",
    occurrences_so_far=1,
    newer_was_sent=False,
    talking_until=None,
)
NUDGE = READY._replace(kind="nudge", occurrence_state="sent")
FOLLOW_UP = READY._replace(kind="follow_up", occurrence_state="partial")


def test_nothing_against_it_goes() -> None:
    assert decide(READY, NOON) == Go()
    assert decide(NUDGE, NOON) == Go()


def test_without_a_number_it_does_not_go() -> None:
    assert decide(READY._replace(contact_id=None), NOON) == Cancel("no_contact")


def test_without_a_yes_it_does_not_go() -> None:
    for consent in ("asked", "stopped", None):
        assert decide(READY._replace(consent=consent), NOON) == Cancel("no_consent")


def test_the_opt_in_goes_only_while_the_question_is_open() -> None:
    opt_in = READY._replace(kind="opt_in", slug=None, occurrence_state=None)
    assert decide(opt_in._replace(consent="asked"), NOON) == Go()
    for consent in ("given", "stopped"):
        assert decide(opt_in._replace(consent=consent), NOON) == Cancel("already_answered")


def test_an_ended_assignment_does_not_go() -> None:
    assert decide(READY._replace(slug=None), NOON) == Cancel("ended")


def test_what_is_answered_does_not_go() -> None:
    for state in ("answered", "partial", "cancelled", "let_go"):
        assert decide(READY._replace(occurrence_state=state), NOON) == Cancel("answered")
    for state in ("planned", "sending", "partial", "answered", "undeliverable"):
        assert decide(NUDGE._replace(occurrence_state=state), NOON) == Cancel("answered")
    assert decide(FOLLOW_UP._replace(occurrence_state="answered"), NOON) == Cancel("answered")


def test_a_question_waits_while_the_client_is_answering_another() -> None:
    soon = NOON + timedelta(minutes=20)
    for reminder in (READY, NUDGE):
        assert decide(reminder._replace(talking_until=soon), NOON) == Wait(soon)
        assert decide(reminder._replace(talking_until=soon), soon) == Go()
    assert decide(FOLLOW_UP._replace(talking_until=soon), NOON) == Go()
    ends_first = READY._replace(talking_until=soon, window_ends_at=NOON + timedelta(minutes=5))
    assert decide(ends_first, NOON) == Wait(NOON + timedelta(minutes=5))


def test_a_newer_one_already_sent_lets_the_older_pass() -> None:
    assert decide(READY._replace(newer_was_sent=True), NOON) == LetPass("newer_sent")
    assert decide(FOLLOW_UP._replace(newer_was_sent=True), NOON) == Go()


def test_outside_hours_it_waits_or_passes() -> None:
    night = NOON + timedelta(hours=10)
    late = READY._replace(due_at=night, window_ends_at=night + timedelta(hours=12))
    assert decide(late, night) == Wait(datetime(2026, 3, 3, 16, 0, tzinfo=UTC))
    short = READY._replace(due_at=night, window_ends_at=night + timedelta(hours=1))
    assert decide(short, night) == LetPass("quiet_hours")


def test_past_its_window_it_passes_and_after_a_try_it_is_given_up() -> None:
    after = NOON + timedelta(hours=2)
    assert decide(READY, after) == LetPass("window_closed")
    assert decide(READY._replace(tries=1), after) == GiveUp()


def test_in_the_middle_of_a_dialogue_any_hour_will_do() -> None:
    night = NOON + timedelta(hours=12)
    asked = FOLLOW_UP._replace(due_at=night, window_ends_at=night + timedelta(hours=2))
    assert decide(asked, night + timedelta(minutes=15)) == Go()
    assert decide(asked, night + timedelta(minutes=16)) == LetPass("quiet_hours")


def test_error_numbers_mean_what_the_carrier_says() -> None:
    assert judge(21610) is Verdict.OPTED_OUT
    assert judge(30001) is judge(429) is Verdict.LATER
    assert judge(20003) is judge(20005) is Verdict.CLOSED
    assert judge(21211) is Verdict.UNREACHABLE
    assert judge(None) is judge(123456) is Verdict.REFUSED


@given(st.integers(0, 300), st.uuids())
def test_waiting_grows_to_a_quarter_of_an_hour_and_no_further(tries: int, reminder_id: UUID) -> None:
    wait = backoff(tries, reminder_id)
    assert timedelta(seconds=15) <= wait <= timedelta(minutes=15)
    assert backoff(tries + 1, reminder_id) >= wait


def test_statuses_rank_in_the_order_of_their_way() -> None:
    way = ["teleported", "queued", "sending", "sent", "undelivered", "delivered"]
    assert sorted(way, key=rank) == way
