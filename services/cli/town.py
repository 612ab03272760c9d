"""Three services in one process on a clock that stands still until it is moved: for the demo and the simulations.

Postgres is real. The carrier and the mailbox are in memory, and no bell rings: every fact is found by the sweep.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from uuid import UUID

from sqlalchemy.engine import make_url

from services.api import main as api
from services.api.received import InboundText
from services.cli.household import open_household, ring_file
from services.cli.migrate import migrate
from services.notifier import main as notifier
from services.notifier.carrier import Accepted, Listed
from services.reporter import main as reporter
from services.reporter.mailer import Letter
from shared.bell import SilentBell
from shared.clock import VirtualClock
from shared.roles import role

_AT_ONCE = timedelta(0)


@dataclass(frozen=True)
class Sent:
    """One text as it passed through the carrier; `from_us` tells the direction.

    `attempt_id` names the try that sent it; an answer given at once to a text of the client's has none.
    """

    at: datetime
    phone: str
    body: str
    from_us: bool
    attempt_id: UUID | None = None


class Post:
    """A carrier and a mailbox in memory."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self.texts: list[Sent] = []
        self.mails: list[tuple[datetime, EmailMessage]] = []
        self.on_text: Callable[[str, str], None] = lambda phone, body: None

    def deliver(self, phone: str, body: str, attempt_id: UUID | None = None) -> None:
        """Bring one text of ours to a phone."""
        self.texts.append(Sent(self._clock(), phone, body, from_us=True, attempt_id=attempt_id))
        self.on_text(phone, body)


class TownCarrier:
    """The notifier's carrier port."""

    def __init__(self, post: Post) -> None:
        self._post = post

    def send(self, attempt_id: UUID, phone: str, body: str, *, valid_for: timedelta) -> Accepted:
        """Take every text."""
        self._post.deliver(phone, body, attempt_id)
        return Accepted(f"SM{attempt_id.hex}", "queued")

    def texts_to(self, phone: str) -> Sequence[Listed]:
        """Nothing is ever in doubt here."""
        return []


class TownMailer:
    """The reporter's mailer port."""

    def __init__(self, post: Post, clock: VirtualClock) -> None:
        self._post = post
        self._clock = clock

    def send(self, letter: Letter) -> None:
        """Take every mail."""
        message = message_from_bytes(letter.content, policy=default)
        self._post.mails.append((self._clock(), message))


class Town:
    """The three services, their clock, and the post between them and the world."""

    def __init__(self, server_url: str, data: Path, start: datetime) -> None:
        household = open_household(data)
        migrate(server_url, household.passwords)
        self.clock = VirtualClock(start)
        self.post = Post(self.clock)
        bell = SilentBell()
        rings = {name: ring_file(data, name) for name in ("contact", "journal")}
        urls = _urls(server_url, household.passwords)
        self.api = api.build(
            api.Settings(
                database_url=urls["api"],
                redis_url="",
                contact_ring_file=rings["contact"],
                journal_ring_file=rings["journal"],
                account_sid=household.account_sid,
                auth_token=household.auth_token,
                public_url="http://between.example",
                sender_name="Between",
                help_contact="505-555-0190",
                home_page_url=None,
                host="",
                port=0,
                workers=1,
                threads=1,
                heartbeat_file=None,
            ),
            now=self.clock,
            bell=bell,
        )
        self.notifier = notifier.build(
            notifier.Settings(
                database_url=urls["notifier"],
                redis_url="",
                contact_ring_file=rings["contact"],
                account_sid=household.account_sid,
                auth_token=household.auth_token,
                sender="+15055550100",
                public_url="http://between.example",
            ),
            now=self.clock,
            bell=bell,
            carrier=TownCarrier(self.post),
        )
        self.reporter = reporter.build(
            reporter.Settings(
                database_url=urls["reporter"],
                redis_url="",
                journal_ring_file=rings["journal"],
                smtp_url="smtp://mail.example:587",
                mail_from="Between <between@clinic.example>",
            ),
            now=self.clock,
            bell=bell,
            mailer=TownMailer(self.post, self.clock),
        )
        self._texts_in = 0

    def settle(self) -> None:
        """Let everything happen that can happen now."""
        busy = True
        while busy:
            busy = bool(self.notifier.tick()) | bool(self.reporter.tick())
            for service in (self.api, self.notifier, self.reporter):
                busy |= bool(service.reader.sweep(older_than=_AT_ONCE))

    def text(self, phone: str, body: str, *, times: int = 1) -> None:
        """A client texts; the replies come back. `times`: how often the carrier brings the same text."""
        self._texts_in += 1
        inbound = InboundText(f"SM{self._texts_in:032x}", phone, body)
        self.post.texts.append(Sent(self.clock(), phone, body, from_us=False))
        replies = [self.api.inbox.receive(inbound) for _ in range(times)]
        for reply in replies[0]:
            self.post.deliver(phone, reply)
        self.settle()

    def next_due_after(self, now: datetime) -> datetime | None:
        """When the next text is due that continues a conversation, or was put off; None when there is none."""
        query = """
            select min(try_at) from notifier.reminder
            where state = 'planned' and kind in ('follow_up', 'snooze') and try_at > %s
        """
        with self.notifier.database.begin() as db:
            due: datetime | None = db.exec_driver_sql(query, (now,)).scalar()
        return due

    def close(self) -> None:
        """Give back every connection."""
        self.api.database.close()
        self.notifier.close()
        self.reporter.database.close()


def _urls(server_url: str, passwords: Mapping[str, str]) -> dict[str, str]:
    return {
        service: make_url(server_url)
        .set(username=role(service), password=password)
        .render_as_string(hide_password=False)
        for service, password in passwords.items()
    }
