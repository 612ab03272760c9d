"""The api's composition root: settings, construction, and its two processes (web and listener)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from apiflask import APIFlask
from flask import Flask, Response, redirect, render_template
from flask.typing import ResponseReturnValue
from gunicorn.app.base import BaseApplication

from services.api.agreements import Agreements
from services.api.assigning import Assigning
from services.api.authoring import Authoring
from services.api.browsing import Browsing
from services.api.caseload import Caseload
from services.api.conversing import Conversing
from services.api.hearing import handlers
from services.api.inbox import Inbox
from services.api.once import Once
from services.api.reading import House
from services.api.receipts import Receipts
from services.api.recording import Recording
from services.api.screening import PhraseScreen, Screen
from services.api.situations import Situations
from services.api.upkeep import Upkeep
from services.api.web import describing, health, problems
from services.api.web.ground import Rest
from services.api.web.rest import blueprint as rest_blueprint
from services.api.web.twilio import Webhooks
from shared import log, rings
from shared.activities.library import Library, add_folder
from shared.bell import Bell, KombuBell
from shared.bus import Reader
from shared.clock import Now, utcnow
from shared.database import Database
from shared.events import API
from shared.loop import Loop, Ticker
from shared.sealing import Sealing
from shared.settings import Environment, needed, read
from shared.shelf import Shelf

MOST_BYTES = 256 * 1024
"""The largest request, at either door: 64 kB of words in a script that is percent-encoded byte by byte."""


@dataclass(frozen=True)
class Settings:
    """What the api needs to know."""

    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    contact_ring_file: Path
    journal_ring_file: Path
    account_sid: str
    auth_token: str = field(repr=False)
    public_url: str
    sender_name: str
    help_contact: str
    home_page_url: str | None
    host: str
    port: int
    workers: int
    threads: int
    heartbeat_file: Path | None
    activities_folder: Path | None = None


def read_settings() -> Settings:
    """The settings in the environment. Raises BadSettings naming everything missing or wrong, at once."""
    return read(_settings)


def _settings(env: Environment) -> Settings:
    return Settings(
        database_url=needed(env, "DATABASE_URL"),
        redis_url=needed(env, "REDIS_URL"),
        contact_ring_file=env.path("CONTACT_RING_FILE"),
        journal_ring_file=env.path("JOURNAL_RING_FILE"),
        account_sid=needed(env, "TWILIO_ACCOUNT_SID"),
        auth_token=needed(env, "TWILIO_AUTH_TOKEN"),
        public_url=needed(env, "PUBLIC_URL"),
        sender_name=env.str("SENDER_NAME", "Between"),
        help_contact=needed(env, "HELP_CONTACT"),
        home_page_url=env.str("HOME_PAGE_URL", None),
        host=env.str("API_HOST", "127.0.0.1"),
        port=env.int("API_PORT", 8000),
        workers=env.int("API_WORKERS", 2),
        threads=env.int("API_THREADS", 4),
        heartbeat_file=env.path("HEARTBEAT_FILE", None),
        activities_folder=env.path("ACTIVITIES_FOLDER", None),
    )


class Api:
    """The api, built: its use cases and its reader."""

    def __init__(self, settings: Settings, *, now: Now, bell: Bell, screen: Screen) -> None:
        if settings.activities_folder:
            add_folder(settings.activities_folder)
        self.settings = settings
        self.now = now
        self.bell = bell
        self.database = Database(settings.database_url, application="between-api", pool_size=settings.threads + 1)
        self.sealing = Sealing(
            rings.read(rings.CONTACT, settings.contact_ring_file),
            rings.read(rings.JOURNAL, settings.journal_ring_file),
        )
        shelf = Shelf(self.database)
        self.library = Library(shelf.find, shelf.newest)
        self.assigning = Assigning(Agreements(self.sealing), self.library, bell, now)
        self.caseload = Caseload(self.sealing, self.assigning, bell, now)
        house = House(settings.sender_name, settings.help_contact)
        self.conversing = conversing = Conversing(self.sealing, self.library, house, screen)
        self.reader = Reader(API, self.database, handlers(conversing.dialogues, conversing.openings), now)
        self.inbox = Inbox(
            self.database,
            self.reader,
            Situations(self.sealing, conversing.dialogues, conversing.choices),
            conversing.messages,
            conversing.reading,
            Recording(self.sealing, conversing.messages, bell, house.name),
            now,
        )
        self.receipts = Receipts(self.database, bell, now)
        self.upkeep = Upkeep(self.database, now)


def build(settings: Settings, *, now: Now = utcnow, bell: Bell | None = None, screen: Screen | None = None) -> Api:
    """The api with real parts, or with those given."""
    return Api(settings, now=now, bell=bell or KombuBell(settings.redis_url), screen=screen or PhraseScreen())


def create_app(api: Api) -> APIFlask:
    """The web application: JSON API, webhooks, health."""
    app = APIFlask(__name__, title="Between", version="1", docs_path=None, spec_path="/api/v1/openapi.json")
    app.template_folder = "web/templates"
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    problems.register(app)
    describing.register(app)
    app.register_blueprint(
        rest_blueprint(
            Rest(
                api.database,
                api.caseload,
                api.assigning,
                Authoring(api.now),
                Browsing(api.sealing, Agreements(api.sealing), api.library),
                api.library,
                Once(api.sealing),
                api.now,
            )
        )
    )
    settings = api.settings
    webhooks = Webhooks(
        api.inbox,
        api.receipts,
        account_sid=settings.account_sid,
        auth_token=settings.auth_token,
        public_url=settings.public_url,
    )
    app.register_blueprint(webhooks.blueprint())
    app.register_blueprint(health.blueprint(api.database))

    @app.get("/")
    @app.doc(hide=True)
    def home() -> ResponseReturnValue:
        # On a machine of one's own the phones and the mailbox are what a person wants to see first.
        return redirect(settings.home_page_url or "/api/v1/docs")

    @app.get("/favicon.ico")
    @app.doc(hide=True)
    def favicon() -> ResponseReturnValue:
        return "", 204

    @app.get("/api/v1/docs")
    @app.doc(hide=True)
    def docs() -> str:
        return render_template("docs.html", spec=app.spec)

    @app.after_request
    def guard(response: Response) -> Response:
        # Answers hold private words: nobody may keep them, frame them or guess at their type.
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        return response

    return app


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn, told everything here instead of in a file of its own. `make` builds the application in each worker."""

    def __init__(self, settings: Settings, make: Callable[[], Flask]) -> None:
        self._settings = settings
        self._make = make
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "workers": self._settings.workers,
            "threads": self._settings.threads,
            "worker_class": "gthread",
            "keepalive": 30,
            "timeout": 60,
            "graceful_timeout": 8,
            # An access log would hold query strings and addresses; our own lines say what happened.
            "accesslog": None,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        # Built in each worker after the fork: connections must not be shared between processes.
        log.configure("api")
        return self._make()


def run() -> None:
    """Serve the web application until told to stop."""
    settings = read_settings()
    Server(settings, lambda: create_app(build(settings))).run()


def run_listener() -> None:
    """Hear the facts the api hears, and finish what a request could not."""
    settings = read_settings()
    log.configure("listener")
    api = build(settings)
    loop = Loop(settings.heartbeat_file)
    loop.hear(settings.redis_url, api.reader)
    loop.tick(Ticker("inbox.sweep", api.inbox.sweep, 5.0))
    loop.tick(Ticker("upkeep", api.upkeep.prune, timedelta(hours=6).total_seconds()))
    loop.run()
