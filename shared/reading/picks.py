"""Reads which things of a list a reply picks, by their numbers."""

from shared.reading.cursor import Cursor, Phrases
from shared.reading.legible import legible
from shared.reading.numerals import digits_value, is_number_word, take_number_word

_LONGEST_PICK = 120

_ALL = Phrases(
    "all | all of them | all of it | all of these | all of those | everything | every one | every single one | each one"
    "| todo | todos | todas | todos ellos | todas ellas | todito | todas las cosas"
)
_NONE = Phrases(
    "none | none of them | none of these | none of those | nothing | no | nope | nah | not any | neither | zero"
    "| ninguno | ninguna | ninguno de ellos | ninguna de ellas | nada | cero | ni uno | ni una"
)
_BOTH = Phrases("both | both of them | the two | ambos | ambas | los dos | las dos")
_BUT = Phrases("but | except | except for | but not | menos | excepto | salvo | todo menos | pero no")
_BETWEEN = Phrases(
    ", | ; | . | & | + | / | ! | ( | ) | : | and | y | e | also | tambien | the | el | la | los | las | number"
    "| numbers | numero | numeros | # | just | only | solo | nomas | option | opcion | please | thanks | por favor"
    "| gracias | plus | mas | still | ones | one's | maybe"
)
_TO = Phrases("- | to | through | thru | a | al | hasta")
_FIRST = Phrases("first | primeros | primeras")
_FIRST_ONES = Phrases("primeros | primeras")
_LAST_ONES = Phrases("ultimos | ultimas")
_ORDINALS = (
    Phrases("1 st | first | primero | primera | primer"),
    Phrases("2 nd | second | segundo | segunda"),
    Phrases("3 rd | third | tercero | tercera | tercer"),
    Phrases("4 th | fourth | cuarto | cuarta"),
    Phrases("5 th | fifth | quinto | quinta"),
    Phrases("6 th | sixth | sexto | sexta"),
    Phrases("7 th | seventh | septimo | septima"),
    Phrases("8 th | eighth | octavo | octava"),
    Phrases("9 th | ninth | noveno | novena"),
)
_LAST = Phrases("last | ultimo | ultima | ultimos | ultimas")
_ONLY = frozenset(["just", "only", "solo", "nomas"])
_THINGS = Phrases("one | ones | thing | things | of them | cosa | cosas")


def read_picks(text: str, count: int, language: str = "en") -> tuple[int, ...] | None:
    """Which of `count` listed things a reply picks: their indices from 0, in order, each once. None when unsure.

    "1,3", "1 and 3", "1-3", "one, three", "the first", "the last two", "all", "all but 2", "both"; () for "none" and
    "0". A word that is none of these, or a number beyond the list, makes it None: the caller keeps the words.
    """
    if len(text) > _LONGEST_PICK:
        return None
    # "1,3" are two picks, though elsewhere a comma may be decimal.
    cursor = Cursor(legible(text).replace(",", " , ").replace(".", " "))
    without: set[int] = set()
    picked = _take_everything(cursor, count, language)
    if picked and cursor.take_one_of(_BUT):
        without = _take_picks(cursor, count, language) or {count}
    elif picked is None:
        picked = _take_picks(cursor, count, language)
    while cursor.take_one_of(_BETWEEN) or _take_sign(cursor):
        pass
    if picked is None or not cursor.is_at_end or not (picked | without) <= set(range(count)):
        return None
    return tuple(sorted(picked - without))


def _take_everything(cursor: Cursor, count: int, language: str) -> set[int] | None:
    """Pass "all", "both", "all three", "none"; None when the reply says none of these."""
    start = cursor.at
    while _take_sign(cursor):
        pass
    if cursor.take_one_of(_BOTH):
        if count == 2:
            return {0, 1}
        cursor.at = start
        return None
    if cursor.take_one_of(_ALL):
        cursor.take_one_of(_BETWEEN)
        number = digits_value(cursor.peek(), language) if cursor.peek()[:1].isdigit() else None
        if number is not None:
            cursor.at += 1
        elif is_number_word(cursor.peek(), language):
            number = take_number_word(cursor, language)
        return set(range(count)) if number in (None, count) else None
    if cursor.take_one_of(_NONE) or cursor.take("0"):
        return set()
    cursor.at = start
    return None


def _take_picks(cursor: Cursor, count: int, language: str) -> set[int] | None:
    picked: set[int] = set()
    found = False
    while not cursor.is_at_end:
        if cursor.take_one_of(_BETWEEN) or _take_sign(cursor):
            continue
        some = _take_place(cursor, count, language)
        if some is None:
            return None
        picked |= some
        found = True
    return picked if found else None


def _take_place(cursor: Cursor, count: int, language: str) -> set[int] | None:
    """Pass one number, a range of them, or an ordinal: the indices it names."""
    start = cursor.at
    if cursor.take_one_of(_LAST):
        many = _take_count(cursor, language)
        cursor.take_one_of(_THINGS)
        return set(range(max(0, count - many), count))
    if cursor.take_one_of(_FIRST) and (many := _take_count(cursor, language)) > 1:
        cursor.take_one_of(_THINGS)
        return set(range(many))
    cursor.at = start
    for index, ordinal in enumerate(_ORDINALS):
        if cursor.take_one_of(ordinal):
            cursor.take_one_of(_THINGS)
            return {index}
    # "Just one" may be the first, or any one of them.
    if cursor.peek(-1) in _ONLY and not cursor.peek().isdecimal():
        return None
    number = _take_whole(cursor, language)
    if number is None or number == 0:
        return None
    if cursor.take_one_of(_FIRST_ONES):
        return set(range(number))
    if cursor.take_one_of(_LAST_ONES):
        return set(range(max(0, count - number), count))
    start = cursor.at
    if cursor.take_one_of(_TO):
        end = _take_whole(cursor, language)
        if end is not None and number < end <= count:
            return set(range(number - 1, end))
        cursor.at = start
        return None
    return {number - 1}


def _take_count(cursor: Cursor, language: str) -> int:
    """Pass the two of "the first two"; 1 when no number is there."""
    start = cursor.at
    number = _take_whole(cursor, language)
    if number is None or not 1 < number < 10:
        cursor.at = start
        return 1
    return number


def _take_whole(cursor: Cursor, language: str) -> int | None:
    token = cursor.peek()
    if token.isdecimal() and len(token) <= 2:
        cursor.at += 1
        return int(token)
    if token[:1].isdigit() or not token:
        return None
    return take_number_word(cursor, language)


def _take_sign(cursor: Cursor) -> bool:
    """Pass an emoji or another sign that says nothing here."""
    sign = cursor.peek()
    if not sign or sign[0].isalnum() or sign == "-":
        return False
    cursor.at += 1
    return True
