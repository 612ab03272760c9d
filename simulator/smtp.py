"""Takes mail over SMTP, only inside TLS, and goes wrong on request."""

import asyncio
import logging
import ssl
from collections.abc import Callable

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from simulator.faults import Fault, Faults
from simulator.feed import Feed
from simulator.mailbox import Mail, Mailbox, summary

_LARGEST = 10 * 1024 * 1024

# aiosmtpd warns about its own deprecated attribute at every AUTH, and logs addresses when it is asked to log more.
logging.getLogger("mail.log").setLevel(logging.ERROR)


class Capture:
    """What aiosmtpd asks at each verb. A refusal uses the fault's `code` (421 unless given)."""

    def __init__(self, mailbox: Mailbox, faults: Faults, feed: Feed, now: Callable[[], float]) -> None:
        self._mailbox = mailbox
        self._faults = faults
        self._feed = feed
        self._now = now

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Greets, or refuses to."""
        session.host_name = hostname
        refusal = self._refusal("ehlo")
        return [refusal] if refusal else responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, mail_options: list[str]
    ) -> str:
        """Takes any sender."""
        refusal = self._refusal("mail")
        if refusal is None:
            envelope.mail_from = address
            envelope.mail_options.extend(mail_options)
        return refusal or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Takes any recipient."""
        refusal = self._refusal("rcpt", address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keeps the mail and says so. With `smtp_drop` the line goes dead after the final dot instead, the mail kept
        or not: the sender cannot tell.
        """
        recipient = envelope.rcpt_tos[0] if envelope.rcpt_tos else ""
        refusal = self._refusal("data", recipient)
        if refusal is not None:
            return refusal
        drop = self._faults.take(("smtp_drop",), recipient)
        if drop is None or drop.kept:
            self._keep(envelope)
        if drop is not None and server.transport is not None:
            server.transport.abort()
        return "250 OK: kept"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, auth_data: object
    ) -> AuthResult:
        """Any name and password will do. A client may try several mechanisms, and each try takes one refusal."""
        fault = self._faults.take(("smtp_refuse",), "", verb="auth")
        words = None if fault is None else f"{fault.code or 535} refused on request at auth"
        return AuthResult(success=fault is None, handled=False, message=words)

    def connect_fault(self) -> Fault | None:
        """The fault that keeps this connection from being greeted."""
        return self._faults.take(("smtp_refuse",), "", verb="connect")

    def _refusal(self, verb: str, recipient: str = "") -> str | None:
        fault = self._faults.take(("smtp_refuse",), recipient, verb=verb)
        return None if fault is None else f"{fault.code or 421} refused on request at {verb}"

    def _keep(self, envelope: Envelope) -> Mail:
        raw = envelope.content
        mail = self._mailbox.add(
            envelope.mail_from or "",
            envelope.rcpt_tos,
            raw if isinstance(raw, bytes) else str(raw or "").encode(),
            self._now(),
        )
        self._feed.tell("mail", lambda: summary(mail))
        return mail


class Unwelcoming(asyncio.Protocol):
    """Answers a connection with a refusal instead of a greeting, then hangs up."""

    def __init__(self, code: int) -> None:
        self._code = code

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Says no."""
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(f"{self._code} refused on request at connect\r\n".encode())
            transport.close()


async def serve_smtp(capture: Capture, context: ssl.SSLContext, host: str, port: int) -> asyncio.Server:
    """Listens for mail on the running loop. Before STARTTLS every verb but greeting is answered 530."""
    loop = asyncio.get_running_loop()

    def answer_call() -> asyncio.Protocol:
        fault = capture.connect_fault()
        if fault is not None:
            return Unwelcoming(fault.code or 421)
        answering: asyncio.Protocol = SMTP(
            capture,
            loop=loop,
            hostname="mailbox.example",
            ident="Between simulator",
            data_size_limit=_LARGEST,
            enable_SMTPUTF8=True,
            tls_context=context,
            require_starttls=True,
            auth_require_tls=True,
            authenticator=capture.authenticate,
            timeout=60,
        )
        return answering

    return await loop.create_server(answer_call, host, port)
