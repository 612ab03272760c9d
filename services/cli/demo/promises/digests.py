"""One digest for each session held, before it begins, with nobody's words in anybody else's part."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from services.cli.demo.clinic import Session
from services.cli.demo.promises.lived import Lived, each_phone

_PART = re.compile(r"^== (\S+) ==$", re.MULTILINE)
_PRIVATE = re.compile(r"(?:private|privad[oa])\s*:\s*(.+)", re.IGNORECASE | re.DOTALL)
_TELLING = 12
"""Shorter words are anybody's: "ok", "7", "not today"."""

Mails = Sequence[tuple[datetime, EmailMessage]]


def digests(lived: Lived, mails: Mails, sessions: Sequence[Session]) -> Iterator[str]:
    """Digests are sessions held; and what stands in them is whose it is."""
    yield from _one_each(mails, sessions)
    yield from _whose_words(lived, mails)


def _one_each(mails: Mails, sessions: Sequence[Session]) -> Iterator[str]:
    """Sessions at the same hour of the week have the same subject: their digests are told apart by their order."""
    held: dict[str, list[datetime]] = {}
    for session in sessions:
        if session.held_at:
            held.setdefault(_subject(session), []).append(session.held_at)
    sent: dict[str, list[datetime]] = {subject: [] for subject in held}
    for at, mail in mails:
        sent.setdefault(str(mail["Subject"]), []).append(at)
    for subject, mailed in sent.items():
        sessions_held = sorted(held.get(subject, []))
        if len(mailed) != len(sessions_held):
            yield f"{len(mailed)} digests for {len(sessions_held)} sessions: {subject}"
        elif any(at >= held_at for at, held_at in zip(sorted(mailed), sessions_held, strict=True)):
            yield f"a digest after its session: {subject}"


def _whose_words(lived: Lived, mails: Mails) -> Iterator[str]:
    words = {
        persona.initials: {text.body for text in texts if not text.from_us} for persona, texts in each_phone(lived)
    }
    secret = [found[1] for said in words.values() for body in said if (found := _PRIVATE.match(body))]
    for _, mail in mails:
        part = mail.get_body(("plain",))
        content = part.get_content() if part else ""
        for initials, told in _parts(content):
            for other, theirs in words.items():
                foreign = {body for body in theirs - words.get(initials, set()) if len(body) > _TELLING}
                if other != initials and any(body in told for body in foreign):
                    yield f"words of {other} stand in the digest of {initials}"
        if any(words in content for words in secret):
            yield f"private words stand in the digest of {mail['Subject']}"


def _subject(session: Session) -> str:
    assert session.held_at is not None
    local = session.held_at.astimezone(ZoneInfo(session.zone))
    initials = " & ".join(sorted(persona.initials for persona in session.people))
    return f"{initials} · {local:%a} {local.hour % 12 or 12}:{local:%M} {local:%p}"


def _parts(content: str) -> Iterator[tuple[str, str]]:
    """Each participant's initials with their part of the digest."""
    _, *parts = _PART.split(content)
    yield from zip(parts[::2], parts[1::2], strict=True)
