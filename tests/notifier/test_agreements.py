"""What was agreed becomes another: the next text follows it, and nothing is asked twice."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from shared.events import (
    AssignmentEnded,
    AssignmentUnlocked,
    OccurrenceAnswered,
    ReadinessChanged,
    ReminderSent,
)
from tests.cast import MAYA
from tests.notifier.house import DAILY_AT_SIX, House, Reached

NOON = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
SIX_TODAY = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DAILY_AT_FIVE = DAILY_AT_SIX | {"times": ["17:00"]}


@pytest.fixture
def maya(house: House) -> Reached:
    return house.welcome(MAYA)


def planned(house: House, assignment_id: UUID) -> list[datetime]:
    """When an assignment will ask."""
    return [due_at for due_at, state in house.occurrences(assignment_id) if state == "planned"]


def say_ready(house: House, maya: Reached, assignment_id: UUID, *, is_ready: bool = True) -> None:
    house.tell(ReadinessChanged(client_id=maya.client_id, assignment_id=assignment_id, is_ready=is_ready))


def unlock(house: House, maya: Reached, assignment_id: UUID) -> None:
    house.tell(AssignmentUnlocked(client_id=maya.client_id, assignment_id=assignment_id))


def test_another_schedule_replaces_what_was_planned(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX)
    house.change(maya, garden, DAILY_AT_FIVE)
    assert planned(house, garden) == [SIX_TODAY - HOUR]
    house.tick_until(SIX_TODAY + HOUR)
    assert len(house.carrier.texts) == 1


def test_another_schedule_asks_no_moment_twice(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX)
    house.tick_until(SIX_TODAY + timedelta(seconds=20), step=timedelta(seconds=20))
    house.change(maya, garden, DAILY_AT_SIX | {"nudge_after_minutes": 60})
    house.tick_until(SIX_TODAY + 10 * MINUTE)
    assert len(house.carrier.texts) == 1
    assert planned(house, garden) == [SIX_TODAY + DAY]


def test_another_schedule_makes_nothing_up(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX)
    house.clock.advance(3 * HOUR)
    house.change(maya, garden, DAILY_AT_SIX | {"times": ["13:00", "14:00"]})
    assert planned(house, garden) == [NOON + 25 * HOUR]


def test_other_words_are_in_the_next_text_and_move_nothing(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX)
    house.change(maya, garden, DAILY_AT_SIX, code="meadow")
    assert house.occurrences(garden) == [(SIX_TODAY, "planned")]
    house.tick_until(SIX_TODAY)
    assert house.carrier.bodies(MAYA.phone)[0].startswith("meadow: ")


def test_an_older_agreement_heard_again_does_not_come_back(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX)
    for schedule, code in ((DAILY_AT_FIVE, "meadow"), (DAILY_AT_SIX, "pond")):
        house.clock.advance(MINUTE)
        house.change(maya, garden, schedule, code=code)
    before = house.occurrences(garden)
    house.replay()
    assert house.occurrences(garden) == before
    house.tick_until(SIX_TODAY)
    assert house.carrier.bodies(MAYA.phone)[0].startswith("pond: ")


def test_a_question_that_waits_stays_when_only_the_zone_changes(house: House, maya: Reached) -> None:
    garden = house.assign(maya, {"kind": "daily", "times": ["07:00"], "window_minutes": 600})
    house.tick_until(NOON + 20 * HOUR)
    assert planned(house, garden) == [NOON + 19 * HOUR]
    house.agree(maya, zone="America/New_York")
    house.tick()
    assert house.carrier.texts[0].created_at == NOON + 20 * HOUR
    assert planned(house, garden) == [datetime(2026, 3, 4, 12, 0, tzinfo=UTC)]


def test_another_zone_moves_what_is_to_come_to_its_wall_clock(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX)
    house.agree(maya, zone="Pacific/Honolulu")
    assert planned(house, garden) == [datetime(2026, 3, 3, 4, 0, tzinfo=UTC)]


def test_wider_hours_let_go_what_waited_for_the_opening(house: House) -> None:
    maya = house.welcome(MAYA, latest="17:00")
    house.assign(maya, {"kind": "daily", "times": ["18:00"], "window_minutes": 1200})
    house.tick_until(SIX_TODAY + HOUR)
    assert house.carrier.texts == []
    house.agree(maya, latest="20:00")
    house.tick()
    assert len(house.carrier.texts) == 1


def test_a_higher_cap_lets_go_what_waited_for_tomorrow(house: House) -> None:
    maya = house.welcome(MAYA, daily_cap=1)
    house.assign(maya, {"kind": "once", "at": "2026-03-02T13:00", "window_minutes": 1400})
    house.assign(maya, {"kind": "once", "at": "2026-03-02T16:00", "window_minutes": 1400}, code="stone")
    house.tick_until(SIX_TODAY)
    assert len(house.carrier.texts) == 1
    house.agree(maya, daily_cap=2)
    house.tick()
    assert len(house.carrier.texts) == 2


def test_what_was_agreed_earlier_and_is_heard_again_changes_nothing(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX)
    house.clock.advance(MINUTE)
    house.agree(maya, zone="Pacific/Honolulu", daily_cap=2)
    before = house.occurrences(garden)
    house.replay()
    assert house.occurrences(garden) == before
    row = house.one("select zone, daily_cap from notifier.client")
    assert (row["zone"], row["daily_cap"]) == ("Pacific/Honolulu", 2)


def test_homework_after_another_waits_for_its_completion(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX)
    after = {"kind": "after", "assignment_id": str(garden), "delay_minutes": 60}
    stone = house.assign(maya, after, code="stone")
    assert house.occurrences(stone) == []
    house.tick_until(SIX_TODAY)
    house.answer(garden, complete=False)
    assert house.occurrences(stone) == []
    house.answer(garden)
    assert planned(house, stone) == [SIX_TODAY + HOUR]
    house.tick_until(SIX_TODAY + HOUR)
    assert house.carrier.bodies(MAYA.phone)[-1].startswith("stone: ")
    house.replay()
    assert planned(house, stone) == []


def test_homework_begun_by_keyword_is_completed_too(house: House, maya: Reached) -> None:
    anchor = house.assign(maya, {"kind": "keyword"}, slug="grounding", code="anchor")
    stone = house.assign(maya, {"kind": "after", "assignment_id": str(anchor), "delay_minutes": 60}, code="stone")
    house.tell(OccurrenceAnswered(client_id=maya.client_id, assignment_id=anchor, occurrence_id=uuid7(), complete=True))
    assert planned(house, stone) == [NOON + HOUR]


def test_what_does_not_count_does_not_use_up_the_number_agreed(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX | {"count": 2})
    house.pause(maya, NOON + 2 * DAY)
    house.tick_until(NOON + 6 * DAY, step=HOUR)
    assert house.suppressed() == ["paused", "paused"]
    assert house.sent_kinds().count("prompt") == 2
    assert planned(house, garden) == []


def test_a_delivered_question_is_told_apart_from_a_sent_one(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX | {"nudge_after_minutes": 60})
    house.tick_until(SIX_TODAY)
    assert house.occurrences(garden)[0][1] == "sent"
    house.report(0, "delivered")
    assert house.occurrences(garden)[0][1] == "delivered"
    house.tick_until(SIX_TODAY + 2 * HOUR)
    assert house.reminder_states("nudge") == ["sent"]
    house.tick_until(SIX_TODAY + 6 * HOUR)
    assert house.occurrences(garden)[0][1] == "let_go"


def test_intense_homework_is_held_and_the_client_is_asked_whether_they_are_ready(house: House, maya: Reached) -> None:
    step = house.assign(maya, DAILY_AT_SIX, needs_readiness=True)
    house.tick_until(SIX_TODAY)
    assert house.occurrences(step) == [(SIX_TODAY, "held"), (SIX_TODAY + DAY, "planned")]
    assert house.suppressed() == ["not_ready"]
    assert house.sent_kinds() == ["readiness"]
    told = house.told(ReminderSent)[-1]
    assert (told["assignment_id"], told["step"]) == (str(step), "answer")
    assert house.carrier.bodies(MAYA.phone)[0].startswith("garden: ")


def test_when_both_agree_while_its_window_is_open_it_is_asked_at_once(house: House, maya: Reached) -> None:
    step = house.assign(maya, DAILY_AT_SIX | {"nudge_after_minutes": 30}, needs_readiness=True)
    house.tick_until(SIX_TODAY)
    say_ready(house, maya, step)
    house.tick()
    assert house.sent_kinds() == ["readiness"]
    assert house.suppressed() == ["not_ready"]
    house.clock.advance(HOUR)
    unlock(house, maya, step)
    aside = house.one("select occurrence_id from notifier.reminder where kind = 'readiness'")["occurrence_id"]
    house.talk(maya, aside, is_open=False)
    house.tick()
    assert house.sent_kinds() == ["readiness", "prompt"]
    assert house.occurrences(step) == [(SIX_TODAY, "sent"), (SIX_TODAY + DAY, "planned")]
    assert house.reminder_states("nudge") == ["planned"]
    house.replay()
    assert house.occurrences(step) == [(SIX_TODAY, "sent"), (SIX_TODAY + DAY, "planned")]


def test_when_both_agree_after_its_window_the_next_one_is_asked(house: House, maya: Reached) -> None:
    step = house.assign(maya, DAILY_AT_SIX, needs_readiness=True)
    unlock(house, maya, step)
    house.tick_until(SIX_TODAY + 6 * HOUR)
    say_ready(house, maya, step)
    assert house.occurrences(step)[0] == (SIX_TODAY, "held")
    house.tick_until(SIX_TODAY + DAY)
    assert house.sent_kinds() == ["readiness", "prompt"]


def test_not_yet_holds_it_again(house: House, maya: Reached) -> None:
    step = house.assign(maya, DAILY_AT_SIX, needs_readiness=True)
    unlock(house, maya, step)
    say_ready(house, maya, step)
    house.clock.advance(MINUTE)
    say_ready(house, maya, step, is_ready=False)
    house.tick_until(SIX_TODAY)
    house.replay()
    house.tick()
    assert house.occurrences(step)[0] == (SIX_TODAY, "held")
    assert house.suppressed() == ["not_ready"]


def test_readiness_is_asked_about_once_a_week_and_lapses(house: House, maya: Reached) -> None:
    step = house.assign(maya, DAILY_AT_SIX, needs_readiness=True)
    house.tick_until(SIX_TODAY + 6 * DAY + HOUR, step=HOUR)
    assert house.sent_kinds() == ["readiness"]
    assert house.suppressed() == ["not_ready"] * 7
    unlock(house, maya, step)
    say_ready(house, maya, step)
    house.tick_until(SIX_TODAY + 13 * DAY + 2 * HOUR, step=HOUR)
    assert "prompt" in house.sent_kinds()
    house.hear_from(maya)
    house.tick_until(SIX_TODAY + 14 * DAY, step=HOUR)
    assert house.suppressed()[-1] == "not_ready"


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(
            [
                {"kind": "daily", "times": ["13:00", "18:00"], "window_minutes": 300},
                {"kind": "daily", "times": ["18:00"], "window_minutes": 1440},
                {"kind": "weekdays", "days": ["mon", "tue"], "times": ["13:00"], "window_minutes": 300},
                {"kind": "random", "from": "12:30", "to": "19:00", "times_a_day": 2, "min_gap_minutes": 60},
                {"kind": "session", "which": "next", "hours": -24, "window_minutes": 600},
            ]
        ),
        st.sampled_from(["America/Denver", "America/New_York", "Pacific/Honolulu"]),
        st.integers(-3, 3),
        st.integers(1, 9),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_whatever_changes_no_moment_and_no_session_is_asked_about_twice(
    house: House, changes: list[tuple[dict[str, Any], str, int, int]]
) -> None:
    maya = house.welcome(MAYA, daily_cap=12)
    garden = house.assign(maya, DAILY_AT_SIX)
    session_id = house.book(house.clock() + 2 * DAY, maya)
    for schedule, zone, days, hours in changes:
        house.change(maya, garden, schedule)
        house.agree(maya, zone=zone, daily_cap=12)
        house.move(session_id, house.clock() + timedelta(days=2 + days))
        house.tick_until(house.clock() + timedelta(hours=hours), step=HOUR)
    asked = house.rows(
        "select due_at, session_id, sent_at from notifier.occurrence"
        " where assignment_id = %s and sent_at is not null order by sent_at",
        garden,
    )
    moments = [row["due_at"] for row in asked]
    assert moments == sorted(set(moments))
    about = [row["session_id"] for row in asked if row["session_id"]]
    assert len(about) == len(set(about))
    assert len(planned(house, garden)) <= 1
    house.tell(AssignmentEnded(client_id=maya.client_id, assignment_id=garden))
    house.opt_out(maya)
