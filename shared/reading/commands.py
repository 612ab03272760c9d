"""Reads the commands of a client, English and Spanish. In doubt a text is an entry, and the answer offers it."""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.reading.command_words import MEANS_ELSE, SPELLINGS, WHOLE_ONLY, Word
from shared.reading.cursor import Cursor, word_set
from shared.reading.durations import find_duration
from shared.reading.legible import legible, plain, plain_with_places
from shared.reading.moments import find_moment
from shared.reading.numerals import take_number
from shared.reading.vocabulary import POLITE
from shared.reading.words import is_blank
from shared.schedule import resolve

__all__ = ["Command", "Word", "almost_command", "read_command"]


@dataclass(frozen=True)
class Command:
    """A word, and what was said with it.

    `words`: after SKIP, NOTE, PRIVATE, ASK and NAME, verbatim but for outer whitespace. `until`: the instant after
    LATER, UTC. `days`: after PAUSE, from 1 on, as said; the caller caps them. None: the word alone.
    """

    word: Word
    words: str | None = None
    until: datetime | None = None
    days: int | None = None


# A word is read in the beginning of a text; invisible marks may stand between its letters.
_OPENING = 80
_ALL_SPELLINGS = {
    plain(spelling): word
    for spelled in (SPELLINGS, WHOLE_ONLY)
    for word, all_of in spelled.items()
    for spelling in all_of
}
_AS_WRITTEN = {
    form
    for spelled in (SPELLINGS, WHOLE_ONLY)
    for all_of in spelled.values()
    for spelling in all_of
    for form in (spelling, plain(spelling))
}


def _pattern(spellings: list[str]) -> re.Pattern[str]:
    longest_first = sorted(spellings, key=len, reverse=True)
    ways = "|".join(r"\s+".join(map(re.escape, spelling.split())) for spelling in longest_first)
    return re.compile(rf"[^\w]{{0,20}}(?:(?:please|por\s+favor|porfa)[\s,]+)?({ways})(?!\w|'\w)")


_WHOLE = _pattern(list(_ALL_SPELLINGS))
_FIRST = _pattern([plain(spelling) for all_of in SPELLINGS.values() for spelling in all_of])
_COLON = re.compile(r"\s*(?:[:：﹕∶]|\s[-–—]+(?=\s)|—)")
_JOINT = re.compile(r"\s*[:：﹕∶,]|\s[-–—]+(?=\s)|—|\s*\.{2,}")
_ONE_NAME = re.compile(r"[\s\"'“”‘’*]*([^\W\d_]{1,12}(?:[ -][^\W\d_]{1,12})?)[\s\"'“”‘’*.!]*")
# "Name calling hurt" and "name one thing" are no names.
_NO_NAME = word_set(
    "a an and any brand called calling changed dropping five four game games is it me my name names no not of "
    "on one or please tag tags that the these this those three to two was were what why with your completo "
    "cual de del dos el era es esa ese eso fue la las lo los me mi no nombre o propio que se su tres tu un una "
    "y"
)
_DAY = timedelta(days=1)
_LONGEST_WHEN = 60
_AROUND_LENGTH = word_set(
    "in for about like around another the next por en unos unas como otros otras durante dentro de"
)


def read_command(text: str, now: datetime, zone: ZoneInfo, language: str = "en") -> Command | None:
    """The command a text is, or None: then it is an entry, whatever it begins with.

    1. A word of ours as the whole text; politeness, punctuation and emoji may stand around it ("Later, please!").
    2. LATER with a time ("later tomorrow 7", "later 20 min"; one that has gone by today names no instant), PAUSE with
       days ("pause 5", "pause for a week", "pause until Monday"), and nothing else.
    3. SKIP, NOTE, PRIVATE and ASK with words after a colon, or a dash between spaces.
    4. NAME with one or two short words.

    `now` and `zone` are the client's. A word of the other language counts where it means nothing else in theirs.
    """
    opening = _opening(text, language, _WHOLE)
    if opening is not None and _says_nothing(opening[1]):
        return Command(opening[0])
    opening = _opening(text, language, _FIRST)
    if opening is None:
        return None
    word, rest = opening
    if word is Word.LATER:
        return _later(rest, now, zone, language)
    if word is Word.PAUSE:
        return _pause(rest, now, zone, language)
    if word is Word.NAME:
        return _name(rest)
    if word in (Word.SKIP, Word.NOTE, Word.PRIVATE, Word.ASK) and (colon := _COLON.match(rest)):
        words = rest[colon.end() :].strip()
        return Command(word, words=None if is_blank(words) else words)
    return None


def almost_command(text: str, language: str = "en") -> Word | None:
    """The word an entry begins with, for the answer to offer: "Less anxious now" is LESS. Ask `read_command` first."""
    opening = _opening(text, language, _FIRST)
    return opening[0] if opening else None


def _opening(text: str, language: str, pattern: re.Pattern[str]) -> tuple[Word, str] | None:
    """The word a text begins with, and everything after it as it was written."""
    folded, places = plain_with_places(text[:_OPENING])
    found = pattern.match(folded)
    if found is None:
        return None
    spelling = " ".join(found[1].split())
    start, end = places[found.start(1)], found.end(1)
    after = places[end] if end < len(places) else min(len(text), _OPENING)
    # "Noté" is not "note": an accent that our word lacks makes another word.
    written = " ".join(unicodedata.normalize("NFKC", legible(text[start:after])).casefold().split())
    is_joined = re.match(r"-\w", text[after:]) is not None
    if is_joined or written not in _AS_WRITTEN or spelling in MEANS_ELSE.get(language, ()):
        return None
    return _ALL_SPELLINGS[spelling], text[after:]


def _says_nothing(rest: str) -> bool:
    """Whether only politeness, punctuation and signs follow."""
    clear = "".join(char if char.isalnum() else " " for char in plain(rest))
    return all(word in POLITE for word in clear.split())


def _later(rest: str, now: datetime, zone: ZoneInfo, language: str) -> Command | None:
    when = _argument(rest)
    if when is None:
        return None
    # "Later 20 min" leaves out its "in".
    length = find_duration(when, language)
    found = find_moment(when, now, zone, language)
    if found is None and length and length.others <= _AROUND_LENGTH:
        found = find_moment(f"in {when}", now, zone, language)
    if found and found.is_all and found.at > now:
        return Command(Word.LATER, until=found.at)
    # "Later tonight 8" at 8:20 is a time too, only one that has gone by: soon, then.
    this_morning = resolve(now.astimezone(zone).date(), time(), zone)
    gone_by = find_moment(when, this_morning, zone, language)
    return Command(Word.LATER) if gone_by and gone_by.is_all and gone_by.at <= now else None


def _pause(rest: str, now: datetime, zone: ZoneInfo, language: str) -> Command | None:
    how_long = _argument(rest)
    if how_long is None:
        return None
    days = _days(how_long, now, zone, language)
    return Command(Word.PAUSE, days=days) if days is not None and days >= 1 else None


def _days(how_long: str, now: datetime, zone: ZoneInfo, language: str) -> int | None:
    """The days in "5", "for a week" or "until Monday", if nothing else is said. Less than a day is no pause."""
    cursor = Cursor(how_long)
    while cursor.peek() in _AROUND_LENGTH:
        cursor.at += 1
    number = take_number(cursor, language)
    if number is not None and not any(token[0].isalnum() for token in cursor.rest):
        return math.ceil(number)
    if length := find_duration(how_long, language):
        return math.ceil(length.span / _DAY) if length.span >= _DAY and length.others <= _AROUND_LENGTH else None
    found = find_moment(how_long, now, zone, language)
    is_all = found is not None and found.is_all
    return (found.at.astimezone(zone).date() - now.astimezone(zone).date()).days if found and is_all else None


def _name(rest: str) -> Command | None:
    joint = _COLON.match(rest)
    words = rest[joint.end() :] if joint else rest
    found = _ONE_NAME.fullmatch(_without_politeness(words[:_LONGEST_WHEN])) if len(words) <= _LONGEST_WHEN else None
    if found is None or (joint is None and not _NO_NAME.isdisjoint(plain(found[1]).replace("-", " ").split())):
        return None
    return Command(Word.NAME, words=found[1])


def _argument(rest: str) -> str | None:
    """What follows the word, without what joins it; None when it is too long to be a time."""
    if len(rest) > _LONGEST_WHEN:
        return None
    joint = _JOINT.match(rest)
    return _without_politeness(rest[joint.end() :] if joint else rest)


def _without_politeness(words: str) -> str:
    kept = words.split(" ")
    while kept and (not (bare := plain(kept[-1]).strip(".,!¡?¿ ")) or bare in POLITE):
        kept.pop()
    return " ".join(kept)
