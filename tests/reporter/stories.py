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
    """Four activities, a note, and a client who tells a lot."""
    client_id, session_id = _begin(office)
    garden = office.assign(client_id, "three-good-things")
    office.aside(
        client_id, garden, "introduction", ("when", "after dinner, when the dishes are done"), ("sure", "8", 8)
    )
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
    office.skipped(client_id, garden)
    office.note(client_id, "", kind="private")
    office.take_back(client_id, office.note(client_id, "oops, that was for somebody else"))
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


def a_hard_week(office: Office) -> UUID:
    """Reservations, barriers, a rest, something that waits for READY: most of it belongs at the top of the page."""
    client_id, session_id = _begin(office)
    record = office.assign(client_id, "thought-record", KEYWORD)
    mood = office.assign(client_id, "mood-check")
    ladder = office.assign(client_id, "facing-step", needs_readiness=True)
    calm = office.assign(client_id, "slow-breathing")
    bridge = office.assign(client_id, "session-bridge")
    introduced = ("when", "en el carro antes de entrar"), ("sure", "about 4", 4), ("help", "que sea más corto")
    office.aside(client_id, calm, "introduction", *introduced)

    office.clock.advance(timedelta(days=1, hours=5))
    office.reserves(client_id, record, "too_hard")
    office.aside(client_id, record, "smaller", ("choose", "1", "smaller"))
    office.let_go(client_id, mood)
    (forgot,) = office.aside(client_id, mood, "barrier", ("what", "1", "forgot"))
    office.hinders(client_id, mood, "forgot", forgot)
    office.clock.advance(timedelta(days=1))
    office.skipped(client_id, mood, "SKIP: the kids were sick all night")
    office.suppressed(client_id, mood, "resting")
    question = office.note(client_id, "do I have to show this to my husband?", kind="question")
    office.reserves(client_id, None, "question", question)
    office.clock.advance(timedelta(days=1))
    office.let_go(client_id, mood)
    office.hinders(client_id, mood, "forgot")
    office.reserves(client_id, record, "too_hard")
    office.rests(client_id, record)
    office.readies(client_id, ladder, is_ready=False)
    office.reserves(client_id, ladder, "not_yet")
    office.clock.advance(timedelta(days=1))
    office.pauses(client_id, timedelta(days=3))
    office.suppressed(client_id, mood, "paused")
    office.suppressed(client_id, mood, "paused")
    office.suppressed(client_id, ladder, "not_ready")
    office.clock.advance(timedelta(days=3))
    office.reserves(client_id, mood, "less")
    office.aside(client_id, ladder, "readiness", ("answer", "1", "ready"))
    office.readies(client_id, ladder, is_ready=True)
    office.clock.advance(timedelta(days=2))
    topic = ("topic", "What my mother said on Sunday. I keep hearing it")
    office.answer(client_id, bridge, office.ask(client_id, bridge), [topic, ("change", "fewer questions at night")])
    return session_id


def a_week_of_numbers(office: Office) -> UUID:
    """Sleep, breathing, an urge, worries, a plan and a step: answers that are times, lists, durations and moments."""
    client_id, session_id = _begin(office)
    sleep = office.assign(client_id, "sleep-diary")
    calm = office.assign(client_id, "slow-breathing")
    wave = office.assign(client_id, "urge-surfing", KEYWORD)
    worry = office.assign(client_id, "worry-time")
    plan = office.assign(client_id, "activity-plan")
    ladder = office.assign(client_id, "facing-step", needs_readiness=True)
    mood = office.assign(client_id, "mood-check")
    office.tell(events.AssignmentUnlocked(client_id=client_id, assignment_id=ladder))
    office.readies(client_id, ladder, is_ready=True)

    office.clock.advance(timedelta(hours=20))
    for tried, fell, awake, woke, efficiency in (
        (("11", "23:00"), ("half an hour", 30), ("2 40", 2, 40), ("6:30 7", "06:30", "07:00"), 79),
        (("a las 12 y media", "00:30"), ("15 min", 15), ("no", 0, 0), ("7am, 7:10am", "07:00", "07:10"), 94),
    ):
        answers = [
            ("tried", *tried, "time"),
            ("fell", *fell, "duration"),
            ("awake", awake[0], {"times": awake[1], "minutes": awake[2]}, "several"),
            ("woke", woke[0], {"woke": woke[1], "up": woke[2]}, "several"),
            ("quality", "3", 3),
            ("efficiency", f"{efficiency}%", efficiency, "computed"),
        ]
        office.answer(client_id, sleep, office.ask(client_id, sleep), answers)
        office.clock.advance(timedelta(days=1))
    office.use(client_id, calm, ("before", "siete", 7), ("breathe", "ok", "ok", "ok"), ("after", "4", 4))
    office.answer(client_id, calm, office.ask(client_id, calm), [("before", "5", 5)], complete=False)
    office.use(client_id, wave, ("first", "9", 9), ("second", "6-7", 6.5), ("third", "3", 3), ("helped", "la ducha"))
    office.use(client_id, worry, ("parked", "the rent"))
    answers = [
        ("sit", "ok", "ok", "ok"),
        ("still", "1 3", ["the rent", "mi examen"], "picks"),
        ("can_act", "1", "yes"),
        ("first_step", "call the landlord"),
        ("load", "8 5", {"before": 8, "after": 5}, "several"),
    ]
    office.answer(client_id, worry, office.ask(client_id, worry), answers)
    office.clock.advance(timedelta(days=1))
    when = ("when", "sat 10am, the river", "2026-03-07T17:00:00+00:00", "moment")
    office.answer(client_id, plan, office.ask(client_id, plan), [("what", "walk with Ana"), when, ("expected", "3", 3)])
    fears = ("expected", "80", 80), ("before", "60", 60), ("peak", "like 75", 75), ("after", "30", 30)
    office.answer(client_id, ladder, office.ask(client_id, ladder), fears)
    for words, value, after in (("6", 6, ()), ("2", 2, (("after", "4", 4),)), ("5", 5, ())):
        office.clock.advance(timedelta(days=1))
        office.answer(client_id, mood, office.ask(client_id, mood), [("mood", words, value), *after])
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
    lists = [("first", words, [words, HOSTILE[1], 1], "list") for words in ("<b>", HOSTILE[1], "\u2067")]
    nested = ("second", HOSTILE[1], {"<b>": HOSTILE[1], "\n! x": [HOSTILE[0]]}, "several")
    office.answer(client_id, garden, office.ask(client_id, garden), [*lists, nested])
    office.aside(client_id, garden, "introduction", ("when", HOSTILE[1]), ("help", HOSTILE[0]))
    office.aside(client_id, garden, "<i>nobody's", ("<b>aside\n", HOSTILE[0]))
    for words in HOSTILE[:2]:
        office.reserves(client_id, garden, "too_hard", office.note(client_id, words))
        office.hinders(client_id, None, "<b>\n! kind", office.note(client_id, words))
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
