"""The reporter's composition root: settings, construction, and its one process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from uuid import UUID

from marshmallow import ValidationError

from services.reporter.digests import Digests
from services.reporter.freezing import Freezer
from services.reporter.hearing import Hearing
from services.reporter.mailer import BadSmtpUrl, Mailer, Relay, SmtpMailer
from services.reporter.viewing import Viewing
from shared import log, rings
from shared.activities.library import Library, add_folder
from shared.bell import Bell, KombuBell
from shared.bus import Reader
from shared.chores import Workers
from shared.clock import Now, utcnow
from shared.database import Database
from shared.events import REPORTER
from shared.loop import Loop, Ticker
from shared.sealing import Sealing
from shared.settings import Environment, needed, read
from shared.shelf import Shelf

_log = log.get(__name__)

# The relay's timeouts bound an attempt; a limit that struck after the final dot would make a second copy.
_TIME_LIMIT = timedelta(minutes=10)


@dataclass(frozen=True)
class Settings:
    """What the reporter needs to know."""

    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    journal_ring_file: Path
    smtp_url: str = field(repr=False)
    mail_from: str
    smtp_ca_file: Path | None = None
    threads: int = 2
    heartbeat_file: Path | None = None
    activities_folder: Path | None = None


def read_settings() -> Settings:
    """The settings in the environment. Raises BadSettings naming everything missing or wrong, at once."""
    return read(_settings)


def _settings(env: Environment) -> Settings:
    return Settings(
        database_url=needed(env, "DATABASE_URL"),
        redis_url=needed(env, "REDIS_URL"),
        journal_ring_file=env.path("JOURNAL_RING_FILE"),
        smtp_url=env.str("SMTP_URL", validate=_must_be_relay),
        mail_from=env.str("MAIL_FROM", validate=_must_be_address),
        smtp_ca_file=env.path("SMTP_CA_FILE", None),
        threads=env.int("REPORTER_THREADS", 2),
        heartbeat_file=env.path("HEARTBEAT_FILE", None),
        activities_folder=env.path("ACTIVITIES_FOLDER", None),
    )


def _must_be_relay(url: str) -> None:
    try:
        Relay.parse(url)
    except BadSmtpUrl as trouble:
        raise ValidationError(str(trouble)) from None


def _must_be_address(written: str) -> None:
    name, _, domain = parseaddr(written)[1].rpartition("@")
    if not name or not domain or not written.isprintable():
        raise ValidationError("Not a sender. Give an address, like Between <between@clinic.example>.")


Hint = Callable[[Sequence[UUID]], int]
"""Tells workers which digests to send. How many could be told."""


class Reporter:
    """The reporter, built. Without `hint` it has no workers, and each tick sends what is due itself."""

    def __init__(self, settings: Settings, *, now: Now, bell: Bell, mailer: Mailer) -> None:
        if settings.activities_folder:
            add_folder(settings.activities_folder)
        self.hint: Hint | None = None
        self.database = Database(settings.database_url, application="between-reporter", pool_size=settings.threads + 4)
        sealing = Sealing(rings.read(rings.JOURNAL, settings.journal_ring_file))
        freezer = Freezer(sealing, Viewing(sealing, Library(Shelf(self.database).find)), settings.mail_from)
        self.digests = Digests(self.database, freezer, mailer, bell, now)
        self.reader = Reader(REPORTER, self.database, Hearing(sealing).handlers(), now)

    def tick(self) -> bool:
        """Have one due digest sent: by a worker, or, while none can be told, here. True when there was one."""
        digest_id = self.digests.queue_next()
        if digest_id is None:
            return False
        if self.hint is None or not self.hint([digest_id]):
            self.compile_and_send(digest_id)
        return True

    def compile_and_send(self, digest_id: UUID) -> None:
        """Send one queued digest. Trouble is kept in its row; it comes up again by itself.

        Our own news about it comes first: after an outage a digest may be due before the sweep has found everything.
        """
        self.reader.drain(self.digests.subjects(digest_id))
        self.digests.compile_and_send(digest_id)

    def close(self) -> None:
        """Give back every connection."""
        self.database.close()


def build(settings: Settings, *, now: Now = utcnow, bell: Bell | None = None, mailer: Mailer | None = None) -> Reporter:
    """The reporter with real parts, or with those given. With a bell and a mailer given it needs Postgres only."""
    return Reporter(
        settings,
        now=now,
        bell=bell or KombuBell(settings.redis_url),
        mailer=mailer
        or SmtpMailer(
            Relay.parse(settings.smtp_url),
            hello_as=parseaddr(settings.mail_from)[1].rpartition("@")[2],
            ca_file=settings.smtp_ca_file,
        ),
    )


def make_workers(redis_url: str, threads: int, send: Callable[[UUID], None]) -> Workers:
    """The threads that send."""
    return Workers(redis_url, queue=REPORTER, threads=threads, work=send, time_limit=_TIME_LIMIT)


def run(settings: Settings) -> None:
    """The process: hears the bell, looks at the clock, sends. Until SIGTERM or SIGINT."""
    log.configure(REPORTER)
    reporter = build(settings)
    workers = make_workers(settings.redis_url, settings.threads, reporter.compile_and_send)
    reporter.hint = workers.hint
    workers.start()
    loop = Loop(settings.heartbeat_file)
    loop.hear(settings.redis_url, reporter.reader)
    loop.tick(Ticker("digests", reporter.tick, 2.0))
    loop.run()
    workers.stop()
    reporter.close()


if __name__ == "__main__":
    run(read_settings())
