"""Dramatiq's chores: a message says "look at these rows", and is never the only copy of anything.

Retries and delays live in the rows: Dramatiq keeps delayed messages in a worker's memory, where they get stuck when
Redis restarts. A row whose message was lost comes up again by its service's own ticker.
"""

import os
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

# Read by dramatiq when it is imported. The default, two for each thread, makes short chores wait for Redis.
os.environ.setdefault("dramatiq_queue_prefetch", "64")

import dramatiq
import redis
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import AgeLimit, ShutdownNotifications, TimeLimit

from shared import log

_log = log.get(__name__)

_REST_AFTER_TROUBLE = 3.0
_WORTHLESS_AFTER = timedelta(minutes=2)


class Workers:
    """The worker threads of one service, in its own process."""

    def __init__(
        self,
        redis_url: str,
        *,
        queue: str,
        threads: int,
        work: Callable[[UUID], None],
        time_limit: timedelta,
        most_in_one_message: int = 1,
    ) -> None:
        """`work` looks at one row. `time_limit` is for one message, whatever it holds."""
        # A frozen Redis must not freeze the ticker that hints.
        client = redis.Redis.from_url(redis_url, socket_timeout=5, socket_connect_timeout=2)
        broker = RedisBroker(  # type: ignore[no-untyped-call]
            client=client,
            heartbeat_timeout=15_000,
            maintenance_chance=50_000,
            middleware=[AgeLimit(), TimeLimit(), ShutdownNotifications()],
        )

        @dramatiq.actor(
            actor_name="look_at",
            queue_name=queue,
            broker=broker,
            max_age=_WORTHLESS_AFTER / timedelta(milliseconds=1),
            time_limit=time_limit / timedelta(milliseconds=1),
        )
        def look_at(ids: list[str]) -> None:
            for row_id in ids:
                work(UUID(row_id))

        self._actor = look_at
        self._threads = threads
        self._most_in_one_message = most_in_one_message
        # An idle consumer looks at Redis this often, in milliseconds; the default, a second, is felt.
        self._worker = dramatiq.Worker(broker, worker_threads=threads, worker_timeout=250)
        self._rests_until = 0.0

    def start(self) -> None:
        """Start working. Redis away: connects when it is back."""
        self._worker.start()

    def stop(self) -> None:
        """Finish what is being worked on."""
        self._worker.stop(timeout=20_000)

    def hint(self, ids: Sequence[UUID]) -> int:
        """Send messages for rows: one for each, or for a few when there are more than threads. How many were told.

        Redis away: none for some seconds, so that nobody waits for it twice.
        """
        if time.monotonic() < self._rests_until:
            return 0
        size = min(self._most_in_one_message, max(1, len(ids) // self._threads))
        for told in range(0, len(ids), size):
            try:
                self._actor.send([str(row_id) for row_id in ids[told : told + size]])
            except (dramatiq.errors.DramatiqError, redis.RedisError, OSError) as trouble:
                self._rests_until = time.monotonic() + _REST_AFTER_TROUBLE
                _log.warning("hint.unheard", error=log.place(trouble))
                return told
        return len(ids)
