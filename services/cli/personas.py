"""Three fictional clients and how they text: what they answer, how soon, and when they would rather not."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple


class GoodThing(NamedTuple):
    """Something good, and what this person would say about it: why it happened, why it mattered, how to have more."""

    what: str
    why: str
    mattered: str
    more: str


class Moment(NamedTuple):
    """Something that hurt: what a camera saw, the thought, the feeling and its strength."""

    what: str
    thought: str
    feeling: str
    strength: str


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
    good_things: Sequence[GoodThing]
    moments: Sequence[Moment]


MAYA = Persona(
    "Maya Reyes",
    "M.R.",
    "+15055550111",
    "America/Denver",
    10,
    timedelta(minutes=2),
    timedelta(minutes=25),
    (
        GoodThing("The bus driver waited for me", "She saw me run", "Somebody noticed me", "Wave back next time"),
        GoodThing("Soup at my sister's place", "She called and asked", "I wasn't alone", "Thursdays could be soup day"),
        GoodThing("Slept through until 6", "Left the phone in the kitchen", "I could think today", "Phone stays there"),
        GoodThing("Ten whole minutes of sun on the balcony", "I sat down for once", "It was quiet", "Coffee out there"),
        GoodThing("My boss said thanks, just like that", "I sent it on time", "I had expected worse", "Not sure yet"),
        GoodThing("The neighbor's kid drew me a cat", "I fed theirs last week", "It was for me", "Say hi more often"),
        GoodThing("Found the blue scarf again", "Finally cleaned the closet", "It was my mom's", "Wear it more"),
        GoodThing("A song I had forgotten came on", "Left the radio on", "I sang along", "Make a playlist"),
        GoodThing("Said no to the extra shift", "I thought about it first", "I didn't explain myself", "Practice"),
        GoodThing("Tomatoes on the windowsill are red", "I remembered to water", "Something grew", "Plant basil too"),
        GoodThing("Laughed at lunch", "Sat with Inez for a change", "It had been a while", "Ask her again"),
        GoodThing("Walked home the long way", "It was still light", "I didn't rush", "When the days get longer"),
    ),
    (Moment("Team call, my turn to speak", "They will find out I can't do this", "scared", "8"),),
)
JONAS = Persona(
    "Jonas Okafor",
    "J.O.",
    "+12125550122",
    "America/New_York",
    6,
    timedelta(minutes=10),
    timedelta(hours=3),
    (
        GoodThing("Game night", "Friends", "Didn't check my phone once", "Every other week"),
        GoodThing("My dog", "He's a good dog", "He's always glad", "Longer walks"),
        GoodThing("Finished the shelf at last", "Rain, nowhere to go", "It's straight", "One small thing at a time"),
        GoodThing("Beat my time on the stairs", "Skipped the elevator", "My legs still work", "Do it again Monday"),
        GoodThing("My brother called", "It was his turn", "We talked about nothing", "Call him back Sunday"),
        GoodThing("Good coffee", "New place on the corner", "Five minutes of nothing", "Go before work"),
    ),
    (
        Moment("She looked at her phone while I talked", "I'm boring her", "small, kind of angry", "about 6"),
        Moment("I burned the rice, everybody went quiet", "I ruin every dinner", "ashamed", "7/10"),
    ),
)
RUTH = Persona(
    "Ruth Adler",
    "R.A.",
    "+18085550133",
    "Pacific/Honolulu",
    9,
    timedelta(minutes=5),
    timedelta(minutes=50),
    (
        GoodThing("A letter from Miriam", "I wrote first", "We had not spoken since May", "Answer it this week"),
        GoodThing("The plumeria is out", "It is the season", "Harold planted it", "Sit by it in the mornings"),
        GoodThing("No pain until noon 🌺", "I slept on the other side", "I could cook", "Ask about the pillow"),
    ),
    (
        Moment("My daughter's birthday, and I didn't call", "It is too late to change anything", "sad", "8/10"),
        Moment("Saw his chair on the lanai", "I should have been kinder", "sad, a little guilty", "seven"),
    ),
)
EVERYBODY = (MAYA, JONAS, RUTH)

_SENSES = {
    "you can see": ("lamp, door, my hands, a cup, the cat", "window, red car, shoes, plant, clock"),
    "you can feel": ("floor, sleeve, chair, warm cup", "socks, ring, the couch, cool air"),
    "you can hear": ("fridge, rain, a bus", "kids outside, the heater, me typing"),
    "you can smell": ("coffee, soap", "laundry and an orange"),
    "you can taste": ("toothpaste", "ok"),
}
_MORE_ABOUT_IT = {"Why do you think it": "why", "What made it matter": "mattered", "How could there be more": "more"}


class Voice:
    """One person texting: remembers what was said, so that the next answer fits it."""

    def __init__(self, persona: Persona, chance: random.Random) -> None:
        self._persona = persona
        self._chance = chance
        self._untold: list[GoodThing] = []
        self._unwritten: list[Moment] = []
        self._good_thing = persona.good_things[0]
        self._moment = persona.moments[0]
        self._asked: dict[str, str] = {}

    def answer(self, question: str) -> str | None:
        """What this person texts back to one of our texts; None when it asks for nothing."""
        if "Reply YES" in question or "reply YES" in question:
            return self._one_of("YES", "yes", "Yes!")
        code, _, first_question = question.partition(": ")
        if first_question.startswith("Still here"):
            return self.answer(self._asked.get(code, ""))
        if first_question:
            self._asked[code] = question
        return self._about_good_things(question) or self._about_a_moment(question) or self._about_the_rest(question)

    def _about_good_things(self, question: str) -> str | None:
        for asked, about in _MORE_ABOUT_IT.items():
            if asked in question:
                return "skip" if self._happens(1, of=4) else str(getattr(self._good_thing, about))
        if "one good thing" in question and self._persona is JONAS and self._happens(1, of=4):
            return "none"
        if ("second good thing" in question and self._happens(1, of=3)) or (
            "third one" in question and self._happens(2, of=3)
        ):
            return self._one_of("DONE", "done", "Done")
        if "good thing" in question or "third one" in question:
            self._good_thing = self._next_good_thing()
            return self._good_thing.what
        return None

    def _about_a_moment(self, question: str) -> str | None:
        if "Did a moment come" in question:
            return self._one_of("1", "2", "it did")
        if "What happened?" in question:
            self._moment = self._next_moment()
            return self._moment.what
        if "thoughts say" in question:
            return self._moment.thought
        if "What was the feeling" in question:
            return self._moment.feeling
        if "How strong was it" in question:
            return self._moment.strength
        return None

    def _about_the_rest(self, question: str) -> str | None:
        for sense, answers in _SENSES.items():
            if sense in question:
                return self._one_of(*answers)
        if "How strong is it right now" in question:
            return self._one_of("7", "about 6", "8/10")
        if "how strong is it now" in question:
            return self._one_of("4", "3", "four", "5 maybe")
        if "A short read" in question:
            return "DONE"
        if "stayed with you" in question:
            return "That a feeling is not an order"
        if "How much does it fit" in question:
            return self._one_of("7", "8", "about 7")
        return None

    def _next_good_thing(self) -> GoodThing:
        """One that was not told yet; from the beginning when all were."""
        if not self._untold:
            self._untold = self._chance.sample(self._persona.good_things, len(self._persona.good_things))
        return self._untold.pop()

    def _next_moment(self) -> Moment:
        """One that was not written down yet; from the beginning when all were."""
        if not self._unwritten:
            self._unwritten = self._chance.sample(self._persona.moments, len(self._persona.moments))
        return self._unwritten.pop()

    def _happens(self, times: int, of: int) -> bool:
        return self._chance.randrange(of) < times

    def _one_of(self, *choices: str) -> str:
        return self._chance.choice(choices)
