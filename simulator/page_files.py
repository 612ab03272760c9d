"""Serves the page with the phones and the inbox, from files beside this one and from nowhere else."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

_FOLDER = Path(__file__).parent / "page"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
        "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def add_page(app: web.Application) -> None:
    """Adds `/` and the files it needs, read once."""
    for path in sorted(_FOLDER.iterdir()):
        if path.suffix in _TYPES:
            app.router.add_get("/" if path.name == "index.html" else f"/page/{path.name}", _serve(path))


def _serve(path: Path) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    content = path.read_bytes()
    headers = _HEADERS | {"Content-Type": f"{_TYPES[path.suffix]}; charset=utf-8"}

    async def serve(request: web.Request) -> web.StreamResponse:
        return web.Response(body=content, headers=headers)

    return serve
