"""The simulated phones: their names, and which of them told the carrier to stop."""

import re
from collections import OrderedDict
from dataclasses import dataclass

STOP_WORDS = frozenset({"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"})
START_WORDS = frozenset({"START", "UNSTOP", "YES"})
HELP_WORDS = frozenset({"HELP", "INFO"})
CARRIER_WORDS = STOP_WORDS | START_WORDS | HELP_WORDS

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def is_e164(number: str) -> bool:
    """Whether this is a full international number such as +12125550123."""
    return _E164.fullmatch(number) is not None


def carrier_word(body: str) -> str | None:
    """The carrier's word this text consists of, in capitals, or None. "STOP please" is no carrier word."""
    word = body.strip().upper()
    return word if word in CARRIER_WORDS else None


@dataclass(slots=True)
class Phone:
    """A phone somebody can pick up on the page. `last_at` is the time of its newest text."""

    number: str
    name: str = ""
    opted_out: bool = False
    last_at: float = 0.0
    last_text: str = ""


class Phones:
    """The newest phones up to `limit`; one is added when it is named or when a text comes from it or for it."""

    def __init__(self, limit: int = 50_000) -> None:
        self.limit = limit
        self._by_number: OrderedDict[str, Phone] = OrderedDict()

    def see(self, number: str) -> Phone:
        """The phone with this number, added when it is new."""
        phone = self._by_number.get(number)
        if phone is None:
            phone = self._by_number[number] = Phone(number)
            if len(self._by_number) > self.limit:
                self._by_number.popitem(last=False)
        return phone

    def is_opted_out(self, number: str) -> bool:
        """Whether the carrier refuses texts to this phone because it said STOP."""
        phone = self._by_number.get(number)
        return phone is not None and phone.opted_out

    def hear(self, number: str, body: str) -> None:
        """Lets the carrier act on its own words: STOP and its kin block, START and its kin bring back."""
        word = carrier_word(body)
        if word in STOP_WORDS:
            self.see(number).opted_out = True
        elif word in START_WORDS:
            self.see(number).opted_out = False

    def most_recent(self, limit: int) -> list[Phone]:
        """Phones with the newest text first; those without any keep the order they were added in."""
        return sorted(self._by_number.values(), key=lambda phone: -phone.last_at)[:limit]

    def forget_texts(self) -> None:
        """Keeps names and opt-outs, drops what the phones last said."""
        for phone in self._by_number.values():
            phone.last_at, phone.last_text = 0.0, ""
