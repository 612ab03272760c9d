"""The notifier: when a text is due, and to which phone it goes.

Knows: contacts, when the sessions are, occurrences, reminders, attempts; of clients, their hours, how many texts a day,
whether they said yes, paused, or are in the middle of a conversation; of homework, when it asks and whether it rests.
Hears: who was enrolled, changed, consented, paused, opted out or was erased; sessions booked, moved and cancelled;
homework given, changed, unlocked, rested from and ended; that something was answered, skipped or put off, never what;
what the carrier reported.
Says: ReminderSent, OccurrenceLetGo, OccurrenceSuppressed, ReminderUndeliverable.
"""
