"""A real mail relay on this machine, with a certificate of its own authority, that can be made to misbehave."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "between", "a p@ss/word"


@dataclass
class Authority:
    """A certificate authority and one server certificate for a host name."""

    folder: Path

    def issue(self, host: str) -> tuple[Path, ssl.SSLContext]:
        """The authority's file, and the context of a server that it vouches for."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        ca_file, key_file = self.folder / f"{host}.pem", self.folder / f"{host}.key"
        ca_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(ca_file, key_file)
        return ca_file, context


@dataclass
class Relay:
    """What the relay answers, and what it took."""

    answers: dict[str, str] = field(default_factory=dict)
    taken: list[Envelope] = field(default_factory=list)
    over_tls: list[bool] = field(default_factory=list)
    hung_up_on: str = ""
    port: int = 0

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        envelope.mail_from = address
        return self._answer(server, "MAIL")

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        envelope.rcpt_tos.append(address)
        return self._answer(server, "RCPT")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if "DATA" not in self.answers:
            self.taken.append(envelope)
            self.over_tls.append(session.ssl is not None)
        return self._answer(server, "DATA")

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return self._answer(server, "QUIT", "221 Bye")

    def _answer(self, server: SMTP, verb: str, usual: str = "250 OK") -> str:
        if self.hung_up_on == verb:
            server.transport.abort()
        return self.answers.get(verb, usual)


class _AnyPort(Controller):  # type: ignore[misc]
    """Told which port it was given before it connects to itself to see that it runs."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def log_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    """One user, one password."""
    return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)


@contextmanager
def running(
    relay: Relay, *, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[Relay]:
    """The relay on a free port of this machine: plain, with STARTTLS, or with TLS from the first byte."""
    controller = _AnyPort(
        relay,
        hostname="127.0.0.1",
        port=0,
        ssl_context=tls,
        tls_context=starttls,
        require_starttls=starttls is not None,
        authenticator=log_in,
        auth_require_tls=tls is None,
    )
    controller.start()
    relay.port = controller.port
    try:
        yield relay
    finally:
        controller.stop()
