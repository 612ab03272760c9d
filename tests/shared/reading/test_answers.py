"""Yes and no, choices, and the small words of a reply."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.reading.answers import is_blank, is_word, plain_words, read_choice, read_ok, read_yes_no

BOTH = ["en", "es"]


def lines(table: str) -> list[str]:
    return [text for row in table.strip("\n").split("\n") for text in row.split("|")]


YES = """
yes|Yes|YES!|yep|yup|yeah|yea|ya|yess|yesss|sure|sure thing|of course|absolutely|definitely|for sure
mhm|uh huh|uh-huh
yes, twice|Yes. It helped a bit|yes! finally|yes (twice)|yes - twice|yes 😊|yes 😊 twice|yes please
yes thanks|well yes|um, yes
👍|👍🏽|👍👍|✅|👌|👍 did it|yes 👍|I did|it did|I did it|i think so|hell yeah|Yes definitely|yeah man
sí|si|Sí|SÍ.|siii|claro|claro que sí|simón|sip|por supuesto|ajá|lo hice|sí lo hice|ya lo hice
creo que sí|pues sí|sí, dos veces
si, un poco mejor|sí por favor|sí gracias|obvio|así es|bueno, sí
"""
NO = """
no|No.|NO|nope|nah|naw|n|nooo|noo|not really|not at all|no way|never|no, I forgot|No. I was tired
no 😔|no 😔 too tired
no thanks|no thank you|👎|👎🏽|❌|I didn't|i didnt|I did not|it didn't|nuh uh|no :(|no sorry... i forgot
definitely not|no - too tired
nel|para nada|nop|claro que no|no pude|no lo hice|nunca|jamás|creo que no|la verdad no|pues no
no, nada|no gracias|no, se me olvidó
"""
UNSURE = """
idk|IDK|not sure|unsure|maybe|Maybe?|kind of|kinda|sort of|i don't know|I don’t know|dunno|no idea
yes and no|a little|a bit
hard to say|depends|i guess|maybe, it was short|🤷|🤷🏽‍♀️|🤷‍♂️|can't remember|so so|idk tbh|probably
no sé|no se|No lo sé|nose|tal vez|quizás|quizá|a lo mejor|más o menos|mas o menos|masomenos|un poco
no estoy segura|no sé, tal vez
ni idea|quién sabe|depende|sí y no|no me acuerdo|puede ser
"""


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("text", lines(YES))
def test_a_yes_is_read(text: str, language: str) -> None:
    assert read_yes_no(text, language) == "yes"


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("text", lines(NO))
def test_a_no_is_read(text: str, language: str) -> None:
    assert read_yes_no(text, language) == "no"


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("text", lines(UNSURE))
def test_doubt_is_read_as_doubt(text: str, language: str) -> None:
    assert read_yes_no(text, language) == "unsure"


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "😭", "7", "ok", "okay", "yesterday", "no one called", "no-one came", "nobody", "know"),
        "I said yes to it",
        *("yes/no", "yes or no?", "no, wait, yes", "yes, no", "👍👎", "👍 no", "no more", "not today", "not yet"),
        "noon",
        *("No. 1 thing today", "yeah maybe", "no problem at all with it", "sure as hell was hard", "never mind"),
        *("si pudiera lo haría", "si no llueve", "no pude dormir y lloré", "claro de luna", "nada más lloré"),
        *("norte", "síntoma"),
        *("she said yes", "a no", "y entonces me fui", "x" * 5000, "x" * 61 + ". yes", "no " * 400),
    ],
)
def test_what_only_contains_a_yes_or_a_no_is_neither(text: str, language: str) -> None:
    assert read_yes_no(text, language) is None


def test_a_lone_letter_says_yes_in_its_own_language_only() -> None:
    assert (read_yes_no("y", "en"), read_yes_no("y", "es")) == ("yes", None)
    assert (read_yes_no("s", "en"), read_yes_no("s", "es")) == (None, "yes")


DID_IT = [("yes", "It did", "Y"), ("no", "Not this time", "N"), ("later", "Another day", "Otro día")]
BARRIER = [
    *(("forgot", "I forgot", "Se me olvidó"), ("no_time", "no time", "sin tiempo")),
    ("too_hard", "too hard", "muy difícil"),
    ("later", "another day", "después"),
]


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(
    ("text", "index"),
    [
        *(("1", 0), ("2.", 1), ("3️⃣", 2), ("two", 1), ("y", 0), ("N", 1), ("yes", 0), ("it did", 0), ("IT DID!", 0)),
        *(("No, thanks", 1), ("no thanks", 1), ("yes, twice", 0), ("not this time please", 1), ("another day", 2)),
        *(("nah", 1), ("yep", 0), ("sí", 0), ("Si", 0), ("simón", 0), ("para nada", 1), ("OTRO DIA", 2)),
        ("otro día.", 2),
        *(("no idea", None), ("4", None), ("0", None), ("1 or 2", None), ("", None), ("yesterday", None)),
        ("1.5", None),
        *(("idk", None), ("3 people came", None), ("not another day", None)),
    ],
)
def test_a_choice_is_read_by_number_letter_or_word(text: str, index: int | None, language: str) -> None:
    assert read_choice(text, DID_IT, language) == index


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(
    ("text", "index"),
    [
        *(("2)", 1), ("(2)", 1), ("#2", 1), ("option 2", 1), ("Option two", 1), ("opción 2", 1), ("opcion dos", 1)),
        *(("number 2", 1), ("no. 2", 1), ("número 2", 1), ("la 2", 1), ("el 2", 1), ("2 please", 1)),
        ("2 por favor", 1),
        *(("2 no time", 1), ("2. No time", 1), ("2) sin tiempo", 1), ("2 - no time", 1), ("2, it was busy", 1)),
        ("dos", 1),
        *(("the first one", 0), ("first", 0), ("1st", 0), ("el primero", 0), ("la primera", 0)),
        ("la primera opción", 0),
        *(("the 2nd one", 1), ("segundo", 1), ("the third", 2), ("tercera", 2), ("the last one", 3), ("el último", 3)),
        *(("no time", 1), ("No time!", 1), ("no time, sorry", 1), ("SIN TIEMPO", 1), ("muy dificil", 2)),
        ("Muy difícil.", 2),
        *(("despues", 3), ("Después", 3), ("se me olvido", 0), ("I forgot", 0), ("forgot 😔", 0)),
        ("too hard - the words", 2),
        *(("2 forgot", None), ("2, forgot", None), ("1 and 2", None), ("both", None), ("5", None), ("fifth", None)),
        *(("no", None), ("time", None), ("not too hard", None), ("2 kids were sick", None), ("about 2", None)),
        ("hard", None),
    ],
)
def test_a_choice_is_read_however_it_is_pointed_at(text: str, index: int | None, language: str) -> None:
    assert read_choice(text, BARRIER, language) == index


def test_a_number_that_is_a_name_is_that_name() -> None:
    assert read_choice("2", [("3",), ("1",), ("2",)]) == 2


def test_a_name_two_options_share_picks_neither() -> None:
    assert read_choice("later", [("later", "a"), ("later", "b")]) is None


def test_without_options_nothing_is_picked() -> None:
    assert read_choice("1", []) is None
    assert read_choice("last", []) is None


@pytest.mark.parametrize(
    "text",
    [
        *("OK", "okay", "done", "Done!", "yes", "👍", "👍🏽", "✔️", "👍👍", "done, thank you", "I did it", "k"),
        "all done",
        *("listo", "Lista!", "hecho", "ya", "ya lo hice", "terminé", "sí", "vale", "dale", "órale", "ya está"),
        "hecho, gracias",
    ],
)
def test_a_sign_that_it_is_done_is_read(text: str) -> None:
    assert read_ok(text)


@pytest.mark.parametrize(
    "text",
    ["", "no", "not done", "ok but it was hard", "done in by today", "😭", "hecho polvo", "ya no puedo", "👍" * 200],
)
def test_other_words_are_no_sign(text: str) -> None:
    assert not read_ok(text)


def test_a_word_is_the_whole_text() -> None:
    assert is_word("Skip please.", "skip") and is_word("SKIP 🙏", "skip") and is_word("después, por favor", "DESPUES")
    assert not is_word("I'll skip lunch", "skip") and not is_word("", "skip") and not is_word("...", "skip")


def test_plain_words_drop_what_only_decorates() -> None:
    assert plain_words("  ¡Después, por favor!! 🙏 ") == "despues"
    assert plain_words("I don’t KNOW") == "i don't know"
    assert plain_words("thanks") == "thanks"
    assert plain_words("x" * 61) == ""


def test_blank_is_what_nobody_can_see() -> None:
    assert is_blank("") and is_blank(" \n") and is_blank("\0\u200b\ufe0f") and not is_blank("😀")


@given(st.text(), st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=3).map(tuple), max_size=4))
def test_a_choice_is_one_of_the_options(text: str, options: list[tuple[str, ...]]) -> None:
    index = read_choice(text, options)
    assert index is None or 0 <= index < len(options)
