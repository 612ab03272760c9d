"""`between`: one command for a person at a terminal."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from psycopg.errors import UndefinedTable
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError, ProgrammingError

from embedded.errors import EmbeddedError
from services.cli import activities, keys, stuck
from services.cli.activity_files import NotDone
from services.cli.seed import Seed, SeedFailed
from shared import schedule
from shared.events import READERS
from shared.rings import RINGS, BadRing
from shared.settings import BadSettings

ROOT = Path(__file__).parent.parent.parent


class Trouble(Exception):
    """A command cannot be carried out; the message says what to do next."""


def main(arguments: Sequence[str]) -> int:
    """Run one command. The exit code."""
    parser, parsed = _parse(arguments)
    if "run" not in parsed:
        parser.print_help()
        return 2
    try:
        return int(parsed.run(parsed) or 0)
    except BadSettings as wrong:
        _complain(f"Some settings are missing or wrong:\n{wrong}\ndocs/deploying.md lists them all.")
    except (Trouble, NotDone, EmbeddedError, BadRing, SeedFailed) as trouble:
        _complain(str(trouble))
    except OperationalError as trouble:
        said = str(trouble.orig).splitlines()[0]
        _complain(f"The database does not answer ({said}). Is it up? 'between up' starts one.")
    except ProgrammingError as trouble:
        if not isinstance(trouble.orig, UndefinedTable):
            raise
        _complain("This database has no tables of ours yet. Run 'between migrate' first.")
    except KeyboardInterrupt:
        return 130
    return 1


def _up(given: argparse.Namespace) -> None:
    from services.cli.up import up

    up(given.data, given.port, lambda line: print(line, flush=True), seed=not given.no_seed)


def _run(given: argparse.Namespace) -> None:
    _PROCESSES[given.process]()


def _run_api() -> None:
    from services.api.main import run

    run()


def _run_listener() -> None:
    from services.api.main import run_listener

    run_listener()


def _run_notifier() -> None:
    from services.notifier.main import read_settings, run

    run(read_settings())


def _run_reporter() -> None:
    from services.reporter.main import read_settings, run

    run(read_settings())


def _run_simulator() -> None:
    from simulator.main import main as simulate

    simulate()


_PROCESSES: dict[str, Callable[[], None]] = {
    "api": _run_api,
    "listener": _run_listener,
    "notifier": _run_notifier,
    "reporter": _run_reporter,
    "simulator": _run_simulator,
}


def _migrate(given: argparse.Namespace) -> None:
    from services.cli.migrate import migrate

    names = {service: f"{service.upper()}_DB_PASSWORD" for service in READERS}
    passwords = {service: value for service, name in names.items() if (value := _optional_setting(name))}
    if missing := [name for service, name in names.items() if service not in passwords]:
        raise Trouble(f"Not set: {', '.join(missing)}. Set each of them, or the same name with _FILE at its end.")
    migrate(_owner_url(given.data), passwords)
    print("The database is up to date.")


def _seed(given: argparse.Namespace) -> None:
    from embedded.ready import read_ready

    facts = read_ready(given.data) or {}
    api, token, simulator = given.api or facts.get("api"), given.token or facts.get("api_token"), facts.get("simulator")
    simulator = given.simulator or simulator
    if not (api and token and simulator):
        raise Trouble("Nothing is up here. Start it with 'between up', or give --api, --token and --simulator.")
    for line in Seed(api, token, simulator).plant():
        print(line)


def _stuck(given: argparse.Namespace) -> int:
    found = stuck.stuck(stuck.owner(_owner_url(given.data)))
    for item in found:
        state = "parked" if item.is_parked else "waiting"
        print(f"{item.since:%Y-%m-%d %H:%M} {item.reader}: {item.fact} {state} after {item.attempts} attempts")
        print(f"    {item.error}; event {item.event_id}, about {item.subject}")
    print(f"{len(found)} stuck." if found else "Nothing is stuck.")
    return 1 if found else 0


def _retry(given: argparse.Namespace) -> None:
    print(f"{stuck.retry(stuck.owner(_owner_url(given.data)), given.reader)} given back.")


def _replay(given: argparse.Namespace) -> None:
    since = given.since.astimezone(UTC) if given.since else None
    print(f"{stuck.replay(stuck.owner(_owner_url(given.data)), given.reader, since)} will be applied once more.")


def _create_token(given: argparse.Namespace) -> None:
    from services.api.tokens import create_token
    from shared.clock import utcnow
    from shared.database import Database

    database = Database(_owner_url(given.data), application="between-token")
    with database.begin() as db:
        print(create_token(db, given.name, utcnow()))
    database.close()


def _keys(given: argparse.Namespace) -> None:
    path = given.file or given.data / "keys" / f"{given.ring}.ring"
    if given.action == "new":
        keys.make(given.ring, path)
        print(f"Wrote {path}. Keep a copy where the backups are not.")
    elif given.action == "add":
        ring = keys.add_key(given.ring, path)
        print(f"Version {ring.current} is the new key. Restart the services, then: between keys rotate {given.ring}")
    elif given.action == "rotate":
        done = keys.rewrap(given.ring, path, _owner_url(given.data))
        if done:
            print(f"{done} data keys are wrapped anew. Next: between keys retire {given.ring}")
        else:
            print("Every data key is wrapped with the newest key already. Nothing to do.")
    else:
        print(f"{keys.retire(given.ring, path, _owner_url(given.data))} old keys dropped. Restart the services.")


def _activities(given: argparse.Namespace) -> int:
    def url() -> str:
        return _owner_url(given.data)

    if given.action == "lint":
        return activities.lint(given.files, _say)
    if given.action == "play":
        return activities.play_one(given, _owner_url_if_any(given.data), _say)
    if given.action == "import":
        return activities.bring_in(given.file, url, _say)
    if given.action == "export":
        activities.export(given.slugs, given.out, url, _say)
    else:
        activities.show(_owner_url_if_any(given.data), _say)
    return 0


def _say(line: str) -> None:
    print(line, flush=True)


def _demo(given: argparse.Namespace) -> int:
    from services.cli.demo import demo

    return demo(given.seed, given.out, lambda line: print(line, flush=True))


def _test(given: argparse.Namespace) -> int:
    return _pytest(given.rest)


def _check(given: argparse.Namespace) -> int:
    tools = {
        "ruff": ["-m", "ruff", "check", "."],
        "format": ["-m", "ruff", "format", "--check", "."],
        "types": ["-m", "mypy"],
        "imports": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    }
    failed = [name for name, argv in tools.items() if _python(name, argv)]
    if _pytest(given.rest):
        failed.append("tests")
    print("All is well." if not failed else f"Not well: {', '.join(failed)}.")
    return 1 if failed else 0


def _bench(given: argparse.Namespace) -> int:
    return _python("bench", ["-m", "bench", *given.rest])


def _pytest(rest: list[str]) -> int:
    return _python("tests", ["-m", "pytest", *(rest or ["-n", "2", "--dist", "loadfile"])])


def _python(name: str, argv: list[str]) -> int:
    print(f"== {name}", flush=True)
    return subprocess.run([sys.executable, *argv], cwd=ROOT, check=False).returncode  # noqa: S603


def _owner_url(data: Path) -> str:
    if (url := _optional_setting("OWNER_DATABASE_URL")) is not None:
        try:
            make_url(url)
        except ArgumentError:
            # Without the value: it holds a password.
            raise Trouble("OWNER_DATABASE_URL is not a database's URL, such as postgresql://owner@host/name.") from None
        return url
    try:
        return (data / "owner.url").read_text().strip()
    except OSError:
        raise Trouble(f"Nothing is up in {data}. Start it with 'between up', or set OWNER_DATABASE_URL.") from None


def _owner_url_if_any(data: Path) -> str | None:
    """The same, or None when nothing is set and nothing is up: what is built in is there without a database."""
    if _optional_setting("OWNER_DATABASE_URL") is None and not (data / "owner.url").exists():
        return None
    return _owner_url(data)


def _optional_setting(name: str) -> str | None:
    if name in os.environ:
        return os.environ[name]
    try:
        return Path(os.environ[f"{name}_FILE"]).read_text().strip()
    except KeyError:
        return None
    except OSError as trouble:
        raise Trouble(f"{name}_FILE cannot be read: {trouble.strerror}.") from None


def _parse(arguments: Sequence[str]) -> tuple[argparse.ArgumentParser, argparse.Namespace]:
    parser = argparse.ArgumentParser(
        prog="between", description="Therapy homework between two sessions, by text message."
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], object], says: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=says, description=says)
        made.set_defaults(run=run)
        made.add_argument("--data", type=Path, default=Path(".between"), help="the data folder (default: .between)")
        return made

    everything = command("up", _up, "Run everything on this machine, with a simulated carrier and mailbox.")
    everything.add_argument(
        "--port", type=int, default=8000, help="the API's port; the simulator takes the next one (default: 8000)"
    )
    everything.add_argument("--no-seed", action="store_true", help="begin without the fictional clinic")
    demo = command("demo", _demo, "Live four fictional weeks in half a minute and print every text.")
    demo.add_argument("--seed", type=int, default=1, help="the same seed gives the same week (default: 1)")
    demo.add_argument("--out", type=Path, default=Path("demo-out"), help="where the digests go (default: demo-out)")
    for name, run, says in (
        ("test", _test, "Run the tests; what follows goes to pytest."),
        ("check", _check, "Run everything CI runs: lint, types, imports, tests."),
        ("bench", _bench, "Measure; see bench/README.md."),
    ):
        command(name, run, says).add_argument("rest", nargs=argparse.REMAINDER)
    command("migrate", _migrate, "Bring a database to this version.")
    seed = command("seed", _seed, "Set up the small fictional clinic.")
    for option in ("--api", "--token", "--simulator"):
        seed.add_argument(option)
    command("run", _run, "Run one process with the settings in the environment.").add_argument(
        "process", choices=list(_PROCESSES)
    )
    command("stuck", _stuck, "List facts a service could not apply.")
    command("retry", _retry, "Give stuck facts back to their readers.").add_argument("--reader", choices=READERS)
    replay = command("replay", _replay, "Have a reader apply its facts once more.")
    replay.add_argument("reader", choices=READERS)
    replay.add_argument("--since", type=datetime.fromisoformat, help="only facts told since this time (ISO 8601)")
    token = command("token", _create_token, "Make a bearer token for the API; it is shown once.")
    token.add_argument("action", choices=["create"])
    token.add_argument("name", help="whose token it is")
    _parse_activities(command("activities", _activities, "The library, and homework of your own."))
    rings = command("keys", _keys, "Key rings: new, add (a key), rotate (wrap anew), retire (old keys).")
    rings.add_argument("action", choices=["new", "add", "rotate", "retire"])
    rings.add_argument("ring", choices=RINGS)
    rings.add_argument("--file", type=Path, help="the ring file (default: in the data folder)")
    return parser, parser.parse_args(arguments)


def _parse_activities(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    def action(name: str, says: str) -> argparse.ArgumentParser:
        return actions.add_parser(name, help=says, description=says)

    action("list", "Show every activity there is.")
    action("lint", "Say what there is to mend in files, or in all that is built in.").add_argument(
        "files", nargs="*", type=Path, metavar="FILE"
    )
    play = action("play", "Hold its conversation here: type as a client would, Ctrl-D leaves.")
    play.add_argument("slug", nargs="?", metavar="SLUG")
    play.add_argument("--file", type=Path, help="an activity that is not published yet")
    play.add_argument("--lang", choices=["en", "es"], default="en")
    play.add_argument("--smaller", action="store_true", help="the smaller version")
    play.add_argument("--keyword", action="store_true", help="as if the client had texted its keyword")
    play.add_argument("--carried", action="append", metavar="WORDS", help="words told earlier; may be given again")
    play.add_argument("--zone", type=_zone, default="America/Denver", help="where the client lives (an IANA name)")
    play.add_argument("--segments", action="store_true", help="show what each text costs")
    export = action("export", "Write activities to a file: your own, or those named.")
    export.add_argument("slugs", nargs="*", metavar="SLUG")
    export.add_argument("-o", "--out", type=Path, metavar="FILE", help="where to (default: standard output)")
    action("import", "Publish what is not there yet, from a bundle or a single activity.").add_argument(
        "file", type=Path, metavar="FILE"
    )


def _zone(name: str) -> str:
    try:
        return schedule.zone(name).key
    except schedule.UnknownZone as unknown:
        raise argparse.ArgumentTypeError(str(unknown)) from None


def _complain(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
