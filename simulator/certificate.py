"""Makes the certificate with which the mailbox speaks TLS, and which clients can trust by its file."""

import ipaddress
import os
import ssl
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAYS = 825


def server_context(folder: Path, names: Iterable[str], now: datetime) -> ssl.SSLContext:
    """A TLS context with `smtp.crt` and `smtp.key` of this folder, made first when they are missing, run out within a
    day, or do not name every host of `names` (localhost and 127.0.0.1 are always named).
    """
    wanted = {"localhost", "127.0.0.1", *names}
    certificate, key = folder / "smtp.crt", folder / "smtp.key"
    if not (key.exists() and certificate.exists() and _serves(certificate, wanted, now)):
        _make(folder, wanted, now)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


def _serves(path: Path, wanted: set[str], now: datetime) -> bool:
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return False
    named = {str(name.value) for name in names}
    return wanted <= named and certificate.not_valid_after_utc > now + timedelta(days=1)


def _make(folder: Path, names: set[str], now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Between simulator mailbox")])
    # Signed by itself and allowed to sign, so that clients which insist on a chain to a CA accept it as its own.
    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=_DAYS))
        .add_extension(x509.SubjectAlternativeName([_name(name) for name in sorted(names)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _write(folder / "smtp.key", pem, mode=0o600)
    _write(folder / "smtp.crt", certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)


def _name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write(path: Path, content: bytes, mode: int) -> None:
    """Writes beside and renames, so that nobody reads half a file and a key is never readable by others."""
    beside = path.with_suffix(path.suffix + ".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    beside.replace(path)


def utc_now() -> datetime:
    """The present, for the certificate's dates."""
    return datetime.now(UTC)
