"""One text and its pictures as the carrier keeps them, and the bounded memory that holds them."""

import os
from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Direction = Literal["inbound", "outbound-api", "outbound-reply"]
FINAL = frozenset({"delivered", "undelivered", "failed", "canceled", "received"})


@dataclass(slots=True)
class Media:
    """A picture that came with a text. `content` is empty for outbound media, which stays where its URL says."""

    sid: str
    content_type: str
    created_at: float
    content: bytes = b""
    url: str = ""


@dataclass(slots=True)
class Text:
    """One SMS or MMS. Instants are seconds since 1970, UTC."""

    sid: str
    direction: Direction
    sender: str
    recipient: str
    body: str
    status: str
    created_at: float
    updated_at: float
    sent_at: float | None = None
    error_code: int | None = None
    media: list[Media] = field(default_factory=list)
    service_sid: str | None = None
    status_callback: str | None = None
    validity_seconds: int = 36_000
    reached_clinic: bool | None = None
    answers: str | None = None
    number: int = 0
    likeness: int = 0

    @property
    def phone(self) -> str:
        """The client's side of this text."""
        return self.sender if self.direction == "inbound" else self.recipient


def new_sid(prefix: str) -> str:
    """Two letters and 32 hex digits, never the same twice: the product keeps them longer than we live."""
    return prefix + os.urandom(16).hex()


class Texts:
    """Remembers the newest texts up to `limit`, by SID and by phone, in the order they came."""

    def __init__(self, limit: int = 50_000) -> None:
        self.limit = limit
        self._by_sid: OrderedDict[str, Text] = OrderedDict()
        self._by_phone: dict[str, dict[str, Text]] = {}
        self._alike: Counter[int] = Counter()
        self._count = 0
        self.media_bytes = 0

    def __len__(self) -> int:
        return len(self._by_sid)

    def add(self, text: Text) -> bool:
        """Keeps the text, forgetting the oldest beyond the limit. True when the same words went to the same
        phone before: the ground truth for "sent twice".
        """
        self._count += 1
        text.number = self._count
        text.likeness = hash((text.direction, text.phone, text.body))
        self._by_sid[text.sid] = text
        self._by_phone.setdefault(text.phone, {})[text.sid] = text
        self._alike[text.likeness] += 1
        self.media_bytes += sum(len(media.content) for media in text.media)
        if len(self._by_sid) > self.limit:
            self.forget(next(iter(self._by_sid.values())))
        return self._alike[text.likeness] > 1

    def get(self, sid: str) -> Text | None:
        """The text with this SID, or None when it was never here, deleted or forgotten."""
        return self._by_sid.get(sid)

    def forget(self, text: Text) -> None:
        """Drops one text and its pictures."""
        if self._by_sid.pop(text.sid, None) is None:
            return
        of_phone = self._by_phone[text.phone]
        del of_phone[text.sid]
        if not of_phone:
            del self._by_phone[text.phone]
        self._alike[text.likeness] -= 1
        if not self._alike[text.likeness]:
            del self._alike[text.likeness]
        self.media_bytes -= sum(len(media.content) for media in text.media)

    def forget_media(self, text: Text, media: Media) -> None:
        """Drops one picture of a text."""
        text.media.remove(media)
        self.media_bytes -= len(media.content)

    def clear(self) -> None:
        """Forgets everything; the numbering goes on, so paging tokens stay in order."""
        self._by_sid.clear()
        self._by_phone.clear()
        self._alike.clear()
        self.media_bytes = 0

    def oldest_first(self, phone: str | None = None) -> Iterator[Text]:
        """All texts, or those of one phone, in the order they came."""
        return iter(self._by_sid.values() if phone is None else self._by_phone.get(phone, {}).values())

    def newest_first(self, phone: str | None = None) -> Iterator[Text]:
        """The same, backwards."""
        return reversed(self._by_sid.values() if phone is None else self._by_phone.get(phone, {}).values())
