"""Moves the clock through four weeks, and lets eight people answer in their own time.

The same seed gives the same weeks, to the letter. Ends with an error when a promise is broken: see `promises`.
"""

import heapq
import random
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import embedded
from services.cli.demo.clinic import LIND, OSEI, Clinic
from services.cli.demo.people import EVERYBODY
from services.cli.demo.people.persona import Persona
from services.cli.demo.promises import broken_promises
from services.cli.demo.voice import Reply, Voice
from services.cli.town import Sent, Town
from shared import ids, log

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
"""Monday 2 March 2026, 8:00 in Denver. The clocks change on Sunday the 8th."""

LENGTH = timedelta(days=28)
_STEP = timedelta(minutes=15)
_BETWEEN_TEXTS = (15, 70)
"""Seconds between two texts of somebody who has the phone in hand."""

_PUT_DOWN_IN = 40
"""One in so many questions in the middle of a conversation is not answered: the phone was put down."""

_WITH_WISHES = timedelta(minutes=25)
"""Who would rather be asked later, or not at all, says so soon."""

_SOON = timedelta(minutes=10)
_TWICE_IN = 9
"""Every ninth text comes twice, as networks make them."""


def demo(seed: int, out: Path, say: Callable[[str], None]) -> int:
    """Live the four weeks; print the texts, write the digests into `out`. The exit code."""
    log.only_warnings()
    ids.draw_from(seed)
    with tempfile.TemporaryDirectory(prefix="between-demo-") as folder:
        data = Path(folder)
        data.chmod(0o755)
        with embedded.start(data, postgres_only=True, durable=False) as servers:
            town = Town(servers.postgres_url, data, START)
            try:
                Month(town, seed, say).live()
                _write_digests(town, out)
                broken = broken_promises(town)
            finally:
                town.close()
    for promise in broken:
        say(f"broken: {promise}")
    if not broken:
        texts = len(town.post.texts)
        say(f"\n{texts} texts, {len(town.post.mails)} digests in {out}/, every promise kept.")
    return 1 if broken else 0


class Planned(NamedTuple):
    """Something that will happen: a text of a client, or an act of staff. `number` settles what comes first."""

    at: datetime
    number: int
    do: Callable[[], None]


class Month:
    """Four weeks in a town."""

    def __init__(self, town: Town, seed: int, say: Callable[[str], None]) -> None:
        self._town = town
        self._say = say
        self._planned: list[Planned] = []
        self._number = 0
        self._texts_printed = self._mails_printed = 0
        self._people = {persona.phone: persona for persona in EVERYBODY}
        # Everybody has luck of their own: what one of them does changes nobody else's month.
        self._luck = {phone: random.Random(f"{seed} {phone}") for phone in self._people}  # noqa: S311
        self._voices = {phone: Voice(persona, self._luck[phone]) for phone, persona in self._people.items()}
        # By phone: the answer now being thought of, and until when a row of texts goes on.
        self._thinking: dict[str, Planned] = {}
        self._busy_until: dict[str, datetime] = {}
        town.post.on_text = self._on_text

    def live(self) -> None:
        """Set everything up; then from one quarter of an hour, or one text, to the next."""
        for act in Clinic(self._town).open():
            self._plan(act.at, act.do)
        for persona in EVERYBODY:
            for own in persona.own_words:
                self._plan(persona.instant(own.at), partial(self._text_unasked, persona, own.texts))
        end = START + LENGTH
        while self._town.clock() < end:
            self._town.settle()
            self._print_new()
            self._town.clock.advance_to(min(self._next_instant(), end))
            while self._planned and self._planned[0].at <= self._town.clock():
                heapq.heappop(self._planned).do()
                self._print_new()
        self._town.settle()
        self._print_new()

    def _next_instant(self) -> datetime:
        """The next quarter of an hour, or what comes before: a text of somebody, or one of ours that is due."""
        now = self._town.clock()
        coming = [_next_quarter(now), self._town.next_due_after(now)]
        if self._planned:
            coming.append(self._planned[0].at)
        return min(at for at in coming if at)

    def _on_text(self, phone: str, body: str) -> None:
        now = self._town.clock()
        reply = self._voices[phone].answer(body)
        if reply is None or now < self._busy_until.get(phone, now):
            return
        # Whoever reads the newer question does not go back to the older one.
        self._put_away(phone)
        persona = self._people[phone]
        # In a silent week only being asked how to go on brings somebody back.
        is_certain = reply.is_certain and (self._answers_of_ten(persona) > 0 or reply.breaks_silence)
        if is_certain or self._feels_like_it(persona):
            self._plan_reply(persona, reply)

    def _feels_like_it(self, persona: Persona) -> bool:
        """Whether a question gets an answer at all. Who has begun mostly goes on."""
        if self._has_phone_in_hand(persona.phone):
            return self._luck[persona.phone].randrange(_PUT_DOWN_IN) > 0
        return self._luck[persona.phone].randrange(10) < self._answers_of_ten(persona)

    def _answers_of_ten(self, persona: Persona) -> int:
        week = (self._town.clock() - START) // timedelta(weeks=1)
        return persona.answers_of_ten[min(week, len(persona.answers_of_ten) - 1)]

    def _plan_reply(self, persona: Persona, reply: Reply) -> None:
        if self._has_phone_in_hand(persona.phone):
            seconds = self._luck[persona.phone].uniform(*_BETWEEN_TEXTS)
        else:
            slowest = min(persona.slowest, _WITH_WISHES) if reply.is_wish else persona.slowest
            seconds = self._luck[persona.phone].uniform(persona.quickest.total_seconds(), slowest.total_seconds())
        at = self._town.clock() + timedelta(seconds=round(seconds)) + reply.takes
        self._thinking[persona.phone] = self._plan(at, partial(self._text_in_a_row, persona, reply.texts))

    def _text_unasked(self, persona: Persona, texts: tuple[str, ...]) -> None:
        """Nobody begins something else while they are about to answer."""
        thinking = self._thinking.get(persona.phone)
        if thinking is not None and thinking.at - self._town.clock() < _SOON:
            self._plan(thinking.at + _SOON, partial(self._text_unasked, persona, texts))
            return
        self._put_away(persona.phone)
        self._voices[persona.phone].begin_with(texts[0].partition(": ")[2])
        self._text_in_a_row(persona, texts)

    def _text_in_a_row(self, persona: Persona, texts: tuple[str, ...]) -> None:
        self._thinking.pop(persona.phone, None)
        first, *others = texts
        at = self._town.clock()
        for text in others:
            at += timedelta(seconds=round(self._luck[persona.phone].uniform(*_BETWEEN_TEXTS)))
            self._plan(at, partial(self._text, persona, text))
        self._busy_until[persona.phone] = at
        self._text(persona, first)

    def _text(self, persona: Persona, words: str) -> None:
        self._town.text(persona.phone, words, times=2 if self._luck[persona.phone].randrange(_TWICE_IN) == 0 else 1)

    def _has_phone_in_hand(self, phone: str) -> bool:
        """Whether this person texted just now."""
        theirs = (sent.at for sent in reversed(self._town.post.texts) if sent.phone == phone and not sent.from_us)
        return next(theirs, None) == self._town.clock()

    def _plan(self, at: datetime, do: Callable[[], None]) -> Planned:
        self._number += 1
        planned = Planned(at, self._number, do)
        heapq.heappush(self._planned, planned)
        return planned

    def _put_away(self, phone: str) -> None:
        planned = self._thinking.pop(phone, None)
        if planned is not None:
            self._planned.remove(planned)
            heapq.heapify(self._planned)

    def _print_new(self) -> None:
        for sent in self._town.post.texts[self._texts_printed :]:
            self._say(_line(sent, self._people[sent.phone]))
        self._texts_printed = len(self._town.post.texts)
        for at, mail in self._town.post.mails[self._mails_printed :]:
            zone = LIND if "lind" in mail["To"] else OSEI
            self._say(f"{at.astimezone(ZoneInfo(zone)):%a %d %H:%M} digest: {mail['Subject']}")
        self._mails_printed = len(self._town.post.mails)


def _next_quarter(now: datetime) -> datetime:
    return datetime.fromtimestamp((now.timestamp() // _STEP.total_seconds() + 1) * _STEP.total_seconds(), UTC)


def _line(sent: Sent, persona: Persona) -> str:
    local = sent.at.astimezone(ZoneInfo(persona.zone))
    arrow = "->" if sent.from_us else "<-"
    body = sent.body.replace("\n", " / ")
    return f"{local:%a %d %H:%M} {persona.initials} {arrow} {body}"


def _write_digests(town: Town, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for number, (_, mail) in enumerate(town.post.mails, 1):
        for kind, ending in (("html", "html"), ("plain", "txt")):
            part = mail.get_body((kind,))
            assert part is not None
            (out / f"digest-{number:02}.{ending}").write_text(part.get_content(), encoding="utf-8")
