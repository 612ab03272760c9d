"""Numbers as people text them, in English and Spanish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.reading.numbers import Number, read_number, read_numbers

SEVEN = """
7| 7 |7.|7!|7/10|7 / 10|7 out of 10|7 outta 10|seven|Seven.|SEVEN|a 7|it's a 7|7️⃣|٧|７|７／10|7 😔|(7)
07
I’d say 7|7 because no one called|7, rough day|mood 7|Mood: 7|im at a 7|ok 7|feeling a 7 today|7 tbh
"7"
7 with my mom, better alone|7 points|7 i'd say|today 7|*7*|7 for me|7 thanks
siete|Siete.|SIETE|un 7|un siete|7 de 10|7 de diez|7 sobre 10|siete de diez|es un 7|hoy un 7
estoy en 7|le pongo un 7
7 porque no dormí|7 hoy|7, mal día|7 puntos|diría que 7|yo diría un 7|7 gracias|me siento en un 7
7 de ansiedad|7 pq llovió
"""


def test_english_words_and_other_lines_do_not_matter() -> None:
    assert read_number("7 of ten", 0, 10) == Number(7)
    assert read_number("7\n\nsent", 0, 10) == Number(7)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("text", [line for row in SEVEN.split("\n")[1:-1] for line in row.split("|")])
def test_seven_is_read_as_seven(text: str, language: str) -> None:
    assert read_number(text, 0, 10, language) == Number(7)


ABOUT_SEVEN = """
about 7|around seven|~7|7ish|7-ish|sevenish|seven ish|maybe 7|7+|probably a 7|I think 7|7 or so
7 give or take|like a 7
i guess 7|somewhere around 7|nearly 7|7 i think
como 7|como un 7|más o menos 7|mas o menos un 7|7 más o menos|casi 7|creo que 7|yo creo que un 7
tal vez 7|por ahí de 7
aproximadamente 7|7 o así|unos 7|alrededor de 7|quizás 7|supongo que 7
"""


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("text", [line for row in ABOUT_SEVEN.split("\n")[1:-1] for line in row.split("|")])
def test_about_seven_is_seven_and_marked(text: str, language: str) -> None:
    assert read_number(text, 0, 10, language) == Number(7, approximate=True)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "text",
    [
        *("6-7", "6–7", "6 - 7", "6 or 7", "6 to 7", "six-seven", "between 6 and 7", "7-6", "6-7/10"),
        "6 or 7 out of 10",
        *("entre 6 y 7", "6 o 7", "6 a 7", "de 6 a 7", "seis o siete", "entre seis y siete", "6-7 de 10"),
    ],
)
def test_a_narrow_range_is_its_middle_and_marked(text: str, language: str) -> None:
    assert read_number(text, 0, 10, language) == Number(6.5, approximate=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("10", 10), ("🔟", 10), ("1️⃣0️⃣", 10), ("zero", 0), ("cero", 0), ("0", 0), ("diez", 10), ("10/10", 10)),
        ("4-6", 5),
        *(("7.5", 7.5), ("7½", 7.5), ("7 ½", 7.5), ("7,5", 7.5), ("7 1/2", 7.5), ("7 and a half", 7.5), ("7¼", 7.25)),
        *(("siete y medio", 7.5), ("7 y media", 7.5), ("seven point five", 7.5), ("siete punto cinco", 7.5)),
        ("dos", 2),
    ],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_ends_and_the_halves_of_a_scale_are_read(text: str, value: float, language: str) -> None:
    number = read_number(text, 0, 10, language)
    assert number is not None and number.value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("seventy five", 75), ("twenty-five", 25), ("a hundred", 100), ("one hundred", 100), ("100%", 100)),
        *(("75/100", 75), ("75 percent", 75), ("ninety nine", 99), ("forty", 40), ("hundred", 100), ("19", 19)),
        *(("veinticinco", 25), ("veintitrés", 23), ("treinta y cinco", 35), ("treinta y uno", 31), ("cien", 100)),
        *(("ciento", 100), ("75 por ciento", 75), ("noventa y nueve", 99), ("dieciséis", 16), ("diez y seis", 16)),
        *(("veinte", 20), ("ochenta", 80), ("un 80 por ciento", 80)),
    ],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_long_scales_are_read(text: str, value: int, language: str) -> None:
    assert read_number(text, 0, 100, language) == Number(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("a hundred and twenty", 120), ("two hundred", 200), ("two hundred fifty", 250), ("ciento diez", 110)),
        *(("doscientos", 200), ("quinientos cincuenta", 550), ("1,000", 1000), ("1.000", 1000), ("1000", 1000)),
    ],
)
def test_counts_beyond_a_hundred_are_read(text: str, value: int) -> None:
    assert read_number(text, 0, 2000) == Number(value)


def test_below_zero_is_read_where_the_scale_goes_there() -> None:
    assert read_number("-3", -5, 5) == Number(-3)
    assert read_number("minus 3", -5, 5) == Number(-3)
    assert read_number("-3", 0, 10) is None


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "😀", "no idea", "11", "-1", "−3", "7/100", "7 people", "I took 7 pills", "7, 8", "7:30", "7th"),
        *("0-10", "$7", "7²", "²", "7 but it was a nine", "1,000", "3.4.5", "9" * 5000, "7k", "70%", "7%"),
        *("7 percent", "\0", "\ud800"),
        *("one of those days", "7 then 3", "7 years clean", "it took 2 hours", "no 7", "not a 7", "7 8", "7 and 8"),
        "half",
        *("7 personas", "7 pero mi hijo tiene un 9", "7 y 8", "7 de la noche", "a las 7", "tengo 7 hijos", "7 de 100"),
        *("no", "no sé", "ninguno", "un", "una", "a", "my son turned 7", "7 days", "7 días", "7 pastillas"),
        *("dosis", "2x4"),
    ],
)
def test_in_doubt_no_number_is_read(text: str, language: str) -> None:
    assert read_number(text, 0, 10, language) is None


def test_what_is_a_number_in_one_language_may_be_a_word_in_the_other() -> None:
    # "Once" is eleven in Spanish and long ago in English, "ten" is ten in English and a request in Spanish.
    assert read_number("once", 0, 20, "es") == Number(11)
    assert read_number("once", 0, 20, "en") is None
    assert read_number("once upon a time", 0, 20, "en") is None
    assert read_number("ten", 0, 20, "en") == Number(10)
    assert read_number("ten paciencia", 0, 20, "es") is None
    assert read_number("son 7", 0, 10, "es") == Number(7)
    assert read_number("son 7", 0, 10, "en") is None
    assert read_number("dos and don'ts", 0, 10, "en") is None
    # A decimal comma is Spanish; in English it may as well part two numbers.
    assert read_number("6,7", 0, 10, "es") == Number(6.7)
    assert read_number("6,7", 0, 10, "en") is None


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        *(("2 30", (2, 30)), ("2, 30", (2, 30)), ("2,30", (2, 30)), ("2 and 30", (2, 30)), ("2/30", (2, 30))),
        *(("2-30", (2, 30)), ("2\n30", (2, 30)), ("2 times, 30 min", (2, 30)), ("two, thirty", (2, 30))),
        *(("dos veces, treinta minutos", (2, 30)), ("2 y 30", (2, 30)), ("2x 30m", (2, 30)), ("about 2, 30", (2, 30))),
        *(("2-3, 30", (2.5, 30)), ("0 0", (0, 0)), ("2 (30)", (2, 30)), ("7,5 30", (7.5, 30)), ("2️⃣ 30", (2, 30))),
        *(("2", None), ("1 2 3", None), ("2 friends 30", None), ("", None), ("2 hours 30", None), ("no", None)),
        *(("2 30 sorry, my mom", None), ("woke 2 for 30", None)),
    ],
)
def test_two_numbers_in_one_text(text: str, numbers: tuple[float, ...] | None, language: str) -> None:
    assert read_numbers(text, 2, language) == numbers


def test_other_counts_of_numbers() -> None:
    assert read_numbers("1 2 3", 3) == (1, 2, 3)
    assert read_numbers("7", 1) == (7,)
    assert read_numbers("7", 0) is None


@given(st.text(), st.integers(0, 5), st.integers(6, 100), st.sampled_from(["en", "es"]))
def test_what_is_read_is_on_the_scale(text: str, low: int, high: int, language: str) -> None:
    number = read_number(text, low, high, language)
    assert number is None or low <= number.value <= high


_PIECES = [
    *("7", "6", ",5", "-", "/", "10", "de", "of", "y", "and", "medio", "half", "about", "como", "seven", "siete"),
    *("%", "once"),
]


@given(st.lists(st.sampled_from(_PIECES), max_size=8), st.sampled_from(["en", "es"]))
def test_whatever_stands_beside_a_number_what_is_read_is_on_the_scale(words: list[str], language: str) -> None:
    number = read_number(" ".join(words), 0, 10, language)
    assert number is None or 0 <= number.value <= 10


@given(st.integers(0, 100))
def test_every_whole_number_is_read_as_itself(number: int) -> None:
    assert read_number(str(number), 0, 100) == Number(number)
