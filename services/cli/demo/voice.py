"""One person texting: knows each question by its place, and remembers what was told so that the next answer fits."""

import random
import re
from collections import Counter
from datetime import timedelta
from typing import NamedTuple

from services.cli.demo.people.persona import GoodThing, Homework, Instead, Persona, Telling
from services.cli.demo.questions import Question, recognise
from shared.activities.definition import Choice, Count, Moment, Ok, Scale, Several, Words
from shared.activities.library import BUILT_IN

_ABOUT_IT = ("why", "mattered", "more")
"""What the variants of "tell me more" ask of a good thing, in the order of the library."""

_CERTAIN = frozenset({"restart", "readiness", "step-down", "smaller", "introduction"})


_TAKES = {"facing-step.over": 18, "slow-breathing.breathe": 2, "mood-check.quiet": 2, "worry-time.load": 9}
"""Minutes somebody needs who does what they were asked to before they answer."""


class Reply(NamedTuple):
    """What a person texts back.

    `is_certain`: the story needs it, so that it does not depend on their mood. `is_wish`: no answer, but a wish.
    `breaks_silence`: it is given even by somebody who answers nothing else. `takes`: how long what was asked takes.
    """

    texts: tuple[str, ...]
    is_certain: bool = False
    is_wish: bool = False
    breaks_silence: bool = False
    takes: timedelta = timedelta(0)


class Voice:
    """Answers our texts as one person would."""

    def __init__(self, persona: Persona, chance: random.Random) -> None:
        self._persona = persona
        self._chance = chance
        self._codes = {_code(persona, homework.slug, homework.code): homework for homework in persona.homework}
        self._untold_of: dict[str, list[Telling]] = {}
        self._unparked = list(persona.worries)
        self._times: Counter[str] = Counter()
        self._telling: dict[str, Telling] = {}
        self._asked: dict[str, set[str]] = {}
        self._untold: list[GoodThing] = []
        self._good_thing: GoodThing | None = None
        self._introduced: Homework | None = None
        self._item = ""
        self._last: Question | None = None
        self._by_code: dict[str, Question] = {}

    def answer(self, text: str) -> Reply | None:
        """What this person texts back to one of our texts; None when it asks for nothing."""
        question = recognise(text, self._likely())
        if question is None:
            return None
        if not question.slug:
            return self._to_fixed(question)
        if question.opens and self._is_new(question):
            self._begin(question)
        self._asked.setdefault(question.slug, set()).add(question.name)
        self._last = question
        if question.code:
            self._by_code[question.code] = question
        self._times[question.place] += 1
        instead = self._instead(question.place)
        if instead is not None:
            return Reply(instead.texts, is_certain=True, is_wish=True)
        return Reply(
            (self._words(question),),
            is_certain=question.slug in _CERTAIN,
            breaks_silence=question.slug == "restart",
            takes=timedelta(minutes=_TAKES.get(question.place, 0)),
        )

    def begin_with(self, words: str) -> None:
        """This person begins a conversation with its first answer: "Think: ...". The rest will belong to it."""
        self._unparked = [worry for worry in self._unparked if worry.what != words]
        for slug in self._persona.tellings:
            for telling in list(self._untold_in(slug)):
                if words in telling.values():
                    self._untold_of[slug].remove(telling)
                    self._telling[slug] = telling
                    self._asked[slug] = {key for key, told in telling.items() if told == words}

    def _likely(self) -> list[str]:
        given = [homework.slug for homework in self._persona.homework]
        return [self._last.slug, *given] if self._last and self._last.slug else given

    def _to_fixed(self, question: Question) -> Reply | None:
        if question.name in ("opt_in", "opt_in_reminder", "consent_first"):
            return Reply((self._persona.yes,), is_certain=True, breaks_silence=True)
        if question.name in ("which_one", "move_which", "name_which"):
            return Reply(("1",), is_certain=True)
        if self._last is None:
            return None
        if question.name == "nudge":
            return Reply((self._words(self._by_code.get(question.code or "", self._last)),))
        return Reply((self._said_again(self._last),))

    def _is_new(self, question: Question) -> bool:
        """Whether something else is to be told now, and not the rest of what was being told."""
        asked, telling = self._asked.get(question.slug, set()), self._telling.get(question.slug, {})
        return question.name in asked or question.name not in telling

    def _begin(self, question: Question) -> None:
        """Something else is told in every conversation about the same, in the order it was thought up."""
        self._asked[question.slug] = set()
        if not any(question.name in telling for telling in self._untold_in(question.slug)):
            self._untold_of[question.slug] = []
        untold = self._untold_in(question.slug)
        fitting = next((telling for telling in untold if question.name in telling), None)
        if fitting is not None:
            untold.remove(fitting)
            self._telling[question.slug] = fitting

    def _untold_in(self, slug: str) -> list[Telling]:
        if not self._untold_of.get(slug):
            self._untold_of[slug] = list(self._persona.tellings.get(slug, ()))
        return self._untold_of[slug]

    def _instead(self, place: str) -> Instead | None:
        matching = (one for one in self._persona.instead if (one.place, one.nth) == (place, self._times[place]))
        return next(matching, None)

    def _words(self, question: Question) -> str:
        if question.slug == "introduction":
            return self._about_when(question)
        if question.slug == "three-good-things":
            return self._about_good_things(question)
        told = self._telling.get(question.slug, {}).get(question.name)
        if told is not None:
            return told
        if question.slug == "worry-time" and (told := self._about_a_worry(question)):
            return told
        return self._plainly(question)

    def _about_when(self, question: Question) -> str:
        """When and where, how sure, and what would make it easier, of the homework that is introduced."""
        code = question.code or (self._last.code if self._last else None)
        homework = self._codes.get(code or "") or self._introduced
        if homework is None or homework.when is None:
            return self._persona.skip
        self._introduced = homework
        return {"when": homework.when, "sure": homework.sure}.get(question.name, homework.easier)

    def _about_good_things(self, question: Question) -> str:
        if question.name.endswith("_more"):
            if self._good_thing is None or self._happens(1, of=5):
                return self._persona.skip
            return str(getattr(self._good_thing, _ABOUT_IT[question.turn % len(_ABOUT_IT)]))
        if (question.name == "second" and self._happens(1, of=3)) or (
            question.name == "third" and self._happens(2, of=3)
        ):
            return self._chance.choice(self._persona.done)
        if not self._persona.good_things:
            return self._persona.skip
        if not self._untold:
            told_just_now = self._good_thing
            others = [thing for thing in self._persona.good_things if thing is not told_just_now]
            self._untold = self._chance.sample(others, len(others))
        self._good_thing = self._untold.pop()
        return self._good_thing.what

    def _about_a_worry(self, question: Question) -> str | None:
        worries = self._persona.worries
        if question.name == "parked" and worries:
            self._unparked = self._unparked or list(worries)
            return self._unparked.pop(0).what
        if question.name == "still":
            numbers = re.findall(r"(?:^| )(\d)(?= )", question.filled.get("list", ""))
            return self._chance.choice(("1", " ".join(numbers[:2]), numbers[-1])) if numbers else "0"
        if question.name not in ("can_act", "first_step"):
            return None
        self._item = question.filled.get("item", self._item)
        worry = next((one for one in worries if one.what.startswith(self._item.rstrip("."))), None)
        if worry is None:
            return None
        if question.name == "can_act":
            return "1" if worry.step else "2"
        return worry.step

    def _said_again(self, question: Question) -> str:
        """The same in a number, where it was hidden in words: "6 ig" is a six."""
        told = self._telling.get(question.slug, {})
        hidden = re.search(r"\d+", told.get(f"{question.name} again", told.get(question.name, "")))
        return hidden.group() if hidden else self._plainly(question)

    def _plainly(self, question: Question) -> str:
        """An answer that needs no story, of the kind that was asked for."""
        asked = question.step.answer if question.step else Words()
        if isinstance(asked, Scale | Count):
            return str(self._chance.randint(asked.low, min(asked.high, asked.low + 10)))
        if isinstance(asked, Choice):
            return "1"
        if isinstance(asked, Ok):
            return "ok"
        if isinstance(asked, Moment):
            return "mañana 5pm" if self._persona.language == "es" else "tomorrow 5pm"
        if isinstance(asked, Several):
            return " ".join("2" for _ in asked.parts)
        return self._persona.skip

    def _happens(self, times: int, of: int) -> bool:
        return self._chance.randrange(of) < times


def _code(persona: Persona, slug: str, given: str | None) -> str:
    return given or BUILT_IN.latest(slug).code_name[persona.language]
