"""What no text of ours may say: blame, anything private on a lock screen, and words the carrier would act on."""

import re

CARRIER_WORDS = frozenset(
    {
        *("STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT"),
        *("START", "UNSTOP", "YES"),
        *("HELP", "INFO"),
    }
)
"""Texts the carrier acts on by itself before or instead of us (Twilio's default opt-out, opt-in and help lists)."""

COMMAND_WORDS = frozenset(
    {
        *("LATER", "SKIP", "HARD", "READY", "PAUSE", "BACK", "LESS", "MORE"),
        *("NOTE", "PRIVATE", "ASK", "UNDO", "MOVE", "LIST", "MENU"),
    }
)
"""Commands of our own, which no homework keyword may shadow."""

_BLAME = re.compile(
    r"\b(miss(ed|es|ing)?|fail(s|ed|ing|ures?)?|overdue|streaks?|late|should(n't)?(\s+have|'ve))\b", re.IGNORECASE
)
_PRIVATE = re.compile(
    r"\b(therap\w*|clinic\w*|diagnos\w*|disorders?|depress\w*|anxi\w*|psych\w*|counsel\w*|patients?|symptoms?|trauma\w*)\b",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_ASKED_FOR = re.compile(r"\b(?:text|reply|send|say|answer|type)\s+\W?([a-z]+)\b", re.IGNORECASE)


def blaming_words(text: str) -> list[str]:
    """Words that tell a person they did wrong."""
    return [found.group() for found in _BLAME.finditer(text)]


def private_words(text: str) -> list[str]:
    """Words that would tell a stranger, from a lock screen, what these texts are about."""
    return [found.group() for found in _PRIVATE.finditer(text)]


def carrier_words(text: str) -> list[str]:
    """Carrier words the text asks for: in capitals, or after "text", "reply" and the like."""
    asked = [*_CAPITALS.findall(text), *(word.upper() for word in _ASKED_FOR.findall(text))]
    return sorted({word for word in asked if word in CARRIER_WORDS})
