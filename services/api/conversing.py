"""Puts together all that takes part in a conversation with a client."""

from services.api.agreements import Agreements
from services.api.answering import Answering
from services.api.asides import Asides
from services.api.choosing import Choices
from services.api.commands.asking import Asking
from services.api.commands.looking import Looking
from services.api.commands.table import Commands
from services.api.commands.taking_back import TakingBack
from services.api.commands.wishing import Wishing
from services.api.concerns import Concerns
from services.api.dialogues import Dialogues
from services.api.entries import Entries
from services.api.homework import Homeworks
from services.api.messages import Messages
from services.api.openings import Openings
from services.api.reading import House, Reading
from services.api.screening import Screen
from services.api.wishes import Wishes
from shared.activities.library import Library
from shared.sealing import Sealing


class Conversing:
    """The parts, each built once, and `reading`, which uses them all."""

    def __init__(self, sealing: Sealing, library: Library, house: House, screen: Screen) -> None:
        homeworks, wishes = Homeworks(sealing, library), Wishes(Agreements(sealing))
        self.homeworks = homeworks
        entries = Entries(sealing)
        self.choices = Choices(sealing)
        self.messages = Messages(sealing)
        self.dialogues = Dialogues(sealing, library)
        self.openings = Openings(self.dialogues, entries, homeworks, library, house.name)
        asides = Asides(self.dialogues, self.openings, homeworks, wishes)
        answering = Answering(self.dialogues, entries, asides, wishes)
        commands = Commands(
            self.dialogues,
            entries,
            homeworks,
            self.choices,
            wishes,
            Asking(self.dialogues, answering),
            Wishing(self.dialogues, self.openings, homeworks, wishes),
            TakingBack(self.dialogues, entries, self.messages, answering, self.choices),
            Looking(homeworks),
        )
        self.reading = Reading(
            Concerns(screen), self.dialogues, self.openings, answering, commands, self.choices, entries, house
        )
