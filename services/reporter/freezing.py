"""Freezes a digest: compiled once, kept sealed part by part, opened again as the same bytes each time it is sent."""

import json
from dataclasses import asdict
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from services.reporter.compiling import compile_digest
from services.reporter.known import ClientView, SessionView
from services.reporter.mailer import Letter
from services.reporter.rendering import Fragment, Frame, Mail, put_together, render
from services.reporter.tables import TOLD_ONCE
from services.reporter.viewing import Viewing
from shared import log
from shared.rings import JOURNAL
from shared.sealing import KeyErased, Place, Sealing, Unreadable

_log = log.get(__name__)

_SESSION = """
select s.starts_at, c.zone, c.email from reporter.session s join reporter.clinician c on c.id = s.clinician_id
where s.id = %s
"""
_FREEZE = """
update reporter.digest set frozen_at = %s, sender = %s, recipient = %s, message_id = %s, frame = %s where id = %s
"""
_PART = """
insert into reporter.digest_part (digest_id, client_id, place, initials, text, html) values (%s, %s, %s, %s, %s, %s)
"""
_FROZEN = "select frozen_at, sender, recipient, message_id, frame from reporter.digest where id = %s"
_PARTS = "select client_id, initials, text, html from reporter.digest_part where digest_id = %s order by place"
_SEALED = ("initials", "text", "html")


class Freezer:
    """Turns a session's view into a frozen digest, and a frozen digest into a letter."""

    def __init__(self, sealing: Sealing, viewing: Viewing, mail_from: str) -> None:
        self._sealing = sealing
        self._viewing = viewing
        self._mail_from = mail_from

    def freeze(self, db: Connection, digest_id: UUID, session_id: UUID, now: datetime) -> bool:
        """Compile, render and keep the digest, and note what it tells. False when nobody is left to tell about."""
        session = db.exec_driver_sql(_SESSION, (session_id,)).one()
        clients = self._viewing.participants(db, session_id, session.zone)
        if not clients:
            return False
        frame, fragments = render(compile_digest(SessionView(session.starts_at, session.zone, clients)))
        domain = parseaddr(self._mail_from)[1].rpartition("@")[2]
        envelope = (now, self._mail_from, session.email, f"<{digest_id}@{domain}>", json.dumps(asdict(frame)))
        db.exec_driver_sql(_FREEZE, (*envelope, digest_id))
        for place, fragment in enumerate(fragments):
            sealed = (self._seal(db, digest_id, fragment, column) for column in _SEALED)
            db.exec_driver_sql(_PART, (digest_id, fragment.client_id, place, *sealed))
        for client in clients:
            _note_told(db, digest_id, client)
        return True

    def open_letter(self, db: Connection, digest_id: UUID) -> Letter | None:
        """The frozen digest as it leaves. None when all whom it tells about were erased."""
        frozen = db.exec_driver_sql(_FROZEN, (digest_id,)).one()
        parts = db.exec_driver_sql(_PARTS, (digest_id,)).all()
        fragments = tuple(fragment for part in parts if (fragment := self._open(db, digest_id, part)))
        if not fragments:
            return None
        frame = Frame(frozen.frame["when"], tuple(frozen.frame["text"]), tuple(frozen.frame["html"]))
        return Letter.write(_message(digest_id, frozen, put_together(frame, fragments)))

    def _seal(self, db: Connection, digest_id: UUID, fragment: Fragment, column: str) -> bytes:
        place = Place("reporter.digest_part", column, digest_id)
        return self._sealing.seal(db, JOURNAL, fragment.client_id, place, getattr(fragment, column))

    def _open(self, db: Connection, digest_id: UUID, part: Row[Any]) -> Fragment | None:
        try:
            opened = {
                column: self._sealing.open(
                    db, JOURNAL, part.client_id, Place("reporter.digest_part", column, digest_id), getattr(part, column)
                )
                for column in _SEALED
            }
        except KeyErased:
            return None
        except Unreadable:
            _log.error("digest.unreadable", digest_id=str(digest_id), client_id=str(part.client_id))
            return None
        return Fragment(part.client_id, **opened)


def _note_told(db: Connection, digest_id: UUID, client: ClientView) -> None:
    """What this digest tells belongs to no later one. An occurrence still open is told again when it is settled."""
    told = {
        "entry": [one.id for one in client.entries],
        "concern": [one.id for one in client.concerns],
        "occurrence": [one.id for one in client.occurrences if one.outcome != "open"],
        "reservation": [one.id for one in client.reservations],
        "barrier": [one.id for one in client.barriers],
        "readiness": [one.id for one in client.homework if one.readiness and one.readiness.is_news],
    }
    for table in TOLD_ONCE:
        values = (digest_id, told[table.name])
        db.exec_driver_sql(f"update {table.fullname} set digest_id = %s where id = any(%s)", values)  # noqa: S608


def _message(digest_id: UUID, frozen: Row[Any], mail: Mail) -> EmailMessage:
    """The message, the same to the byte each time: its date and the boundary between its halves are frozen too."""
    message = EmailMessage()
    message["Message-ID"] = frozen.message_id
    message["Date"] = format_datetime(frozen.frozen_at)
    message["From"] = frozen.sender
    message["To"] = Address(addr_spec=frozen.recipient)
    message["Subject"] = mail.subject
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"between-{digest_id}")
    return message
