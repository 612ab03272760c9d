"""The api: where staff say what was agreed, and clients say what happened.

Knows: clinicians, clients and their contacts, sessions, assignments, dialogues, entries, and every text as it came.
Hears: what was sent, suppressed, let go or undeliverable, and that a digest has gone.
Says: who was enrolled, consented or opted out; what was booked and assigned; what was answered, and in which words.
"""
