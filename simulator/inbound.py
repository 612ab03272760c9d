"""Carries a text typed on a phone to the product, and the product's answer back to the phone."""

import asyncio
from dataclasses import dataclass, field

from simulator.carrier import Carrier, new_text
from simulator.phones import carrier_word
from simulator.resources import API_VERSION, account_path
from simulator.segments import count_segments
from simulator.texts import Media, Text, new_sid
from simulator.twiml import BadTwiml, Reply, read_twiml
from simulator.webhooks import Answer, NotReached, Webhooks

# What the carrier guesses from an area code; blanks for all others, as it sends them too.
_PLACES = {
    "212": ("NEW YORK", "NY", "10001"),
    "305": ("MIAMI", "FL", "33130"),
    "312": ("CHICAGO", "IL", "60601"),
    "415": ("SAN FRANCISCO", "CA", "94102"),
    "602": ("PHOENIX", "AZ", "85003"),
}


@dataclass(slots=True)
class Outcome:
    """What became of one inbound text: the product's answer, or why there was none."""

    message_sid: str
    reached_clinic: bool = False
    webhook_status: int | None = None
    error: str | None = None
    replies: list[str] = field(default_factory=list)


class Inbound:
    """Inbound texts, each kept before it is posted, so that a lost one can still be listed."""

    def __init__(self, carrier: Carrier, webhooks: Webhooks) -> None:
        self._carrier = carrier
        self._webhooks = webhooks

    def accept(self, phone: str, body: str, media: list[Media], sid: str | None) -> Text:
        """Keeps a text from a phone and lets the carrier act on its own words. A SID that is here already is the
        same text again: it is delivered once more and not kept twice.
        """
        known = self._carrier.texts.get(sid) if sid else None
        if known is not None:
            return known
        carrier = self._carrier
        now = carrier.now()
        sid = sid or new_sid("MM" if media else "SM")
        text = new_text(sid, "inbound", phone, carrier.settings.clinic_number, body, "received", now, media)
        text.sent_at = now
        carrier.phones.hear(phone, body)
        carrier.keep(text)
        return text

    async def deliver(self, text: Text) -> Outcome:
        """Posts one text to the product and hands its replies to the phone.

        1. Post it, signed. Any failure is tried once more, with the same idempotency token.
        2. Still failed: the text stays listed as received, and the phone shows that it did not arrive.
        3. Otherwise each <Message> becomes a text to the phone.
        """
        outcome = Outcome(text.sid)
        if self._carrier.faults.take(("inbound_lost",), text.sender):
            return self._lost(text, outcome, "lost on request")
        answer = await self._post_twice(text, outcome)
        if answer is None:
            return self._lost(text, outcome, outcome.error or "")
        if self._carrier.faults.take(("inbound_doubled",), text.sender):
            await self._post_twice(text, Outcome(text.sid))
        text.reached_clinic = True
        outcome.reached_clinic = True
        self._carrier.stats["inbound_reached"] += 1
        self._carrier.show(text)
        try:
            replies = read_twiml(answer)
        except BadTwiml as error:
            outcome.error = str(error)
            self._carrier.stats["bad_twiml"] += 1
            return outcome
        for reply in replies:
            if self._bring_back(text, reply):
                outcome.replies.append(reply.body)
        return outcome

    async def _post_twice(self, text: Text, outcome: Outcome) -> Answer | None:
        settings = self._carrier.settings
        form = inbound_form(text, settings.account_sid, settings.base_url)
        token = new_sid("")
        for attempt in (1, 2):
            if attempt == 2:
                self._carrier.stats["inbound_retried"] += 1
                await asyncio.sleep(self._carrier.pace.retry_delay_ms / 1000)
            try:
                answer = await self._webhooks.post(form, settings.inbound_url, settings.inbound_signed_url, token)
            except NotReached as error:
                outcome.error = str(error)
                continue
            outcome.webhook_status = answer.status
            if answer.status < 300:
                outcome.error = None
                return answer
            outcome.error = f"the clinic answered {answer.status}"
        return None

    def _lost(self, text: Text, outcome: Outcome, why: str) -> Outcome:
        outcome.error = why
        self._carrier.stats["inbound_failed"] += 1
        if not text.reached_clinic:
            text.reached_clinic = False
            self._carrier.show(text)
        return outcome

    def _bring_back(self, text: Text, reply: Reply) -> bool:
        carrier = self._carrier
        now = carrier.now()
        media = [Media(new_sid("ME"), "image/jpeg", now, url=url) for url in reply.media_urls]
        sid = new_sid("MM" if media else "SM")
        answer = new_text(sid, "outbound-reply", text.recipient, text.sender, reply.body, "queued", now, media)
        answer.answers = text.sid
        refusal = self._refusal(text, reply)
        if refusal is None:
            carrier.send(answer)
            return True
        carrier.keep(answer)
        carrier.change(answer, "failed", refusal)
        return False

    def _refusal(self, text: Text, reply: Reply) -> int | None:
        """An answer to the carrier's own words is let through; to other words of an opted-out phone it is not."""
        if self._carrier.phones.is_opted_out(text.sender) and carrier_word(text.body) is None:
            return 21610
        if not reply.body and not reply.media_urls:
            return 21602
        return 21617 if len(reply.body) > 1600 else None


def inbound_form(text: Text, account_sid: str, base_url: str) -> dict[str, str]:
    """Every field the carrier posts for an inbound text, the empty ones included: they are signed too."""
    form = {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "Body": text.body,
        "From": text.sender,
        "MessageSid": text.sid,
        "NumMedia": str(len(text.media)),
        "NumSegments": str(count_segments(text.body)),
        "SmsMessageSid": text.sid,
        "SmsSid": text.sid,
        "SmsStatus": "received",
        "To": text.recipient,
    }
    for side, number in (("From", text.sender), ("To", text.recipient)):
        city, state, zip_code = _PLACES.get(number[2:5], ("", "", "")) if number.startswith("+1") else ("", "", "")
        form |= {f"{side}City": city, f"{side}State": state, f"{side}Zip": zip_code}
        form[f"{side}Country"] = "US" if number.startswith("+1") else ""
    for index, media in enumerate(text.media):
        address = f"{account_path(account_sid)}/Messages/{text.sid}/Media/{media.sid}"
        form[f"MediaUrl{index}"] = base_url + address
        form[f"MediaContentType{index}"] = media.content_type
    return form


def explain_outcome(outcome: Outcome) -> dict[str, object]:
    """The outcome as the control interface answers it."""
    return {
        "message_sid": outcome.message_sid,
        "status": "received",
        "reached_clinic": outcome.reached_clinic,
        "webhook_status": outcome.webhook_status,
        "error": outcome.error,
        "replies": outcome.replies,
    }
