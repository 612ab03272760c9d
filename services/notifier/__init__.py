"""The notifier: when a text is due, and to which phone it goes.

Knows: contacts, occurrences, reminders, attempts; of clients, their hours and whether they said yes.
Hears: who was enrolled, consented, opted out or was erased; what was assigned or ended; that something was answered,
never what; what the carrier reported.
Says: ReminderSent, OccurrenceLetGo, OccurrenceSuppressed, ReminderUndeliverable.
"""
