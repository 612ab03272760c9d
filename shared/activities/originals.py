"""The built-in activities as they were written: to read, to take elsewhere, to begin one's own from."""

import json
from functools import cache
from typing import Any

import yaml

from shared.activities.library import FOLDER, built_in


def is_built_in(slug: str) -> bool:
    """Whether Between comes with an activity of this slug, or the clinic's folder of files brings it."""
    return any(known == slug for known, _ in built_in())


def original(slug: str) -> dict[str, Any] | None:
    """The newest definition of a built-in activity, as JSON; None when there is none of this slug."""
    return json.loads(_written()[slug]) if slug in _written() else None


@cache
def _written() -> dict[str, str]:
    definitions = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in FOLDER.glob("*.yaml")]
    in_order = sorted(definitions, key=lambda one: (one["slug"], one["version"]))
    return {one["slug"]: json.dumps(one) for one in in_order}
