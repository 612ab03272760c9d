"""The concern screen: does a text hold words that may mean danger? It only ever adds a concern; it stops nothing.

This is a plain list of phrases with a published limit: it knows what it lists. Indirect, coded and misspelt danger
passes it by, so nothing may rely on it being silent. See docs/security.md, "What the concern screen is not".
"""

import re
import unicodedata
from typing import Protocol


class Screen(Protocol):
    """Reads one text and says whether a person should look at once."""

    def is_concerning(self, text: str) -> bool:
        """True when the words may mean danger. Any exception is treated as a concern, 'unscreened'."""
        ...


# Phrases, not single words where a word has everyday uses. Source of the themes: the public warning signs of the
# 988 Lifeline (talking about wanting to die, being a burden, looking for a way).
_PHRASES = (
    r"kill(ing)? (myself|me)",
    r"kms",
    r"suicid\w*",
    r"end(ing)? (my life|it all)",
    r"tak(e|ing) my (own )?life",
    r"want(ed|ing)? to die",
    r"wanna die",
    r"(wish|wished) i (was|were) dead",
    r"wish i had never (woken|been born)",
    r"better off (dead|without me)",
    r"(don t|do not|dont) want to (live|be alive|be here any ?more|wake up)",
    r"no reason to (live|go on)",
    r"can t go on( any ?more)?",
    r"(hurt|hurting|harm|harming|cut|cutting) myself",
    r"self ?harm\w*",
    r"overdos\w*",
    r"unaliv\w*",
    r"(kill|hurt|shoot|stab) (him|her|them|my (wife|husband|partner|kids?|child|children|mom|mother|dad|father))",
    r"(he|she|they) (is|are|s|re) going to kill me",
)
_PATTERN = re.compile(r"\b(" + "|".join(_PHRASES) + r")\b")
_NOT_WORDS = re.compile(r"[^\w]+")


class PhraseScreen:
    """Our own list of English phrases, found whatever the quotes, case or punctuation."""

    def is_concerning(self, text: str) -> bool:
        """True when one of the phrases stands in the text."""
        plain = unicodedata.normalize("NFKC", text).casefold()
        return _PATTERN.search(_NOT_WORDS.sub(" ", plain)) is not None
