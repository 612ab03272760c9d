"""The reporter: what the week looked like, told to the clinician before the session.

Knows: its own view of clinicians, clients (name and initials, never a number), sessions, assignments, occurrences,
entries and concerns; digests and how far each one got.
Hears: who joined, was enrolled, named, consented, opted out or was erased; sessions booked, moved, cancelled; what was
assigned and ended; what was sent, answered, let go, suppressed or undeliverable; clients' words and concerns.
Says: DigestSent. Only it sends e-mail.
"""
