"""What is due next: one step ahead, once, in the client's own time."""

from datetime import UTC, datetime, timedelta

from shared.events import AssignmentEnded, OccurrenceLetGo, OccurrenceSuppressed, ReminderSent
from tests.cast import JONAS, MAYA
from tests.notifier.house import DAILY_AT_SIX, House

NOON = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
SIX_TODAY = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_the_next_occurrence_is_planned_when_this_one_is_sent(house: House) -> None:
    garden = house.assign(house.welcome(MAYA), DAILY_AT_SIX)
    assert house.occurrences(garden) == [(SIX_TODAY, "planned")]
    house.tick_until(SIX_TODAY)
    assert house.occurrences(garden) == [(SIX_TODAY, "sent"), (SIX_TODAY + DAY, "planned")]


def test_the_prompt_is_the_first_question_with_the_clients_code_name(house: House) -> None:
    house.assign(house.welcome(MAYA), DAILY_AT_SIX, code="sunflower")
    house.tick_until(SIX_TODAY)
    (body,) = house.carrier.bodies(MAYA.phone)
    assert body.startswith("sunflower: ")
    told = house.told(ReminderSent)[-1]
    assert (told["kind"], told["step"]) == ("prompt", "first")
    assert told["sent_at"] == SIX_TODAY.isoformat()


def test_the_wall_clock_of_the_client_counts_when_the_clocks_change(house: House) -> None:
    garden = house.assign(house.welcome(MAYA), DAILY_AT_SIX)
    house.tick_until(datetime(2026, 3, 9, 12, 0, tzinfo=UTC), step=timedelta(hours=1))
    utc_hours = [due_at.hour for due_at, _ in house.occurrences(garden)]
    assert utc_hours == [1, 1, 1, 1, 1, 1, 0, 0]


def test_a_moment_agreed_in_its_own_minute_is_now(house: House) -> None:
    maya = house.welcome(MAYA)
    house.clock.advance(timedelta(seconds=30))
    house.assign(maya, {"kind": "once", "at": "2026-03-02T12:00"})
    house.assign(maya, {"kind": "once", "at": "2026-03-02T11:59"})
    house.tick()
    assert len(house.carrier.texts) == 1


def test_a_second_question_waits_until_the_conversation_about_the_first_has_rested(house: House) -> None:
    maya = house.welcome(MAYA)
    garden = house.assign(maya, DAILY_AT_SIX)
    house.assign(maya, {"kind": "daily", "times": ["18:10"]}, slug="grounding", code="anchor")
    house.tick_until(SIX_TODAY)
    house.answer(garden, complete=False)
    house.tick_until(SIX_TODAY + timedelta(minutes=20))
    assert len(house.carrier.texts) == 1
    house.tick_until(SIX_TODAY + timedelta(minutes=30))
    assert house.carrier.bodies(MAYA.phone)[-1].startswith("anchor: ")


def test_a_second_question_comes_at_its_time_when_the_first_is_answered(house: House) -> None:
    maya = house.welcome(MAYA)
    garden = house.assign(maya, DAILY_AT_SIX)
    house.assign(maya, {"kind": "daily", "times": ["18:10"]}, slug="grounding", code="anchor")
    house.tick_until(SIX_TODAY)
    house.answer(garden, complete=False)
    house.answer(garden)
    house.tick_until(SIX_TODAY + timedelta(minutes=10))
    assert len(house.carrier.texts) == 2


def test_a_keyword_schedule_plans_nothing(house: House) -> None:
    anchor = house.assign(house.welcome(MAYA), {"kind": "keyword"}, slug="grounding", code="anchor")
    house.tick_until(NOON + 2 * DAY)
    assert house.occurrences(anchor) == []
    assert house.carrier.texts == []


def test_an_agreed_number_of_times_is_kept(house: House) -> None:
    garden = house.assign(house.welcome(MAYA), DAILY_AT_SIX | {"count": 2})
    house.tick_until(NOON + 5 * DAY, step=timedelta(hours=1))
    assert len(house.occurrences(garden)) == 2
    assert len(house.carrier.texts) == 2


def test_the_same_assignment_told_twice_is_planned_once(house: House) -> None:
    maya = house.welcome(MAYA)
    fact = house.assignment(maya, DAILY_AT_SIX)
    house.tell(fact)
    house.tell(fact)
    house.tick_until(SIX_TODAY)
    house.tell(fact)
    house.tick()
    assert len(house.carrier.texts) == 1
    assert [state for _, state in house.occurrences(fact.assignment_id)] == ["sent", "planned"]


def test_all_facts_replayed_send_no_second_text(house: House) -> None:
    maya = house.welcome(MAYA)
    garden = house.assign(maya, DAILY_AT_SIX)
    house.tick_until(SIX_TODAY + timedelta(hours=1))
    before = house.occurrences(garden), house.reminder_states(), house.reminder_states("opt_in")
    house.replay()
    house.tick()
    assert (house.occurrences(garden), house.reminder_states(), house.reminder_states("opt_in")) == before
    assert len(house.carrier.texts) == 1


def test_an_ended_assignment_asks_no_more(house: House) -> None:
    maya = house.welcome(MAYA)
    garden = house.assign(maya, DAILY_AT_SIX)
    house.tell(AssignmentEnded(client_id=maya.client_id, assignment_id=garden))
    house.tick_until(NOON + 2 * DAY, step=timedelta(hours=1))
    assert house.carrier.texts == []
    assert house.occurrences(garden) == [(SIX_TODAY, "cancelled")]


def test_an_assignment_ended_while_its_text_is_queued_is_not_sent(house: House) -> None:
    maya = house.welcome(MAYA)
    garden = house.assign(maya, DAILY_AT_SIX)
    house.clock.advance_to(SIX_TODAY)
    (queued,) = house.notifier.sender.queue_due()
    house.tell(AssignmentEnded(client_id=maya.client_id, assignment_id=garden))
    house.notifier.deliver(queued)
    assert house.carrier.texts == []


def test_an_unanswered_occurrence_is_let_go_when_its_window_is_over(house: House) -> None:
    garden = house.assign(house.welcome(MAYA), DAILY_AT_SIX)
    house.tick_until(SIX_TODAY + timedelta(hours=4, minutes=50))
    assert house.told(OccurrenceLetGo) == []
    house.tick_until(SIX_TODAY + timedelta(hours=5))
    (let_go,) = house.told(OccurrenceLetGo)
    assert let_go["assignment_id"] == str(garden)
    assert house.occurrences(garden)[0] == (SIX_TODAY, "let_go")


def test_an_answered_occurrence_is_not_let_go_and_neither_is_half_an_answer(house: House) -> None:
    garden = house.assign(house.welcome(MAYA), DAILY_AT_SIX)
    stone = house.assign(house.welcome(JONAS), DAILY_AT_SIX, code="stone")
    house.tick_until(SIX_TODAY)
    house.answer(garden)
    house.answer(stone, complete=False)
    house.tick_until(SIX_TODAY + timedelta(hours=8))
    assert house.told(OccurrenceLetGo) == []
    assert [house.occurrences(one)[0][1] for one in (garden, stone)] == ["answered", "partial"]


def test_quiet_hours_defer_to_the_next_opening_inside_the_window(house: House) -> None:
    schedule = {"kind": "daily", "times": ["22:00"], "window_minutes": 12 * 60}
    house.assign(house.welcome(MAYA), schedule)
    house.tick_until(NOON + timedelta(hours=21, minutes=30))
    assert [text.created_at for text in house.carrier.texts] == [datetime(2026, 3, 3, 16, 0, tzinfo=UTC)]


def test_quiet_hours_suppress_what_cannot_wait_and_the_next_is_planned(house: House) -> None:
    schedule = {"kind": "daily", "times": ["22:00"], "window_minutes": 60}
    garden = house.assign(house.welcome(MAYA), schedule)
    house.tick_until(NOON + DAY)
    (suppressed,) = house.told(OccurrenceSuppressed)
    assert suppressed["why"] == "quiet_hours"
    assert [state for _, state in house.occurrences(garden)] == ["suppressed", "planned"]
    assert house.carrier.texts == []


def test_a_house_that_slept_for_days_does_not_catch_up(house: House) -> None:
    garden = house.assign(house.welcome(MAYA), DAILY_AT_SIX)
    house.clock.advance_to(SIX_TODAY + timedelta(days=3, hours=12))
    house.tick()
    assert house.carrier.texts == []
    assert [told["why"] for told in house.told(OccurrenceSuppressed)] == ["window_closed"]
    assert house.occurrences(garden) == [(SIX_TODAY, "suppressed"), (SIX_TODAY + 4 * DAY, "planned")]


def test_who_slept_for_hours_asks_once_and_goes_on_from_now(house: House) -> None:
    times = ["13:00", "15:00", "17:00", "19:00"]
    garden = house.assign(house.welcome(MAYA), {"kind": "daily", "times": times, "window_minutes": 600})
    house.clock.advance_to(NOON + timedelta(hours=6))
    house.tick()
    one, seven = NOON + timedelta(hours=1), NOON + timedelta(hours=7)
    assert house.occurrences(garden) == [(one, "sent"), (seven, "planned")]


def test_an_older_occurrence_never_follows_a_newer_one(house: House) -> None:
    schedule = DAILY_AT_SIX | {"window_minutes": 2 * 24 * 60}
    garden = house.assign(house.welcome(MAYA), schedule)
    house.tick_until(SIX_TODAY)
    house.report(0, "undelivered", 30003)
    house.rows_changed("update notifier.reminder set try_at = %s where state = 'planned' and tries = 1", NOON + 9 * DAY)
    house.tick_until(SIX_TODAY + DAY)
    house.rows_changed(
        "update notifier.reminder set try_at = %s where state = 'planned' and tries = 1", SIX_TODAY + DAY
    )
    house.tick()
    assert len(house.carrier.texts) == 2
    assert [told["why"] for told in house.told(OccurrenceSuppressed)] == ["newer_sent"]
    assert house.occurrences(garden)[0] == (SIX_TODAY, "suppressed")


def test_an_answer_clears_the_nudge(house: House) -> None:
    garden = house.assign(house.welcome(MAYA), DAILY_AT_SIX | {"nudge_after_minutes": 60})
    house.tick_until(SIX_TODAY)
    assert house.reminder_states("nudge") == ["planned"]
    house.answer(garden, complete=False)
    assert house.reminder_states("nudge") == ["cancelled"]


def test_silence_brings_one_nudge_and_no_more(house: House) -> None:
    house.assign(house.welcome(MAYA), DAILY_AT_SIX | {"nudge_after_minutes": 60, "count": 1})
    house.tick_until(NOON + DAY)
    _, nudge = house.carrier.bodies(MAYA.phone)
    assert nudge.startswith("garden: Still here")
    assert [told["kind"] for told in house.told(ReminderSent)] == ["opt_in", "prompt", "nudge"]
    assert len(house.told(OccurrenceLetGo)) == 1
