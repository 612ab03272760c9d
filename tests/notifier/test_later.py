"""What the client put off comes back at its time, and only then."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from shared.activities.library import BUILT_IN
from shared.activities.placeholders import quotes
from shared.events import OccurrenceLetGo, OccurrenceSkipped, ReminderSent
from tests.cast import MAYA
from tests.notifier.house import DAILY_AT_SIX, House, Reached

SIX_TODAY = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
HALF_PAST_EIGHT = SIX_TODAY + timedelta(hours=2, minutes=30)
ONE_IN_THE_NIGHT = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def maya(house: House) -> Reached:
    return house.welcome(MAYA)


@pytest.fixture
def anchor(house: House, maya: Reached) -> UUID:
    """Homework begun by keyword, whose occurrences only the api knows."""
    return house.assign(maya, {"kind": "keyword"}, slug="grounding", code="anchor")


def test_later_asks_the_same_question_again_at_the_time_named(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX | {"nudge_after_minutes": 60})
    house.tick_until(SIX_TODAY)
    occurrence_id = house.latest(garden)
    house.snooze(maya, garden, occurrence_id, HALF_PAST_EIGHT, "second")
    assert house.reminder_states("nudge") == ["cancelled"]
    assert [state for _, state in house.occurrences(garden)] == ["planned", "planned"]
    house.tick_until(HALF_PAST_EIGHT - 10 * MINUTE)
    assert len(house.carrier.texts) == 1
    # After the client's own hours, because they named the time.
    house.tick_until(HALF_PAST_EIGHT)
    assert house.carrier.bodies(MAYA.phone)[1].startswith("garden: ")
    told = house.told(ReminderSent)[-1]
    assert (told["kind"], told["step"], told["occurrence_id"]) == ("snooze", "second", str(occurrence_id))
    assert house.occurrences(garden)[0] == (SIX_TODAY, "sent")


def test_what_was_put_off_counts_as_long_afterwards_as_it_did_at_first(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX | {"window_minutes": 180})
    house.tick_until(SIX_TODAY)
    house.snooze(maya, garden, house.latest(garden), HALF_PAST_EIGHT, "first")
    house.tick_until(HALF_PAST_EIGHT + 170 * MINUTE)
    assert house.told(OccurrenceLetGo) == []
    house.tick_until(HALF_PAST_EIGHT + 180 * MINUTE)
    assert len(house.told(OccurrenceLetGo)) == 1


def test_it_counts_at_most_twelve_hours_longer(house: House, maya: Reached) -> None:
    garden = house.assign(maya, {"kind": "once", "at": "2026-03-02T18:00", "window_minutes": 24 * 60})
    house.tick_until(SIX_TODAY)
    until = SIX_TODAY + 20 * HOUR
    house.snooze(maya, garden, house.latest(garden), until, "first")
    row = house.one("select window_ends_at from notifier.occurrence")
    assert row["window_ends_at"] == until + 12 * HOUR


def test_an_answer_before_its_time_calls_it_off(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX)
    house.tick_until(SIX_TODAY)
    occurrence_id = house.latest(garden)
    house.snooze(maya, garden, occurrence_id, HALF_PAST_EIGHT, "first")
    house.clock.advance(MINUTE)
    house.answer(garden, occurrence_id, complete=False)
    assert house.reminder_states("snooze") == ["cancelled"]
    assert house.occurrences(garden)[0][1] == "partial"


def test_half_an_answer_that_is_put_off_stays_half_an_answer(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX)
    house.tick_until(SIX_TODAY)
    occurrence_id = house.answer(garden, complete=False)
    house.snooze(maya, garden, occurrence_id, HALF_PAST_EIGHT, "second")
    house.tick_until(HALF_PAST_EIGHT + 12 * HOUR)
    assert house.sent_kinds() == ["prompt", "snooze"]
    assert house.occurrences(garden)[0][1] == "partial"
    assert house.told(OccurrenceLetGo) == []


def test_of_two_times_named_the_later_wish_counts(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX)
    house.tick_until(SIX_TODAY)
    occurrence_id = house.latest(garden)
    house.snooze(maya, garden, occurrence_id, SIX_TODAY + HOUR, "first")
    house.clock.advance(MINUTE)
    house.snooze(maya, garden, occurrence_id, SIX_TODAY + 2 * HOUR, "first")
    house.tick_until(SIX_TODAY + 3 * HOUR)
    assert house.reminder_states("snooze") == ["cancelled", "sent"]


def test_a_newer_question_lets_the_one_put_off_pass(house: House, maya: Reached) -> None:
    garden = house.assign(maya, {"kind": "daily", "times": ["18:00", "19:00"], "window_minutes": 55})
    house.tick_until(SIX_TODAY)
    house.snooze(maya, garden, house.latest(garden), SIX_TODAY + 70 * MINUTE, "first")
    house.tick_until(SIX_TODAY + 2 * HOUR)
    assert "snooze" not in house.sent_kinds()
    assert house.suppressed() == ["newer_sent"]
    assert [state for _, state in house.occurrences(garden)] == ["suppressed", "let_go", "planned"]


def test_asked_again_twice_and_heard_twice_it_goes_once(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX)
    house.tick_until(SIX_TODAY)
    house.snooze(maya, garden, house.latest(garden), HALF_PAST_EIGHT, "first")
    house.replay()
    house.tick_until(HALF_PAST_EIGHT)
    house.replay()
    house.tick_until(HALF_PAST_EIGHT + HOUR)
    assert house.sent_kinds() == ["prompt", "snooze"]
    assert house.occurrences(garden)[0][1] == "sent"


def test_a_conversation_only_the_api_knows_can_be_put_off_too(house: House, maya: Reached, anchor: UUID) -> None:
    house.snooze(maya, anchor, uuid7(), SIX_TODAY, "see")
    house.tick_until(SIX_TODAY)
    assert house.sent_kinds() == ["snooze"]
    assert "5 things you can see" in house.carrier.bodies(MAYA.phone)[0]


def test_a_question_that_quotes_the_client_is_only_hinted_at(house: House, maya: Reached) -> None:
    worry = house.assign(maya, {"kind": "keyword"}, slug="worry-time", code="worry", minutes=15)
    quoting = next(step.key for step in BUILT_IN.latest("worry-time").steps if quotes(step.ask))
    house.snooze(maya, worry, uuid7(), SIX_TODAY, quoting)
    house.tick_until(SIX_TODAY)
    assert house.carrier.bodies(MAYA.phone)[0].startswith("worry: Still here")


def test_a_follow_up_asks_the_step_it_names_at_its_time(house: House, maya: Reached, anchor: UUID) -> None:
    asked = house.follow_up(maya, anchor, "see", 5 * MINUTE)
    house.tell(asked, asked)
    house.tick()
    assert house.carrier.texts == []
    house.tick_until(asked.due_at)
    (body,) = house.carrier.bodies(MAYA.phone)
    assert body.startswith("anchor: ")
    assert "5 things you can see" in body
    told = house.told(ReminderSent)[-1]
    assert (told["kind"], told["step"], told["reminder_id"]) == ("follow_up", "see", str(asked.follow_up_id))


def test_a_short_wait_ends_at_night_too(house: House, maya: Reached, anchor: UUID) -> None:
    house.clock.advance_to(ONE_IN_THE_NIGHT)
    house.tell(house.follow_up(maya, anchor, "see", HOUR))
    house.tick_until(ONE_IN_THE_NIGHT + HOUR)
    assert len(house.carrier.texts) == 1
    # One that could not go in time is no longer part of the conversation: quiet hours are for it too.
    house.tell(house.follow_up(maya, anchor, "touch", 5 * MINUTE))
    house.clock.advance(21 * MINUTE)
    house.tick()
    assert len(house.carrier.texts) == 1
    assert house.reminder_states("follow_up") == ["sent", "suppressed"]


def test_a_long_wait_ends_within_the_clients_hours(house: House, maya: Reached, anchor: UUID) -> None:
    house.clock.advance_to(ONE_IN_THE_NIGHT)
    house.tell(house.follow_up(maya, anchor, "see", HOUR + MINUTE))
    house.tick_until(ONE_IN_THE_NIGHT + 10 * HOUR)
    assert [text.created_at for text in house.carrier.texts] == [datetime(2026, 3, 3, 16, 0, tzinfo=UTC)]


def test_a_long_wait_that_was_agreed_ends_at_the_time_named(house: House, maya: Reached, anchor: UUID) -> None:
    house.tell(house.follow_up(maya, anchor, "see", HALF_PAST_EIGHT - house.clock(), is_agreed=True))
    house.tell(house.follow_up(maya, anchor, "touch", ONE_IN_THE_NIGHT - house.clock(), is_agreed=True))
    house.tick_until(ONE_IN_THE_NIGHT + 10 * HOUR)
    eight_tomorrow = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
    assert [text.created_at for text in house.carrier.texts] == [HALF_PAST_EIGHT, eight_tomorrow]


def test_a_whole_answer_clears_the_follow_up_and_half_an_answer_keeps_it(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX)
    house.tick_until(SIX_TODAY)
    occurrence_id = house.answer(garden, complete=False)
    house.tell(house.follow_up(maya, garden, "second", 30 * MINUTE, occurrence_id=occurrence_id))
    house.answer(garden, complete=False)
    assert house.reminder_states("follow_up") == ["planned"]
    house.answer(garden, complete=True)
    assert house.reminder_states("follow_up") == ["cancelled"]


def test_a_skip_ends_all_there_is_of_an_occurrence(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX | {"nudge_after_minutes": 60})
    house.tick_until(SIX_TODAY)
    occurrence_id = house.latest(garden)
    house.tell(house.follow_up(maya, garden, "second", 30 * MINUTE, occurrence_id=occurrence_id))
    house.tell(OccurrenceSkipped(client_id=maya.client_id, assignment_id=garden, occurrence_id=occurrence_id))
    assert house.reminder_states("follow_up") == house.reminder_states("nudge") == ["cancelled"]
    assert house.occurrences(garden)[0] == (SIX_TODAY, "skipped")
    house.tick_until(SIX_TODAY + 6 * HOUR)
    assert house.told(OccurrenceLetGo) == []
    house.tell(OccurrenceSkipped(client_id=maya.client_id, assignment_id=garden, occurrence_id=occurrence_id))
    house.answer(garden)
    assert house.occurrences(garden)[0] == (SIX_TODAY, "answered")


def test_a_conversation_that_ended_early_asks_nothing_more(house: House, maya: Reached, anchor: UUID) -> None:
    occurrence_id, other = uuid7(), uuid7()
    house.tell(house.follow_up(maya, anchor, "see", 30 * MINUTE, occurrence_id=occurrence_id))
    house.tell(house.follow_up(maya, anchor, "touch", 40 * MINUTE, occurrence_id=other))
    house.talk(maya, occurrence_id, is_open=False)
    assert house.reminder_states("follow_up") == ["cancelled", "planned"]


def test_news_of_an_earlier_end_heard_again_does_not_end_what_began_since(
    house: House, maya: Reached, anchor: UUID
) -> None:
    occurrence_id = uuid7()
    house.talk(maya, occurrence_id, is_open=False)
    house.clock.advance(MINUTE)
    house.tell(house.follow_up(maya, anchor, "see", 30 * MINUTE, occurrence_id=occurrence_id))
    house.replay()
    assert house.reminder_states("follow_up") == ["planned"]


def test_a_pause_ends_every_conversation(house: House, maya: Reached, anchor: UUID) -> None:
    house.tell(house.follow_up(maya, anchor, "see", 30 * MINUTE))
    house.tell(house.follow_up(maya, anchor, "touch", 3 * DAY, is_agreed=True))
    house.pause(maya, house.clock() + DAY)
    assert house.reminder_states("follow_up") == ["cancelled", "cancelled"]
