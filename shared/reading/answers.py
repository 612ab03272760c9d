"""The readers of answers in one place: choices, yes and no, small words, lists and picks."""

from shared.reading.choices import read_choice, read_ok
from shared.reading.lists import read_list
from shared.reading.picks import read_picks
from shared.reading.words import is_blank, is_word, plain_words
from shared.reading.yes_no import YesNo, read_yes_no

__all__ = [
    "YesNo",
    "is_blank",
    "is_word",
    "plain_words",
    "read_choice",
    "read_list",
    "read_ok",
    "read_picks",
    "read_yes_no",
]
