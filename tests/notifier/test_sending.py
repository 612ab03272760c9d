"""From due to sent: once, whatever the carrier answers and whoever is killed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from services.notifier.carrier import NeverLeft, Refused, Unclear
from shared.events import OccurrenceLetGo, ReminderSent, ReminderUndeliverable
from tests.cast import JONAS, MAYA, RUTH, Person
from tests.notifier.carrier import Killed
from tests.notifier.house import DAILY_AT_SIX, House, Reached

SIX_TODAY = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
ONCE = {"kind": "once", "at": "2026-03-02T18:00", "window_minutes": 120}


@pytest.fixture
def maya(house: House) -> Reached:
    return house.welcome(MAYA)


def test_a_text_carries_the_time_it_stays_worth_sending(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE)
    house.tick_until(SIX_TODAY)
    assert house.carrier.texts[0].valid_for == timedelta(minutes=120)
    assert house.attempt_states() == ["sent", "sent"]


def test_the_text_is_sealed_where_it_is_kept(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE)
    house.tick_until(SIX_TODAY)
    for row in house.rows("select body from notifier.reminder where kind = 'prompt'"):
        assert b"garden" not in bytes(row["body"])


def test_a_number_that_opted_out_at_the_carrier_is_opted_out_here(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX)
    house.carrier.next_time(Refused(21610))
    house.tick_until(SIX_TODAY + timedelta(days=2))
    assert house.carrier.texts == []
    assert house.one("select consent from notifier.contact")["consent"] == "stopped"
    assert [told["why"] for told in house.told(ReminderUndeliverable)] == ["opted_out"]
    assert [state for _, state in house.occurrences(garden)] == ["undeliverable", "cancelled"]


@pytest.mark.parametrize(
    ("code", "why"), [(21614, "unreachable"), (21211, "unreachable"), (30007, "refused"), (99999, "refused")]
)
def test_a_final_refusal_is_told_to_staff_and_never_let_go(house: House, maya: Reached, code: int, why: str) -> None:
    garden = house.assign(maya, DAILY_AT_SIX)
    house.carrier.next_time(Refused(code))
    house.tick_until(SIX_TODAY + timedelta(hours=6))
    assert [told["why"] for told in house.told(ReminderUndeliverable)] == [why]
    assert [state for _, state in house.occurrences(garden)] == ["undeliverable", "planned"]
    assert house.told(OccurrenceLetGo) == []
    assert house.one("select error_code from notifier.attempt where state = 'refused'")["error_code"] == code


@pytest.mark.parametrize("outcome", [Refused(429), Refused(20429), Refused(30001), NeverLeft()])
def test_a_carrier_that_is_full_or_away_is_tried_again_soon(
    house: House, maya: Reached, outcome: Refused | NeverLeft
) -> None:
    house.assign(maya, ONCE)
    house.carrier.next_time(outcome)
    house.tick_until(SIX_TODAY)
    assert house.carrier.texts == []
    house.tick_until(SIX_TODAY + timedelta(seconds=30), step=timedelta(seconds=5))
    assert len(house.carrier.texts) == 1
    assert len(house.told(ReminderSent)) == 2


def test_a_carrier_that_is_away_for_the_whole_window_is_told_to_staff(house: House, maya: Reached) -> None:
    garden = house.assign(maya, ONCE)
    for _ in range(100):
        house.carrier.next_time(NeverLeft())
    house.tick_until(SIX_TODAY + timedelta(hours=3), step=timedelta(minutes=1))
    assert [told["why"] for told in house.told(ReminderUndeliverable)] == ["carrier"]
    assert [state for _, state in house.occurrences(garden)] == ["undeliverable"]


@pytest.mark.parametrize("code", [20003, 20005])
def test_a_closed_account_stops_nothing_for_good(house: House, maya: Reached, code: int) -> None:
    house.assign(maya, ONCE)
    house.carrier.next_time(Refused(code))
    house.tick_until(SIX_TODAY)
    assert house.reminder_states() == ["planned"]
    house.tick_until(SIX_TODAY + timedelta(minutes=5), step=timedelta(minutes=1))
    assert house.reminder_states() == ["sent"]


def test_an_unclear_answer_sends_nothing_again_by_itself(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE)
    house.carrier.next_time(Unclear(), kept=True)
    house.tick_until(SIX_TODAY + timedelta(minutes=9), step=timedelta(minutes=1))
    assert len(house.carrier.texts) == 1
    assert house.attempt_states() == ["sent", "unknown"]
    assert len(house.told(ReminderSent)) == 1


def test_a_second_text_to_a_phone_waits_for_the_first_to_be_known(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE)
    house.carrier.next_time(Unclear())
    house.tick_until(SIX_TODAY)
    anchor = house.assign(maya, {"kind": "keyword"}, slug="grounding", code="anchor")
    house.tell(house.follow_up(maya, anchor, "see", timedelta(0)))
    house.tick_until(SIX_TODAY + timedelta(minutes=1), step=timedelta(seconds=1))
    assert house.carrier.texts == []
    house.tick_until(SIX_TODAY + timedelta(minutes=12), step=timedelta(seconds=30))
    assert [body.split(":")[0] for body in house.carrier.bodies(MAYA.phone)] == ["anchor"]
    # The conversation has the phone meanwhile; then the question that never went is asked.
    house.tick_until(SIX_TODAY + timedelta(minutes=45), step=timedelta(seconds=30))
    assert [body.split(":")[0] for body in house.carrier.bodies(MAYA.phone)] == ["anchor", "garden"]


def test_a_nudge_that_did_not_go_is_not_tried_again_and_nobody_is_told(house: House, maya: Reached) -> None:
    house.assign(maya, DAILY_AT_SIX | {"nudge_after_minutes": 60, "count": 1})
    house.tick_until(SIX_TODAY)
    house.carrier.next_time(Refused(20429))
    house.tick_until(SIX_TODAY + timedelta(hours=3), step=timedelta(minutes=1))
    assert len(house.carrier.texts) == 1
    assert house.told(ReminderUndeliverable) == []


def test_killed_between_journal_and_carrier_it_is_sent_later_and_once(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE)
    house.clock.advance_to(SIX_TODAY)
    house.carrier.next_time(None)
    with pytest.raises(Killed):
        house.tick()
    assert house.attempt_states() == ["sent", "open"]
    house.tick_until(SIX_TODAY + timedelta(minutes=20), step=timedelta(seconds=15))
    assert len(house.carrier.texts) == 1
    assert house.attempt_states() == ["sent", "absent", "sent"]


def test_killed_between_carrier_and_record_it_is_found_and_not_sent_again(house: House, maya: Reached) -> None:
    garden = house.assign(maya, ONCE)
    house.clock.advance_to(SIX_TODAY)
    house.carrier.next_time(None, kept=True)
    with pytest.raises(Killed):
        house.tick()
    house.tick_until(SIX_TODAY + timedelta(minutes=20), step=timedelta(seconds=15))
    assert len(house.carrier.texts) == 1
    assert house.attempt_states() == ["sent", "sent"]
    assert [state for _, state in house.occurrences(garden)] == ["sent"]


def test_a_hint_that_got_lost_is_given_again(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE)
    house.clock.advance_to(SIX_TODAY)
    hinted = house.notifier.sender.queue_due()
    assert len(hinted) == 1
    assert house.notifier.sender.queue_due() == []
    house.clock.advance(timedelta(seconds=61))
    assert house.notifier.sender.queue_due() == hinted


def test_a_reminder_that_is_hinted_twice_goes_once(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE)
    house.clock.advance_to(SIX_TODAY)
    (queued,) = house.notifier.sender.queue_due()
    house.notifier.deliver(queued)
    house.notifier.deliver(queued)
    assert len(house.carrier.texts) == 1


def test_two_senders_at_once_send_each_reminder_once(house: House) -> None:
    crowd = [Person(f"Client {n}", "C.", f"+121255501{n:02}", "America/Denver") for n in range(12)]
    for person in crowd:
        house.assign(house.welcome(person), ONCE)
    house.clock.advance_to(SIX_TODAY)
    other = house.another()
    queued = list(house.notifier.sender.queue_due())
    with ThreadPoolExecutor(8) as threads:
        for reminder_id in queued * 2:
            threads.submit(house.notifier.deliver, reminder_id)
            threads.submit(other.deliver, reminder_id)
    other.close()
    assert sorted(text.phone for text in house.carrier.texts) == [person.phone for person in crowd]
    assert len([told for told in house.told(ReminderSent) if told["kind"] == "prompt"]) == 12


def test_two_tickers_at_once_queue_each_reminder_once(house: House) -> None:
    for person in (MAYA, JONAS, RUTH):
        house.assign(house.welcome(person), {"kind": "daily", "times": ["12:00", "15:00"]})
    house.clock.advance(timedelta(days=1))
    other = house.another()
    with ThreadPoolExecutor(4) as threads:
        runs = [threads.submit(one.sender.queue_due) for one in (house.notifier, other) * 4]
        queued = [reminder_id for run in runs for reminder_id in run.result()]
    other.close()
    assert len(queued) == len(set(queued)) == 3
