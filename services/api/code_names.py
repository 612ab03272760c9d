"""Code names: the neutral word a client's texts carry, told apart from everything else a client may text."""

from collections.abc import Collection
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from services.api.carrier_words import carrier_word
from services.api.errors import CodeNameTaken
from shared.activities.segments import fold
from shared.activities.state import LONGEST_CODE, InvalidParams
from shared.reading.commands import read_command
from shared.texts.wording import TAKEN_WORDS, blaming_words, private_words

_LANGUAGES = ("en", "es")
# A command's time never matters here, only whether it is one.
_ANY_TIME, _ANYWHERE = datetime(2026, 1, 1, tzinfo=UTC), ZoneInfo("UTC")


def check_code_name(name: str, taken: Collection[str]) -> None:
    """Raise InvalidParams for what is no plain word, tells too much or commands, CodeNameTaken for what is in use."""
    if not any(sign.isalpha() for sign in name) or not all(sign.isalnum() or sign in " -'" for sign in name):
        raise InvalidParams("code", "use letters, digits, spaces and dashes, such as garden or garden 2")
    if private_words(name) or blaming_words(name):
        raise InvalidParams("code", f"{name} would say too much on a lock screen; choose a plain word, such as garden")
    if _is_command(name):
        raise InvalidParams("code", f"{name} is a command that clients text; choose another word, such as garden")
    if name.casefold() in {other.casefold() for other in taken}:
        raise CodeNameTaken


def free_code_name(name: str, taken: Collection[str]) -> str:
    """The name itself, or with the first number that makes it one of its own: "garden 2"."""
    used = {other.casefold() for other in taken}
    number, free = 1, name
    while free.casefold() in used:
        number += 1
        ending = f" {number}"
        free = name[: LONGEST_CODE - len(ending)].rstrip() + ending
    return free


def _is_command(name: str) -> bool:
    if carrier_word(name) or fold(name).upper() in TAKEN_WORDS:
        return True
    return any(read_command(name, _ANY_TIME, _ANYWHERE, language) for language in _LANGUAGES)
