"""The port to the carrier: hand over one text, or ask which texts it has for a phone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

WHOLE_LIST = 50
"""How many texts a list holds at most; a shorter one is all there is."""


@dataclass(frozen=True)
class Accepted:
    """The carrier has the text, under this id."""

    carrier_sid: str
    status: str


@dataclass(frozen=True)
class Refused:
    """The carrier said no: the text was certainly not sent. `code` is its error number, or the HTTP status."""

    code: int


@dataclass(frozen=True)
class NeverLeft:
    """The carrier could not be reached at all: no byte of the request left."""


@dataclass(frozen=True)
class Unclear:
    """No answer we can read: the text may have been sent, or not."""


Outcome = Accepted | Refused | NeverLeft | Unclear


@dataclass(frozen=True)
class Listed:
    """A text on the carrier's list. `created_at` is in whole seconds."""

    carrier_sid: str
    body: str = field(repr=False)
    created_at: datetime
    status: str
    error_code: int | None


class ListingDown(Exception):
    """The carrier's list cannot be read now."""


class Carrier(Protocol):
    """Whoever carries our texts."""

    def send(self, attempt_id: UUID, phone: str, body: str, *, valid_for: timedelta) -> Outcome:
        """Hand over one text, once, without retries. It is worthless after `valid_for`. Never raises."""
        ...

    def texts_to(self, phone: str) -> Sequence[Listed]:
        """The latest texts to this phone, newest first, at most WHOLE_LIST. Raises ListingDown."""
        ...
