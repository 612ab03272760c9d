"""Three fictional clients and how they text: what they answer, how soon, and when they would rather not."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Persona:
    """One client. `answers_of_ten`: how many questions of ten get an answer at all."""

    display_name: str
    initials: str
    phone: str
    zone: str
    answers_of_ten: int
    quickest: timedelta
    slowest: timedelta
    good_things: Sequence[str]
    thoughts: Sequence[str]


MAYA = Persona(
    "Maya Reyes",
    "M.R.",
    "+15055550111",
    "America/Denver",
    10,
    timedelta(minutes=2),
    timedelta(minutes=25),
    (
        "The bus driver waited for me",
        "Soup at my sister's place",
        "Slept through until 6",
        "Sun on the balcony, ten whole minutes",
        "My boss said thanks, just like that",
    ),
    ("They will find out I can't do this", "Nobody would notice if I left early"),
)
JONAS = Persona(
    "Jonas Okafor",
    "J.O.",
    "+12125550122",
    "America/New_York",
    6,
    timedelta(minutes=10),
    timedelta(hours=3),
    ("Game night", "My dog", "none", "Finished the shelf at last"),
    ("I ruin every dinner", "She is only being polite"),
)
RUTH = Persona(
    "Ruth Adler",
    "R.A.",
    "+18085550133",
    "Pacific/Honolulu",
    9,
    timedelta(minutes=5),
    timedelta(minutes=50),
    ("A letter from Miriam", "The plumeria is out", "No pain until noon 🌺"),
    ("It is too late to change anything", "I should have called her back"),
)
EVERYBODY = (MAYA, JONAS, RUTH)


def answer(persona: Persona, question: str, chance: random.Random) -> str | None:
    """What this person texts back to one of our texts; None when it asks for nothing."""
    if "YES" in question:
        return chance.choice(["YES", "yes", "Yes!"])
    if "one good thing" in question:
        return chance.choice(persona.good_things)
    if question.startswith("Thank you. "):
        return chance.choice(["I let it happen", "skip", "Someone thought of me", "More evenings like that"])
    if "second good thing" in question or "third one" in question:
        return chance.choice([*persona.good_things, "DONE", "done"])
    if "Did a moment come" in question:
        return chance.choice(["1", "2", "it did"])
    if "What happened?" in question:
        return chance.choice(["Team call, my turn to speak", "He looked at his phone while I talked"])
    if "thoughts say" in question:
        return chance.choice(persona.thoughts)
    if "What was the feeling" in question:
        return chance.choice(["scared", "ashamed", "angry and small"])
    if "from 0" in question:
        return chance.choice(["7", "about 6", "8/10", "four", "3"])
    if "you can see" in question:
        return "lamp, door, my hands, a cup, the cat"
    if "you can feel" in question or "you can hear" in question or "you can smell" in question:
        return chance.choice(["floor, sleeve, chair, warm cup", "fridge, rain, a bus", "coffee, soap"])
    if "taste" in question:
        return "ok"
    if "A short read" in question:
        return "DONE"
    if "stayed with you" in question:
        return "That a feeling is not an order"
    return None
