"""What can go wrong in a use case, in the words a person reads; `field` names the input to mend."""

from collections.abc import Sequence
from typing import ClassVar


class Refused(Exception):
    """The request cannot be done as asked."""

    status: ClassVar[int] = 422
    field: ClassVar[str | None] = None

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail or self.__doc__)


class NotFound(Refused):
    """There is no such thing here."""

    status = 404


class UnknownClinician(Refused):
    """No clinician has this id. List them with GET /api/v1/clinicians."""

    field = "clinician_id"


class UnknownClient(Refused):
    """No client has this id. List them with GET /api/v1/clients."""

    field = "client_id"


class UnknownParticipant(Refused):
    """At least one of these clients is not enrolled. List them with GET /api/v1/clients."""

    field = "client_ids"


class PhoneTaken(Refused):
    """Another client already uses this number. Each client needs a number of their own for now."""

    status = 409
    field = "phone"


class EmailTaken(Refused):
    """A clinician with this e-mail address exists already."""

    status = 409
    field = "email"


class KeywordTaken(Refused):
    """This client already has an active assignment with the same keyword, in English or Spanish. End that one first."""

    status = 409
    field = "activity"


class CodeNameTaken(Refused):
    """Another active assignment of this client goes by this name already. Choose another one, such as "garden 2"."""

    status = 409
    field = "code_name"


class NotInLanguage(Refused):
    """This activity has no texts in the client's language. Choose another one, or publish it in their language too."""

    field = "activity"


class AssignmentEnded(Refused):
    """This assignment has ended. Assign the activity anew with POST /api/v1/assignments."""

    status = 409


class NeedsNoUnlock(Refused):
    """Only intense homework (intensity 3) waits to be unlocked; this one begins without it."""

    field = "unlocked"


class HoursCrossed(Refused):
    """Choose hours inside 08:00 to 21:00, earliest before latest; what you leave out stays as it is."""

    field = "earliest"


class SessionIsPast(Refused):
    """A session can only be booked or moved to a time that is still to come."""

    field = "starts_at"


class SessionCancelled(Refused):
    """This session was cancelled. Book a new one."""

    status = 409


class KeyReused(Refused):
    """This Idempotency-Key was used for a different request. Use a new key for a new request."""

    status = 409
    field = "Idempotency-Key"


class NoKeyword(Refused):
    """This activity has no keyword a client could text. Give times to ask at instead."""

    field = "schedule"


class UnknownPredecessor(Refused):
    """`after` names no assignment of this client. List them with GET /api/v1/assignments?client_id=..."""

    field = "schedule.assignment_id"


class AfterItself(Refused):
    """This would wait for itself, directly or through others, and never ask. Name another assignment."""

    field = "schedule.assignment_id"


class ScheduleIsPast(Refused):
    """This schedule names no time that is still to come, so nothing would ever be asked."""

    field = "schedule"


class ScheduleNeeded(Refused):
    """This activity has no schedule of its own. Give one, such as {"kind": "once", "at": "2026-12-01T17:00"}."""

    field = "schedule"


class SlugTaken(Refused):
    """Between comes with an activity of this name. Publish yours under a slug of its own."""

    status = 409
    field = "slug"


class UnknownSlug(Refused):
    """There is no activity of this slug. List them with GET /api/v1/activities."""

    field = "slug"


class WrongVersion(Refused):
    """A published activity never changes. Leave the version out, and it becomes the next one."""

    status = 409
    field = "version"


class UnfitActivity(Refused):
    """This cannot be published yet: mend what is named, then send all of it again. Nothing was saved."""

    def __init__(self, troubles: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.troubles = tuple(troubles)
        """Each thing to mend: the field it is in, and one sentence."""


class UnusableSchedule(Refused):
    """This schedule cannot be kept together with how long the activity's answers count."""

    field = "schedule"
