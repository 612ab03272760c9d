"""The carrier's REST doors for pictures: list, fetch, the bytes themselves, delete."""

from aiohttp import web

from simulator.carrier import Carrier
from simulator.messages_api import Guard, answer_json
from simulator.refusals import not_found
from simulator.resources import API_VERSION, account_path, media_json
from simulator.texts import Media, Text

# A picture is data from a phone: never run as a page of ours.
_AS_DATA = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}


class MediaApi:
    """Pictures of messages. The bytes need the account's name and token too."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    def add_to(self, app: web.Application) -> None:
        """Adds the routes of this room; before MessagesApi, whose last route answers everything else."""
        message = f"/{API_VERSION}/Accounts/{{account}}/Messages/{{sid}}"
        guard = Guard(self._carrier)
        app.router.add_get(f"{message}/Media.json", guard(self.list))
        app.router.add_get(f"{message}/Media/{{media}}.json", guard(self.fetch))
        app.router.add_delete(f"{message}/Media/{{media}}.json", guard(self.delete))
        app.router.add_get(f"{message}/Media/{{media}}", guard(self.content))

    async def list(self, request: web.Request) -> web.StreamResponse:
        """All pictures of one message, always one page."""
        text, account = self._text(request), self._carrier.settings.account_sid
        uri = f"{account_path(account)}/Messages/{text.sid}/Media.json?PageSize=50&Page=0"
        return answer_json(
            {
                "media_list": [media_json(media, text, account) for media in text.media],
                "page": 0,
                "page_size": 50,
                "start": 0,
                "end": max(len(text.media) - 1, 0),
                "uri": uri,
                "first_page_uri": uri,
                "next_page_uri": None,
                "previous_page_uri": None,
            }
        )

    async def fetch(self, request: web.Request) -> web.StreamResponse:
        """What is known about one picture."""
        text = self._text(request)
        return answer_json(media_json(self._media(request, text), text, self._carrier.settings.account_sid))

    async def content(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a picture from a phone; for one the product sent, the way to where it lies."""
        media = self._media(request, self._text(request))
        if media.url:
            return web.Response(status=307, headers={"Location": media.url})
        return picture(media)

    async def delete(self, request: web.Request) -> web.StreamResponse:
        """Forgets one picture."""
        text = self._text(request)
        self._carrier.texts.forget_media(text, self._media(request, text))
        self._carrier.show(text)
        return web.Response(status=204)

    def _text(self, request: web.Request) -> Text:
        text = self._carrier.texts.get(request.match_info["sid"])
        if text is None:
            raise not_found(request.path)
        return text

    def _media(self, request: web.Request, text: Text) -> Media:
        for media in text.media:
            if media.sid == request.match_info["media"]:
                return media
        raise not_found(request.path)


def picture(media: Media) -> web.Response:
    """The bytes of a picture, as data."""
    return web.Response(body=media.content, headers={"Content-Type": media.content_type, **_AS_DATA})
