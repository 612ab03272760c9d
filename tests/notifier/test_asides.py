"""Short conversations the house begins: once, in time, and never to somebody who wants quiet."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.notifier.carrier import Refused, Unclear
from shared.events import (
    AssignmentEnded,
    AssignmentRested,
    ConsentGiven,
    OccurrenceLetGo,
    OccurrenceSuppressed,
    ReminderSent,
    ReminderUndeliverable,
)
from tests.cast import MAYA
from tests.notifier.house import DAILY_AT_SIX, House, Reached

NOON = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
SIX_TODAY = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
NINE_TOMORROW = datetime(2026, 3, 3, 16, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
KEYWORD = {"kind": "keyword"}
DAILY_AT_THREE = {"kind": "daily", "times": ["15:00"], "window_minutes": 180}
"""Let go at six in the evening, when there is still time to ask what got in the way."""


@pytest.fixture
def maya(house: House) -> Reached:
    return house.welcome(MAYA)


def aside_rows(house: House) -> list[tuple[str, str]]:
    found = house.rows(
        "select kind, state from notifier.reminder"
        " where kind in ('introduction', 'readiness', 'barrier', 'step-down', 'restart') order by due_at, id"
    )
    return [(row["kind"], row["state"]) for row in found]


def end(house: House, maya: Reached, assignment_id: UUID) -> None:
    house.tell(AssignmentEnded(client_id=maya.client_id, assignment_id=assignment_id))


def test_homework_is_introduced_with_its_reason_before_anything_is_asked(house: House, maya: Reached) -> None:
    garden = house.assign(
        maya,
        {"kind": "once", "at": "2026-03-02T12:00", "window_minutes": 300},
        introduce=True,
        why="Good things are easier to see when you look for them.",
    )
    house.tick()
    (body,) = house.carrier.bodies(MAYA.phone)
    assert body.startswith("garden: Good things are easier to see when you look for them. ")
    told = house.told(ReminderSent)[-1]
    assert (told["kind"], told["step"], told["assignment_id"]) == ("introduction", "when", str(garden))
    assert told["occurrence_id"] not in (None, str(garden))
    house.tick_until(NOON + 89 * MINUTE, step=MINUTE)
    assert house.sent_kinds() == ["introduction"]
    house.tick_until(NOON + 91 * MINUTE, step=MINUTE)
    assert house.sent_kinds() == ["introduction", "prompt"]


def test_what_is_begun_by_keyword_is_introduced_too_and_only_once(house: House, maya: Reached) -> None:
    fact = house.assignment(maya, KEYWORD, slug="grounding", code="anchor", introduce=True)
    house.tell(fact, fact)
    house.tick_until(NOON + DAY, step=HOUR)
    house.replay()
    house.tick_until(NOON + 2 * DAY, step=HOUR)
    assert house.sent_kinds() == ["introduction"]


def test_the_introduction_waits_for_a_yes_and_for_morning(house: House) -> None:
    maya = house.enrol(MAYA)
    house.tick()
    house.assign(maya, KEYWORD, slug="grounding", code="anchor", introduce=True)
    house.tick_until(NOON + 10 * HOUR)
    assert house.sent_kinds() == []
    house.consent(maya)
    house.tick_until(NINE_TOMORROW - MINUTE)
    assert house.sent_kinds() == []
    house.tick_until(NINE_TOMORROW)
    assert house.sent_kinds() == ["introduction"]


def test_a_stop_before_the_introduction_only_puts_it_off(house: House, maya: Reached) -> None:
    house.clock.advance(10 * HOUR)
    house.assign(maya, KEYWORD, slug="grounding", code="anchor", introduce=True)
    house.opt_out(maya)
    house.clock.advance(12 * HOUR)
    house.tick()
    house.tell(ConsentGiven(client_id=maya.client_id, contact_id=maya.contact_id, wording="en-1"))
    house.tick()
    assert house.sent_kinds() == ["introduction"]


def test_the_second_introduction_comes_when_the_first_was_answered_and_its_question_in_time(
    house: House, maya: Reached
) -> None:
    house.assign(maya, KEYWORD, slug="grounding", code="anchor", introduce=True)
    house.tick()
    stone = house.assign(maya, DAILY_AT_SIX | {"window_minutes": 23 * 60}, code="stone", introduce=True)
    house.tick_until(NOON + 91 * MINUTE, step=MINUTE)
    assert house.sent_kinds() == ["introduction", "introduction"]
    assert house.occurrences(stone) == [(SIX_TODAY, "planned")]
    house.tick_until(SIX_TODAY + MINUTE)
    assert house.sent_kinds() == ["introduction", "introduction", "prompt"]


def test_a_question_whose_window_ends_beside_another_one_is_let_pass(house: House, maya: Reached) -> None:
    house.tick_until(SIX_TODAY - 30 * MINUTE)
    house.assign(maya, KEYWORD, slug="grounding", code="anchor", introduce=True)
    house.tick()
    house.assign(maya, {"kind": "once", "at": "2026-03-02T18:00", "window_minutes": 60}, code="stone", introduce=True)
    house.tick_until(SIX_TODAY + 56 * MINUTE, step=MINUTE)
    assert house.sent_kinds() == ["introduction"]
    assert house.suppressed() == ["collision"]


def test_an_introduction_that_cannot_go_is_let_go_silently_and_holds_up_nothing(house: House, maya: Reached) -> None:
    house.carrier.next_time(Refused(21614))
    house.assign(maya, DAILY_AT_SIX, introduce=True)
    house.tick_until(SIX_TODAY)
    assert house.sent_kinds() == ["prompt"]
    assert house.told(ReminderUndeliverable) == []
    assert aside_rows(house) == [("introduction", "undeliverable")]


def test_an_introduction_that_came_into_a_pause_holds_up_nothing_after_it(house: House, maya: Reached) -> None:
    house.assign(maya, DAILY_AT_SIX, introduce=True)
    house.pause(maya, NOON + HOUR)
    house.tick_until(SIX_TODAY)
    assert aside_rows(house) == [("introduction", "cancelled")]
    assert house.carrier.texts[0].created_at == SIX_TODAY


def test_an_aside_whose_way_nobody_knows_is_not_sent_a_second_time(house: House, maya: Reached) -> None:
    house.carrier.next_time(Unclear())
    house.assign(maya, KEYWORD, slug="grounding", code="anchor", introduce=True)
    house.tick_until(NOON + 2 * HOUR, step=MINUTE)
    assert house.carrier.texts == []
    assert aside_rows(house) == [("introduction", "undeliverable")]


def test_what_got_in_the_way_is_asked_after_letting_go_once_a_week(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_THREE)
    house.tick_until(SIX_TODAY)
    assert len(house.told(OccurrenceLetGo)) == 1
    assert house.sent_kinds() == ["prompt", "barrier"]
    told = house.told(ReminderSent)[-1]
    assert (told["step"], told["assignment_id"]) == ("what", str(garden))
    house.hear_from(maya)
    # The clocks went forward: the seventh evening comes an hour early.
    house.tick_until(SIX_TODAY + 7 * DAY - HOUR, step=HOUR)
    house.hear_from(maya)
    assert house.sent_kinds().count("barrier") == 1
    house.tick_until(SIX_TODAY + 8 * DAY - HOUR, step=HOUR)
    assert house.sent_kinds().count("barrier") == 2


def test_an_aside_is_no_occurrence_and_is_never_let_go(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_THREE | {"count": 1})
    house.tick_until(NOON + 3 * DAY, step=HOUR)
    assert house.sent_kinds() == ["prompt", "barrier"]
    assert len(house.told(OccurrenceLetGo)) == len(house.occurrences(garden)) == 1
    assert house.told(OccurrenceSuppressed) == []


def test_what_got_in_the_way_is_asked_within_four_hours_or_never(house: House, maya: Reached) -> None:
    house.assign(maya, DAILY_AT_SIX | {"count": 1})
    house.tick_until(NOON + 2 * DAY, step=HOUR)
    assert house.sent_kinds() == ["prompt"]
    assert aside_rows(house) == [("barrier", "suppressed")]


def test_nobody_is_asked_about_what_they_have_answered_since(house: House, maya: Reached) -> None:
    garden = house.assign(maya, {"kind": "daily", "times": ["19:00"], "window_minutes": 13 * 60, "count": 1})
    house.tick_until(NOON + 20 * HOUR + 30 * MINUTE)
    assert aside_rows(house) == [("barrier", "planned")]
    house.answer(garden)
    house.tick_until(NOON + 23 * HOUR)
    assert house.sent_kinds() == ["prompt"]
    assert house.occurrences(garden)[0][1] == "answered"


def test_nobody_is_asked_who_paused_rests_or_is_done_with_it(house: House, maya: Reached) -> None:
    first, second = (house.assign(maya, DAILY_AT_THREE, code=code) for code in ("garden", "stone"))
    house.tick_until(SIX_TODAY - HOUR)
    house.tell(AssignmentRested(client_id=maya.client_id, assignment_id=first))
    end(house, maya, second)
    house.tick_until(SIX_TODAY + 2 * HOUR)
    assert house.sent_kinds() == ["prompt", "prompt"]
    third = house.assign(maya, DAILY_AT_THREE, code="pond")
    house.tick_until(SIX_TODAY + 23 * HOUR)
    house.pause(maya, SIX_TODAY + 3 * DAY)
    house.tick_until(SIX_TODAY + 2 * DAY)
    assert aside_rows(house) == []
    assert house.occurrences(third)[0][1] == "let_go"


def test_when_answers_fade_fewer_are_offered_once(house: House, maya: Reached) -> None:
    house.assign(maya, DAILY_AT_THREE)
    for day in range(17):
        house.tick_until(NOON + day * DAY + 2 * HOUR, step=HOUR)
        house.hear_from(maya)
    house.tick_until(NOON + 17 * DAY, step=HOUR)
    kinds = [kind for kind in house.sent_kinds() if kind not in ("prompt", "nudge")]
    assert kinds == ["barrier", "barrier", "step-down"]
    sent = house.one("select sent_at from notifier.reminder where kind = 'step-down'")["sent_at"]
    assert sent - NOON >= 10 * DAY


def test_homework_at_its_lowest_step_is_not_stepped_down(house: House, maya: Reached) -> None:
    house.assign(maya, {"kind": "weekdays", "days": ["wed"], "times": ["15:00"], "window_minutes": 180})
    for week in range(6):
        house.tick_until(NOON + week * 7 * DAY + 4 * DAY, step=6 * HOUR)
        house.hear_from(maya)
    assert "step-down" not in house.sent_kinds()


def test_after_seven_silent_days_how_to_go_on_is_asked_once_and_then_nothing(house: House, maya: Reached) -> None:
    house.assign(maya, DAILY_AT_THREE | {"nudge_after_minutes": 60})
    house.tick_until(NOON + 7 * DAY + 4 * HOUR, step=HOUR)
    assert house.sent_kinds()[-1] == "restart"
    assert house.carrier.bodies(MAYA.phone)[-1].startswith("Between: ")
    told = house.told(ReminderSent)[-1]
    assert (told["assignment_id"], told["step"]) == (None, "choose")
    before = len(house.carrier.texts)
    house.tick_until(NOON + 30 * DAY, step=3 * HOUR)
    assert len(house.carrier.texts) == before
    assert set(house.suppressed()) == {"silent"}
    house.hear_from(maya)
    house.tick_until(NOON + 31 * DAY, step=HOUR)
    assert house.sent_kinds()[before] == "prompt"


def test_the_question_how_to_go_on_takes_the_place_of_the_one_that_was_due(house: House, maya: Reached) -> None:
    daily = {"kind": "daily", "times": ["13:00"], "window_minutes": 24 * 60}
    house.assign(maya, daily | {"starts_on": "2026-03-03"})
    house.tick_until(NOON + 6 * DAY + 23 * HOUR, step=HOUR)
    prompts = house.sent_kinds().count("prompt")
    house.tick_until(NOON + 7 * DAY + HOUR, step=10 * MINUTE)
    assert house.sent_kinds().count("prompt") == prompts
    assert house.sent_kinds().count("restart") == 1
    assert house.suppressed() == ["silent"]


def test_somebody_who_is_seldom_asked_is_not_silent(house: House, maya: Reached) -> None:
    weekly = {"kind": "weekdays", "days": ["mon"], "times": ["15:00"], "window_minutes": 180}
    house.assign(maya, weekly)
    house.tick_until(NOON + 13 * DAY, step=HOUR)
    assert "restart" not in house.sent_kinds()
    house.tick_until(NOON + 15 * DAY, step=HOUR)
    assert house.sent_kinds().count("prompt") == 3
    assert house.sent_kinds()[-1] == "restart"


def test_answers_keep_the_silence_away(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_THREE)
    for day in range(12):
        house.tick_until(NOON + day * DAY + 3 * HOUR, step=HOUR)
        if day % 5 == 4:
            house.answer(garden)
    assert "restart" not in house.sent_kinds()


def test_a_pause_is_no_silence(house: House, maya: Reached) -> None:
    house.assign(maya, DAILY_AT_THREE)
    house.pause(maya, NOON + 10 * DAY)
    house.tick_until(NOON + 16 * DAY, step=HOUR)
    assert house.sent_kinds().count("prompt") == 6
    assert "restart" not in house.sent_kinds()


def test_one_aside_a_day_and_it_counts_as_a_text(house: House) -> None:
    maya = house.welcome(MAYA, daily_cap=2)
    house.assign(maya, {"kind": "once", "at": "2026-03-02T12:30", "window_minutes": 60})
    house.assign(maya, {"kind": "once", "at": "2026-03-02T14:30", "window_minutes": 60}, code="stone")
    house.assign(maya, {"kind": "once", "at": "2026-03-02T16:30", "window_minutes": 60}, code="pond")
    house.tick_until(NOON + 10 * HOUR)
    assert house.sent_kinds() == ["prompt", "barrier"]
    assert house.suppressed() == ["daily_cap", "daily_cap"]


def test_a_pause_holds_everything_back_and_nothing_is_made_up_for(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX)
    house.pause(maya, NOON + 3 * DAY)
    house.tick_until(NOON + 2 * DAY, step=HOUR)
    assert house.carrier.texts == []
    assert house.suppressed() == ["paused", "paused"]
    house.pause(maya, None)
    house.replay()
    house.tick_until(NOON + 2 * DAY + 6 * HOUR, step=HOUR)
    assert house.sent_kinds() == ["prompt"]
    assert [state for _, state in house.occurrences(garden)] == ["suppressed", "suppressed", "sent", "planned"]


def test_a_pause_ends_by_itself(house: House, maya: Reached) -> None:
    house.assign(maya, DAILY_AT_SIX)
    house.pause(maya, NOON + DAY)
    house.tick_until(SIX_TODAY + DAY, step=HOUR)
    assert house.suppressed() == ["paused"]
    assert house.sent_kinds() == ["prompt"]


def test_the_opt_in_is_asked_once_more_after_three_days(house: House) -> None:
    house.enrol(MAYA)
    house.tick_until(NOON + 3 * DAY - HOUR, step=HOUR)
    assert len(house.carrier.texts) == 1
    house.tick_until(NOON + 14 * DAY, step=HOUR)
    assert [told["kind"] for told in house.told(ReminderSent)] == ["opt_in", "opt_in_reminder"]
    assert house.carrier.bodies(MAYA.phone)[1].startswith("Between: We have not heard from you")


@pytest.mark.parametrize("answer", ["yes", "stop", "words"])
def test_whoever_answered_the_opt_in_is_not_asked_again(house: House, answer: str) -> None:
    maya = house.enrol(MAYA)
    house.tick()
    house.clock.advance(MINUTE)
    if answer == "yes":
        house.consent(maya)
    elif answer == "stop":
        house.opt_out(maya)
    else:
        house.hear_from(maya)
    house.tick_until(NOON + 8 * DAY, step=HOUR)
    assert len(house.carrier.texts) == 1


def test_an_opt_in_that_never_arrived_is_not_asked_again(house: House) -> None:
    house.enrol(MAYA)
    house.tick()
    house.report(0, "undelivered", 30006)
    house.tick_until(NOON + 8 * DAY, step=HOUR)
    assert len(house.carrier.texts) == 1
