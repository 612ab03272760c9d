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
    r"(don t|dont) wanna (live|be alive|be here|wake up)",
    r"(took|taken|swallowed) (too many|a bunch of|all (my|the|of my)) (pills|meds|tablets)",
    r"(cut|cutting|burned|burning) my (arms?|wrists?|legs?|skin|thighs?)",
    r"(he|she|they|my \w+) (hits?|hurts?|beats?|chok(es|ed)) me",
    r"(i m|im|i am|we re|we are) not safe",
)
# Without accents, as people text and as the text is compared.
_SPANISH = (
    r"matarme|me (quiero|voy a) matar|quisiera matarme",
    r"suicid\w*",
    r"(quiero|quisiera|prefiero|ojala me pudiera) morir(me)?|me quiero morir|ganas de morir(me)?",
    r"quitarme la vida|acabar con (mi vida|todo)|terminar con (mi vida|todo)",
    r"(ya )?no quiero (vivir|seguir viviendo|estar (viv[oa]|aqui)|despertar)( mas)?",
    r"no (vale|tiene) (la pena|sentido) vivir|no tengo (razon|motivo|ganas) (para|de) vivir",
    r"(mejor|estaria mejor|estarian mejor) (muert[oa]|sin mi)",
    r"(ya )?no puedo (seguir|vivir) (asi|mas)",
    r"(hacerme dano|lastimarme|cortarme|me corto|autolesion\w*)",
    r"(matar|lastimar|apunalar) a (mi|mis|el|ella|ellos) \w+",
    r"me (va|van) a matar",
)
_PATTERN = re.compile(r"\b(" + "|".join((*_PHRASES, *_SPANISH)) + r")\b")
_NOT_WORDS = re.compile(r"[^\w]+")


class PhraseScreen:
    """Our own list of English and Spanish phrases, found whatever the quotes, case, accents or punctuation."""

    def is_concerning(self, text: str) -> bool:
        """True when one of the phrases stands in the text."""
        plain = unicodedata.normalize("NFKD", text).casefold()
        plain = "".join(char for char in plain if not unicodedata.combining(char))
        return _PATTERN.search(_NOT_WORDS.sub(" ", plain)) is not None
