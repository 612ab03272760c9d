"""Decides what a digest says: what is known of one session's participants in, every line of their digest out. Pure.

Nothing here is shortened, judged or compared: clients' words stay as they came, and whatever we failed to bring about
(not sent, not delivered) is never counted against anyone.
"""

from collections import Counter
from datetime import tzinfo
from uuid import UUID

from services.reporter.counting import count
from services.reporter.first import talk_about_first
from services.reporter.known import ClientView, Entry, Homework, SessionView
from services.reporter.moments import clock, day, moment, zone_of
from services.reporter.ratings import ratings
from services.reporter.told import Digest, Group, Line, Part, Said
from services.reporter.values import is_a_pick
from services.reporter.words import agreed, said, words_in_groups

_BARRIERS = {
    "forgot": "forgot",
    "no_time": "no time",
    "too_hard": "too hard",
    "no_point": "did not see the point",
    "not_ready": "not ready",
    "not_for_me": "not their thing",
    "other": "something else",
}


def compile_digest(view: SessionView) -> Digest:
    """The digest of a session, the same for the same view."""
    starts_at = view.starts_at.astimezone(zone_of(view.zone))
    return Digest(
        when=f"{starts_at:%a} {clock(starts_at.time())}",
        session=f"{starts_at:%A}, {starts_at:%B} {starts_at.day} · {clock(starts_at.time())}",
        parts=tuple(_part(client.in_order(), view.zone) for client in view.clients),
    )


def _part(client: ClientView, clinician_zone: str) -> Part:
    zone = zone_of(client.zone)
    first, homework = talk_about_first(client, zone), tuple(_homework(client, zone))
    words, private = words_in_groups(client, zone), sum(one.is_private for one in client.entries)
    return Part(
        client_id=client.client_id,
        initials=client.initials,
        since=_since(client, zone, clinician_zone),
        first=first,
        homework=homework,
        numbers=tuple(line for one in client.homework for line in ratings(one, client.entries, zone)),
        quiet="" if words or private else _quiet(first, homework),
        words=words,
        private=f"{private} kept private" if private else "",
        plan_next=_plan_next(client, first),
    )


def _since(client: ClientView, zone: tzinfo, clinician_zone: str) -> str:
    since = "Since the last digest" if not client.is_first else "Since enrolment"
    told = f"{since}, {moment(client.since, zone)}" if client.since else "Since the beginning"
    place = client.zone.rsplit("/", 1)[-1].replace("_", " ")
    return told if client.zone == clinician_zone else f"{told} · {place} time"


def _homework(client: ClientView, zone: tzinfo) -> list[Line]:
    """A line for each assignment; what got in the way of nothing in particular; whether texts are stopped or paused."""
    lines = [_assignment(one, client, zone) for one in client.homework]
    notes, spoken = _in_the_way(client, None)
    if notes:
        lines.append(Line("In general", "", notes, spoken))
    if client.stopped_at:
        lines.append(Line("Texts", f"stopped by the client on {day(client.stopped_at, zone)}; nothing is sent"))
    elif client.paused_until and (client.since is None or client.paused_until > client.since):
        lines.append(Line("Texts", f"paused by the client until {day(client.paused_until, zone)}"))
    return lines


def _assignment(homework: Homework, client: ClientView, zone: tzinfo) -> Line:
    notes, spoken = _in_the_way(client, homework.id)
    introduced = tuple(said(client, one, zone) for one in agreed(client, homework.id))
    return Line(homework.title, count(homework, client.occurrences, zone), notes, (*spoken, *introduced))


def _in_the_way(client: ClientView, assignment_id: UUID | None) -> tuple[tuple[str, ...], tuple[Said, ...]]:
    """What got in the way of one assignment, the most frequent first; and the words that say it."""
    # What is said of homework that nobody has told us of is no less true.
    if assignment_id is None:
        mine = [one for one in client.barriers if client.titled(one.assignment_id) is None]
    else:
        mine = [one for one in client.barriers if one.assignment_id == assignment_id]
    if not mine:
        return (), ()
    kinds = Counter(_BARRIERS.get(one.kind, _BARRIERS["other"]) for one in mine)
    told = [f"{kind} ({number})" if number > 1 else kind for kind, number in kinds.most_common()]
    words = [one.entry.words or "" for one in mine if one.entry and _has_words(one.entry)]
    return (f"In the way: {', '.join(told)}",), tuple(Said("", each) for each in words)


def _has_words(entry: Entry) -> bool:
    return not entry.is_private and not is_a_pick(entry)


def _quiet(first: tuple[Group, ...], homework: tuple[Line, ...]) -> str:
    if first or any(line.notes or line.said for line in homework):
        return "No other words came in this time."
    return "No words came in this time. That happens, and is a fine place to begin: how was the week?"


def _plan_next(client: ClientView, first: tuple[Group, ...]) -> str:
    if client.concerns:
        return "Begin with the words at the top. Homework can wait, or become smaller."
    if not any(one.ended_at is None for one in client.homework):
        return "No homework is open. If something fits, agree on a reason, when and where, and how sure it feels, 0–10."
    if first:
        return "Begin with what stands at the top; then agree on size, when and where, and how sure it feels, 0–10."
    if not client.entries:
        return "Ask what got in the way. Smaller, at another hour, or a rest are all good plans."
    return "Keep it, change it or make it smaller: agree on a reason, when and where, and how sure it feels, 0–10."
