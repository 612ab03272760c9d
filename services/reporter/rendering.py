"""Turns a digest into a mail: subject, plain text and HTML that say the same. Pure.

Clients' words are quoted, escaped and fenced: whatever a phone can send stays inside its own lines. Marks in place of
what cannot be shown are put into the mail only; the stored words keep every character.
"""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.reporter.told import Digest, Said

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Embeddings, overrides and isolates could end our own isolate and turn the rest of the page around.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_LONGEST_INITIALS = 12


@dataclass(frozen=True)
class Fragment:
    """One participant's part, rendered. It is kept and sealed by itself."""

    client_id: UUID
    initials: str
    text: str
    html: str


@dataclass(frozen=True)
class Frame:
    """What stands around the parts; it says nothing about anyone."""

    when: str
    text: tuple[str, str]
    html: tuple[str, str]


@dataclass(frozen=True)
class Mail:
    """What the clinician reads."""

    subject: str
    text: str
    html: str


def render(digest: Digest) -> tuple[Frame, tuple[Fragment, ...]]:
    """The frame and the parts of a digest."""
    frame = Frame(
        digest.when,
        _around("frame.txt", digest),
        _around("frame.html", digest),
    )
    fragments = tuple(
        Fragment(
            part.client_id,
            plain_initials(part.initials),
            _PAGES.get_template("part.txt").render(part=part),
            _PAGES.get_template("part.html").render(part=part),
        )
        for part in digest.parts
    )
    return frame, fragments


def put_together(frame: Frame, fragments: tuple[Fragment, ...]) -> Mail:
    """The mail of a frame and those parts that are still there."""
    who = " & ".join(fragment.initials for fragment in fragments)
    return Mail(
        subject=f"{who} · {frame.when}",
        text=frame.text[0] + "\n".join(fragment.text for fragment in fragments) + frame.text[1],
        html=frame.html[0] + "\n".join(fragment.html for fragment in fragments) + frame.html[1],
    )


def readable(words: str) -> str:
    """Words as they can be shown: line ends made one kind, a visible mark for each character that is not text."""
    words = _TURNS.sub("\ufffd", _SURROGATES.sub("\ufffd", _LINE_ENDS.sub("\n", words)))
    return _CONTROLS.sub(lambda found: _mark(found[0]), words)


def plain_initials(initials: str) -> str:
    """Initials fit for a header: one short line of text."""
    shown = "".join(char for char in initials if char.isprintable())
    return " ".join(shown.split())[:_LONGEST_INITIALS].strip() or "Client"


def _mark(control: str) -> str:
    if control == "\x7f":
        return "␡"
    return chr(0x2400 + ord(control)) if ord(control) < 0x20 else "\ufffd"


def _quoted(said: Said) -> str:
    """Words for plain text, each line behind a margin, so that no line of theirs can pass for one of ours."""
    first, *more = [_fenced(line) for line in readable(said.words).split("\n")]
    label = f"{_on_one_line(said.label)}: " if said.label else ""
    indent = "    " if said.label else ""
    lines = [f"  | {label}{first}", *(f"  | {indent}{line}" for line in more)]
    if said.read_as:
        lines[-1] += f" ({_fenced(_on_one_line(said.read_as))})"
    return "\n".join(lines)


def _on_one_line(words: str) -> str:
    return " ".join(readable(words).split())


def _fenced(line: str) -> str:
    """Isolate a line that reads from right to left, and leave others bare: old mail programs show isolates as boxes."""
    turns = any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in line)
    return f"\u2068{line}\u2069" if turns else line


def _around(template: str, digest: Digest) -> tuple[str, str]:
    page = _PAGES.get_template(template).render(digest=digest, parts=_SPLIT)
    before, _, after = page.partition(_SPLIT)
    return before, after


_SPLIT = "\x00"
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_PAGES.filters.update(readable=readable, on_one_line=_on_one_line, quoted=_quoted, initials=plain_initials)
