"""New ids: UUIDv7, so that their order is the order of creation."""

import random
from collections.abc import Callable
from uuid import UUID

from uuid_utils.compat import uuid7

_draw: Callable[[], UUID] = uuid7


def new_id() -> UUID:
    """An id that nobody has used."""
    return _draw()


def draw_from(seed: int) -> None:
    """From now on this process draws its ids from a seed: the same ids in every run, for the demo only."""
    global _draw
    chance = random.Random(seed)  # noqa: S311
    count = 0

    def draw() -> UUID:
        nonlocal count
        count += 1
        # In the shape of a UUIDv7: growing, then version, then variant.
        return UUID(int=(count << 80) | (7 << 76) | (chance.getrandbits(12) << 64) | (2 << 62) | chance.getrandbits(62))

    _draw = draw
