"""`between activities`: the library at a terminal, and a clinic's own activities on their way in and out."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from services.api.authoring import Authoring
from services.api.definitions import check
from services.api.errors import Refused, UnfitActivity
from services.cli.activity_files import NotDone, definitions_in, name_of, to_yaml
from services.cli.playing import Manner, play, texts_in
from shared.activities.definition import Activity
from shared.activities.engine import NoSmallerVersion
from shared.activities.library import BUILT_IN, Library, UnknownActivity, asides, built_in
from shared.activities.lint import lint as lint_activity
from shared.activities.originals import is_built_in
from shared.activities.schema import InvalidActivity
from shared.clock import utcnow
from shared.database import Database
from shared.shelf import Shelf

Say = Callable[[str], None]


def lint(files: Sequence[Path], say: Say) -> int:
    """Say what there is to mend in these files, or in all that comes with Between. 1 when there is anything."""
    found = [trouble for file in files for trouble in _lint_file(file)] if files else list(_lint_built_in())
    for trouble in found:
        say(trouble)
    if not found:
        say("Nothing to mend.")
    return 1 if found else 0


def show(url: str | None, say: Say) -> None:
    """List the newest version of each activity: of the database too, if there is one."""
    with _library(url) as library:
        for activity in library.all():
            whose = "built in" if is_built_in(activity.slug) else "your own"
            keyword = activity.keyword("en") or "-"
            languages = ",".join(sorted(activity.languages))
            known_by = f"{activity.slug:<20} v{activity.version:<3} {activity.kind:<11} {keyword:<10} {languages:<6}"
            say(f"{known_by} {whose:<9} {activity.title['en']}")


def play_one(given: Namespace, url: str | None, say: Say) -> int:
    """Play one conversation on standard input and output. 0 also when it was left open."""
    activity = _from_file(given.file, given.slug) if given.file else _find(given.slug, url)
    manner = Manner(given.lang, given.smaller, given.keyword, tuple(given.carried or ()), given.zone, given.segments)
    if given.keyword and not activity.keywords:
        raise NotDone(f"{activity.slug} has no keyword. Play it without --keyword.")
    if given.lang not in activity.languages:
        raise NotDone(f"{activity.slug} has no texts in {given.lang}; it has {', '.join(sorted(activity.languages))}.")
    try:
        play(activity, manner, _hear(say), say, utcnow())
    except NoSmallerVersion:
        raise NotDone(f"{activity.slug} has no smaller version. Play it without --smaller.") from None
    return 0


def export(slugs: Sequence[str], out: Path | None, url: Callable[[], str], say: Say) -> None:
    """Write a bundle: of the clinic's own activities, or of those named."""
    with _database(url()) as database, database.begin() as db:
        try:
            bundle = Authoring(utcnow).bundle(db, slugs)
        except Refused as refused:
            raise NotDone(f"{refused} ('between activities list' lists them too.)") from None
    if out is None:
        say(to_yaml(bundle).rstrip("\n"))
        return
    out.write_text(to_yaml(bundle), encoding="utf-8")
    say(f"Wrote {len(bundle['activities'])} to {out}.")


def bring_in(file: Path, url: Callable[[], str], say: Say) -> int:
    """Publish what a file holds, a bundle or one activity: all that is not there yet, or nothing."""
    definitions = definitions_in(file)
    with _database(url()) as database:
        try:
            with database.begin() as db:
                imported = Authoring(utcnow).bring_in(db, definitions)
        except UnfitActivity as unfit:
            for where, trouble in unfit.troubles:
                place = int(where.rpartition(".")[2])
                say(f"{name_of(definitions[place], place)}: {trouble}")
            raise NotDone(f"Nothing of {file} was published. Mend what is named, then import it again.") from None
    for one in imported.added:
        say(f"{one.slug} {one.version}: published")
    for one in imported.already_there:
        say(f"{one.slug} {one.version}: there already")
    return 0


def _lint_built_in() -> Iterator[str]:
    try:
        activities = [*built_in().values(), *asides().values()]
    except InvalidActivity as invalid:
        yield from invalid.troubles
        return
    for activity in activities:
        yield from (f"{activity.slug}: {trouble}" for trouble in lint_activity(activity))


def _lint_file(file: Path) -> Iterator[str]:
    for place, definition in enumerate(definitions_in(file)):
        try:
            check(definition)
        except InvalidActivity as invalid:
            yield from (f"{file}: {name_of(definition, place)}: {trouble}" for trouble in invalid.troubles)


def _from_file(file: Path, slug: str | None) -> Activity:
    definitions = definitions_in(file)
    chosen = [one for one in definitions if slug is None or (isinstance(one, dict) and one.get("slug") == slug)]
    if len(chosen) != 1:
        names = ", ".join(name_of(one, place) for place, one in enumerate(definitions))
        raise NotDone(f"Name one of the activities in {file}: {names}.")
    try:
        return check(chosen[0])
    except InvalidActivity as invalid:
        raise NotDone("\n".join([f"{file} has something to mend:", *invalid.troubles])) from None


def _find(slug: str | None, url: str | None) -> Activity:
    if slug is None:
        raise NotDone("Name an activity, such as 'between activities play grounding', or give --file.")
    if slug in asides():
        return asides()[slug]
    try:
        return BUILT_IN.latest(slug)
    except UnknownActivity:
        pass
    with _library(url) as library:
        try:
            return library.latest(slug)
        except UnknownActivity:
            raise NotDone(f"There is no activity {slug}. 'between activities list' shows those there are.") from None


def _hear(say: Say) -> Callable[[], str | None]:
    next_text = texts_in(_typed() if sys.stdin.isatty() else sys.stdin)
    if sys.stdin.isatty():
        return next_text

    def echo() -> str | None:
        text = next_text()
        if text is not None:
            say(f"> {text}")
        return text

    return echo


def _typed() -> Iterator[str]:
    while True:
        try:
            yield input("> ")
        except EOFError:
            print()
            return


@contextmanager
def _library(url: str | None) -> Iterator[Library]:
    if url is None:
        yield BUILT_IN
        return
    with _database(url) as database:
        shelf = Shelf(database)
        yield Library(shelf.find, shelf.newest)


@contextmanager
def _database(url: str) -> Iterator[Database]:
    database = Database(url, application="between-activities")
    try:
        yield database
    finally:
        database.close()
