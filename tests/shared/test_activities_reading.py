"""Numbers, choices and small words as people text them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.activities.reading import Number, is_blank, is_word, read_choice, read_number, read_ok

OPTIONS = [("yes", "It did", "Y"), ("no", "Not this time", "N"), ("later", "Another day")]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "7",
            " 7 ",
            "7.",
            "7!",
            "7/10",
            "7 / 10",
            "7 out of 10",
            "7 of ten",
            "seven",
            "Seven.",
            "SEVEN",
            "a 7",
            "it's a 7",
        ),
        *(
            "7️⃣",
            "٧",
            "７",
            "７／10",
            "7 😔",
            "(7)",
            "07",
            "I’d say 7",
            "7 because no one called",
            "7, rough day",
            "7\n\nsent",
        ),
    ],
)
def test_seven_is_read_as_seven(text: str) -> None:
    assert read_number(text, 0, 10) == Number(7)


@pytest.mark.parametrize(
    "text", ["about 7", "around seven", "~7", "7ish", "7-ish", "sevenish", "maybe 7", "7+", "probably a 7"]
)
def test_about_seven_is_seven_and_marked(text: str) -> None:
    assert read_number(text, 0, 10) == Number(7, approximate=True)


@pytest.mark.parametrize(
    "text", ["6-7", "6–7", "6 - 7", "6 or 7", "6 to 7", "six-seven", "between 6 and 7", "7-6", "6-7/10"]
)
def test_a_narrow_range_is_its_middle_and_marked(text: str) -> None:
    assert read_number(text, 0, 10) == Number(6.5, approximate=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [("10", 10), ("🔟", 10), ("1️⃣0️⃣", 10), ("zero", 0), ("7.5", 7.5), ("7½", 7.5), ("4-6", 5)],
)
def test_the_ends_and_the_halves_of_a_scale_are_read(text: str, value: float) -> None:
    number = read_number(text, 0, 10)
    assert number is not None and number.value == value


@pytest.mark.parametrize(
    ("text", "value"), [("seventy five", 75), ("twenty-five", 25), ("a hundred", 100), ("100%", 100), ("75/100", 75)]
)
def test_long_scales_are_read(text: str, value: int) -> None:
    assert read_number(text, 0, 100) == Number(value)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "😀",
            "no idea",
            "11",
            "-1",
            "−3",
            "7/100",
            "7 people",
            "I took 7 pills",
            "7, 8",
            "7:30",
            "7th",
            "0-10",
        ),
        *(
            "$7",
            "7²",
            "²",
            "7 but it was a nine",
            "1,000",
            "3.4.5",
            "9" * 5000,
            "7k",
            "70%",
            "one of those days",
            "\0",
            "\ud800",
        ),
    ],
)
def test_in_doubt_no_number_is_read(text: str) -> None:
    assert read_number(text, 0, 10) is None


@pytest.mark.parametrize(
    ("text", "index"),
    [
        *(("1", 0), ("2.", 1), ("3️⃣", 2), ("two", 1), ("y", 0), ("N", 1), ("yes", 0), ("it did", 0), ("IT DID!", 0)),
        *(("No, thanks", 1), ("no thanks", 1), ("yes, twice", 0), ("not this time please", 1), ("another day", 2)),
        *(
            ("no idea", None),
            ("4", None),
            ("0", None),
            ("1 or 2", None),
            ("", None),
            ("yesterday", None),
            ("1.5", None),
        ),
    ],
)
def test_a_choice_is_read_by_number_letter_or_word(text: str, index: int | None) -> None:
    assert read_choice(text, OPTIONS) == index


@pytest.mark.parametrize(
    "text", ["OK", "okay", "done", "Done!", "yes", "👍", "👍🏽", "✔️", "👍👍", "done, thank you", "I did it"]
)
def test_a_sign_that_it_is_done_is_read(text: str) -> None:
    assert read_ok(text)


@pytest.mark.parametrize("text", ["", "no", "not done", "ok but it was hard", "done in by today", "😭"])
def test_other_words_are_no_sign(text: str) -> None:
    assert not read_ok(text)


def test_a_word_is_the_whole_text() -> None:
    assert is_word("Skip please.", "skip") and is_word("SKIP 🙏", "skip")
    assert not is_word("I'll skip lunch", "skip") and not is_word("", "skip") and not is_word("...", "skip")


def test_blank_is_what_nobody_can_see() -> None:
    assert is_blank("") and is_blank(" \n") and is_blank("\0\u200b\ufe0f") and not is_blank("😀")


@given(st.text(), st.integers(0, 5), st.integers(6, 100))
def test_what_is_read_is_on_the_scale(text: str, low: int, high: int) -> None:
    number = read_number(text, low, high)
    assert number is None or low <= number.value <= high
