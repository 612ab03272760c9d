"""One question at a time on a phone, and a few texts a day."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from uuid_utils.compat import uuid7

from services.notifier.claiming import claim
from services.notifier.departing import depart
from services.notifier.eligibility import Go, decide
from services.notifier.pacing import busy_until, held_until, next_day, started_today
from services.notifier.wording import Composed
from shared.events import OccurrenceAnswered, OccurrenceSkipped
from tests.cast import MAYA, Person
from tests.notifier.claimed import ANOTHER, NOON, NUDGE, READY
from tests.notifier.house import DAILY_AT_SIX, House, Reached

SIX_TODAY = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
NINE_TOMORROW = datetime(2026, 3, 3, 16, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ONCE_AT_SIX = {"kind": "once", "at": "2026-03-02T18:00", "window_minutes": 300}


@pytest.fixture
def maya(house: House) -> Reached:
    return house.welcome(MAYA)


def test_the_phone_is_busy_until_the_last_of_what_holds_it() -> None:
    soon, later = NOON + MINUTE, NOON + HOUR
    both = READY._replace(waiting_for=ANOTHER, waiting_until=soon, talking_about=ANOTHER, talking_until=later)
    assert busy_until(both, NOON) == later
    assert busy_until(both, later) is None
    assert busy_until(both._replace(talking_about=READY.occurrence_id), NOON) == soon


def test_a_question_holds_the_phone_for_ninety_minutes_or_its_window() -> None:
    assert held_until(READY, NOON) == NOON + 90 * MINUTE
    assert held_until(READY, NOON + HOUR) == READY.window_ends_at


def test_a_nudge_holds_it_for_thirty_minutes_and_never_for_less_than_before() -> None:
    assert held_until(NUDGE, NOON) == NOON + 30 * MINUTE
    ours = NUDGE._replace(waiting_for=NUDGE.occurrence_id, waiting_until=NOON + HOUR)
    assert held_until(ours, NOON) == NOON + HOUR
    others = NUDGE._replace(waiting_for=ANOTHER, waiting_until=NOON + HOUR)
    assert held_until(others, NOON) == NOON + 30 * MINUTE


def test_the_day_is_that_of_the_client() -> None:
    evening = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
    started = READY._replace(started_on=NOON.date(), started=3)
    assert started_today(started, evening) == 3
    assert started_today(started._replace(zone="Asia/Tokyo"), evening) == 0
    assert next_day(started, evening) == NINE_TOMORROW


def test_a_second_question_waits_ninety_minutes_for_the_answer_to_the_first(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE_AT_SIX)
    house.assign(maya, ONCE_AT_SIX, slug="grounding", code="anchor")
    house.tick_until(SIX_TODAY + 80 * MINUTE)
    assert len(house.carrier.texts) == 1
    house.tick_until(SIX_TODAY + 90 * MINUTE)
    assert len(house.carrier.texts) == 2


def test_an_answer_or_a_skip_lets_the_second_question_go(house: House, maya: Reached) -> None:
    first = house.assign(maya, ONCE_AT_SIX)
    house.tick_until(SIX_TODAY)
    for code in ("anchor", "stone"):
        house.assign(maya, {"kind": "once", "at": "2026-03-02T18:00", "window_minutes": 300}, code=code)
    house.tick_until(SIX_TODAY + 2 * MINUTE, step=MINUTE)
    assert len(house.carrier.texts) == 1
    house.answer(first)
    house.tick_until(SIX_TODAY + 4 * MINUTE, step=MINUTE)
    assert len(house.carrier.texts) == 2
    row = house.one("select id, assignment_id from notifier.occurrence where state = 'sent'")
    house.tell(OccurrenceSkipped(client_id=maya.client_id, assignment_id=row["assignment_id"], occurrence_id=row["id"]))
    house.tick_until(SIX_TODAY + 6 * MINUTE, step=MINUTE)
    assert len(house.carrier.texts) == 3


def test_a_conversation_keeps_the_phone_until_it_closes_or_rests(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE_AT_SIX)
    talk = uuid7()
    house.clock.advance_to(SIX_TODAY - 10 * MINUTE)
    house.talk(maya, talk, is_open=True)
    house.tick_until(SIX_TODAY + 10 * MINUTE)
    assert house.carrier.texts == []
    house.talk(maya, uuid7(), is_open=False)
    house.tick_until(SIX_TODAY + 12 * MINUTE, step=MINUTE)
    assert house.carrier.texts == []
    house.talk(maya, talk, is_open=False)
    house.tick_until(SIX_TODAY + 13 * MINUTE, step=MINUTE)
    assert len(house.carrier.texts) == 1


def test_a_conversation_nobody_goes_on_with_gives_the_phone_back(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE_AT_SIX)
    house.clock.advance_to(SIX_TODAY)
    house.talk(maya, uuid7(), is_open=True)
    house.tick_until(SIX_TODAY + 29 * MINUTE, step=MINUTE)
    assert house.carrier.texts == []
    house.tick_until(SIX_TODAY + 30 * MINUTE, step=MINUTE)
    assert len(house.carrier.texts) == 1


def test_a_short_wait_keeps_the_phone_and_a_long_one_gives_it_back(house: House, maya: Reached) -> None:
    anchor = house.assign(maya, {"kind": "keyword"}, slug="grounding", code="anchor")
    house.assign(maya, ONCE_AT_SIX)
    talk = uuid7()
    house.clock.advance_to(SIX_TODAY - 10 * MINUTE)
    house.talk(maya, talk, is_open=True)
    house.tell(house.follow_up(maya, anchor, "see", 50 * MINUTE, occurrence_id=talk))
    house.tick_until(SIX_TODAY + 35 * MINUTE)
    assert house.carrier.texts == []
    house.tell(house.follow_up(maya, anchor, "touch", 3 * HOUR, occurrence_id=talk))
    house.tick_until(SIX_TODAY + 36 * MINUTE, step=MINUTE)
    assert len(house.carrier.texts) == 0
    house.tick_until(SIX_TODAY + 71 * MINUTE, step=MINUTE)
    assert house.sent_kinds() == ["follow_up", "prompt"]


def test_a_long_wait_after_an_answer_gives_the_phone_back_at_once(house: House, maya: Reached) -> None:
    garden = house.assign(maya, ONCE_AT_SIX)
    house.tick_until(SIX_TODAY)
    house.assign(maya, ONCE_AT_SIX, slug="grounding", code="anchor")
    occurrence_id = house.answer(garden, complete=False)
    house.tell(house.follow_up(maya, garden, "second", 3 * HOUR, occurrence_id=occurrence_id))
    house.tick_until(SIX_TODAY + MINUTE, step=MINUTE)
    assert house.sent_kinds() == ["prompt", "prompt"]


def test_what_was_put_off_gives_the_phone_back(house: House, maya: Reached) -> None:
    garden = house.assign(maya, ONCE_AT_SIX)
    house.tick_until(SIX_TODAY)
    house.assign(maya, ONCE_AT_SIX, slug="grounding", code="anchor")
    house.snooze(maya, garden, house.latest(garden), SIX_TODAY + HOUR, "first")
    house.tick_until(SIX_TODAY + MINUTE, step=MINUTE)
    assert house.sent_kinds() == ["prompt", "prompt"]


def test_a_question_agreed_to_give_way_is_told_as_not_counted(house: House, maya: Reached) -> None:
    house.assign(maya, ONCE_AT_SIX)
    house.tick_until(SIX_TODAY)
    anchor = house.assign(maya, ONCE_AT_SIX | {"on_collision": "skip"}, slug="grounding", code="anchor")
    house.tick()
    assert house.suppressed() == ["collision"]
    assert [state for _, state in house.occurrences(anchor)] == ["suppressed"]


def test_two_questions_of_the_same_minute_never_both_go(house: House) -> None:
    crowd = [Person(f"Client {n}", "C.", f"+121255501{n:02}", "America/Denver") for n in range(10)]
    for person in crowd:
        reached = house.welcome(person)
        for code in ("one", "two", "three"):
            house.assign(reached, ONCE_AT_SIX, code=code)
    house.clock.advance_to(SIX_TODAY)
    other = house.another()
    queued = list(house.notifier.sender.queue_due())
    assert len(queued) == 30
    with ThreadPoolExecutor(8) as threads:
        for number, reminder_id in enumerate(queued):
            threads.submit((house.notifier, other)[number % 2].deliver, reminder_id)
    other.close()
    assert sorted(text.phone for text in house.carrier.texts) == [person.phone for person in crowd]
    assert house.rows("select 1 from notifier.reminder where state = 'queued'") == []


@pytest.mark.parametrize("change", ["talk", "answer", "heard", "pause", "agreement", "stop"])
def test_whatever_changes_while_a_text_is_being_decided_has_it_decided_again(
    house: House, maya: Reached, change: str
) -> None:
    garden = house.assign(maya, ONCE_AT_SIX)
    house.clock.advance_to(SIX_TODAY)
    (queued,) = house.notifier.sender.queue_due()
    changes: dict[str, Callable[[], object]] = {
        "talk": lambda: house.talk(maya, uuid7(), is_open=True),
        "answer": lambda: house.tell(
            OccurrenceAnswered(client_id=maya.client_id, assignment_id=garden, occurrence_id=uuid7(), complete=False)
        ),
        "heard": lambda: house.hear_from(maya),
        "pause": lambda: house.pause(maya, SIX_TODAY + DAY),
        "agreement": lambda: house.change(maya, garden, DAILY_AT_SIX),
        "stop": lambda: house.opt_out(maya),
    }
    with house.notifier.database.begin() as db:
        reminder = claim(db, queued, SIX_TODAY)
        assert reminder is not None
        assert decide(reminder, SIX_TODAY) == Go()
        changes[change]()
        assert not depart(db, reminder, uuid4(), Composed("garden: words", None, None), b"sealed", SIX_TODAY)
    assert "open" not in house.attempt_states()


def test_over_the_daily_cap_a_question_waits_for_tomorrow_or_is_told_as_not_counted(house: House) -> None:
    maya = house.welcome(MAYA, daily_cap=2)
    garden = house.assign(maya, {"kind": "daily", "times": ["12:30", "14:30", "16:30"], "window_minutes": 60})
    patient = {"kind": "once", "at": "2026-03-02T18:30", "window_minutes": 24 * 60}
    anchor = house.assign(maya, patient, slug="grounding", code="anchor")
    for half_hour in (1, 5):
        house.tick_until(NOON + half_hour * 30 * MINUTE)
        house.answer(garden)
    house.tick_until(NINE_TOMORROW - MINUTE)
    assert house.sent_kinds() == ["prompt", "prompt"]
    assert house.suppressed() == ["daily_cap"]
    assert [state for _, state in house.occurrences(anchor)] == ["planned"]
    house.tick_until(NINE_TOMORROW)
    assert [state for _, state in house.occurrences(anchor)] == ["sent"]


def test_a_nudge_over_the_cap_is_dropped(house: House) -> None:
    maya = house.welcome(MAYA, daily_cap=1)
    house.assign(maya, DAILY_AT_SIX | {"nudge_after_minutes": 60})
    house.tick_until(SIX_TODAY + 2 * HOUR)
    assert house.sent_kinds() == ["prompt"]
    assert house.reminder_states("nudge") == ["cancelled"]


def test_a_second_try_of_the_same_text_counts_once(house: House) -> None:
    maya = house.welcome(MAYA, daily_cap=2)
    house.assign(maya, DAILY_AT_SIX | {"nudge_after_minutes": 60})
    house.tick_until(SIX_TODAY)
    house.report(0, "undelivered", 30003)
    house.tick_until(SIX_TODAY + 2 * HOUR)
    assert house.sent_kinds() == ["prompt", "prompt", "nudge"]
