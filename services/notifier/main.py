"""The notifier's composition root: settings, construction, and its one process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from services.notifier.carrier import Carrier
from services.notifier.contacts import Contacts
from services.notifier.hearing import handlers
from services.notifier.letting_go import LettingGo
from services.notifier.outcomes import Outcomes
from services.notifier.sending import Sender
from services.notifier.settling import Settling
from services.notifier.twilio_carrier import TwilioCarrier
from services.notifier.wording import Wording
from shared import log, rings
from shared.activities.library import Library, add_folder
from shared.bell import Bell, KombuBell
from shared.bus import Reader
from shared.chores import Workers
from shared.clock import Now, utcnow
from shared.database import Database
from shared.events import NOTIFIER
from shared.loop import Loop, Ticker
from shared.sealing import Sealing
from shared.settings import Environment, needed, read
from shared.shelf import Shelf

_log = log.get(__name__)

_MOST_WITHOUT_HINTS = 5
"""So few that even when each runs into its time-out the loop does not look hung."""

_MOST_IN_ONE_MESSAGE = 5
_TIME_LIMIT = timedelta(seconds=60)
"""For one message: each text in it may take the carrier's whole time-out of ten seconds."""


@dataclass(frozen=True)
class Settings:
    """What the notifier needs to know. `sender` is a phone number, or a messaging service (MG...)."""

    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    contact_ring_file: Path
    account_sid: str
    auth_token: str = field(repr=False)
    sender: str
    public_url: str
    twilio_base_url: str | None = None
    sender_name: str = "Between"
    settle_seconds: float = 600
    threads: int = 8
    heartbeat_file: Path | None = None
    activities_folder: Path | None = None


def read_settings() -> Settings:
    """The settings in the environment. Raises BadSettings naming everything missing or wrong, at once."""
    return read(_settings)


def _settings(env: Environment) -> Settings:
    service = env.str("TWILIO_MESSAGING_SERVICE_SID", None)
    return Settings(
        database_url=needed(env, "DATABASE_URL"),
        redis_url=needed(env, "REDIS_URL"),
        contact_ring_file=env.path("CONTACT_RING_FILE"),
        account_sid=needed(env, "TWILIO_ACCOUNT_SID"),
        auth_token=needed(env, "TWILIO_AUTH_TOKEN"),
        sender=service or needed(env, "TWILIO_FROM"),
        public_url=needed(env, "PUBLIC_URL"),
        twilio_base_url=env.str("TWILIO_BASE_URL", None),
        sender_name=env.str("SENDER_NAME", "Between"),
        settle_seconds=env.float("SETTLE_SECONDS", 600.0),
        threads=env.int("NOTIFIER_THREADS", 8),
        heartbeat_file=env.path("HEARTBEAT_FILE", None),
        activities_folder=env.path("ACTIVITIES_FOLDER", None),
    )


Hint = Callable[[Sequence[UUID]], int]
"""Tells workers which reminders to deliver. How many of them, from the first, it could tell."""


class Notifier:
    """The notifier, built. Without `hint` it has no workers, and each tick delivers everything due itself."""

    def __init__(self, settings: Settings, *, now: Now, bell: Bell, carrier: Carrier) -> None:
        if settings.activities_folder:
            add_folder(settings.activities_folder)
        self.hint: Hint | None = None
        # One for each worker and ticker, and one more to look up an activity of the clinic's own meanwhile.
        self.database = Database(settings.database_url, application="between-notifier", pool_size=settings.threads + 6)
        sealing = Sealing(rings.read(rings.CONTACT, settings.contact_ring_file))
        settle_after = timedelta(seconds=settings.settle_seconds)
        outcomes = Outcomes(bell, settle_after)
        shelf = Shelf(self.database)
        wording = Wording(sealing, Library(shelf.find, shelf.newest), settings.sender_name)
        self.sender = Sender(self.database, sealing, carrier, outcomes, bell, now, wording)
        self.settling = Settling(self.database, sealing, carrier, outcomes, now, settle_after=settle_after)
        self.letting_go = LettingGo(self.database, bell, now)
        self.reader = Reader(NOTIFIER, self.database, handlers(Contacts(sealing), self.settling), now)

    def tick(self) -> bool:
        """One round of everything that time brings. True when there was work."""
        sent, settled, let_go = self.send_due(), self.settling.settle(), self.letting_go.let_go()
        return sent or settled or let_go

    def send_due(self) -> bool:
        """Have delivered what is due: by workers, or, while they cannot be told, a few at a time here."""
        due = self.sender.queue_due()
        told = self.hint(due) if self.hint and due else 0
        ours = due[told:] if self.hint is None else due[told : told + _MOST_WITHOUT_HINTS]
        self.sender.put_back(due[told + len(ours) :])
        for reminder_id in ours:
            self.deliver(reminder_id)
        return bool(due)

    def deliver(self, reminder_id: UUID) -> None:
        """Deliver one queued reminder. Trouble is logged; the reminder comes up again by itself."""
        try:
            self.sender.deliver(reminder_id)
        except Exception as trouble:
            _log.error("reminder.trouble", reminder_id=str(reminder_id), error=log.place(trouble))

    def close(self) -> None:
        """Give back every connection."""
        self.database.close()


def build(
    settings: Settings, *, now: Now = utcnow, bell: Bell | None = None, carrier: Carrier | None = None
) -> Notifier:
    """The notifier with real parts, or with those given."""
    return Notifier(
        settings,
        now=now,
        bell=bell or KombuBell(settings.redis_url),
        carrier=carrier
        or TwilioCarrier(
            settings.account_sid,
            settings.auth_token,
            sender=settings.sender,
            status_url=f"{settings.public_url.rstrip('/')}/twilio/status",
            base_url=settings.twilio_base_url,
            connections=settings.threads,
        ),
    )


def make_workers(redis_url: str, threads: int, deliver: Callable[[UUID], None]) -> Workers:
    """The threads that deliver."""
    return Workers(
        redis_url,
        queue=NOTIFIER,
        threads=threads,
        work=deliver,
        time_limit=_TIME_LIMIT,
        most_in_one_message=_MOST_IN_ONE_MESSAGE,
    )


def run(settings: Settings) -> None:
    """The process: hears the bell, looks at the clock, delivers. Until SIGTERM or SIGINT."""
    log.configure(NOTIFIER)
    notifier = build(settings)
    workers = make_workers(settings.redis_url, settings.threads, notifier.deliver)
    notifier.hint = workers.hint
    workers.start()
    loop = Loop(settings.heartbeat_file)
    loop.hear(settings.redis_url, notifier.reader)
    loop.tick(Ticker("send", notifier.send_due, 0.5))
    loop.tick(Ticker("settle", notifier.settling.settle, 5.0))
    loop.tick(Ticker("let_go", notifier.letting_go.let_go, 1.0))
    loop.run()
    workers.stop()
    notifier.close()


if __name__ == "__main__":
    run(read_settings())
