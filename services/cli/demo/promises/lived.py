"""The texts of some weeks with what is known of each: whose it is, and why we sent it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from services.cli.demo.people import EVERYBODY
from services.cli.demo.people.persona import Persona
from services.cli.town import Sent, Town

_PEOPLE = {persona.phone: persona for persona in EVERYBODY}
IN_CONVERSATION = timedelta(minutes=75)
"""So long after the client's last words our next question is still part of what they are talking about."""

_WHY = """
select a.id, r.kind, r.hours, r.occurrence_id from notifier.attempt a join notifier.reminder r on r.id = a.reminder_id
"""


@dataclass(frozen=True)
class Why:
    """Why a text of ours went out: its kind, what it is about, and whether the client named its time."""

    kind: str
    is_agreed: bool = False
    occurrence_id: UUID | None = None


@dataclass(frozen=True)
class Text:
    """One text. `why` is None for the client's own, and for what answers one at once."""

    at: datetime
    persona: Persona
    body: str
    from_us: bool
    why: Why | None
    since_last_heard: timedelta | None

    @property
    def local(self) -> datetime:
        """When it was where the client lives."""
        return self.at.astimezone(ZoneInfo(self.persona.zone))

    @property
    def is_in_conversation(self) -> bool:
        """Whether it goes on with a conversation the client was in just before."""
        heard_lately = self.since_last_heard is not None and self.since_last_heard <= IN_CONVERSATION
        return self.why is not None and self.why.kind == "follow_up" and heard_lately


Lived = Sequence[Text]


def look_at(town: Town) -> Lived:
    """Every text that passed through the carrier, in order."""
    with town.notifier.database.begin() as db:
        reasons = {
            row.id: Why(row.kind, row.kind == "snooze" or row.hours == "floor", row.occurrence_id)
            for row in db.exec_driver_sql(_WHY)
        }
    return list(_known(town.post.texts, reasons))


def _known(texts: Sequence[Sent], reasons: Mapping[UUID, Why]) -> Iterator[Text]:
    heard: dict[str, datetime] = {}
    for sent in texts:
        if not sent.from_us:
            heard[sent.phone] = sent.at
        why = None
        if sent.from_us and (sent.attempt_id or heard.get(sent.phone) != sent.at):
            # Nobody knows of a text without a try behind it: it counts as one we began by ourselves.
            why = reasons.get(sent.attempt_id, Why("prompt")) if sent.attempt_id else Why("prompt")
        since = sent.at - heard[sent.phone] if sent.phone in heard else None
        yield Text(sent.at, _PEOPLE[sent.phone], sent.body, sent.from_us, why, since)


def each_phone(lived: Lived) -> Iterator[tuple[Persona, Lived]]:
    """Everybody with their texts."""
    for persona in EVERYBODY:
        yield persona, [text for text in lived if text.persona is persona]


def local_day(text: Text) -> date:
    """The day it was where the client lives."""
    return text.local.date()
