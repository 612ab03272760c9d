"""Nobody is texted homework who did not say yes, and nothing goes after a stop."""

from datetime import UTC, datetime, timedelta

from shared.events import ConsentGiven, ReminderSent
from shared.texts import opt_in_version, say
from tests.cast import JONAS, MAYA, Person
from tests.notifier.house import DAILY_AT_SIX, House

SIX_TODAY = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
SIX_TOMORROW = SIX_TODAY + timedelta(days=1)
TWO_IN_THE_MORNING = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
NINE_IN_THE_MORNING = datetime(2026, 3, 3, 16, 0, tzinfo=UTC)


def test_a_new_number_gets_the_opt_in_text_and_its_wording_is_kept(house: House) -> None:
    house.enrol(MAYA)
    house.tick()
    assert house.carrier.bodies(MAYA.phone) == [say("opt_in", "en", sender="Between")]
    assert house.one("select wording from notifier.reminder where kind = 'opt_in'")["wording"] == opt_in_version("en")
    (sent,) = house.told(ReminderSent)
    assert (sent["kind"], sent["occurrence_id"]) == ("opt_in", None)


def test_the_opt_in_text_waits_for_morning_where_the_client_lives(house: House) -> None:
    house.clock.advance_to(TWO_IN_THE_MORNING)
    house.enrol(MAYA)
    house.tick()
    assert house.carrier.texts == []
    house.tick_until(NINE_IN_THE_MORNING)
    assert len(house.carrier.texts) == 1
    assert house.carrier.texts[0].created_at == NINE_IN_THE_MORNING


def test_homework_waits_for_a_yes(house: House) -> None:
    maya = house.enrol(MAYA)
    garden = house.assign(maya, DAILY_AT_SIX)
    house.tick_until(SIX_TODAY + timedelta(hours=1))
    assert house.occurrences(garden) == []
    house.consent(maya)
    house.tick_until(SIX_TOMORROW)
    assert [state for _, state in house.occurrences(garden)] == ["sent", "planned"]
    assert len(house.carrier.bodies(MAYA.phone)) == 2


def test_a_stop_cancels_everything_planned_at_once(house: House) -> None:
    maya = house.welcome(MAYA)
    garden = house.assign(maya, DAILY_AT_SIX)
    house.opt_out(maya)
    assert house.occurrences(garden) == [(SIX_TODAY, "cancelled")]
    assert house.reminder_states() == ["cancelled"]
    house.tick_until(SIX_TOMORROW)
    assert house.carrier.texts == []


def test_a_start_after_a_stop_plans_again_from_now(house: House) -> None:
    maya = house.welcome(MAYA)
    garden = house.assign(maya, DAILY_AT_SIX)
    house.opt_out(maya)
    house.clock.advance(timedelta(minutes=1))
    house.consent(maya)
    assert house.occurrences(garden) == [(SIX_TODAY, "cancelled"), (SIX_TODAY, "planned")]
    house.tick_until(SIX_TODAY)
    assert len(house.carrier.bodies(MAYA.phone)) == 1


def test_what_is_asked_only_once_survives_a_late_yes(house: House) -> None:
    maya = house.enrol(MAYA)
    garden = house.assign(maya, {"kind": "once", "at": "2026-03-02T13:00", "window_minutes": 600})
    house.tick_until(house.clock() + timedelta(hours=2))
    house.consent(maya)
    house.tick()
    assert [state for _, state in house.occurrences(garden)] == ["sent"]


def test_a_yes_after_the_window_of_a_single_text_sends_nothing(house: House) -> None:
    maya = house.enrol(MAYA)
    garden = house.assign(maya, {"kind": "once", "at": "2026-03-02T13:00", "window_minutes": 60})
    house.tick_until(house.clock() + timedelta(hours=3))
    house.consent(maya)
    assert house.occurrences(garden) == []


def test_a_stop_between_queue_and_carrier_still_counts(house: House) -> None:
    maya = house.welcome(MAYA)
    house.assign(maya, DAILY_AT_SIX)
    house.clock.advance_to(SIX_TODAY)
    (queued,) = house.notifier.sender.queue_due()
    house.opt_out(maya)
    house.notifier.deliver(queued)
    assert house.carrier.texts == []
    assert house.reminder_states() == ["cancelled"]


def test_an_older_yes_heard_after_a_stop_changes_nothing(house: House) -> None:
    maya = house.enrol(MAYA)
    yes = ConsentGiven(client_id=maya.client_id, contact_id=maya.contact_id, wording="en-1")
    house.say(yes)
    house.clock.advance(timedelta(minutes=1))
    house.opt_out(maya)
    assert house.one("select consent from notifier.contact")["consent"] == "stopped"


def test_a_new_number_must_say_yes_for_itself(house: House) -> None:
    maya = house.welcome(MAYA)
    garden = house.assign(maya, DAILY_AT_SIX)
    house.clock.advance(timedelta(minutes=5))
    house.tell(house.contact_changed(maya, JONAS.phone))
    house.tick_until(SIX_TODAY)
    assert house.carrier.bodies(MAYA.phone) == []
    assert house.carrier.bodies(JONAS.phone) == [say("opt_in", "en", sender="Between")]
    assert house.occurrences(garden) == [(SIX_TODAY, "cancelled")]


def test_old_numbers_replayed_do_not_come_back(house: House) -> None:
    maya = house.welcome(MAYA)
    house.clock.advance(timedelta(minutes=5))
    house.tell(house.contact_changed(maya, JONAS.phone))
    house.tick()
    house.replay(oldest=2)
    house.consent(maya)
    house.assign(maya, DAILY_AT_SIX)
    house.tick_until(SIX_TODAY)
    assert {text.phone for text in house.carrier.texts} == {JONAS.phone}


def test_a_stop_and_a_start_do_not_use_up_what_was_agreed(house: House) -> None:
    maya = house.welcome(MAYA)
    garden = house.assign(maya, {"kind": "once", "at": "2026-03-02T18:00"})
    house.opt_out(maya)
    house.clock.advance(timedelta(minutes=1))
    house.consent(maya)
    house.tick_until(SIX_TODAY)
    assert [state for _, state in house.occurrences(garden)] == ["cancelled", "sent"]


def test_the_same_number_again_changes_nothing(house: House) -> None:
    maya = house.welcome(MAYA)
    garden = house.assign(maya, DAILY_AT_SIX)
    house.clock.advance(timedelta(minutes=5))
    house.tell(house.contact_changed(maya, MAYA.phone))
    house.tick()
    assert house.carrier.texts == []
    assert house.occurrences(garden) == [(SIX_TODAY, "planned")]


def test_an_erased_client_leaves_no_number_no_words_and_no_plan(house: House) -> None:
    maya = house.welcome(MAYA)
    house.assign(maya, DAILY_AT_SIX)
    house.tick_until(SIX_TODAY)
    house.erase(maya)
    house.tick_until(SIX_TOMORROW)
    assert len(house.carrier.texts) == 1
    assert house.rows("select 1 from notifier.contact") == []
    assert house.rows("select 1 from notifier.reminder where body is not null") == []
    assert house.rows("select 1 from notifier.attempt where lane <> ''") == []
    assert house.rows("select 1 from notifier.assignment where params <> ''") == []
    assert "planned" not in house.reminder_states()


def test_facts_replayed_after_an_erasure_bring_nothing_back(house: House) -> None:
    maya = house.enrol(Person("Sam Roe", "S.R.", "+12125550177", "America/New_York"))
    number, garden = house.contact_changed(maya, "+12125550177"), house.assignment(maya, DAILY_AT_SIX)
    house.erase(maya)
    house.tell(number, garden)
    assert house.rows("select 1 from notifier.contact") == []
    assert house.rows("select 1 from notifier.assignment") == []
    assert house.rows("select 1 from bus.delivery where handled_at is null and reader = 'notifier'") == []
