"""Facts heard again change nothing: neither what was sent nor what is planned."""

from datetime import UTC, datetime, timedelta
from typing import Any

from uuid_utils.compat import uuid7

from shared.events import (
    AssignmentRested,
    AssignmentResumed,
    AssignmentUnlocked,
    ClientHeard,
    OccurrenceSkipped,
    ReadinessChanged,
    SessionCancelled,
)
from tests.cast import JONAS, MAYA
from tests.notifier.house import DAILY_AT_SIX, House

NOON = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
SIX_TODAY = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

EVERYTHING = (
    # How often a decision was made again, when it is made next, and what was talked about once, is left out.
    "select to_jsonb(c) - 'turn' - 'talking_about' - 'talking_until' as row from notifier.client c order by id",
    "select to_jsonb(s) as row from notifier.session s order by id, client_id",
    "select to_jsonb(a) as row from notifier.assignment a order by id",
    "select to_jsonb(o) as row from notifier.occurrence o order by id",
    "select to_jsonb(r) - 'try_at' as row from notifier.reminder r order by id",
)


def everything(house: House) -> list[Any]:
    """All there is that matters."""
    return [[row["row"] for row in house.rows(query)] for query in EVERYTHING]


def test_a_whole_week_heard_again_changes_nothing(house: House) -> None:
    maya, jonas = house.welcome(MAYA), house.welcome(JONAS)
    ids = {"client_id": maya.client_id}
    garden = house.assign(maya, DAILY_AT_SIX | {"nudge_after_minutes": 60}, introduce=True)
    step = house.assign(maya, DAILY_AT_SIX | {"times": ["13:00"]}, code="step", needs_readiness=True)
    anchor = house.assign(maya, {"kind": "keyword"}, slug="grounding", code="anchor")
    bridge = house.assign(maya, {"kind": "session", "which": "next", "hours": -24}, code="bridge")
    house.assign(maya, {"kind": "after", "assignment_id": str(garden), "delay_minutes": 300}, code="stone")
    session_id = house.book(NOON + 3 * DAY, maya, jonas)
    house.tick_until(NOON + 2 * HOUR)
    house.tell(ReadinessChanged(**ids, assignment_id=step, is_ready=True))
    house.tick_until(NOON + 3 * HOUR)
    house.tell(AssignmentUnlocked(**ids, assignment_id=step))
    house.tick_until(SIX_TODAY + 2 * HOUR)
    house.snooze(maya, garden, house.latest(garden), SIX_TODAY + 18 * HOUR, "first")
    house.move(session_id, NOON + 4 * DAY)
    house.tick_until(SIX_TODAY + 19 * HOUR)
    snoozed = house.rows("select id from notifier.occurrence where assignment_id = %s order by due_at", garden)[0]["id"]
    house.answer(garden, snoozed, complete=False)
    house.tell(house.follow_up(maya, garden, "second", 20 * MINUTE, occurrence_id=snoozed))
    house.tick_until(SIX_TODAY + 20 * HOUR)
    house.answer(garden, snoozed)
    talk = uuid7()
    house.talk(maya, talk, is_open=True)
    house.tell(house.follow_up(maya, anchor, "see", 4 * HOUR, occurrence_id=talk, is_agreed=True))
    house.tick_until(NOON + 2 * DAY)
    house.talk(maya, talk, is_open=False)
    house.tell(AssignmentRested(**ids, assignment_id=garden))
    house.agree(maya, zone="America/New_York", daily_cap=6)
    house.tick_until(NOON + 3 * DAY)
    house.tell(AssignmentResumed(**ids, assignment_id=garden))
    house.change(maya, garden, DAILY_AT_SIX | {"times": ["17:00"]}, code="meadow")
    house.tick_until(NOON + 4 * DAY + HOUR)
    house.tell(OccurrenceSkipped(**ids, assignment_id=bridge, occurrence_id=house.latest(bridge)))
    house.pause(maya, NOON + 5 * DAY)
    house.tick_until(NOON + 4 * DAY + 5 * HOUR)
    house.pause(maya, None)
    house.tell(ClientHeard(**ids))
    later_on = house.book(NOON + 11 * DAY, maya)
    house.tick_until(NOON + 5 * DAY)
    house.tell(SessionCancelled(session_id=later_on))
    house.tick_until(NOON + 6 * DAY)
    sent = {"introduction", "barrier", "prompt", "nudge", "snooze", "follow_up"}
    assert sent <= set(house.sent_kinds())
    texts, before = len(house.carrier.texts), everything(house)
    for _ in range(2):
        house.replay()
    assert everything(house) == before
    house.tick()
    assert len(house.carrier.texts) == texts
