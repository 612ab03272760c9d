"""The doors under /sim for texts: send one from a phone, see what was said, forget it, look at a picture."""

import asyncio
import base64
import binascii
import re
from typing import Any

from aiohttp import web

from simulator.carrier import Carrier, text_view
from simulator.inbound import Inbound, explain_outcome
from simulator.media_api import picture
from simulator.messages_api import answer_json
from simulator.problems import Problem, read_json, read_limit, read_phone, read_words
from simulator.texts import Media, Text, new_sid

_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
_PICTURE = re.compile(r"(image|audio|video)/[a-z0-9.+-]+")
_MOST_MEDIA = 10
_LARGEST_MEDIUM = 5 * 1024 * 1024
_ALL_MEDIA = 200 * 1024 * 1024


class TextsApi:
    """Texts as the phones and the tests see them, both directions."""

    def __init__(self, carrier: Carrier, inbound: Inbound) -> None:
        self._carrier = carrier
        self._inbound = inbound
        self._running: set[asyncio.Task[Any]] = set()

    def add_to(self, app: web.Application) -> None:
        """Adds the routes of this room."""
        router = app.router
        router.add_post("/sim/texts", self.send_text)
        router.add_get("/sim/messages", self.list_messages)
        router.add_delete("/sim/messages", self.clear_messages)
        router.add_get("/sim/media/{sid}", self.show_media)

    async def send_text(self, request: web.Request) -> web.StreamResponse:
        """Sends a text from a phone to the clinic; answers with its replies, or at once with `"wait": false`."""
        body = await read_json(request)
        phone = read_phone(body, "from")
        clinic = self._carrier.settings.clinic_number
        if read_words(body, "to", clinic) != clinic:
            raise Problem(f"to must be the clinic's number, {clinic}")
        sid = body.get("message_sid")
        if sid is not None and not (isinstance(sid, str) and _SID.fullmatch(sid)):
            raise Problem("message_sid must be SM or MM and 32 hex digits")
        if phone == clinic:
            raise Problem("from must be a client's phone, not the clinic's number")
        media = self._read_media(body.get("media", []))
        text = self._inbound.accept(phone, read_words(body, "body", ""), media, sid)
        delivery = asyncio.get_running_loop().create_task(self._inbound.deliver(text))
        self._running.add(delivery)
        delivery.add_done_callback(self._running.discard)
        if body.get("wait", True) is False:
            return answer_json({"message_sid": text.sid, "status": "received"}, 202)
        # Shielded: a test that stops waiting must not take the text back.
        return answer_json(explain_outcome(await asyncio.shield(delivery)))

    async def list_messages(self, request: web.Request) -> web.StreamResponse:
        """Texts of `?phone=`, or all, both directions, oldest first; the newest `?limit=` of them (1,000)."""
        limit = read_limit(request, 1_000, 50_000)
        newest: list[Text] = []
        for text in self._carrier.texts.newest_first(request.query.get("phone")):
            if len(newest) == limit:
                break
            newest.append(text)
        return answer_json({"messages": [text_view(text) for text in reversed(newest)]})

    async def clear_messages(self, request: web.Request) -> web.StreamResponse:
        """Forgets all texts; phones keep their names and whether they opted out."""
        self._carrier.texts.clear()
        self._carrier.phones.forget_texts()
        self._carrier.feed.tell("reload", dict)
        return web.Response(status=204)

    async def show_media(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a picture, for the page."""
        for text in self._carrier.texts.newest_first():
            for media in text.media:
                if media.sid == request.match_info["sid"] and not media.url:
                    return picture(media)
        raise Problem("there is no such picture", 404)

    async def close(self) -> None:
        """Gives up texts still on their way to the product."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _read_media(self, wishes: Any) -> list[Media]:
        if not isinstance(wishes, list) or len(wishes) > _MOST_MEDIA:
            raise Problem(f"media must be a list of at most {_MOST_MEDIA} of {{content_type, data}}")
        found = [_read_medium(wish, self._carrier.now()) for wish in wishes]
        if self._carrier.texts.media_bytes + sum(len(media.content) for media in found) > _ALL_MEDIA:
            raise Problem("the simulator's memory for pictures is full: DELETE /sim/messages empties it", 413)
        return found


def _read_medium(wish: Any, now: float) -> Media:
    if not isinstance(wish, dict):
        raise Problem("media must be a list of {content_type, data}")
    content_type = read_words(wish, "content_type", "image/png")
    if not _PICTURE.fullmatch(content_type):
        raise Problem("content_type must be an image, audio or video type")
    try:
        content = base64.b64decode(read_words(wish, "data"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Problem(f"data must be base64: {error}") from error
    if len(content) > _LARGEST_MEDIUM:
        raise Problem("a picture may have 5 MB", 413)
    return Media(new_sid("ME"), content_type, now, content)
