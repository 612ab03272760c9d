"""A clinic's own activities: published for good, taken elsewhere, and brought from there."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, text
from sqlalchemy.dialects.postgresql import distinct_on

from services.api.definitions import check
from services.api.errors import SlugTaken, UnfitActivity, UnknownSlug, WrongVersion
from shared.activities.definition import Activity
from shared.activities.originals import is_built_in, original
from shared.activities.schema import InvalidActivity
from shared.bus_tables import activity as table
from shared.clock import Now

FORMAT = "between-activities-1"
MOST_ACTIVITIES = 200

Definition = Mapping[str, Any]

_WHERE = "activity"


@dataclass(frozen=True)
class Published:
    """One version of one activity."""

    slug: str
    version: int

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return asdict(self)


@dataclass(frozen=True)
class Imported:
    """What became of a bundle."""

    added: tuple[Published, ...]
    already_there: tuple[Published, ...]


class Authoring:
    """Publishes activities. Every method works in the caller's transaction; nothing published is ever changed."""

    def __init__(self, now: Now) -> None:
        self._now = now

    def publish(self, db: Connection, definition: Definition) -> Published:
        """Publish a definition as the first or next version of its slug. Its own version may be left out.

        Raises UnfitActivity with everything there is to mend, SlugTaken, WrongVersion.
        """
        slug = _checked(definition, _WHERE).slug
        if is_built_in(slug):
            raise SlugTaken
        _one_at_a_time(db)
        following = max(_versions(db, slug), default=0) + 1
        if definition.get("version", following) != following:
            raise WrongVersion(f"The next version of {slug} is {following}. Give that one, or leave it out.")
        return self._add(db, slug, following, definition)

    def bring_in(self, db: Connection, definitions: Sequence[Definition]) -> Imported:
        """Publish what is not there yet, all of it or nothing.

        What is there word for word is left alone, whatever its number; other words under a number that is taken become
        the next version. Raises UnfitActivity with everything there is to mend.
        """
        self._check_all(definitions)
        _one_at_a_time(db)
        added, already_there = [], []
        for definition in sorted(definitions, key=lambda one: (one["slug"], one.get("version", 1))):
            slug, own = definition["slug"], definition.get("version", 1)
            known = _versions(db, slug) or _original_versions(slug)
            same = [version for version, words in known.items() if words == _words(definition)]
            if same:
                already_there.append(Published(slug, own if own in same else max(same)))
                continue
            newest = max(known, default=0)
            added.append(self._add(db, slug, own if own > newest else newest + 1, definition))
        return Imported(tuple(added), tuple(already_there))

    def bundle(self, db: Connection, slugs: Sequence[str] = ()) -> dict[str, Any]:
        """The newest definitions of the clinic's own activities, or of those named, built in or not.

        Raises UnknownSlug.
        """
        query = select(table.c.slug, table.c.definition).ext(distinct_on(table.c.slug))
        own = {row.slug: row.definition for row in db.execute(query.order_by(table.c.slug, table.c.version.desc()))}
        chosen = []
        for slug in dict.fromkeys(slugs or own):
            definition = own.get(slug) or original(slug)
            if definition is None:
                raise UnknownSlug(f"There is no activity {slug} to take along. List them with GET /api/v1/activities.")
            chosen.append(definition)
        return {"format": FORMAT, "activities": chosen}

    def _check_all(self, definitions: Sequence[Definition]) -> None:
        troubles: list[tuple[str, str]] = []
        for place, definition in enumerate(definitions):
            where = f"activities.{place}"
            try:
                slug = _checked(definition, where).slug
            except UnfitActivity as unfit:
                troubles += unfit.troubles
                continue
            if is_built_in(slug) and _words(definition) not in _original_versions(slug).values():
                troubles.append((where, f"{slug}: {SlugTaken.__doc__}"))
        if troubles:
            raise UnfitActivity(troubles)

    def _add(self, db: Connection, slug: str, version: int, definition: Definition) -> Published:
        kept = {**definition, "version": version}
        db.execute(insert(table).values(slug=slug, version=version, definition=kept, published_at=self._now()))
        return Published(slug, version)


def _checked(definition: Definition, where: str) -> Activity:
    try:
        return check(definition)
    except InvalidActivity as unfit:
        raise UnfitActivity([(where, trouble) for trouble in unfit.troubles]) from None


def _words(definition: Definition) -> dict[str, Any]:
    """A definition without its number."""
    return {name: value for name, value in definition.items() if name != "version"}


def _versions(db: Connection, slug: str) -> dict[int, dict[str, Any]]:
    rows = db.execute(select(table.c.version, table.c.definition).where(table.c.slug == slug))
    return {row.version: _words(row.definition) for row in rows}


def _original_versions(slug: str) -> dict[int, dict[str, Any]]:
    definition = original(slug)
    return {definition["version"]: _words(definition)} if definition else {}


def _one_at_a_time(db: Connection) -> None:
    # Two that publish the same slug at once would both find the same next version.
    db.execute(text("select pg_advisory_xact_lock(hashtextextended('activities', 8))"))
