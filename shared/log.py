"""One structured line per happening, on standard output, with never a phone number or a client's word in it.

Ids go in as fields. Whatever still looks like a phone number is masked, and an exception is logged by its type and
place only: its message may quote what a person wrote.
"""

import logging
import re
import sys
import traceback
from collections.abc import Mapping
from typing import Any

import structlog
from structlog.types import EventDict, WrappedLogger

_PHONE = re.compile(r"\+?\d[\d\s().-]{8,}\d")


def configure(service: str) -> None:
    """Send structlog and the standard library's loggers to standard output as JSON lines."""

    def name(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        # Not a context variable: those are not handed on to the threads that do the work.
        return {"service": service, **event}

    shared: list[Any] = [
        name,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _place_only,
        _mask,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processor=structlog.processors.JSONRenderer(), foreign_pre_chain=shared)
    )
    handler.addFilter(_places_only)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # At INFO this logger prints the query string, and with it the client's number.
    logging.getLogger("twilio").setLevel(logging.ERROR)


def only_warnings() -> None:
    """Keep ordinary happenings to ourselves: for a program whose output a person reads."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


def get(name: str) -> Any:
    """A logger: `log.info("reminder.sent", reminder_id=...)`."""
    return structlog.get_logger(name)


def place(error: BaseException) -> str:
    """Type and place of an exception, without its message: `ValueError at inbox.py:41`."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"


def _place_only(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else given[1] if isinstance(given, tuple) else sys.exc_info()[1]
    if given and error is not None:
        event["error"] = place(error)
    return event


def _places_only(record: logging.LogRecord) -> bool:
    """An exception among the arguments of a library's message would be written out with its own words."""
    if isinstance(record.args, tuple):
        record.args = tuple(place(given) if isinstance(given, BaseException) else given for given in record.args)
    return True


def _mask(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {key: value if key.endswith(("_id", "timestamp")) else _masked(value) for key, value in event.items()}


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return _PHONE.sub("[number]", value)
    if isinstance(value, BaseException):
        return place(value)
    if isinstance(value, Mapping):
        return {key: _masked(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(inner) for inner in value]
    return value
