"""Keeps captured mail and shows what is in it."""

import base64
import re
from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from simulator.carrier import iso

_CID = re.compile(r"""cid:([^"'\s)>]+)""")
_SHOWN_AS_PICTURE = re.compile(r"image/(png|jpeg|gif|webp)")


@dataclass(frozen=True, slots=True)
class Mail:
    """One accepted mail: envelope, raw bytes, and the few headers a list needs."""

    id: str
    received_at: float
    mail_from: str
    rcpt_to: tuple[str, ...]
    raw: bytes
    subject: str
    sender: str
    to: str
    message_id: str

    def parsed(self) -> EmailMessage:
        """The mail taken apart; done on demand, because most captured mail is never opened."""
        return message_from_bytes(self.raw, policy=policy.default)


class Mailbox:
    """The newest mails up to `limit`; what was accepted is counted for good."""

    def __init__(self, stats: Counter[str], limit: int = 2_000) -> None:
        self.limit = limit
        self._stats = stats
        self._mails: OrderedDict[str, Mail] = OrderedDict()
        self._message_ids: Counter[str] = Counter()
        self._count = 0

    def add(self, mail_from: str, rcpt_to: list[str], raw: bytes, at: float) -> Mail:
        """Keeps one mail. The same Message-ID again counts as repeated."""
        self._count += 1
        headers = message_from_bytes(raw.partition(b"\r\n\r\n")[0], policy=policy.default)
        names = ("Subject", "From", "To", "Message-ID")
        subject, sender, to, message_id = (str(headers.get(name, "")).strip() for name in names)
        mail = Mail(str(self._count), at, mail_from, tuple(rcpt_to), raw, subject, sender, to, message_id)
        self._mails[mail.id] = mail
        self._stats["mail_accepted"] += 1
        if message_id:
            self._message_ids[message_id] += 1
            if self._message_ids[message_id] > 1:
                self._stats["mail_repeated"] += 1
        if len(self._mails) > self.limit:
            self._drop(next(iter(self._mails)))
        return mail

    def get(self, mail_id: str) -> Mail | None:
        """The mail with this number, or None."""
        return self._mails.get(mail_id)

    def newest_first(self) -> Iterator[Mail]:
        """All kept mail."""
        return reversed(self._mails.values())

    def clear(self) -> None:
        """Empties the mailbox; the numbering goes on."""
        for mail_id in list(self._mails):
            self._drop(mail_id)

    def _drop(self, mail_id: str) -> None:
        mail = self._mails.pop(mail_id)
        if mail.message_id:
            self._message_ids[mail.message_id] -= 1
            if not self._message_ids[mail.message_id]:
                del self._message_ids[mail.message_id]


def summary(mail: Mail) -> dict[str, Any]:
    """One line of the inbox."""
    return {
        "id": mail.id,
        "received_at": iso(mail.received_at),
        "mail_from": mail.mail_from,
        "rcpt_to": list(mail.rcpt_to),
        "subject": mail.subject,
        "from": mail.sender,
        "to": mail.to,
        "message_id": mail.message_id,
        "size": len(mail.raw),
    }


def opened(mail: Mail) -> dict[str, Any]:
    """Everything in one mail, attachments by name and size."""
    message = mail.parsed()
    return summary(mail) | {
        "headers": [[name, str(value)] for name, value in message.items()],
        "text": _content(message, "plain"),
        "html": _content(message, "html"),
        "attachments": [
            {
                "filename": part.get_filename(),
                "content_type": part.get_content_type(),
                "content_id": str(part.get("Content-ID", "")).strip("<> ") or None,
                "disposition": part.get_content_disposition(),
                "size": len(_payload(part)),
            }
            for part in _leaves(message)
            if part.get_content_maintype() != "text" or part.get_content_disposition() == "attachment"
        ],
    }


def page(mail: Mail) -> str | None:
    """The HTML of a mail with its inline pictures put in, links opening outside; None when it has no HTML."""
    message = mail.parsed()
    html = _content(message, "html")
    if html is None:
        return None
    pictures = {}
    for part in _leaves(message):
        if part.get("Content-ID") and _SHOWN_AS_PICTURE.fullmatch(part.get_content_type()):
            data = base64.b64encode(_payload(part)).decode()
            pictures[str(part["Content-ID"]).strip("<> ")] = f"data:{part.get_content_type()};base64,{data}"
    html = _CID.sub(lambda found: pictures.get(found[1], found[0]), html)
    base = '<base target="_blank">'
    return re.sub(r"(?i)<head[^>]*>", lambda head: head[0] + base, html, count=1) if "<head" in html else base + html


def _content(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body((kind,))
    return None if part is None else str(part.get_content()).replace("\r\n", "\n")


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    return (part for part in message.walk() if not part.is_multipart())


def _payload(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
