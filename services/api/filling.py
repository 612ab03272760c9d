"""What fills the texts of an assignment: what was agreed. Where nothing was said, the library speaks for itself."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.api.errors import NotInLanguage
from shared.activities.definition import Activity
from shared.activities.state import InvalidParams, Params
from shared.texts.wording import blaming_words, private_words

NAMES: Mapping[str, str] = {"code_name": "code", "reason": "why"}
"""What staff call it, and what the texts call it, where the two differ."""


def fill(activity: Activity, language: str, code: str, agreed: Mapping[str, Any]) -> Params:
    """What fills the texts of a new assignment. `agreed` holds what staff gave, by their names; None: not given.

    Raises NotInLanguage, and InvalidParams for what does not fit or says too much.
    """
    if language not in activity.languages:
        raise NotInLanguage
    return refill(activity, Params(code=code, language=language), {"minutes": None, **agreed, "code_name": code})


def refill(activity: Activity, params: Params, agreed: Mapping[str, Any]) -> Params:
    """The same with something else agreed; None brings the library's own back. Raises InvalidParams."""
    given = {NAMES.get(name, name): value for name, value in agreed.items()}
    if "minutes" in given:
        given["minutes"] = given["minutes"] or activity.minutes
    filled = replace(params, **given)
    for field in ("why", "cue", "title"):
        if found := private_words(getattr(filled, field) or ""):
            raise InvalidParams(field, f"{found[0]} would say too much on a lock screen; choose plainer words")
    if found := blaming_words(filled.why or "", filled.language):
        raise InvalidParams("why", f"{found[0]} sounds like blame to who reads it; choose other words")
    filled.check_against(activity)
    return filled


def in_language(activity: Activity, params: Params, language: str) -> Params:
    """The same in another language, where the activity has it: its own words follow, what was agreed stays."""
    return replace(params, language=language) if language in activity.languages else params
