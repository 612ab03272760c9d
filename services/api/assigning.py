"""What staff agree on with a client: homework given, changed, unlocked and ended. Each is one transaction."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, update

from services.api import errors
from services.api.agreements import Agreements
from services.api.code_names import check_code_name, free_code_name
from services.api.filling import fill, in_language, refill
from services.api.keepable import require_keepable
from services.api.tables import assignment, client, clinician, dialogue
from shared import events
from shared.activities.definition import Activity
from shared.activities.library import Library
from shared.bell import Bell
from shared.bus import tell
from shared.clock import Now
from shared.ids import new_id
from shared.schedule import InvalidSchedule, Schedule
from shared.schedule import to_json as schedule_to_json


class Assigning:
    """The use cases of staff about homework. Every method works in the caller's transaction."""

    def __init__(self, agreements: Agreements, library: Library, bell: Bell, now: Now) -> None:
        self._agreements = agreements
        self._library = library
        self._bell = bell
        self._now = now

    def assign(
        self,
        db: Connection,
        *,
        client_id: UUID,
        clinician_id: UUID,
        slug: str,
        schedule: Schedule | Mapping[str, Any] | None = None,
        introduce: bool = True,
        **agreed: Any,
    ) -> UUID:
        """Give a client a piece of homework, pinned to the activity's newest version.

        `agreed`: code_name, link, title, minutes, reason, cue; what is not given comes from the library, as does the
        schedule, and what one given as JSON leaves out. `introduce`: the first text gives the reason and asks when and
        where.

        Raises UnknownActivity, UnknownClient, UnknownClinician, NotInLanguage, InvalidParams, CodeNameTaken,
        KeywordTaken, and what `require_keepable` raises of a schedule.
        """
        activity = self._library.latest(slug)
        of = self._lock_client(db, client_id)
        if of is None:
            raise errors.UnknownClient
        if db.execute(select(clinician.c.id).where(clinician.c.id == clinician_id)).scalar() is None:
            raise errors.UnknownClinician
        asks = _agreed(activity, schedule) or activity.schedule
        if asks is None:
            raise errors.ScheduleNeeded
        assignment_id = new_id()
        others = self._active(db, client_id)
        params = fill(activity, of.language, self._code_name(db, agreed.get("code_name"), activity, of, others), agreed)
        require_keepable(db, activity, asks, of, assignment_id, self._now())
        self._require_free_keyword(activity, others)
        db.execute(
            insert(assignment).values(
                id=assignment_id,
                client_id=client_id,
                clinician_id=clinician_id,
                slug=activity.slug,
                version=activity.version,
                params=self._agreements.seal(db, client_id, assignment_id, params),
                schedule=schedule_to_json(asks),
                agreed_schedule=schedule_to_json(asks),
                state="active",
                created_at=self._now(),
            )
        )
        self._tell(
            db,
            events.AssignmentCreated(
                client_id=client_id,
                assignment_id=assignment_id,
                clinician_id=clinician_id,
                slug=activity.slug,
                version=activity.version,
                params=self._agreements.seal_fact(db, events.AssignmentCreated, client_id, assignment_id, params),
                schedule=schedule_to_json(asks),
                introduce=introduce,
                needs_readiness=activity.needs_readiness,
            ),
        )
        return assignment_id

    def change(
        self,
        db: Connection,
        assignment_id: UUID,
        *,
        schedule: Schedule | Mapping[str, Any] | None = None,
        **agreed: Any,
    ) -> None:
        """Agree on another schedule, code_name, link, title, minutes, reason or cue. None: the library's own again.

        A new schedule is the new agreed one, wherever the client's LESS had moved the old one. Raises NotFound,
        AssignmentEnded and what `assign` raises of the same words and times.
        """
        row, of = self._lock_active(db, assignment_id)
        activity = self._library.get(row.slug, row.version)
        asks = _agreed(activity, schedule)
        if asks is not None:
            require_keepable(db, activity, asks, of, assignment_id, self._now())
        if agreed.get("code_name"):
            others = [other for other in self._active(db, of.id) if other.id != assignment_id]
            check_code_name(agreed["code_name"], self._code_names(db, others))
        params = refill(activity, self._agreements.params(db, row), agreed)
        changed = self._agreements.change(db, of.id, assignment_id, params=params, schedule=asks, agreed=asks)
        self._tell(db, *changed)

    def unlock(self, db: Connection, assignment_id: UUID) -> None:
        """Agree that the client may begin once they say READY. Twice is the same as once.

        Raises NotFound, AssignmentEnded, NeedsNoUnlock.
        """
        row, of = self._lock_active(db, assignment_id)
        if not self._library.get(row.slug, row.version).needs_readiness:
            raise errors.NeedsNoUnlock
        if row.unlocked_at is not None:
            return
        db.execute(update(assignment).where(assignment.c.id == assignment_id).values(unlocked_at=self._now()))
        self._tell(db, events.AssignmentUnlocked(client_id=of.id, assignment_id=assignment_id))

    def end(self, db: Connection, assignment_id: UUID) -> None:
        """Stop asking. Ending twice is the same as once. Raises NotFound."""
        of = self._lock_client_of(db, assignment_id)
        ended = db.execute(
            update(assignment)
            .where(assignment.c.id == assignment_id, assignment.c.state == "active")
            .values(state="ended")
        )
        if ended.rowcount:
            db.execute(
                update(dialogue)
                .where(dialogue.c.assignment_id == assignment_id, dialogue.c.state != "over")
                .values(state="over")
            )
            self._tell(db, events.AssignmentEnded(client_id=of.id, assignment_id=assignment_id))

    def translate(self, db: Connection, client_id: UUID, language: str) -> list[events.Fact]:
        """Have a client's homework speak another language, where it has it. The facts to tell.

        The client's row is locked by the caller.
        """
        told: list[events.Fact] = []
        for row in self._active(db, client_id):
            params = in_language(self._library.get(row.slug, row.version), self._agreements.params(db, row), language)
            told += self._agreements.change(db, client_id, row.id, params=params)
        return told

    def _code_name(
        self, db: Connection, wanted: str | None, activity: Activity, of: Row[Any], others: list[Row[Any]]
    ) -> str:
        taken = self._code_names(db, others)
        if wanted is None:
            names = activity.code_name
            return free_code_name(names.get(of.language) or names["en"], taken)
        check_code_name(wanted, taken)
        return wanted

    def _code_names(self, db: Connection, rows: list[Row[Any]]) -> set[str]:
        return {self._agreements.params(db, row).code for row in rows}

    def _active(self, db: Connection, client_id: UUID) -> list[Row[Any]]:
        query = select(assignment).where(assignment.c.client_id == client_id, assignment.c.state == "active")
        return list(db.execute(query.order_by(assignment.c.id)))

    def _require_free_keyword(self, activity: Activity, others: list[Row[Any]]) -> None:
        """One word begins one homework, in whichever language it is texted."""
        taken = {word for row in others for word in self._library.get(row.slug, row.version).keywords.values()}
        if taken & set(activity.keywords.values()):
            raise errors.KeywordTaken

    def _lock_client(self, db: Connection, client_id: UUID) -> Row[Any] | None:
        """Facts about one client are told one transaction after the other, so that their order is the order of time."""
        return db.execute(select(client).where(client.c.id == client_id).with_for_update()).first()

    def _lock_client_of(self, db: Connection, assignment_id: UUID) -> Row[Any]:
        client_id = db.execute(select(assignment.c.client_id).where(assignment.c.id == assignment_id)).scalar()
        of = None if client_id is None else self._lock_client(db, client_id)
        if of is None:
            raise errors.NotFound
        return of

    def _lock_active(self, db: Connection, assignment_id: UUID) -> tuple[Row[Any], Row[Any]]:
        of = self._lock_client_of(db, assignment_id)
        row = db.execute(select(assignment).where(assignment.c.id == assignment_id)).first()
        if row is None:
            raise errors.NotFound
        if row.state != "active":
            raise errors.AssignmentEnded
        return row, of

    def _tell(self, db: Connection, *facts: events.Fact) -> None:
        if facts:
            tell(db, self._bell, self._now(), *facts)


def _agreed(activity: Activity, given: Schedule | Mapping[str, Any] | None) -> Schedule | None:
    if given is None or isinstance(given, Schedule):
        return given
    try:
        return activity.agree_on(given)
    except InvalidSchedule as trouble:
        raise errors.UnusableSchedule("; ".join(str(each) for each in trouble.errors.values())) from None
