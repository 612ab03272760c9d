"""Puts the simulator together: one loop, one HTTP server, one mail server."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import urlsplit

from aiohttp import web

from simulator.callbacks import Callbacks
from simulator.carrier import Carrier
from simulator.certificate import server_context, utc_now
from simulator.control import Control
from simulator.faults import Faults
from simulator.feed import Feed
from simulator.inbound import Inbound
from simulator.mail_api import MailApi
from simulator.mailbox import Mailbox
from simulator.media_api import MediaApi
from simulator.messages_api import MessagesApi
from simulator.page_files import add_page
from simulator.problems import Problem
from simulator.settings import Pace, Settings
from simulator.smtp import Capture, serve_smtp
from simulator.texts_api import TextsApi
from simulator.webhooks import Webhooks

_LARGEST_REQUEST = 80 * 1024 * 1024


class World:
    """A running simulator. `port` and `smtp_port` are the real ones once started, also when 0 was asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.pace = Pace()
        self.port = settings.port
        self.smtp_port = settings.smtp_port
        self._stops: list[Callable[[], Awaitable[None]]] = []

    async def start(self) -> None:
        """Opens both doors; must run inside the loop."""
        settings, stats, faults, feed = self.settings, Counter[str](), Faults(), Feed()
        webhooks = Webhooks(settings.auth_token, self.pace)
        await webhooks.open()
        callbacks = Callbacks(settings, webhooks, faults, stats)
        carrier = Carrier(settings, self.pace, faults, callbacks, feed, stats)
        mailbox = Mailbox(stats)
        texts = TextsApi(carrier, Inbound(carrier, webhooks))
        app = web.Application(middlewares=[_own_pages_only, _say_problems], client_max_size=_LARGEST_REQUEST)
        for room in (MediaApi(carrier), MessagesApi(carrier), texts, Control(carrier), MailApi(mailbox, feed)):
            room.add_to(app)
        add_page(app)
        runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.2)
        self._stops = [texts.close, callbacks.close, runner.cleanup, webhooks.close]
        await runner.setup()
        await web.TCPSite(runner, settings.host, settings.port, backlog=1024).start()
        self.port = runner.addresses[0][1]
        carrier.settings = replace(settings, base_url=settings.base_url or f"http://127.0.0.1:{self.port}")
        context = server_context(settings.tls_dir, settings.tls_names, utc_now())
        capture = Capture(mailbox, faults, feed, carrier.now)
        server = await serve_smtp(capture, context, settings.host, settings.smtp_port)
        self.smtp_port = server.sockets[0].getsockname()[1]

        async def close_mail() -> None:
            server.close()

        self._stops.insert(0, close_mail)

    async def stop(self) -> None:
        """Closes both doors; what was under way is given up."""
        for stop in self._stops:
            await stop()


@web.middleware
async def _own_pages_only(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Another site open in the same browser may not type texts or empty the mailbox."""
    origin = request.headers.get("Origin")
    if origin is not None and request.method not in ("GET", "HEAD") and urlsplit(origin).netloc != request.host:
        return Problem("this page belongs to another site", 403, "Refused").answer()
    return await handler(request)


@web.middleware
async def _say_problems(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except Problem as problem:
        return problem.answer()
