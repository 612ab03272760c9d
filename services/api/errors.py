"""What can go wrong in a use case, in the words a person reads; `field` names the input to mend."""

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
    """This client already has an active assignment with the same keyword. End that one first."""

    status = 409
    field = "activity"


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


class ScheduleIsPast(Refused):
    """This schedule names no time that is still to come, so nothing would ever be asked."""

    field = "schedule"


class ScheduleNeeded(Refused):
    """This activity has no schedule of its own. Give one, such as {"kind": "once", "at": "2026-12-01T17:00"}."""

    field = "schedule"
