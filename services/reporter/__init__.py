"""The reporter: what the week looked like, told to the clinician before the session.

Knows: its own view of clinicians, clients (name and initials, never a number), sessions, assignments, occurrences,
entries, reservations, barriers and concerns; digests and how far each one got.
Hears: who joined, was enrolled, named, moved, consented, paused, opted out or was erased; sessions booked, moved,
cancelled; what was assigned, changed, unlocked, rested and ended, and for what a client is ready; what was sent,
answered, skipped, let go, suppressed or undeliverable; clients' words, and which they took back; reservations, barriers
and concerns.
Says: DigestSent. Only it sends e-mail.
"""
