"""Files of activities: one definition or a bundle of them, in YAML for people, fields in the order of the library's."""

from pathlib import Path
from typing import Any

import yaml

from services.api.authoring import FORMAT

# What the database hands back is in no order; this is the one in which an activity is told.
_ORDER = (
    *("format", "activities", "slug", "version", "title", "kind", "why", "how", "intensity", "populations"),
    *("code_name", "minutes", "schedule", "keyword", "keyword_step", "window_hours", "nudge", "cue", "own_cue"),
    *("carries", "computes", "key", "value", "label", "letter", "ask", "answer", "low", "high", "anchors", "options"),
    *("around", "most", "count", "of", "parts", "required", "each", "wait", "next", "when", "goto", "passes"),
    *("steps", "smaller", "closing", "source", "en", "es"),
)
_PLACES = {name: place for place, name in enumerate(_ORDER)}


class NotDone(Exception):
    """A command about activities cannot be carried out; the message says what to do next."""


def definitions_in(file: Path) -> list[Any]:
    """The definitions in a file: those of a bundle, or the one it is. JSON is YAML too. Raises NotDone."""
    try:
        body = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as trouble:
        raise NotDone(f"{file} cannot be read: {trouble.strerror}.") from None
    except yaml.MarkedYAMLError as trouble:
        line = trouble.problem_mark.line + 1 if trouble.problem_mark else 1
        raise NotDone(f"{file} is not YAML: {trouble.problem} (line {line}).") from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        raise NotDone(f"{file} is not YAML in UTF-8.") from None
    if not isinstance(body, dict):
        raise NotDone(f"{file} holds no activity: give the fields of one, or a bundle.")
    if "format" not in body:
        return [body]
    if body["format"] != FORMAT or not isinstance(body.get("activities"), list):
        raise NotDone(f"{file} is no bundle of this version: it needs 'format: {FORMAT}' and 'activities: [...]'.")
    return list(body["activities"])


def name_of(definition: Any, place: int) -> str:
    """What to call a definition that may be none: its slug, else its place."""
    named = definition.get("slug") if isinstance(definition, dict) else None
    return named if isinstance(named, str) else f"activity {place + 1}"


def to_yaml(bundle: dict[str, Any]) -> str:
    """The bundle as a YAML text."""
    return yaml.safe_dump(_in_order(bundle), sort_keys=False, allow_unicode=True, width=110)


def _in_order(node: Any) -> Any:
    if isinstance(node, dict):
        names = sorted(node, key=lambda name: (_PLACES.get(name, len(_ORDER)), name))
        return {name: _in_order(node[name]) for name in names}
    return [_in_order(inner) for inner in node] if isinstance(node, list) else node
