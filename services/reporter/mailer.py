"""Hands a finished mail to the relay, over verified TLS or not at all. The only place that speaks SMTP."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

# Each command may take this long; a lease on a digest outlives a whole conversation.
_TIMEOUT = 20.0


class MailNotSent(Exception):
    """The relay did not take the mail, for now. Trying again may help."""


class MailRefused(MailNotSent):
    """The relay refused this mail for good (5xx). Somebody should look at the address or the relay."""


class BadSmtpUrl(ValueError):
    """Not a mail relay. Give smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True)
class Letter:
    """One mail as it leaves: envelope and bytes."""

    sender: str
    recipient: str
    message_id: str
    content: bytes

    @classmethod
    def write(cls, message: EmailMessage) -> "Letter":
        """The letter of a message, as bytes fit for the wire."""
        content = message.as_bytes(policy=SMTP)
        return cls(_address(message, "From"), _address(message, "To"), str(message["Message-ID"]), content)


def _address(message: EmailMessage, header: str) -> str:
    addresses = message[header].addresses
    return str(addresses[0].addr_spec)


class Mailer(Protocol):
    """Takes one letter on its way."""

    def send(self, letter: Letter) -> None:
        """Return once the relay has accepted the letter. Raises MailRefused, MailNotSent."""
        ...


@dataclass(frozen=True)
class Relay:
    """Where the relay is and how to log in."""

    host: str
    port: int
    implicit_tls: bool
    user: str | None = None
    password: str | None = None

    @classmethod
    def parse(cls, url: str) -> "Relay":
        """The relay of an SMTP_URL. Raises BadSmtpUrl, which never quotes the URL: it may hold a password."""
        try:
            parts = urlsplit(url.strip())
            port = parts.port
        except ValueError:
            raise BadSmtpUrl from None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/") or parts.query:
            raise BadSmtpUrl
        implicit = parts.scheme == "smtps"
        user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
        return cls(parts.hostname, port or (465 if implicit else 587), implicit, user, password)

    def __repr__(self) -> str:
        return f"Relay({self.host}:{self.port})"


class SmtpMailer:
    """Sends through a relay whose certificate must verify, against the system's authorities or `ca_file`'s."""

    def __init__(self, relay: Relay, *, hello_as: str, ca_file: Path | None = None) -> None:
        self._relay = relay
        self._hello_as = hello_as
        self._tls = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
        self._tls.minimum_version = ssl.TLSVersion.TLSv1_2

    def send(self, letter: Letter) -> None:
        """Return once the relay has accepted the letter. Raises MailRefused, MailNotSent.

        1. Connect, turn on TLS, log in. A relay without TLS, or with a certificate we cannot verify, gets nothing.
        2. Hand over the letter.
        3. Say goodbye; what goes wrong from here on changes nothing, the relay has the letter.
        """
        try:
            smtp = self._connect()
        except (smtplib.SMTPException, OSError) as trouble:
            raise MailNotSent(_reason(trouble)) from None
        try:
            self._greet(smtp)
            smtp.sendmail(letter.sender, [letter.recipient], letter.content)
        except (smtplib.SMTPException, OSError) as trouble:
            kind = MailRefused if _is_refusal(trouble) else MailNotSent
            raise kind(_reason(trouble)) from None
        else:
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
        finally:
            smtp.close()

    def _connect(self) -> smtplib.SMTP:
        where = (self._relay.host, self._relay.port, self._hello_as)
        if self._relay.implicit_tls:
            return smtplib.SMTP_SSL(*where, timeout=_TIMEOUT, context=self._tls)
        return smtplib.SMTP(*where, timeout=_TIMEOUT)

    def _greet(self, smtp: smtplib.SMTP) -> None:
        if not self._relay.implicit_tls:
            smtp.starttls(context=self._tls)
        if self._relay.user is not None:
            smtp.login(self._relay.user, self._relay.password or "")


def _is_refusal(trouble: Exception) -> bool:
    """A 5xx for the sender, the recipient or the content. A refused login is ours to mend, and mended soon."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in trouble.recipients.values())
    return isinstance(trouble, smtplib.SMTPSenderRefused | smtplib.SMTPDataError) and trouble.smtp_code >= 500


def _reason(trouble: Exception) -> str:
    """What to write down: type and code, never the relay's words, which may quote ours."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return f"recipient {max(code for code, _ in trouble.recipients.values())}"
    if isinstance(trouble, smtplib.SMTPResponseException):
        return f"{type(trouble).__name__} {trouble.smtp_code}"
    return type(trouble).__name__
