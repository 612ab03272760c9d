"""What the notifier does with each fact it hears."""

from collections.abc import Mapping

from services.notifier import agreements, answers, later, presence, sessions
from services.notifier.contacts import Contacts
from services.notifier.settling import Settling
from shared.bus import Handler
from shared.events import (
    AssignmentChanged,
    AssignmentCreated,
    AssignmentEnded,
    AssignmentRested,
    AssignmentResumed,
    AssignmentUnlocked,
    ClientChanged,
    ClientEnrolled,
    ClientErased,
    ClientHeard,
    ConsentGiven,
    ContactChanged,
    DeliveryReported,
    DialogueMoved,
    Fact,
    FollowUpAsked,
    OccurrenceAnswered,
    OccurrenceSkipped,
    OptedOut,
    PausedUntil,
    ReadinessChanged,
    SessionBooked,
    SessionCancelled,
    SessionMoved,
    SnoozeAsked,
)


def handlers(contacts: Contacts, settling: Settling) -> Mapping[type[Fact], Handler]:
    """Fact -> what is done with it."""
    return {
        ClientEnrolled: contacts.enrol,
        ClientChanged: contacts.agree,
        ContactChanged: contacts.change,
        ConsentGiven: contacts.give_consent,
        OptedOut: contacts.opt_out,
        ClientErased: contacts.erase,
        ClientHeard: presence.hear,
        PausedUntil: presence.pause,
        DialogueMoved: presence.move_dialogue,
        SessionBooked: sessions.book,
        SessionMoved: sessions.move,
        SessionCancelled: sessions.cancel,
        AssignmentCreated: agreements.create,
        AssignmentChanged: agreements.change,
        AssignmentUnlocked: agreements.unlock,
        ReadinessChanged: agreements.change_readiness,
        AssignmentRested: agreements.rest,
        AssignmentResumed: agreements.resume,
        AssignmentEnded: agreements.end,
        OccurrenceAnswered: answers.mark_answered,
        OccurrenceSkipped: answers.mark_skipped,
        SnoozeAsked: later.snooze,
        FollowUpAsked: later.ask_follow_up,
        DeliveryReported: settling.hear_report,
    }
