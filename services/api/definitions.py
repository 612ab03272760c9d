"""Whether a definition from outside can become an activity: its shape, its texts, its ways, how it is kept."""

import json
import unicodedata
from collections.abc import Iterator
from typing import Any

from shared.activities.definition import Activity
from shared.activities.library import asides
from shared.activities.lint import lint
from shared.activities.schema import InvalidActivity, load_activity

_FILE = "activity"
# An address of the API ends in this word, so no activity could be read under it.
_NO_SLUGS = frozenset({"bundle"})


def check(definition: object) -> Activity:
    """The activity in a definition; without a version it is the first.

    Raises InvalidActivity with everything there is to mend, one sentence each.
    """
    kept = _as_json(definition)
    if isinstance(kept, dict):
        kept.setdefault("version", 1)
    try:
        activity = load_activity(kept, _FILE)
    except InvalidActivity as trouble:
        raise InvalidActivity([line.removeprefix(f"{_FILE}: ") for line in trouble.troubles]) from None
    troubles = list(lint(activity))
    if activity.kind == "aside" or activity.slug in asides():
        troubles.append("kind: asides are Between's own words about homework; choose another kind and slug")
    if activity.slug in _NO_SLUGS:
        troubles.append(f"slug: {activity.slug} is no name for an activity; choose another one")
    if troubles:
        raise InvalidActivity(troubles)
    return activity


def _as_json(definition: object) -> Any:
    try:
        # YAML also knows dates, and lists within themselves.
        kept = json.loads(json.dumps(definition, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        raise InvalidActivity(["holds what is neither words nor a number; put dates and times in quotes"]) from None
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter != "\n" for letter in _letters(kept)):
        raise InvalidActivity(["holds an invisible character (a control character or half an emoji)"])
    return kept


def _letters(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield from node
    elif isinstance(node, dict):
        for name, inner in node.items():
            yield from name
            yield from _letters(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _letters(inner)
