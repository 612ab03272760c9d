"""The activities there are: those that come with Between, read from YAML files once, and the clinic's own."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from shared.activities.definition import BASE_LANGUAGE, Activity
from shared.activities.schema import InvalidActivity, load_activity, parse_activity

FOLDER = Path(__file__).parent / "library"
ASIDES = Path(__file__).parent / "asides"
_folders: list[Path] = [FOLDER]

Find = Callable[[str, int], dict[str, Any] | None]
"""The clinic's own definition of this slug and version, if there is one."""

Newest = Callable[[], Sequence[tuple[str, int]]]
"""Slug and newest version of each of the clinic's own activities."""


class UnknownActivity(KeyError):
    """There is no activity of this name and version in the library."""


class Library:
    """Finds activities. What a clinic wrote is read through `find` and `newest`, and never hides what is built in.

    A definition never changes, so each is read and checked once; only which version is the newest is asked each time.
    """

    def __init__(self, find: Find | None = None, newest: Newest | None = None) -> None:
        self._find = find or (lambda slug, version: None)
        self._newest = newest or (lambda: [])
        self._found: dict[tuple[str, int], Activity] = {}

    def get(self, slug: str, version: int) -> Activity:
        """The activity at exactly this version: an assignment keeps the one it was made with.

        Raises UnknownActivity, and InvalidActivity for a definition of the clinic's that is none.
        """
        known = built_in().get((slug, version)) or self._found.get((slug, version))
        if known is None:
            known = self._found[slug, version] = self._read(slug, version)
        return known

    def latest(self, slug: str) -> Activity:
        """The newest version, for new assignments. Raises UnknownActivity."""
        versions = _newest_built_in()
        if slug not in versions:
            versions = dict(self._newest())
        if slug not in versions:
            raise UnknownActivity(slug)
        return self.get(slug, versions[slug])

    def all(self) -> tuple[Activity, ...]:
        """The newest version of each activity, by title."""
        newest = {**dict(self._newest()), **_newest_built_in()}
        activities = [self.get(slug, version) for slug, version in newest.items()]
        return tuple(sorted(activities, key=lambda activity: (activity.title[BASE_LANGUAGE], activity.slug)))

    def aside(self, name: str) -> Activity:
        """The short conversation of this name that the house itself begins. Raises UnknownActivity."""
        try:
            return asides()[name]
        except KeyError:
            raise UnknownActivity(name) from None

    def _read(self, slug: str, version: int) -> Activity:
        body = self._find(slug, version)
        if body is None:
            raise UnknownActivity(f"{slug} {version}")
        activity = load_activity(body, f"{slug} {version}")
        if (activity.slug, activity.version) != (slug, version):
            raise InvalidActivity([f"{slug} {version}: slug: says it is {activity.slug} {activity.version}"])
        return activity


BUILT_IN = Library()
"""For those without a database."""


def add_folder(folder: Path) -> None:
    """Take a folder of YAML files as built in. Every service must be given the same ones. Raises InvalidActivity."""
    if folder not in _folders:
        _folders.append(folder)
        built_in.cache_clear()
        _newest_built_in.cache_clear()
        built_in()


@cache
def built_in() -> dict[tuple[str, int], Activity]:
    """Every version of every activity that comes with Between, older ones included. Raises InvalidActivity."""
    activities = [activity for folder in _folders for activity in _read(folder)]
    return {(activity.slug, activity.version): activity for activity in activities}


@cache
def asides() -> dict[str, Activity]:
    """The short conversations about homework, by name. Raises InvalidActivity."""
    return {activity.slug: activity for activity in _read(ASIDES)}


@cache
def _newest_built_in() -> dict[str, int]:
    return dict(sorted(built_in()))


def _read(folder: Path) -> list[Activity]:
    activities = [parse_activity(file.read_text(encoding="utf-8"), file.name) for file in sorted(folder.glob("*.yaml"))]
    for activity in activities:
        if (activity.kind == "aside") != (folder == ASIDES):
            raise InvalidActivity([f"{activity.slug}.yaml: kind: asides have a folder of their own"])
    return activities
