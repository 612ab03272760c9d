"""Decides what a digest says: what is known of one session's participants in, every line of their digest out. Pure.

Nothing here is shortened, judged or compared: clients' words stay as they came, and whatever we failed to bring about
(not sent, not delivered) is never counted against anyone.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from itertools import groupby
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

NOTE = "Note"
PRIVATE = "private"


@dataclass(frozen=True)
class Question:
    """One question of an activity, as the clinician reads it."""

    key: str
    label: str
    scale: tuple[int, int] | None = None
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Homework:
    """One assignment and the activity it is."""

    id: UUID
    title: str
    kind: str = ""
    questions: tuple[Question, ...] = ()
    by_keyword: bool = False
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Occurrence:
    """One time an assignment asked, or was asked for by keyword (then `asked_at` is None)."""

    id: UUID
    assignment_id: UUID
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    is_complete: bool = False
    let_go_at: datetime | None = None
    not_counted_why: str | None = None

    @property
    def outcome(self) -> Literal["answered", "used", "not counted", "let go", "open"]:
        """What became of it. An answer settles everything; in doubt about delivery it is not counted."""
        if self.answered_at:
            return "answered" if self.asked_at else "used"
        if self.not_counted_why:
            return "not counted"
        return "let go" if self.let_go_at else "open"


@dataclass(frozen=True)
class Entry:
    """Words a client gave us; `value` is the number or choice that was read from them."""

    id: UUID
    assignment_id: UUID | None
    occurrence_id: UUID | None
    step: str | None
    kind: str
    words: str
    value: int | float | str | None
    recorded_at: datetime

    @property
    def number(self) -> int | float | None:
        """The value, where it is a number."""
        return self.value if isinstance(self.value, int | float) else None


@dataclass(frozen=True)
class Concern:
    """Words that may mean danger, or that nothing could check."""

    id: UUID
    why: str
    words: str
    raised_at: datetime


@dataclass(frozen=True)
class ClientView:
    """What is known of one participant, and not yet told in a digest."""

    client_id: UUID
    initials: str
    zone: str
    since: datetime | None = None
    is_first: bool = True
    stopped_at: datetime | None = None
    homework: tuple[Homework, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    entries: tuple[Entry, ...] = ()
    concerns: tuple[Concern, ...] = ()


@dataclass(frozen=True)
class SessionView:
    """One session, where its clinician works, and who takes part."""

    starts_at: datetime
    zone: str
    clients: tuple[ClientView, ...]


@dataclass(frozen=True)
class Said:
    """Verbatim words under a label. `read_as` is the choice we understood."""

    label: str
    words: str
    read_as: str = ""


@dataclass(frozen=True)
class Group:
    """Words that belong together: one occurrence, one note, one concern."""

    title: str
    at: str
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Line:
    """A name and what there is to say about it."""

    name: str
    text: str


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


def compile_digest(view: SessionView) -> Digest:
    """The digest of a session, the same for the same view."""
    starts_at = view.starts_at.astimezone(_zone(view.zone))
    return Digest(
        when=f"{starts_at:%a} {_hour(starts_at)}",
        session=f"{starts_at:%A}, {starts_at:%B} {starts_at.day} · {_hour(starts_at)}",
        parts=tuple(_compile_part(client, view.zone) for client in view.clients),
    )


def _compile_part(client: ClientView, clinician_zone: str) -> Part:
    zone = _zone(client.zone)
    homework = sorted(client.homework, key=lambda one: (one.title, str(one.id)))
    shown = [entry for entry in client.entries if entry.kind != PRIVATE]
    private = len(client.entries) - len(shown)
    lines = [
        _homework_line(one, [each for each in client.occurrences if each.assignment_id == one.id]) for one in homework
    ]
    if client.stopped_at:
        lines.append(Line("Texts", f"stopped by the client on {_day(client.stopped_at, zone)}; nothing is sent"))
    return Part(
        client_id=client.client_id,
        initials=client.initials,
        since=_since(client, zone, clinician_zone),
        first=tuple(
            _concern(one, zone) for one in sorted(client.concerns, key=lambda one: (one.raised_at, str(one.id)))
        ),
        homework=tuple(lines),
        numbers=tuple(line for one in homework for line in _numbers(one, shown, zone)),
        quiet=_quiet(client),
        # A step that was passed over with SKIP or DONE says nothing; it is kept, and counts as it did.
        words=_words(homework, [entry for entry in shown if entry.kind != "skipped"], zone),
        private=f"{_times(private, 'private note')}, counted here and not shown" if private else "",
        plan_next=_plan_next(client),
    )


def _since(client: ClientView, zone: tzinfo, clinician_zone: str) -> str:
    since = "Since the last digest" if not client.is_first else "Since enrolment"
    told = f"{since}, {_moment(client.since, zone)}" if client.since else "Since the beginning"
    place = client.zone.rsplit("/", 1)[-1].replace("_", " ")
    return told if client.zone == clinician_zone else f"{told} · {place} time"


def _concern(concern: Concern, zone: tzinfo) -> Group:
    why = {"phrase": "These words may mean danger", "unscreened": "Nothing could check these words for danger"}
    title = why.get(concern.why, "These words may matter")
    return Group(title, _moment(concern.raised_at, zone), (Said("", concern.words),))


def _homework_line(homework: Homework, occurrences: list[Occurrence]) -> Line:
    """One assignment: "answered 5 of 6 · 1 let go · 1 not counted (undelivered)"."""
    outcomes = Counter(one.outcome for one in occurrences)
    answered, let_go, used = outcomes["answered"], outcomes["let go"], outcomes["used"]
    in_part = sum(one.outcome == "answered" and not one.is_complete for one in occurrences)
    told = []
    if answered:
        told.append(f"answered {answered} of {answered + let_go}" + (f" ({in_part} in part)" if in_part else ""))
    if used:
        told.append({1: "used once", 2: "used twice"}.get(used, f"used {used} times"))
    if let_go:
        told.append(f"{let_go} let go")
    if outcomes["open"]:
        told.append(f"{outcomes['open']} still open")
    if outcomes["not counted"]:
        told.append(_not_counted(Counter(one.not_counted_why for one in occurrences if one.outcome == "not counted")))
    if not told:
        told.append("not used this time" if homework.by_keyword else "nothing was asked this time")
    if homework.ended_at:
        told.append("ended")
    return Line(homework.title, " · ".join(told))


def _not_counted(why: Counter[str | None]) -> str:
    if len(why) == 1:
        return f"{why.total()} not counted ({next(iter(why))})"
    reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(why.items(), key=str))
    return f"{why.total()} not counted ({reasons})"


def _numbers(homework: Homework, entries: list[Entry], zone: tzinfo) -> list[Line]:
    """Before-and-after pairs where a skill rates twice, else one line for each question with a scale, in time."""
    scales = [question for question in homework.questions if question.scale]
    rated = sorted(
        (one for one in entries if one.assignment_id == homework.id and one.number is not None),
        key=lambda one: (one.recorded_at, str(one.id)),
    )
    if homework.kind == "skill" and len(scales) > 1:
        return _pairs(homework, scales[0], scales[-1], rated, zone)
    lines = []
    for question in scales:
        points = [f"{_weekday(one, zone)} {one.number:g}" for one in rated if one.step == question.key]
        if points:
            lines.append(Line(f"{homework.title}: {_label(question)}", " · ".join(points)))
    return lines


def _pairs(homework: Homework, before: Question, after: Question, rated: list[Entry], zone: tzinfo) -> list[Line]:
    pairs: dict[UUID | None, dict[str | None, Entry]] = {}
    for entry in rated:
        if entry.step in (before.key, after.key):
            pairs.setdefault(entry.occurrence_id, {})[entry.step] = entry
    points = []
    for pair in pairs.values():
        ends = [f"{pair[key].number:g}" if key in pair else "not given" for key in (before.key, after.key)]
        points.append(f"{_weekday(next(iter(pair.values())), zone)} {ends[0]} → {ends[1]}")
    assert before.scale is not None
    low, high = before.scale
    return [Line(f"{homework.title}: before → after, {low}–{high}", " · ".join(points))] if points else []


def _label(question: Question) -> str:
    assert question.scale is not None
    return f"{question.label}, {question.scale[0]}–{question.scale[1]}"


def _words(homework: list[Homework], entries: list[Entry], zone: tzinfo) -> tuple[Group, ...]:
    """Verbatim, newest first; what belongs to one occurrence together, in the order it was said."""
    by_id = {one.id: one for one in homework}
    together = lambda entry: str(entry.occurrence_id or entry.id)  # noqa: E731
    groups = [
        sorted(group, key=lambda entry: (entry.recorded_at, str(entry.id)))
        for _, group in groupby(sorted(entries, key=together), key=together)
    ]
    groups.sort(key=lambda group: (group[-1].recorded_at, str(group[-1].id)), reverse=True)
    return tuple(_group(by_id.get(group[0].assignment_id or group[0].id), group, zone) for group in groups)


def _group(homework: Homework | None, entries: list[Entry], zone: tzinfo) -> Group:
    questions = {question.key: question for question in homework.questions} if homework else {}
    said = tuple(_said(questions.get(entry.step or ""), entry) for entry in entries)
    is_note = all(entry.step is None for entry in entries)
    title = homework.title if homework else NOTE if is_note else "Homework"
    # A note that stands alone says so once, in its title.
    if title == NOTE:
        said = tuple(Said("", one.words) for one in said)
    return Group(title, _moment(entries[-1].recorded_at, zone), said)


def _said(question: Question | None, entry: Entry) -> Said:
    if entry.step is None:
        return Said(NOTE, entry.words)
    if question is None:
        return Said(plain_title(entry.step), entry.words)
    return Said(question.label, entry.words, dict(question.choices).get(str(entry.value), ""))


def _quiet(client: ClientView) -> str:
    if client.entries or client.concerns:
        return ""
    return "No words came in this time. That happens, and is a fine place to begin: how was the week?"


def _plan_next(client: ClientView) -> str:
    if client.concerns:
        return "Begin with the words at the top. Homework can wait, or become smaller."
    if not any(one.ended_at is None for one in client.homework):
        return "No homework is open. If something fits, agree on a reason, when and where, and how sure it feels, 0–10."
    if client.homework and not client.entries:
        return "Ask what got in the way. Smaller, at another hour, or a rest are all good plans."
    return "Keep it, change it or make it smaller: agree on a reason, when and where, and how sure it feels, 0–10."


def plain_title(key: str) -> str:
    """A readable name for what the library does not know: "three-good-things" is "Three good things"."""
    return key.replace("-", " ").replace("_", " ").strip().capitalize() or "Homework"


def _times(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError):
        return UTC


def _hour(local: datetime) -> str:
    return f"{local.hour % 12 or 12}:{local:%M} {local:%p}"


def _day(at: datetime, zone: tzinfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%a} {local:%b} {local.day}"


def _moment(at: datetime, zone: tzinfo) -> str:
    return f"{_day(at, zone)}, {_hour(at.astimezone(zone))}"


def _weekday(entry: Entry, zone: tzinfo) -> str:
    return f"{entry.recorded_at.astimezone(zone):%a}"
