"""What nobody answered for is found out, not guessed."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notifier.carrier import WHOLE_LIST, Listed, Unclear
from services.notifier.settling import find_match, reaches_back
from shared.events import OccurrenceLetGo, ReminderSent, ReminderUndeliverable
from tests.cast import JONAS, MAYA
from tests.notifier.house import DAILY_AT_SIX, House, Reached

SIX_TODAY = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
SETTLED = SIX_TODAY + timedelta(minutes=10)
ONCE = {"kind": "once", "at": "2026-03-02T18:00", "window_minutes": 60}
SECONDS = timedelta(seconds=10)


@pytest.fixture
def maya(house: House) -> Reached:
    return house.welcome(MAYA)


def test_the_carrier_is_asked_only_after_its_list_can_be_trusted(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE)
    house.carrier.next_time(Unclear(), kept=True)
    house.tick_until(SETTLED - SECONDS, step=SECONDS)
    assert house.carrier.asked == 0
    house.tick_until(SETTLED, step=SECONDS)
    assert house.carrier.asked == 1


def test_a_text_found_on_the_list_is_bound_and_told_as_sent(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE)
    house.carrier.next_time(Unclear(), kept=True)
    house.tick_until(SETTLED + timedelta(minutes=5), step=SECONDS)
    assert len(house.carrier.texts) == 1
    bound = house.rows("select carrier_sid from notifier.attempt where state = 'sent' order by started_at")
    assert bound[-1]["carrier_sid"] == house.carrier.texts[0].sid
    assert [told["kind"] for told in house.told(ReminderSent)] == ["opt_in", "prompt"]


def test_a_text_found_undelivered_is_told_as_that(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE)
    house.carrier.next_time(Unclear(), kept=True)
    house.tick_until(SIX_TODAY)
    house.carrier.texts[0].status, house.carrier.texts[0].error_code = "undelivered", 30005
    house.tick_until(SETTLED, step=SECONDS)
    assert [told["why"] for told in house.told(ReminderUndeliverable)] == ["unreachable"]


def test_a_text_absent_from_two_lists_is_sent_again(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE)
    house.carrier.next_time(Unclear())
    house.tick_until(SETTLED, step=SECONDS)
    assert (house.carrier.asked, house.carrier.texts) == (1, [])
    house.tick_until(SETTLED + timedelta(minutes=1), step=SECONDS)
    assert house.carrier.asked == 2
    assert len(house.carrier.texts) == 1
    assert house.attempt_states() == ["sent", "absent", "sent"]


def test_a_list_that_cannot_be_read_proves_nothing(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE)
    house.carrier.next_time(Unclear())
    house.carrier.is_listing_down = True
    house.tick_until(SETTLED + timedelta(minutes=20), step=timedelta(minutes=1))
    assert house.carrier.texts == []
    assert house.attempt_states() == ["sent", "unknown"]
    house.carrier.is_listing_down = False
    house.tick_until(SETTLED + timedelta(minutes=22), step=SECONDS)
    assert len(house.carrier.texts) == 1


def test_past_its_window_staff_hear_that_it_may_have_been_sent(house: House, maya: Reached) -> None:
    garden = house.assign(maya, ONCE)
    house.carrier.next_time(Unclear())
    house.carrier.is_listing_down = True
    house.tick_until(SIX_TODAY + timedelta(hours=2), step=timedelta(minutes=1))
    assert [told["why"] for told in house.told(ReminderUndeliverable)] == ["unknown"]
    assert house.told(OccurrenceLetGo) == []
    assert house.occurrences(garden) == [(SIX_TODAY, "undeliverable")]
    house.carrier.is_listing_down = False
    house.tick_until(SIX_TODAY + timedelta(hours=3), step=timedelta(minutes=1))
    assert house.carrier.texts == []
    assert len(house.told(ReminderUndeliverable)) == 1
    assert house.attempt_states() == ["sent", "absent"]


def test_absent_and_past_its_window_it_is_not_sent_again(house: House, maya: Reached) -> None:
    house.assign(maya, {"kind": "once", "at": "2026-03-02T18:00", "window_minutes": 5})
    house.carrier.next_time(Unclear())
    house.tick_until(SETTLED + timedelta(minutes=5), step=SECONDS)
    assert house.carrier.texts == []
    assert [told["why"] for told in house.told(ReminderUndeliverable)] == ["unknown"]


def test_an_answer_settles_the_question_whether_to_send_again(house: House, maya: Reached) -> None:
    garden = house.assign(maya, ONCE)
    house.carrier.next_time(Unclear())
    house.tick_until(SIX_TODAY)
    house.answer(garden)
    house.tick_until(SETTLED + timedelta(minutes=5), step=SECONDS)
    assert house.carrier.texts == []
    assert house.told(ReminderUndeliverable) == []


def test_the_same_words_of_yesterday_are_not_taken_for_todays(house: House, maya: Reached) -> None:
    house.assign(maya, DAILY_AT_SIX, slug="grounding", code="anchor")
    house.tick_until(SIX_TODAY)
    house.carrier.next_time(Unclear())
    house.tick_until(SIX_TODAY + timedelta(days=1), step=timedelta(hours=1))
    assert len(house.carrier.texts) == 1
    house.tick_until(SIX_TODAY + timedelta(days=1, minutes=15), step=SECONDS)
    assert len(house.carrier.texts) == 2


def test_a_number_that_changed_meanwhile_cannot_be_asked_about(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE)
    house.carrier.next_time(Unclear())
    house.tick_until(SIX_TODAY)
    house.tell(house.contact_changed(maya, JONAS.phone))
    house.tick_until(SIX_TODAY + timedelta(minutes=90), step=timedelta(minutes=1))
    assert house.carrier.asked == 0
    assert [told["why"] for told in house.told(ReminderUndeliverable)] == ["unknown"]


def _listed(sid: str, body: str, created_at: datetime) -> Listed:
    return Listed(sid, body, created_at, "sent", None)


def test_a_match_has_the_words_the_time_and_no_other_attempt() -> None:
    texts = [
        _listed("SM4", "garden: one good thing?", SIX_TODAY + timedelta(seconds=40)),
        _listed("SM3", "garden: one  good thing? ", SIX_TODAY),
        _listed("SM2", "stone: one good thing?", SIX_TODAY),
        _listed("SM1", "garden: one good thing?", SIX_TODAY - timedelta(minutes=1)),
    ]
    match = find_match(texts, "garden: one good thing?", SIX_TODAY + timedelta(seconds=0.9), taken=())
    assert match is not None
    assert match.carrier_sid == "SM3"
    match = find_match(texts, "garden: one good thing?", SIX_TODAY, taken=("SM3", "SM4"))
    assert match is None


def test_a_full_list_that_ends_too_early_proves_nothing() -> None:
    later = [_listed(f"SM{n}", "words", SIX_TODAY + timedelta(minutes=1)) for n in range(WHOLE_LIST)]
    assert not reaches_back(later, SIX_TODAY)
    assert reaches_back(later[1:], SIX_TODAY)
    assert reaches_back([*later[1:], _listed("SM", "words", SIX_TODAY - timedelta(minutes=1))], SIX_TODAY)
