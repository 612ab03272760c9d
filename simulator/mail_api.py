"""The doors under /sim/mail: the list, one mail, its HTML in a sandbox, its bytes."""

from aiohttp import web

from simulator.feed import Feed
from simulator.mailbox import Mail, Mailbox, opened, page, summary
from simulator.messages_api import answer_json
from simulator.problems import Problem, read_limit

# A mail is a stranger's page: no scripts, no forms, nothing fetched, an origin of its own.
_SANDBOX = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; "
    "style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
)


class MailApi:
    """Captured mail, newest first."""

    def __init__(self, mailbox: Mailbox, feed: Feed) -> None:
        self._mailbox = mailbox
        self._feed = feed

    def add_to(self, app: web.Application) -> None:
        """Adds the routes of this room."""
        app.router.add_get("/sim/mail", self.list)
        app.router.add_delete("/sim/mail", self.clear)
        app.router.add_get("/sim/mail/{id}", self.open)
        app.router.add_get("/sim/mail/{id}/html", self.html)
        app.router.add_get("/sim/mail/{id}/raw", self.raw)

    async def list(self, request: web.Request) -> web.StreamResponse:
        """Summaries, newest first; `?to=` one recipient, `?limit=` (200)."""
        limit, to = read_limit(request, 200, 2_000), request.query.get("to")
        mails = [mail for mail in self._mailbox.newest_first() if to is None or to in mail.rcpt_to]
        return answer_json({"mail": [summary(mail) for mail in mails[:limit]]})

    async def clear(self, request: web.Request) -> web.StreamResponse:
        """Empties the mailbox."""
        self._mailbox.clear()
        self._feed.tell("reload", dict)
        return web.Response(status=204)

    async def open(self, request: web.Request) -> web.StreamResponse:
        """Headers, text, HTML and attachments of one mail."""
        return answer_json(opened(self._find(request)))

    async def html(self, request: web.Request) -> web.StreamResponse:
        """The HTML part as a page that can do nothing."""
        html = page(self._find(request))
        if html is None:
            raise Problem("this mail has no HTML part", 404)
        return web.Response(
            text=html,
            content_type="text/html",
            headers={
                "Content-Security-Policy": _SANDBOX,
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "no-referrer",
                "Cache-Control": "no-store",
            },
        )

    async def raw(self, request: web.Request) -> web.StreamResponse:
        """The bytes as they came."""
        headers = {"Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=self._find(request).raw, headers=headers)

    def _find(self, request: web.Request) -> Mail:
        mail = self._mailbox.get(request.match_info["id"])
        if mail is None:
            raise Problem("there is no such mail, or it was emptied", 404)
        return mail
