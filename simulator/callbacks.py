"""Tells the product what became of a text it sent: status callbacks, on time or as badly as asked for."""

import asyncio
from collections import Counter
from datetime import UTC, datetime

from simulator.faults import CALLBACK, Faults
from simulator.resources import API_VERSION
from simulator.settings import Settings
from simulator.texts import FINAL, Text
from simulator.webhooks import NotReached, Webhooks


class Callbacks:
    """Posts each status once, without a second try: the product must live with lost callbacks anyway."""

    def __init__(self, settings: Settings, webhooks: Webhooks, faults: Faults, stats: Counter[str]) -> None:
        self._settings = settings
        self._webhooks = webhooks
        self._faults = faults
        self._stats = stats
        self._running: set[asyncio.Task[None]] = set()
        self._held: dict[str, dict[str, str]] = {}

    def report(self, text: Text) -> None:
        """Sends the present status of a text to the URL given when it was created, if one was."""
        if not text.status_callback:
            return
        if self._faults.take(("callbacks_off",), text.recipient):
            self._stats["callbacks_off"] += 1
            return
        form = callback_form(text, self._settings.account_sid)
        if text.status == "sent" and self._faults.take(("callback_out_of_order",), text.recipient):
            self._held[text.sid] = form
            return
        forms = [form]
        if text.status in FINAL and text.sid in self._held:
            forms.append(self._held.pop(text.sid))
        fault = self._faults.take((kind for kind in CALLBACK if kind != "callback_out_of_order"), text.recipient)
        if fault is not None and fault.kind == "callback_lost":
            self._stats["callbacks_lost"] += 1
            return
        if fault is not None and fault.kind == "callback_doubled":
            forms += forms
        delay = fault.seconds if fault is not None and fault.kind == "callback_late" else 0.0
        task = asyncio.get_running_loop().create_task(self._post(text.status_callback, forms, delay))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _post(self, url: str, forms: list[dict[str, str]], delay: float) -> None:
        if delay:
            await asyncio.sleep(delay)
        for form in forms:
            try:
                answer = await self._webhooks.post(form, to=self._real(url), signed_for=url)
            except NotReached:
                self._stats["callbacks_failed"] += 1
                continue
            self._stats["callbacks_posted" if answer.status < 300 else "callbacks_refused"] += 1

    def _real(self, url: str) -> str:
        if self._settings.callback_rewrite is None:
            return url
        public, real = self._settings.callback_rewrite
        return real + url[len(public) :] if url.startswith(public) else url

    async def close(self) -> None:
        """Gives up what was not posted yet."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)


def callback_form(text: Text, account_sid: str) -> dict[str, str]:
    """The fields of one status callback; ErrorCode only when there is one."""
    form = {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "From": text.sender,
        "MessageSid": text.sid,
        "MessageStatus": text.status,
        "SmsSid": text.sid,
        "SmsStatus": text.status,
        "To": text.recipient,
    }
    if text.service_sid is not None:
        form["MessagingServiceSid"] = text.service_sid
    if text.error_code is not None:
        form["ErrorCode"] = str(text.error_code)
    if text.status == "delivered":
        form["RawDlrDoneDate"] = datetime.fromtimestamp(text.updated_at, UTC).strftime("%y%m%d%H%M")
    return form
