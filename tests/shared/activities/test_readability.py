"""How easy a text is to read."""

import pytest

from shared.activities.readability import school_grade, spanish_ease


def test_the_school_grade_is_flesch_and_kincaids() -> None:
    # 6 words, 6 syllables, 1 sentence; then 10 words, 24 syllables, 2 sentences.
    assert school_grade(["The cat sat on the mat."]) == pytest.approx(0.39 * 6 + 11.8 - 15.59)
    texts = [
        "Considering everything, characterize sensations.",
        "Which physical sensation predominated originally? Why?",
    ]
    assert school_grade(texts) > 12


def test_every_text_ends_its_sentence() -> None:
    assert school_grade(["one two", "one two"]) == school_grade(["one two. one two."])


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("cat", 1),
        ("table", 2),
        ("time", 1),
        ("coffee", 2),
        ("body", 2),
        ("the", 1),
        ("10", 1),
        ("moment", 2),
        ("what's", 1),
    ],
)
def test_english_syllables_are_counted_simply(word: str, syllables: int) -> None:
    assert school_grade([word]) == pytest.approx(0.39 + 11.8 * syllables - 15.59)


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        *(("día", 2), ("ciudad", 2), ("leer", 2), ("bueno", 2), ("país", 2), ("también", 2), ("muy", 1), ("ayer", 2)),
        *(("averigüéis", 4), ("qué", 1), ("oído", 3), ("y", 1), ("7", 1), ("guitarra", 3)),
    ],
)
def test_spanish_syllables_are_a_strong_vowel_and_its_weak_ones(word: str, syllables: int) -> None:
    assert spanish_ease([word]) == pytest.approx(206.835 - 62.3 * syllables - 1)


def test_nothing_to_read_is_easy() -> None:
    assert school_grade([]) < 0 and spanish_ease([""]) > 100
