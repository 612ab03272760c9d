"""Twilio as the carrier."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import requests
from requests.adapters import HTTPAdapter
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from urllib3.exceptions import MaxRetryError, NewConnectionError

from services.notifier.carrier import WHOLE_LIST, Accepted, Listed, ListingDown, NeverLeft, Outcome, Refused, Unclear
from shared import log

_log = log.get(__name__)

TIMEOUT = 10.0
"""Seconds. Without one the library waits for ever."""

_LONGEST_VALIDITY = 36_000


class TwilioCarrier:
    """Sends with the clinic's number or messaging service; `base_url` points it at another server than Twilio's."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        sender: str,
        status_url: str,
        base_url: str | None = None,
        connections: int = 8,
        timeout: float = TIMEOUT,
    ) -> None:
        http = TwilioHttpClient(timeout=timeout)
        # The library's own pool is smaller than our threads; retries stay off, for a repeated POST is a second text.
        pool = HTTPAdapter(pool_maxsize=connections, max_retries=0)
        http.session.mount("https://", pool)
        http.session.mount("http://", pool)
        self._client = Client(account_sid, auth_token, http_client=http)
        if base_url:
            self._client.api.base_url = base_url.rstrip("/")
            # Looking for a proxy at each request costs more than the request does, and a simulator has none.
            http.session.trust_env = False
        self._messages = self._client.api.v2010.account.messages
        self._from = {"messaging_service_sid" if sender.startswith("MG") else "from_": sender}
        self._status_url = status_url

    def send(self, attempt_id: UUID, phone: str, body: str, *, valid_for: timedelta) -> Outcome:
        """Hand over one text. Never raises."""
        try:
            message = self._messages.create(
                to=phone,
                body=body,
                status_callback=f"{self._status_url}?{urlencode({'attempt': str(attempt_id)})}",
                validity_period=min(max(int(valid_for.total_seconds()), 1), _LONGEST_VALIDITY),
                **self._from,
            )
            return Accepted(str(message.sid), str(message.status))
        except TwilioRestException as refusal:
            return _read_refusal(refusal)
        except requests.RequestException as trouble:
            return NeverLeft() if _never_connected(trouble) else Unclear()
        except Exception as trouble:
            # An answer the library cannot read comes as any exception at all, and may follow a text that was sent.
            _log.error("carrier.unreadable", attempt_id=str(attempt_id), error=log.place(trouble))
            return Unclear()

    def texts_to(self, phone: str) -> Sequence[Listed]:
        """The latest texts to this phone. Filtered by `To` alone: a queued message has no date sent."""
        try:
            listed = self._messages.list(to=phone, limit=WHOLE_LIST, page_size=WHOLE_LIST)
            return [_listed(message) for message in listed]
        except (TwilioException, requests.RequestException, ValueError, KeyError) as trouble:
            raise ListingDown(type(trouble).__name__) from None


def _read_refusal(refusal: TwilioRestException) -> Outcome:
    # "Sending an SMS is not idempotent": after a 5xx the text may be on its way (twilio.com/docs/api/errors/20500).
    if not 400 <= refusal.status < 500 or refusal.status == 408:
        return Unclear()
    return Refused(refusal.code or refusal.status)


def _never_connected(trouble: requests.RequestException) -> bool:
    if isinstance(trouble, requests.ConnectTimeout):
        return True
    cause = trouble.args[0] if trouble.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def _listed(message: Any) -> Listed:
    created: datetime = message.date_created
    return Listed(
        carrier_sid=str(message.sid),
        body=str(message.body),
        created_at=created.astimezone(UTC),
        status=str(message.status),
        error_code=int(message.error_code) if message.error_code else None,
    )
