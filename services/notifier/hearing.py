"""What the notifier does with each fact it hears."""

from collections.abc import Mapping

from services.notifier import planning
from services.notifier.contacts import Contacts
from services.notifier.settling import Settling
from shared.bus import Handler
from shared.events import (
    AssignmentCreated,
    AssignmentEnded,
    ClientEnrolled,
    ClientErased,
    ConsentGiven,
    ContactChanged,
    DeliveryReported,
    Fact,
    FollowUpAsked,
    OccurrenceAnswered,
    OptedOut,
)


def handlers(contacts: Contacts, settling: Settling) -> Mapping[type[Fact], Handler]:
    """Fact -> what is done with it."""
    return {
        ClientEnrolled: contacts.enrol,
        ContactChanged: contacts.change,
        ConsentGiven: contacts.give_consent,
        OptedOut: contacts.opt_out,
        ClientErased: contacts.erase,
        AssignmentCreated: planning.create_assignment,
        AssignmentEnded: planning.end_assignment,
        OccurrenceAnswered: planning.mark_answered,
        FollowUpAsked: planning.ask_follow_up,
        DeliveryReported: settling.hear_report,
    }
