"""A phone whose texts reach the webhook the way the carrier brings them: signed, as a form."""

import base64
import hashlib
import hmac
import itertools
from urllib.parse import quote_plus
from xml.etree import ElementTree

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import ACCOUNT_SID, AUTH_TOKEN, CLINIC_NUMBER

_numbers = itertools.count(1)


def new_sid() -> str:
    """A MessageSid that was not used before."""
    return f"SM{next(_numbers):032x}"


def signature(url: str, form: dict[str, bytes], token: str = AUTH_TOKEN) -> str:
    """Twilio's signature, made by hand over bytes so that any body can be signed."""
    signed = url.encode() + b"".join(name.encode() + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), signed, hashlib.sha1).digest()).decode()


def encoded(form: dict[str, bytes]) -> str:
    """A form as it goes over the wire."""
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in form.items())


class Phone:
    """Sends texts from one number and reads the replies."""

    def __init__(self, web: FlaskClient, number: str, public_url: str) -> None:
        self.web = web
        self.number = number
        self.public_url = public_url

    def form(self, body: str | bytes, sid: str | None = None) -> dict[str, bytes]:
        """The fields of one inbound text."""
        return {
            "AccountSid": ACCOUNT_SID.encode(),
            "ApiVersion": b"2010-04-01",
            "Body": body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass"),
            "From": self.number.encode(),
            "FromCity": b"",
            "MessageSid": (sid or new_sid()).encode(),
            "NumMedia": b"0",
            "SmsStatus": b"received",
            "To": CLINIC_NUMBER.encode(),
        }

    def post(
        self, form: dict[str, bytes], *, signed_as: str | None = None, path: str = "/twilio/inbound"
    ) -> TestResponse:
        """Post a form with its signature, or with another one."""
        given = signature(self.public_url + path, form) if signed_as is None else signed_as
        return self.web.post(
            path,
            data=encoded(form),
            content_type="application/x-www-form-urlencoded",
            headers={"X-Twilio-Signature": given},
        )

    def text(self, body: str | bytes, sid: str | None = None) -> list[str]:
        """Text something; the replies."""
        response = self.post(self.form(body, sid))
        assert response.status_code == 200, response.text
        return [message.text or "" for message in ElementTree.fromstring(response.data).iter("Message")]
