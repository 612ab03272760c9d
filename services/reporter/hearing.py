"""What the reporter does when it hears a fact: keep its view of it. Every handler may run twice and in any order."""

from collections.abc import Mapping

from services.reporter import homework, people, voices
from shared import events
from shared.bus import Handler
from shared.events import Fact
from shared.sealing import Sealing


class Hearing:
    """Applies facts to the view. Words and names are opened where they were and sealed where they will lie."""

    def __init__(self, sealing: Sealing) -> None:
        self._people = people.People(sealing)
        self._voices = voices.Voices(sealing)

    def handlers(self) -> Mapping[type[Fact], Handler]:
        """The table of contents: which fact does what."""
        return {
            events.ClinicianJoined: self._people.clinician_joined,
            events.ClientEnrolled: self._people.client_enrolled,
            events.ClientChanged: self._people.client_changed,
            events.ClientNamed: self._people.client_named,
            events.ConsentGiven: self._people.consent_given,
            events.OptedOut: self._people.opted_out,
            events.PausedUntil: self._people.paused_until,
            events.ClientErased: self._people.client_erased,
            events.SessionBooked: people.session_booked,
            events.SessionMoved: people.session_moved,
            events.SessionCancelled: people.session_cancelled,
            events.AssignmentCreated: homework.assignment_created,
            events.AssignmentChanged: homework.assignment_changed,
            events.AssignmentUnlocked: homework.assignment_unlocked,
            events.ReadinessChanged: homework.readiness_changed,
            events.AssignmentRested: homework.assignment_rested,
            events.AssignmentResumed: homework.assignment_resumed,
            events.AssignmentEnded: homework.assignment_ended,
            events.ReminderSent: homework.reminder_sent,
            events.OccurrenceAnswered: homework.occurrence_answered,
            events.OccurrenceSkipped: homework.occurrence_skipped,
            events.OccurrenceLetGo: homework.occurrence_let_go,
            events.OccurrenceSuppressed: homework.occurrence_suppressed,
            events.ReminderUndeliverable: homework.reminder_undeliverable,
            events.EntryRecorded: self._voices.entry_recorded,
            events.EntryWithdrawn: voices.entry_withdrawn,
            events.ReservationRaised: voices.reservation_raised,
            events.BarrierReported: voices.barrier_reported,
            events.ConcernRaised: self._voices.concern_raised,
        }
