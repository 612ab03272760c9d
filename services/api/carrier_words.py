"""The words the carrier reserves, and the YES of the opt-in; always the whole text, never a part of a sentence.

The lists are Twilio's defaults for long codes (Advanced Opt-Out documentation), plus STOPALL's variants.
"""

import re
from enum import Enum

_STOP = {"stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out"} | {
    *("parar", "baja", "cancelar", "detener"),
}
_START = {"start", "unstop"}
_HELP = {"help", "info", "ayuda"}
_YES = {"yes", "y", "yes please", "sí", "si", "sí por favor", "si por favor"}
# Typed or tapped decoration around one word; letters and digits are never dropped.
_AROUND = re.compile(r"^[\s\"'“”‘’.,!?¡¿()*_-]+|[\s\"'“”‘’.,!?¡¿()*_-]+$")


class CarrierWord(Enum):
    """What a whole text can ask of the carrier, or answer to the opt-in."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    YES = "yes"


def carrier_word(text: str) -> CarrierWord | None:
    """The carrier word a text is, or None when it is anything else: "Stop." is one, "stop it please" is not."""
    # A long text is never one word; this also keeps the pattern below cheap.
    if len(text) > 40:
        return None
    word = " ".join(_AROUND.sub("", text).casefold().split())
    for kind, words in (
        (CarrierWord.STOP, _STOP),
        (CarrierWord.START, _START),
        (CarrierWord.HELP, _HELP),
        (CarrierWord.YES, _YES),
    ):
        if word in words:
            return kind
    return None
