"""Trouble on request: what should go wrong, how often, for whom."""

import random
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

CREATE = (
    "http_429", "http_500_before", "http_500_after", "timeout_before", "timeout_after", "reset_before",
    "reset_after", "error_21610", "error_code",
)  # fmt: skip
DELIVERY = ("undelivered", "failed")
CALLBACK = ("callback_late", "callback_doubled", "callback_out_of_order", "callback_lost")
LASTING = ("callbacks_off", "listing_lag", "listing_down")
INBOUND = ("inbound_lost", "inbound_doubled")
SMTP = ("smtp_refuse", "smtp_drop")
KINDS = frozenset((*CREATE, "create_slow", *DELIVERY, *CALLBACK, *LASTING, *INBOUND, *SMTP))
VERBS = frozenset({"connect", "ehlo", "auth", "mail", "rcpt", "data"})
_DEFAULT_SECONDS = {"create_slow": 2.0, "callback_late": 2.0, "listing_lag": 5.0}


class BadFault(ValueError):
    """This is not a fault the simulator knows; the text names the field and what it may be."""


@dataclass(slots=True)
class Fault:
    """One kind of trouble. `count` left, or a `probability` each time with its own seeded dice; `to` limits it to
    one client's phone (or, for mail, one recipient). `code` is a carrier or SMTP code, `seconds` a length of time.
    """

    kind: str
    to: str | None = None
    count: int | None = None
    probability: float | None = None
    seed: int = 0
    seconds: float = 30.0
    code: int = 0
    status: int = 400
    verb: str = ""
    kept: bool = True
    taken: int = 0
    dice: random.Random = field(default_factory=random.Random, repr=False)

    def strikes(self) -> bool:
        """Whether it happens this time; counts down."""
        if self.probability is not None and self.dice.random() >= self.probability:
            return False
        if self.count is not None:
            if self.count <= 0:
                return False
            self.count -= 1
        self.taken += 1
        return True

    def shown(self) -> dict[str, Any]:
        """As JSON."""
        return {name: value for name, value in asdict(self).items() if name != "dice"}


class Faults:
    """The faults asked for and not used up, oldest first."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, wish: dict[str, Any]) -> Fault:
        """Takes one fault. Without count and probability it happens once, or, when it is a state of the carrier
        (callbacks_off, listing_lag, listing_down), until the faults are cleared. Raises BadFault.
        """
        kind = wish.get("kind")
        if not isinstance(kind, str) or kind not in KINDS:
            raise BadFault(f"kind must be one of {', '.join(sorted(KINDS))}")
        known = {"kind", "to", "count", "probability", "seed", "seconds", "code", "status", "verb", "kept"}
        if unknown := set(wish) - known:
            raise BadFault(f"unknown field {', '.join(sorted(unknown))}; known are {', '.join(sorted(known))}")
        if kind == "smtp_refuse" and wish.get("verb") not in VERBS:
            raise BadFault(f"verb must be one of {', '.join(sorted(VERBS))}")
        if kind == "error_code" and not isinstance(wish.get("code"), int):
            raise BadFault("code must be the carrier's error number, such as 21614")
        try:
            fault = Fault(
                kind=kind,
                to=wish.get("to"),
                count=None if wish.get("count") is None else int(wish["count"]),
                probability=None if wish.get("probability") is None else float(wish["probability"]),
                seed=int(wish.get("seed", 0)),
                seconds=float(wish.get("seconds", _DEFAULT_SECONDS.get(kind, 30.0))),
                code=int(wish.get("code", 0)),
                status=int(wish.get("status", 400)),
                verb=str(wish.get("verb", "")),
                kept=bool(wish.get("kept", True)),
            )
        except (TypeError, ValueError) as error:
            raise BadFault(
                "count, seed, code and status are whole numbers; probability and seconds are numbers"
            ) from error
        if fault.count is None and fault.probability is None and kind not in LASTING:
            fault.count = 1
        fault.dice.seed(fault.seed)
        self._faults.append(fault)
        return fault

    def take(self, kinds: Iterable[str], to: str, verb: str = "") -> Fault | None:
        """The first fault of these kinds that strikes for this phone or recipient, used up by one; else None."""
        if not self._faults:
            return None
        for fault in self._faults:
            if fault.kind in kinds and fault.to in (None, to) and fault.verb in ("", verb) and fault.strikes():
                return fault
        return None

    def shown(self) -> list[dict[str, Any]]:
        """All of them as JSON, those used up included, so that a test can see what was taken."""
        return [fault.shown() for fault in self._faults]

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._faults.clear()
