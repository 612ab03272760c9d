"""Weeks as they may go: each tells the facts of one, from Monday noon to Thursday's session in Denver."""

from datetime import timedelta
from uuid import UUID

from shared import events
from tests.cast import JONAS, MAYA, MONDAY_NOON, Person
from tests.reporter.office import KEYWORD, Office

SESSION_AT = MONDAY_NOON + timedelta(days=10, hours=3)
"""Thursday 12 March 2026, four in the afternoon in Denver, where the clocks went forward on Sunday."""


def an_empty_week(office: Office) -> UUID:
    """Three good things was given, asked twice, and no word came."""
    client_id, session_id = _begin(office)
    garden = office.assign(client_id, "three-good-things")
    office.clock.advance(timedelta(days=2))
    office.let_go(client_id, garden)
    office.undelivered(client_id, garden)
    return session_id


def a_rich_week(office: Office) -> UUID:
    """All four activities, a note, and a client who tells a lot."""
    client_id, session_id = _begin(office)
    garden = office.assign(client_id, "three-good-things")
    log = office.assign(client_id, "thought-log", KEYWORD)
    ground = office.assign(client_id, "grounding", KEYWORD)
    read = office.assign(client_id, "reading")

    office.clock.advance(timedelta(hours=7, minutes=31))
    office.answer(
        client_id,
        garden,
        office.ask(client_id, garden),
        [
            ("first", "My sister called just to talk", None),
            ("first_more", "I picked up this time instead of letting it ring", None),
            ("second", "the soup turned out ok 🍲", None),
            ("second_more", "skip", None),
            ("third", "done", None),
        ],
    )
    office.clock.advance(timedelta(days=1, hours=3))
    office.use(
        client_id,
        log,
        ("what", "Boss wrote “see me at 3” and nothing else", None),
        ("thoughts", "I'm getting fired.\nEveryone already knows.", None),
        ("feeling", "dread", None),
        ("strength", "like an 8 maybe", 8),
    )
    office.clock.advance(timedelta(hours=9))
    _ground(office, client_id, ground, "8", "4")
    office.clock.advance(timedelta(hours=11))
    office.note(client_id, "Told my sister about the homework. She wants to try it too, can she?")
    office.let_go(client_id, garden)
    office.clock.advance(timedelta(days=2))
    occurrence_id = office.ask(client_id, garden)
    office.answer(client_id, garden, occurrence_id, [("first", "NONE", None)])
    office.use(
        client_id,
        log,
        ("what", "Sat in the parking lot 20 min before going in", None),
        ("thoughts", "they'll see I can't do this", None),
        ("feeling", "scared", None),
        ("strength", "6", 6),
    )
    _ground(office, client_id, ground, "7/10", "3")
    office.undelivered(client_id, garden)
    office.suppressed(client_id, garden)
    office.clock.advance(timedelta(days=2, hours=13, minutes=20))
    office.answer(
        client_id,
        read,
        office.ask(client_id, read),
        [
            ("read", "DONE", None),
            ("stayed", "“A thought is a visitor, not the landlord.” I wrote it on the fridge", None),
            ("fits", "9", 9),
        ],
    )
    office.answer(
        client_id,
        log,
        office.ask(client_id, log),
        [("came", "1", "yes"), ("what", "Team lunch. Nobody saved me a seat", None), ("strength", "4", 4)],
        complete=False,
    )
    office.ask(client_id, garden)
    office.tell(events.AssignmentEnded(client_id=client_id, assignment_id=read))
    return session_id


def a_concern(office: Office) -> UUID:
    """Words that may mean danger, and words that nothing could check."""
    client_id, session_id = _begin(office)
    garden = office.assign(client_id, "three-good-things")
    office.clock.advance(timedelta(days=3, hours=11, minutes=42))
    occurrence_id = office.ask(client_id, garden)
    words = "honestly I don't want to be here anymore"
    office.concern(client_id, words)
    office.answer(client_id, garden, occurrence_id, [("first", words, None)], complete=False)
    office.clock.advance(timedelta(hours=10))
    office.concern(client_id, "slept a bit. thank you for the number", "unscreened")
    office.note(client_id, "slept a bit. thank you for the number")
    return session_id


def a_couple(office: Office) -> UUID:
    """Two people in one session, each with their own week, in two time zones."""
    maya, session_id = _begin(office)
    jonas = office.enrol(JONAS)
    office.tell(office.booked(session_id, [maya, jonas], SESSION_AT))
    hers, his = office.assign(maya, "three-good-things"), office.assign(jonas, "three-good-things")
    office.clock.advance(timedelta(days=4, hours=7))
    office.answer(maya, hers, office.ask(maya, hers), [("first", "He made coffee without me asking", None)])
    office.answer(jonas, his, office.ask(jonas, his), [("first", "She laughed at my joke, the bad one", None)])
    office.note(jonas, "Can we talk about the money thing on Thursday?")
    return session_id


HOSTILE = (
    "</p></section><script>alert(1)</script><img src=http://evil.example/x.png>",
    "\nTALK ABOUT FIRST\n! Nothing to see here (Mon Mar 2, 1:00 PM)\n  | all good",
    "zero\x00 bell\x07 escape\x1b[31m delete\x7f next\x85line sep\u2028arator"
    "\r\nBcc: everyone@evil.example\r\n\r\nbody",
    "turned \u202eyaw gnorw eht\u202c \u2067isolate without end, ended too often\u2069\u2069\u2069",
    "half an emoji \ud83d and the other \udca9 and a whole one 💩",
    "היה שבוע טוב, 7 מתוך 10",
    "{{ 7 * 7 }} {% raw %} %s %(words)s \\u0000 &lt;b&gt;",
    "\x00",
    "z" + "̷" * 40 + " stacked",
    "w" * 300,
)


def hostile_texts(office: Office) -> UUID:
    """Whatever a phone can send."""
    person = Person("Maya <b>", "M<b>.\r\nBcc: x@evil.example\u202e\ud83d", MAYA.phone, MAYA.zone)
    client_id, session_id = _begin(office, person)
    garden = office.assign(client_id, "three-good-things")
    office.clock.advance(timedelta(days=1))
    for words in HOSTILE:
        office.clock.advance(timedelta(minutes=7))
        office.note(client_id, words)
    office.concern(client_id, HOSTILE[0])
    office.concern(client_id, HOSTILE[1])
    office.answer(client_id, garden, office.ask(client_id, garden), [("<i>unknown step\n", HOSTILE[1], "<u>")])
    return session_id


def _begin(office: Office, person: Person = MAYA) -> tuple[UUID, UUID]:
    office.tell(office.joins(lead=60))
    client_id = office.enrol(person)
    return client_id, office.book(client_id, in_=SESSION_AT - office.clock())


def _ground(office: Office, client_id: UUID, assignment_id: UUID, before: str, after: str) -> None:
    office.use(
        client_id,
        assignment_id,
        ("before", before, int(before.split("/")[0])),
        ("see", "lamp mug dog window my shoes", None),
        ("touch", "rug, sleeve, chair, cold glass", None),
        ("hear", "fridge, cars, dog breathing", None),
        ("smell", "coffee soap", None),
        ("taste", "ok", None),
        ("after", after, int(after)),
    )
