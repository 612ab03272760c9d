"""The client's words: verbatim, newest first, what belongs together together. Pure."""

from datetime import tzinfo
from itertools import groupby

from services.reporter.first import named_entries
from services.reporter.known import COMPUTED, SKIPPED, ClientView, Entry
from services.reporter.moments import moment
from services.reporter.told import Group, Said
from services.reporter.values import is_a_pick, read_as

NOTE, QUESTION = "Note", "Question"
_INTRODUCTION, _BARRIER, _READINESS = "introduction", "barrier", "readiness"


def words_in_groups(client: ClientView, zone: tzinfo) -> tuple[Group, ...]:
    """Everything said that stands nowhere above, under the label of what it answers; one occurrence's together."""
    above = named_entries(client)
    left = [one for one in client.entries if one.id not in above and _says_something(one) and not _is_told(one, client)]
    together = lambda entry: str(entry.occurrence_id or entry.id)  # noqa: E731
    groups = [list(group) for _, group in groupby(sorted(left, key=together), key=together)]
    groups.sort(key=lambda group: (group[-1].recorded_at, str(group[-1].id)), reverse=True)
    return tuple(_group(client, group, zone) for group in groups)


def agreed(client: ClientView, homework_id: object) -> list[Entry]:
    """What the client said when an assignment was introduced: when and where, how sure, what would help."""
    return [
        one
        for one in client.entries
        if one.aside == _INTRODUCTION and one.assignment_id == homework_id and _says_something(one)
    ]


def said(client: ClientView, entry: Entry, zone: tzinfo) -> Said:
    """An entry under the label of its question; without a label where nobody knows the question."""
    if entry.step is None:
        return Said(QUESTION if entry.kind == "question" else NOTE, entry.words or "")
    question = client.question(entry)
    return Said(question.label if question else "", entry.words or "", read_as(entry, question, zone))


def _says_something(entry: Entry) -> bool:
    """A question that was passed over with SKIP says nothing; it is kept, and counts as it did."""
    return not entry.is_private and entry.kind not in (SKIPPED, COMPUTED)


def _is_told(entry: Entry, client: ClientView) -> bool:
    """Whether it stands above by another name: with its assignment, as a barrier, as readiness or a reservation."""
    if entry.aside == _INTRODUCTION:
        return client.titled(entry.assignment_id) is not None
    if not is_a_pick(entry):
        return False
    if entry.aside == _BARRIER:
        return any((one.kind, one.assignment_id) == (entry.value, entry.assignment_id) for one in client.barriers)
    if entry.aside == _READINESS:
        homework = client.titled(entry.assignment_id)
        return homework is not None and homework.readiness is not None
    return False


def _group(client: ClientView, entries: list[Entry], zone: tzinfo) -> Group:
    at = moment(entries[-1].recorded_at, zone)
    spoken = tuple(said(client, one, zone) for one in entries)
    homework = client.titled(entries[0].assignment_id)
    if homework is not None:
        return Group(homework.title, at, spoken)
    # What stands alone says what it is once, in its title.
    if len(spoken) == 1 and entries[0].step is None:
        return Group(spoken[0].label, at, (Said("", spoken[0].words),))
    return Group("Homework", at, spoken)
