"""Hears of assignments and of each time they ask for something. Every handler may run twice and in any order."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from services.reporter.counting import UNDELIVERED
from shared import events
from shared.database import write

_ASSIGNED = """
insert into reporter.assignment (id, client_id, slug, version, needs_readiness, created_at)
values (%s, %s, %s, %s, %s, %s)
on conflict (id) do update set slug = excluded.slug, version = excluded.version,
    needs_readiness = excluded.needs_readiness, created_at = excluded.created_at
"""
_SCHEDULED = """
insert into reporter.assignment (id, client_id, schedule, schedule_as_of) values (%s, %s, %s, %s)
on conflict (id) do update set schedule = excluded.schedule, schedule_as_of = excluded.schedule_as_of
where assignment.schedule_as_of is null or assignment.schedule_as_of <= excluded.schedule_as_of
"""
_UNLOCKED = """
insert into reporter.assignment (id, client_id, unlocked_at) values (%s, %s, %s)
on conflict (id) do update set unlocked_at = coalesce(assignment.unlocked_at, excluded.unlocked_at)
"""
_RESTS = """
insert into reporter.assignment (id, client_id, rested_at, rest_as_of) values (%s, %s, %s, %s)
on conflict (id) do update set rested_at = excluded.rested_at, rest_as_of = excluded.rest_as_of
where assignment.rest_as_of is null or assignment.rest_as_of <= excluded.rest_as_of
"""
_ENDED = """
insert into reporter.assignment (id, client_id, ended_at) values (%s, %s, %s)
on conflict (id) do update set ended_at = coalesce(assignment.ended_at, excluded.ended_at)
"""
# Heard again it is no news; said again it is.
_READY = """
insert into reporter.readiness (id, client_id, is_ready, said_at) values (%s, %s, %s, %s)
on conflict (id) do update set is_ready = excluded.is_ready, said_at = excluded.said_at,
    digest_id = case when readiness.said_at < excluded.said_at then null else readiness.digest_id end
where readiness.said_at <= excluded.said_at
"""
# What was held until they were ready, and told as that, is asked after all: what becomes of it is told too.
_ASKED = """
insert into reporter.occurrence (id, client_id, assignment_id, asked_at) values (%s, %s, %s, %s)
on conflict (id) do update set asked_at = coalesce(occurrence.asked_at, excluded.asked_at),
    digest_id = case when occurrence.asked_at is null then null else occurrence.digest_id end
"""
_ASIDE = """
insert into reporter.occurrence (id, client_id, assignment_id, is_aside) values (%s, %s, %s, true)
on conflict (id) do update set is_aside = true
"""
# An occurrence that was told as let go or undelivered, and is answered after all, is told once more.
_ANSWERED = """
insert into reporter.occurrence (id, client_id, assignment_id, answered_at, is_complete) values (%s, %s, %s, %s, %s)
on conflict (id) do update set answered_at = coalesce(occurrence.answered_at, excluded.answered_at),
    is_complete = occurrence.is_complete or excluded.is_complete,
    digest_id = case when occurrence.answered_at is null then null else occurrence.digest_id end
"""
_SKIPPED = """
insert into reporter.occurrence (id, client_id, assignment_id, skipped_at) values (%s, %s, %s, %s)
on conflict (id) do update set skipped_at = coalesce(occurrence.skipped_at, excluded.skipped_at)
"""
_LET_GO = """
insert into reporter.occurrence (id, client_id, assignment_id, let_go_at) values (%s, %s, %s, %s)
on conflict (id) do update set let_go_at = coalesce(occurrence.let_go_at, excluded.let_go_at)
"""
# Of two reasons the later one counts, whichever was heard first.
_NOT_COUNTED = """
insert into reporter.occurrence (id, client_id, assignment_id, not_counted_at, not_counted_why)
values (%s, %s, %s, %s, %s)
on conflict (id) do update set not_counted_at = excluded.not_counted_at, not_counted_why = excluded.not_counted_why
where occurrence.not_counted_at is null or occurrence.not_counted_at < excluded.not_counted_at
"""

_OF_AN_OCCURRENCE = ("opt_in", "nudge", "follow_up", "snooze")
"""Kinds of reminders, besides the prompt, that are no aside. They go on with what is there, and begin nothing."""


def assignment_created(db: Connection, fact: events.AssignmentCreated, at: datetime) -> None:
    """Which activity. What fills its texts is sealed under a ring we do not hold, and not needed here."""
    ids = (fact.assignment_id, fact.client_id)
    db.exec_driver_sql(_ASSIGNED, (*ids, fact.slug, fact.version, fact.needs_readiness, at))
    _schedule(db, ids, fact.schedule, at)


def assignment_changed(db: Connection, fact: events.AssignmentChanged, at: datetime) -> None:
    """At other times from now on."""
    _schedule(db, (fact.assignment_id, fact.client_id), fact.schedule, at)


def assignment_unlocked(db: Connection, fact: events.AssignmentUnlocked, at: datetime) -> None:
    """The clinician agrees that it may begin."""
    db.exec_driver_sql(_UNLOCKED, (fact.assignment_id, fact.client_id, at))


def readiness_changed(db: Connection, fact: events.ReadinessChanged, at: datetime) -> None:
    """READY, or NOT YET."""
    db.exec_driver_sql(_READY, (fact.assignment_id, fact.client_id, fact.is_ready, at))


def assignment_rested(db: Connection, fact: events.AssignmentRested, at: datetime) -> None:
    """It rests until the next session."""
    db.exec_driver_sql(_RESTS, (fact.assignment_id, fact.client_id, at, at))


def assignment_resumed(db: Connection, fact: events.AssignmentResumed, at: datetime) -> None:
    """It goes on."""
    db.exec_driver_sql(_RESTS, (fact.assignment_id, fact.client_id, None, at))


def assignment_ended(db: Connection, fact: events.AssignmentEnded, at: datetime) -> None:
    """It asks for nothing more."""
    db.exec_driver_sql(_ENDED, (fact.assignment_id, fact.client_id, at))


def occurrence_answered(db: Connection, fact: events.OccurrenceAnswered, at: datetime) -> None:
    """Answered, wholly or in part."""
    write(db, _ANSWERED, (fact.occurrence_id, fact.client_id, fact.assignment_id, at, fact.complete))


def occurrence_skipped(db: Connection, fact: events.OccurrenceSkipped, at: datetime) -> None:
    """Rather not, this time."""
    db.exec_driver_sql(_SKIPPED, (fact.occurrence_id, fact.client_id, fact.assignment_id, at))


def occurrence_let_go(db: Connection, fact: events.OccurrenceLetGo, at: datetime) -> None:
    """Its time went by."""
    db.exec_driver_sql(_LET_GO, (fact.occurrence_id, fact.client_id, fact.assignment_id, at))


def occurrence_suppressed(db: Connection, fact: events.OccurrenceSuppressed, at: datetime) -> None:
    """We chose not to ask."""
    db.exec_driver_sql(_NOT_COUNTED, (fact.occurrence_id, fact.client_id, fact.assignment_id, at, fact.why))


def reminder_sent(db: Connection, fact: events.ReminderSent, at: datetime) -> None:
    """We asked. An aside is remembered too, so that nothing told of it is ever counted."""
    if not (fact.occurrence_id and fact.assignment_id):
        return
    if fact.kind == "prompt":
        write(db, _ASKED, (fact.occurrence_id, fact.client_id, fact.assignment_id, fact.sent_at))
    elif fact.kind not in _OF_AN_OCCURRENCE:
        write(db, _ASIDE, (fact.occurrence_id, fact.client_id, fact.assignment_id))


def reminder_undeliverable(db: Connection, fact: events.ReminderUndeliverable, at: datetime) -> None:
    """Our question may never have arrived."""
    if fact.occurrence_id and fact.assignment_id:
        values = (fact.occurrence_id, fact.client_id, fact.assignment_id, at, UNDELIVERED)
        db.exec_driver_sql(_NOT_COUNTED, values)


def _schedule(db: Connection, ids: tuple[UUID, UUID], schedule: dict[str, Any], at: datetime) -> None:
    db.exec_driver_sql(_SCHEDULED, (*ids, json.dumps(schedule), at))
