"""The doors under /sim around the texts: phones, faults, pace, counts, events."""

import asyncio
import json
from dataclasses import asdict, fields
from typing import Any

from aiohttp import web

from simulator.carrier import Carrier, iso
from simulator.faults import BadFault
from simulator.messages_api import answer_json
from simulator.phones import Phone
from simulator.problems import Problem, read_json, read_limit, read_phone, read_words
from simulator.settings import Pace

_HEARTBEAT_SECONDS = 15.0


class Control:
    """What a test or the page may ask and change while the carrier runs."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    def add_to(self, app: web.Application) -> None:
        """Adds the routes of this room."""
        router = app.router
        router.add_get("/sim/phones", self.list_phones)
        router.add_post("/sim/phones", self.name_phone)
        router.add_get("/sim/faults", self.list_faults)
        router.add_post("/sim/faults", self.add_fault)
        router.add_delete("/sim/faults", self.clear_faults)
        router.add_get("/sim/settings", self.show_pace)
        router.add_post("/sim/settings", self.change_pace)
        router.add_get("/sim/stats", self.show_stats)
        router.add_get("/sim/events", self.stream_events)
        router.add_get("/healthz", self.health)

    async def list_phones(self, request: web.Request) -> web.StreamResponse:
        """The phones, the one with the newest text first; `?limit=` of them (200)."""
        limit = read_limit(request, 200, 50_000)
        return answer_json(
            {
                "clinic_number": self._carrier.settings.clinic_number,
                "phones": [_phone_view(phone) for phone in self._carrier.phones.most_recent(limit)],
            }
        )

    async def name_phone(self, request: web.Request) -> web.StreamResponse:
        """Adds a phone, or gives one a name."""
        body = await read_json(request)
        phone = self._carrier.phones.see(read_phone(body, "number"))
        phone.name = read_words(body, "name", phone.name)[:80]
        self._carrier.feed.tell("phone", lambda: _phone_view(phone))
        return answer_json(_phone_view(phone), 201)

    async def list_faults(self, request: web.Request) -> web.StreamResponse:
        """The faults asked for, and how often each was taken."""
        return answer_json({"faults": self._carrier.faults.shown()})

    async def add_fault(self, request: web.Request) -> web.StreamResponse:
        """Asks for trouble."""
        try:
            fault = self._carrier.faults.add(await read_json(request))
        except BadFault as error:
            raise Problem(str(error)) from error
        return answer_json(fault.shown(), 201)

    async def clear_faults(self, request: web.Request) -> web.StreamResponse:
        """Nothing goes wrong any more."""
        self._carrier.faults.clear()
        return web.Response(status=204)

    async def show_pace(self, request: web.Request) -> web.StreamResponse:
        """How long things take, in milliseconds."""
        return answer_json(asdict(self._carrier.pace))

    async def change_pace(self, request: web.Request) -> web.StreamResponse:
        """Changes how long things take; what is under way keeps the steps it has begun."""
        body = await read_json(request)
        known = {field.name for field in fields(Pace)}
        for name, value in body.items():
            if name not in known:
                raise Problem(f"{name} is not a setting; settings are {', '.join(sorted(known))}")
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise Problem(f"{name} must be a whole number of milliseconds, 0 or more")
        for name, value in body.items():
            setattr(self._carrier.pace, name, value)
        return answer_json(asdict(self._carrier.pace))

    async def show_stats(self, request: web.Request) -> web.StreamResponse:
        """What was counted since the start: the ground truth for tests of "once" and "never lost"."""
        stats = self._carrier.stats
        counted = {
            "created": stats["outbound-api"],
            "repeated": stats["repeated"],
            "replies": stats["outbound-reply"],
            "inbound": stats["inbound"],
            "mail_accepted": stats["mail_accepted"],
            "mail_repeated": stats["mail_repeated"],
            "messages_kept": len(self._carrier.texts),
        }
        return answer_json(counted | {name: value for name, value in stats.items() if "-" not in name})

    async def stream_events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: text, gone, phone, mail, reload."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        queue = self._carrier.feed.listen()
        try:
            await response.write(b"retry: 1000\n\n")
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), _HEARTBEAT_SECONDS)
                except TimeoutError:
                    event = b": still here\n\n"
                await response.write(event)
        except ConnectionResetError:
            return response
        finally:
            self._carrier.feed.leave(queue)

    async def health(self, request: web.Request) -> web.StreamResponse:
        """Up."""
        return web.Response(body=json.dumps({"status": "ok"}).encode(), content_type="application/json")


def _phone_view(phone: Phone) -> dict[str, Any]:
    return {
        "number": phone.number,
        "name": phone.name,
        "opted_out": phone.opted_out,
        "last_at": iso(phone.last_at) if phone.last_at else None,
        "last_text": phone.last_text,
    }
