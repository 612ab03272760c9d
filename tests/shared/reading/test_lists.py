"""Lists as people text them, and picking from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.reading.answers import read_list, read_picks

THREE = ("keys", "phone", "a lamp")


@pytest.mark.parametrize(
    "text",
    [
        *("1. keys, 2. phone, 3. a lamp", "1. keys 2. phone 3. a lamp", "1) keys 2) phone 3) a lamp"),
        "1.keys 2.phone 3.a lamp",
        *("1. keys\n2. phone\n3. a lamp", "keys\nphone\na lamp", "- keys\n- phone\n- a lamp", "•keys\n•phone\n•a lamp"),
        *("keys, phone, a lamp", "keys, phone and a lamp", "keys, phone, and a lamp", "keys, phone & a lamp"),
        "keys,phone,a lamp",
        *("keys, phone y a lamp", "keys; phone; a lamp", "keys / phone / a lamp", "keys. phone. a lamp."),
        "keys\n\nphone\n\na lamp",
        *("  keys , phone , a lamp . ", "1: keys 2: phone 3: a lamp", "* keys\n* phone\n* a lamp"),
    ],
)
def test_three_things_however_they_are_parted(text: str) -> None:
    assert read_list(text) == THREE


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("llaves, teléfono y una lámpara", ("llaves", "teléfono", "una lámpara")),
        ("My Sister Called!, Rent", ("My Sister Called!", "Rent")),
        ("salt and pepper", ("salt and pepper",)),
        (
            "I walked the dog, then I made some tea and read a book",
            ("I walked the dog", "then I made some tea and read a book"),
        ),
        ("one thing", ("one thing",)),
        ("$1,000 for rent, the exam", ("$1,000 for rent", "the exam")),
        ("1.5 miles, 2 friends", ("1.5 miles", "2 friends")),
        ("I said: 1. no", ("I said: 1. no",)),
        ("I said: 1. no, 2. yes", ("I said: 1. no", "2. yes")),
        ("2. phone", ("2. phone",)),
        ("1 dog\n2 cats", ("1 dog", "2 cats")),
        (
            "My boss wrote to me again. I do not know what to say.",
            ("My boss wrote to me again. I do not know what to say",),
        ),
        ("wait...", ("wait...",)),
        ("exam, , rent,", ("exam", "rent")),
    ],
)
def test_the_pieces_are_the_words_of_the_client(text: str, things: tuple[str, ...]) -> None:
    assert read_list(text) == things


@pytest.mark.parametrize(
    "text", ["", " ", "\u200b", "none", "None.", "nothing", "Nada", "ninguna", "n/a", ",", "- \n -"]
)
def test_nothing_is_an_empty_list(text: str) -> None:
    assert read_list(text) == ()


@given(st.text())
def test_every_piece_stands_in_the_text(text: str) -> None:
    assert all(piece and piece in text for piece in read_list(text))


BOTH = ["en", "es"]


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(
    ("text", "picks"),
    [
        *(("1", (0,)), ("1,3", (0, 2)), ("1, 3", (0, 2)), ("1 3", (0, 2)), ("1 and 3", (0, 2)), ("1 & 3", (0, 2))),
        *(("1 y 3", (0, 2)), ("la 1 y la 3", (0, 2)), ("#1 and #3", (0, 2)), ("3, 1", (0, 2)), ("1, 1", (0,))),
        ("1️⃣ 3️⃣", (0, 2)),
        *(("one and three", (0, 2)), ("uno y tres", (0, 2)), ("1-3", (0, 1, 2)), ("1 to 3", (0, 1, 2))),
        ("1 al 3", (0, 1, 2)),
        *(("1.3", (0, 2)), ("1/3", (0, 2)), ("1 + 3", (0, 2)), ("numbers 1 and 3 please", (0, 2))),
        *(("just 2", (1,)), ("solo la 2", (1,))),
        *(("first", (0,)), ("the first one", (0,)), ("first and third", (0, 2)), ("1st and 3rd", (0, 2))),
        ("the last one", (4,)),
        *(("la primera y la tercera", (0, 2)), ("the first two", (0, 1)), ("the last two", (3, 4))),
        ("las dos últimas", (3, 4)),
        *(("las primeras dos", (0, 1)), ("las dos primeras", (0, 1)), ("la última", (4,)), ("1, 2 & 5", (0, 1, 4))),
        *(("all", (0, 1, 2, 3, 4)), ("All of them!", (0, 1, 2, 3, 4)), ("todas", (0, 1, 2, 3, 4))),
        ("everything", (0, 1, 2, 3, 4)),
        *(("all 5", (0, 1, 2, 3, 4)), ("all five", (0, 1, 2, 3, 4)), ("all but 2", (0, 2, 3, 4))),
        ("todas menos la 2", (0, 2, 3, 4)),
        *(("all except the last", (0, 1, 2, 3)),),
        *(("none", ()), ("None.", ()), ("0", ()), ("zero", ()), ("no", ()), ("ninguna", ()), ("nada", ())),
        ("none of them", ()),
    ],
)
def test_picks_from_five(text: str, picks: tuple[int, ...], language: str) -> None:
    assert read_picks(text, 5, language) == picks


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(
    "text",
    [
        *("", "6", "1,6", "13", "just one", "solo una", "2 people", "all three", "both", "none but 2", "the exam"),
        "1 or 2",
        *("I don't know", "3-1", "1-9", "-1", "0, 1", "all but 9", "1 " * 200, "one of them"),
        *("nothing but trouble", "2 of them"),
    ],
)
def test_in_doubt_nothing_is_picked(text: str, language: str) -> None:
    assert read_picks(text, 5, language) is None


def test_both_means_two() -> None:
    assert read_picks("both", 2) == (0, 1) == read_picks("las dos", 2, "es")
    assert read_picks("all", 0) == ()
    assert read_picks("1", 0) is None


@given(st.text(), st.integers(0, 6))
def test_picks_stand_in_the_list(text: str, count: int) -> None:
    picks = read_picks(text, count)
    assert picks is None or (set(picks) <= set(range(count)) and list(picks) == sorted(set(picks)))
