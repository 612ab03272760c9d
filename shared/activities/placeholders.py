"""The places in a text that are filled in when it is spoken."""

import re

from shared.activities.definition import Wording

PLACEHOLDER = re.compile(r"\{(code|link|minutes|cue|why|how|keyword|item|said|list)(?::([a-z0-9_]+))?\}")
TOLD = frozenset({"item", "said", "list"})
"""What only a conversation knows: a text of its own, sent by whoever knows no words, cannot say it."""


def placeholders(wording: Wording) -> set[tuple[str, str]]:
    """Each placeholder in any of the variants, with the step it names (or nothing)."""
    texts = [text for spoken in wording.variants.values() for text in spoken]
    return {(found[1], found[2] or "") for text in texts for found in PLACEHOLDER.finditer(text)}


def quotes(wording: Wording) -> bool:
    """Whether a text says again what the client told."""
    return any(name in TOLD for name, _ in placeholders(wording))
