"""The activities that come with Between, read from their YAML files once."""

from functools import cache
from pathlib import Path

from shared.activities.definition import Activity
from shared.activities.schema import parse_activity

FOLDER = Path(__file__).parent / "library"
_folders: list[Path] = [FOLDER]


class UnknownActivity(KeyError):
    """There is no activity of this name and version in the library."""


def get(slug: str, version: int) -> Activity:
    """The activity at exactly this version: an assignment keeps the one it was made with. Raises UnknownActivity."""
    try:
        return _by_version()[slug, version]
    except KeyError:
        raise UnknownActivity(f"{slug} {version}") from None


def latest(slug: str) -> Activity:
    """The newest version, for new assignments. Raises UnknownActivity."""
    versions = [activity for activity in all_versions() if activity.slug == slug]
    if not versions:
        raise UnknownActivity(slug)
    return max(versions, key=lambda activity: activity.version)


def add_folder(folder: Path) -> None:
    """Read a clinic's own activities too. Every service must be given the same ones. Raises InvalidActivity."""
    if folder not in _folders:
        _folders.append(folder)
        _by_version.cache_clear()
        _by_version()


def all() -> tuple[Activity, ...]:
    """The newest version of each activity, by title."""
    slugs = {activity.slug for activity in all_versions()}
    return tuple(sorted((latest(slug) for slug in slugs), key=lambda activity: activity.title))


def all_versions() -> tuple[Activity, ...]:
    """Every version of every activity, older ones included."""
    return tuple(_by_version().values())


@cache
def _by_version() -> dict[tuple[str, int], Activity]:
    files = [file for folder in _folders for file in sorted(folder.glob("*.yaml"))]
    activities = [parse_activity(file.read_text(encoding="utf-8"), file.name) for file in files]
    return {(activity.slug, activity.version): activity for activity in activities}
