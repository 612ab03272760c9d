"""Tells open pages what happens, as server-sent events."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

_WAITING = 500


class Feed:
    """Fans happenings out to the pages that listen; costs nothing while none does."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[bytes]] = set()

    def listen(self) -> asyncio.Queue[bytes]:
        """A queue of ready events. A page too slow for its queue is told to read everything again."""
        queue: asyncio.Queue[bytes] = asyncio.Queue(_WAITING)
        self._listeners.add(queue)
        return queue

    def leave(self, queue: asyncio.Queue[bytes]) -> None:
        """This page listens no longer."""
        self._listeners.discard(queue)

    def tell(self, name: str, happening: Callable[[], dict[str, Any]]) -> None:
        """One event for every listener. `happening` is called only when somebody listens."""
        if not self._listeners:
            return
        event = f"event: {name}\ndata: {json.dumps(happening())}\n\n".encode()
        for queue in self._listeners:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(b"event: reload\ndata: {}\n\n")
            else:
                queue.put_nowait(event)
