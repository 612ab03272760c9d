"""The carrier's reports: late, twice and out of order, they only ever move a text forward."""

from datetime import UTC, datetime, timedelta

import pytest
from uuid_utils.compat import uuid7

from services.notifier.carrier import Unclear
from shared.events import DeliveryReported, OccurrenceLetGo, ReminderSent, ReminderUndeliverable
from tests.cast import MAYA
from tests.notifier.carrier import Killed
from tests.notifier.house import House, Reached

SIX_TODAY = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
ONCE = {"kind": "once", "at": "2026-03-02T18:00", "window_minutes": 120}


@pytest.fixture
def maya(house: House) -> Reached:
    return house.welcome(MAYA)


@pytest.fixture
def sent(house: House, maya: Reached) -> None:
    """One text is at the carrier."""
    house.assign(maya, ONCE)
    house.tick_until(SIX_TODAY)


def status(house: House) -> str:
    """How far the newest attempt is."""
    rows = house.rows("select status from notifier.attempt order by started_at desc limit 1")
    found: str = rows[0]["status"]
    return found


@pytest.mark.usefixtures("sent")
def test_every_report_is_logged_and_the_furthest_counts(house: House) -> None:
    for reported in ("sent", "delivered", "sending", "sent", "delivered"):
        house.report(0, reported)
    assert status(house) == "delivered"
    logged = house.rows("select status from notifier.status_callback order by id")
    assert [row["status"] for row in logged] == ["sent", "delivered", "sending", "sent", "delivered"]


@pytest.mark.usefixtures("sent")
def test_an_unknown_status_is_logged_and_changes_nothing(house: House) -> None:
    house.report(0, "sent")
    house.report(0, "teleported")
    assert status(house) == "sent"


@pytest.mark.usefixtures("sent")
def test_an_error_number_on_the_way_is_not_a_failure(house: House) -> None:
    house.report(0, "sent", 30005)
    house.report(0, "delivered")
    assert house.told(ReminderUndeliverable) == []
    assert house.rows("select 1 from notifier.attempt where error_code is not null") == []


@pytest.mark.usefixtures("sent")
def test_undelivered_is_told_to_staff_once_and_never_let_go(house: House) -> None:
    for _ in range(2):
        house.report(0, "undelivered", 30005)
    house.tick_until(SIX_TODAY + timedelta(hours=3))
    assert [told["why"] for told in house.told(ReminderUndeliverable)] == ["unreachable"]
    assert house.told(OccurrenceLetGo) == []


@pytest.mark.usefixtures("sent")
def test_a_stop_learned_from_a_report_stops_everything(house: House) -> None:
    house.report(0, "undelivered", 21610)
    assert house.one("select consent from notifier.contact")["consent"] == "stopped"
    assert [told["why"] for told in house.told(ReminderUndeliverable)] == ["opted_out"]


@pytest.mark.usefixtures("sent")
def test_a_phone_switched_off_is_tried_once_more(house: House) -> None:
    house.report(0, "undelivered", 30003)
    house.tick_until(SIX_TODAY + timedelta(minutes=5), step=timedelta(seconds=10))
    assert len(house.carrier.texts) == 2
    house.report(1, "undelivered", 30003)
    house.tick_until(SIX_TODAY + timedelta(minutes=30), step=timedelta(minutes=1))
    assert len(house.carrier.texts) == 2
    assert [told["why"] for told in house.told(ReminderUndeliverable)] == ["carrier"]


@pytest.mark.usefixtures("sent")
def test_delivered_after_failed_calls_the_second_try_off(house: House) -> None:
    house.report(0, "undelivered", 30003)
    house.report(0, "delivered")
    house.tick_until(SIX_TODAY + timedelta(minutes=5), step=timedelta(seconds=10))
    assert len(house.carrier.texts) == 1
    assert house.one("select state from notifier.occurrence")["state"] == "delivered"


@pytest.mark.usefixtures("sent")
def test_failed_after_delivered_is_only_logged(house: House) -> None:
    house.report(0, "delivered")
    house.report(0, "failed", 30008)
    assert status(house) == "delivered"
    assert house.told(ReminderUndeliverable) == []


def test_a_report_binds_an_attempt_without_an_answer_at_once(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE)
    house.carrier.next_time(Unclear(), kept=True)
    house.tick_until(SIX_TODAY)
    house.report(0, "delivered")
    assert house.attempt_states() == ["sent", "sent"]
    assert [told["kind"] for told in house.told(ReminderSent)] == ["opt_in", "prompt"]
    house.tick_until(SIX_TODAY + timedelta(minutes=30), step=timedelta(minutes=1))
    assert (house.carrier.asked, len(house.carrier.texts)) == (0, 1)


def test_an_answer_that_overtook_the_news_of_its_question_stays_an_answer(house: House, maya: Reached) -> None:
    garden = house.assign(maya, ONCE)
    house.carrier.next_time(Unclear(), kept=True)
    house.tick_until(SIX_TODAY)
    house.answer(garden)
    house.report(0, "delivered")
    house.tick_until(SIX_TODAY + timedelta(hours=3))
    assert house.occurrences(garden) == [(SIX_TODAY, "answered")]
    assert house.told(OccurrenceLetGo) == []


def test_nothing_is_told_of_an_erased_client(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE)
    house.carrier.next_time(Unclear(), kept=True)
    house.tick_until(SIX_TODAY)
    house.erase(maya)
    house.report(0, "delivered")
    house.tick_until(SIX_TODAY + timedelta(minutes=20), step=timedelta(minutes=1))
    assert [told["kind"] for told in house.told(ReminderSent)] == ["opt_in"]
    assert (house.carrier.asked, len(house.carrier.texts)) == (0, 1)


def test_a_report_of_a_text_whose_sender_was_killed_binds_it(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE)
    house.clock.advance_to(SIX_TODAY)
    house.carrier.next_time(None, kept=True)
    with pytest.raises(Killed):
        house.tick()
    house.report(0, "sent")
    assert house.attempt_states() == ["sent", "sent"]
    assert len(house.told(ReminderSent)) == 2


def test_a_text_that_was_sent_after_all_is_not_sent_again(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE)
    house.carrier.next_time(Unclear(), kept=True)
    house.tick_until(SIX_TODAY)
    (late,) = house.carrier.texts
    house.carrier.texts.clear()
    while "absent" not in house.attempt_states():
        house.clock.advance(timedelta(seconds=10))
        house.notifier.settling.settle()
    house.tell(DeliveryReported(attempt_id=late.attempt_id, carrier_sid=late.sid, status="sent", error_code=None))
    house.tick()
    assert house.carrier.texts == []
    assert [told["kind"] for told in house.told(ReminderSent)] == ["opt_in", "prompt"]


@pytest.mark.usefixtures("sent")
def test_a_report_about_nothing_of_ours_is_only_logged(house: House) -> None:
    house.tell(DeliveryReported(attempt_id=uuid7(), carrier_sid="SM" + "f" * 32, status="sent", error_code=None))
    assert len(house.rows("select 1 from notifier.status_callback")) == 1
    assert house.rows("select 1 from bus.delivery where reader = 'notifier' and handled_at is null") == []


@pytest.mark.usefixtures("sent")
def test_a_report_with_another_texts_id_moves_nothing(house: House) -> None:
    ours = house.carrier.texts[0]
    house.tell(
        DeliveryReported(attempt_id=ours.attempt_id, carrier_sid="SM" + "f" * 32, status="failed", error_code=30005)
    )
    assert house.told(ReminderUndeliverable) == []
