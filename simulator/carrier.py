"""The carrier itself: takes a text from the product and walks it from queued to delivered."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from simulator.callbacks import Callbacks
from simulator.faults import DELIVERY, Faults
from simulator.feed import Feed
from simulator.phones import Phones
from simulator.segments import count_segments
from simulator.settings import Pace, Settings
from simulator.texts import Direction, Media, Text, Texts


class Carrier:
    """Texts, phones and what is due to happen to them. `now` gives seconds since 1970, UTC."""

    def __init__(
        self,
        settings: Settings,
        pace: Pace,
        faults: Faults,
        callbacks: Callbacks,
        feed: Feed,
        stats: Counter[str],
        now: Callable[[], float] = time.time,
    ) -> None:
        self.settings = settings
        self.pace = pace
        self.faults = faults
        self.feed = feed
        self.stats = stats
        self.now = now
        self.texts = Texts()
        self.phones = Phones()
        self._callbacks = callbacks

    def keep(self, text: Text) -> None:
        """Remembers a text, shows it, and counts it; words that went to the same phone before count as repeated."""
        if self.texts.add(text) and text.direction == "outbound-api":
            self.stats["repeated"] += 1
        self.stats[text.direction] += 1
        phone = self.phones.see(text.phone)
        phone.last_at, phone.last_text = text.created_at, text.body
        self.show(text)

    def show(self, text: Text) -> None:
        """Tells the pages how this text stands."""
        self.feed.tell("text", lambda: text_view(text))

    def send(self, text: Text, wait_seconds: float = 0.0) -> None:
        """Keeps a text that goes to a phone and starts its way there, `wait_seconds` later when it is scheduled."""
        self.keep(text)
        asyncio.get_running_loop().call_later(wait_seconds + self._step(), self._leave_queue, text)

    def change(self, text: Text, status: str, error_code: int | None = None) -> None:
        """Moves a text to a status, tells the product (sent and final ones) and the pages."""
        text.status = status
        text.error_code = error_code
        text.updated_at = self.now()
        if status == "sent":
            text.sent_at = text.updated_at
        if status not in ("queued", "sending"):
            self.stats[f"status_{status}"] += 1
            self._callbacks.report(text)
        self.show(text)

    def _step(self) -> float:
        return self.pace.status_delay_ms / 1000

    def _leave_queue(self, text: Text) -> None:
        if not self._is_on_its_way(text):
            return
        if self.now() - text.created_at > text.validity_seconds and text.status != "scheduled":
            self.change(text, "failed", 30036)
            return
        self.change(text, "sending")
        asyncio.get_running_loop().call_later(self._step(), self._hand_over, text)

    def _hand_over(self, text: Text) -> None:
        if not self._is_on_its_way(text):
            return
        self.change(text, "sent")
        asyncio.get_running_loop().call_later(self._step(), self._arrive, text)

    def _arrive(self, text: Text) -> None:
        if not self._is_on_its_way(text):
            return
        fault = self.faults.take(DELIVERY, text.recipient)
        if fault is None:
            self.change(text, "delivered")
        else:
            self.change(text, fault.kind, fault.code or 30003)

    def _is_on_its_way(self, text: Text) -> bool:
        return text.status != "canceled" and self.texts.get(text.sid) is text


def new_text(
    sid: str, direction: Direction, sender: str, recipient: str, body: str, status: str, at: float, media: list[Media]
) -> Text:
    """A text as it is on arrival."""
    return Text(sid, direction, sender, recipient, body, status, created_at=at, updated_at=at, media=media)


def iso(instant: float | None) -> str | None:
    """ISO 8601 in UTC with milliseconds."""
    return None if instant is None else datetime.fromtimestamp(instant, UTC).isoformat(timespec="milliseconds")


def text_view(text: Text) -> dict[str, Any]:
    """One text for the page and for tests."""
    return {
        "message_sid": text.sid,
        "number": text.number,
        "phone": text.phone,
        "direction": text.direction,
        "from": text.sender,
        "to": text.recipient,
        "body": text.body,
        "status": text.status,
        "error_code": text.error_code,
        "segments": count_segments(text.body),
        "created_at": iso(text.created_at),
        "sent_at": iso(text.sent_at),
        "updated_at": iso(text.updated_at),
        "reached_clinic": text.reached_clinic,
        "answers": text.answers,
        "media": [{"url": f"/sim/media/{media.sid}", "content_type": media.content_type} for media in text.media],
    }
