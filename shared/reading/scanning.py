"""What a reply says about time, piece by piece: its days, parts of a day and clock times, and what else is there."""

from dataclasses import dataclass, field
from datetime import time, timedelta

from shared.reading.clocks import Clock, Mark, take_clock, with_meridiems
from shared.reading.cursor import Cursor, Phrases, word_set
from shared.reading.dates import Away, Day, Part, take_day, take_in, take_part, take_part_of_today
from shared.reading.numerals import has_number
from shared.reading.vocabulary import AFTER, BEFORE, POLITE, RANGE

_BETWEEN = Phrases("and | y")
_NEGATIONS = Phrases(
    "not | no | never | don't | dont | didn't | didnt | won't | wont | can't | cant | isn't | wasn't | nunca | jamas"
    "| ni"
)
_AGAIN_AND_AGAIN = Phrases(
    "every | each | daily | everyday | always | most days | cada | diario | diariamente | todos los | todas las"
    "| siempre"
    "| mondays | tuesdays | wednesdays | thursdays | fridays | saturdays | sundays | weekdays | weekends | los lunes"
    "| los martes | los miercoles | los jueves | los viernes | los sabados | los domingos | ago | hace | if"
)
_LEANS_ON = Phrases("after | before | when | despues | antes | cuando | saliendo | al salir")
_COUNTING_SIGNS = frozenset("$€£%+#<>=")
_OR = frozenset(["or", "o", "u"])
_FILLERS = word_set("at on for a el la las in en by until until till til hasta to the so then and y al de") | POLITE
_GOES_ON = Phrases("in | en | on | el | at | then | for | para | to | by | until | hasta | in bed | sharp | de")


@dataclass
class Scan:
    """What was found.

    `ends` gives the other end of a range; `touching` holds the clocks right beside a day; `others` are the words that
    say nothing about time. `is_vague`: again and again, or one time or another; `leans`: after or before something.
    """

    days: list[Day] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    ends: dict[Clock, Clock] = field(default_factory=dict)
    touching: set[Clock] = field(default_factory=set)
    spans: list[timedelta] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    strange_before: bool = False
    is_negated: bool = False
    is_negated_before: bool = False
    is_vague: bool = False
    leans: bool = False
    has_other_number: bool = False

    @property
    def has_in(self) -> bool:
        """Whether a time from now was said: "in 20 min"."""
        return bool(self.spans)

    @property
    def is_all(self) -> bool:
        """Whether the reply says nothing but a time."""
        return all(word in _FILLERS or not word[0].isalnum() for word in self.others)


def scan(text: str, language: str) -> Scan:
    """Everything a reply says about time, in order."""
    cursor = Cursor(with_meridiems(text))
    said = Scan()
    last_end, last_clock = -1, None
    while not cursor.is_at_end:
        start, clocks = cursor.at, len(said.clocks)
        if not _take_piece(cursor, said, language):
            _pass(cursor, said, language)
            continue
        # "7pm or tomorrow" is no time of tomorrow's.
        said.is_vague = said.is_vague or (last_end >= 0 and cursor.tokens[start - 1] in _OR)
        clock = said.clocks[-1] if len(said.clocks) > clocks else None
        if last_end == start and (beside := clock or last_clock):
            said.touching.add(beside)
        last_end, last_clock = cursor.at, clock
    return said


def hours_meant(clock: Clock, part: Part | None) -> tuple[time, ...]:
    """The times of day a clock may mean, given the part of the day that was said with it; none if they disagree."""
    if clock.is_exact or clock.half is not None or part is None:
        return clock.times()
    hour = clock.hour % 12
    if part in (Part.SMALL_HOURS, Part.MORNING):
        return (clock.in_half("am"),)
    if part is Part.NIGHT:
        return (clock.in_half("pm" if hour >= 5 else "am"),)
    return (clock.in_half("pm"),) if hour or part is Part.AFTERNOON else ()


def _take_piece(cursor: Cursor, said: Scan, language: str) -> bool:
    """Take one thing that says something about time."""
    span = take_in(cursor, language)
    if isinstance(span, timedelta):
        said.spans.append(span)
        return True
    if isinstance(span, Away):
        said.days.append(span)
        return True
    if both := take_part_of_today(cursor):
        said.days.append(both[0])
        said.parts.append(both[1])
        return True
    if part := take_part(cursor):
        said.parts.append(part)
        return True
    if day := take_day(cursor, language):
        said.days.append(day)
        return True
    return _take_clock(cursor, said, language)


def _take_clock(cursor: Cursor, said: Scan, language: str) -> bool:
    start = cursor.at
    clock = take_clock(cursor, language)
    if clock is None or not _stands_alone(cursor, clock, language):
        cursor.at = start
        return False
    place = cursor.at
    has_between = any(word in ("between", "entre") for word in cursor.tokens[max(0, start - 2) : place])
    if cursor.take_one_of(RANGE) or (has_between and cursor.take_one_of(_BETWEEN)):
        end = take_clock(cursor, language)
        if end is not None and _stands_alone(cursor, end, language):
            said.ends[clock] = end
            place = cursor.at
    cursor.at = place
    said.clocks.append(clock)
    return True


def _stands_alone(cursor: Cursor, clock: Clock, language: str) -> bool:
    """Whether a number is followed by nothing that it could count: "7 people" is no time, "7 in the park" is."""
    after = cursor.peek()
    if clock.mark is Mark.SURE or not after or not (after[0].isalnum() or after in "%$/"):
        return True
    place = cursor.at
    goes_on = (
        cursor.stands_at(AFTER)
        or cursor.stands_at(_GOES_ON)
        or cursor.stands_at(RANGE)
        or cursor.stands_at(_BETWEEN)
        or after in POLITE
        or take_part_of_today(cursor) is not None
        or take_part(cursor) is not None
        or take_day(cursor, language) is not None
    )
    cursor.at = place
    return goes_on


def _pass(cursor: Cursor, said: Scan, language: str) -> None:
    """Pass one word that says nothing about time, but may say something about what was said."""
    word = cursor.peek()
    if cursor.stands_at(_NEGATIONS):
        said.is_negated = True
        said.is_negated_before = said.is_negated_before or not said.clocks
    if cursor.stands_at(_AGAIN_AND_AGAIN):
        said.is_vague = True
    if cursor.stands_at(_LEANS_ON):
        said.leans = True
    if word[-1].isdigit() or has_number((word,), language):
        said.has_other_number = True
    if (
        not said.clocks
        and (word[0].isalnum() or word in _COUNTING_SIGNS)
        and not cursor.stands_at(BEFORE)
        and word not in _FILLERS
    ):
        said.strange_before = True
    said.others.append(word)
    cursor.at += 1
