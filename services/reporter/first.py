"""What to talk about first: danger, the client's own topic, reservations, readiness. In this order. Pure."""

from collections.abc import Iterable
from datetime import tzinfo
from uuid import UUID

from services.reporter.known import SKIPPED, ClientView, Concern, Entry, Homework, Reservation
from services.reporter.moments import moment, times
from services.reporter.told import Group, Said
from services.reporter.values import is_a_pick, read_as

BRIDGE = "session-bridge"
"""The activity whose answers are the client's own first topic."""

_BRIDGE_STEPS = {"topic": "To look at first", "change": "To change about the homework"}
_CONCERNS = {
    "phrase": "These words may mean danger",
    "unscreened": "Nothing could check these words for danger",
}
_RESERVATIONS = {
    "too_hard": "Too hard",
    "not_yet": "Not yet",
    "question": "A question",
    "rest": "Would like a rest",
    "less": "Would like fewer",
    "more": "Would like more",
}


def talk_about_first(client: ClientView, zone: tzinfo) -> tuple[Group, ...]:
    """What stands at the top, oldest first within each kind."""
    return (
        *(_concern(one, zone) for one in client.concerns),
        *(_topic(one, zone) for one in topics(client)),
        *_reservations(client, zone),
        *(_ready(one, zone) for one in client.homework if _is_to_tell(one)),
    )


def topics(client: ClientView) -> list[Entry]:
    """What the client would like to begin with, then what to change, as they answered the session bridge."""
    bridges = {one.id for one in client.homework if one.slug == BRIDGE}
    told = [one for one in client.entries if one.assignment_id in bridges and one.kind != SKIPPED]
    return [one for step in _BRIDGE_STEPS for one in told if one.step == step and not one.is_private]


def named_entries(client: ClientView) -> set[UUID]:
    """The entries whose words stand with a reservation or a barrier, or are the topic."""
    spoken = [*(one.entry for one in client.reservations), *(one.entry for one in client.barriers), *topics(client)]
    return {entry.id for entry in spoken if entry}


def _topic(entry: Entry, zone: tzinfo) -> Group:
    return Group(_BRIDGE_STEPS[entry.step or ""], moment(entry.recorded_at, zone), (_said(entry, zone),))


def _concern(concern: Concern, zone: tzinfo) -> Group:
    title = _CONCERNS.get(concern.why, "These words may matter")
    return Group(title, moment(concern.raised_at, zone), (Said("", concern.words),))


def _reservations(client: ClientView, zone: tzinfo) -> Iterable[Group]:
    """Each with its words; those without any, that say the same about the same homework, on one line."""
    alike: dict[tuple[object, ...], list[Reservation]] = {}
    for one in client.reservations:
        words = _words(one)
        alike.setdefault((one.kind, one.assignment_id, words.id if words else None), []).append(one)
    return (_reservation(group, client.titled(group[0].assignment_id), zone) for group in alike.values())


def _reservation(alike: list[Reservation], homework: Homework | None, zone: tzinfo) -> Group:
    latest, words = alike[-1], _words(alike[-1])
    title = _RESERVATIONS.get(latest.kind, "A word for you") + (f": {homework.title}" if homework else "")
    if len(alike) > 1:
        title = f"{title} ({times(len(alike))})"
    return Group(title, moment(latest.raised_at, zone), (_said(words, zone),) if words else ())


def _words(reservation: Reservation) -> Entry | None:
    """The words that say it, where they say more than the number of a choice."""
    entry = reservation.entry
    return None if entry is None or entry.is_private or is_a_pick(entry) else entry


def _said(entry: Entry, zone: tzinfo) -> Said:
    return Said("", entry.words or "", read_as(entry, None, zone))


def _is_to_tell(homework: Homework) -> bool:
    """Readiness is told once; and as long as it waits for the clinician, each time."""
    if homework.readiness is None or not homework.readiness.is_ready or homework.ended_at:
        return False
    return homework.readiness.is_news or (homework.needs_readiness and not homework.unlocked_at)


def _ready(homework: Homework, zone: tzinfo) -> Group:
    assert homework.readiness is not None
    note = "You have unlocked it." if homework.unlocked_at else "It begins once you unlock it."
    at = moment(homework.readiness.said_at, zone)
    return Group(f"Ready: {homework.title}", at, note=note if homework.needs_readiness else "")
