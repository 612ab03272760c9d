"""What a digest says: every line of it, before anybody decides how it looks."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Said:
    """Verbatim words under a label. `read_as` is what we understood, where the words alone do not show it."""

    label: str
    words: str
    read_as: str = ""


@dataclass(frozen=True)
class Group:
    """Words that belong together: one occurrence, one note, one concern. `note` is ours, not the client's."""

    title: str
    at: str
    said: tuple[Said, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Line:
    """A name and what there is to say about it; below it our own notes, and words that belong to it."""

    name: str
    text: str
    notes: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Part:
    """One participant's part of a digest."""

    client_id: UUID
    initials: str
    since: str
    first: tuple[Group, ...]
    homework: tuple[Line, ...]
    numbers: tuple[Line, ...]
    quiet: str
    words: tuple[Group, ...]
    private: str
    plan_next: str


@dataclass(frozen=True)
class Digest:
    """Everything one digest says. `when` is short, for the subject; `session` is for the heading."""

    when: str
    session: str
    parts: tuple[Part, ...] = field(default=())
