"""What one text changes, gathered while it is read: replies, rows and facts, written in one go at the end."""

from dataclasses import dataclass, field
from uuid import UUID

from services.api.received import Received
from shared.database import Write
from shared.events import DialogueMoved, Fact
from shared.texts import say


@dataclass
class Page:
    """One text's consequences. Each of the `writes` is about another row: they run in no order.

    `consent`: what consent becomes. `concern`: why a person should look, if one should.
    """

    received: Received
    replies: list[str] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    consent: str | None = None
    concern: str | None = None
    keeps_choosing: bool = False

    @property
    def client_id(self) -> UUID:
        """Whose text it is."""
        return self.received.client_id

    def say(self, name: str, **values: object) -> None:
        """Answer with a fixed sentence in the client's language."""
        self.replies.append(say(name, self.received.language, **values))

    def tell(self, *facts: Fact) -> None:
        """Tell these when all is written."""
        self.facts.extend(facts)

    def tell_moved(self, occurrence_id: UUID, *, is_open: bool) -> None:
        """Tell that a conversation is, or is no longer, first in line for the client's words."""
        self.facts.append(DialogueMoved(client_id=self.client_id, occurrence_id=occurrence_id, is_open=is_open))
