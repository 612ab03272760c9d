"""Every answer of the simulator has the fields and types Twilio publishes, in every state a text can be in."""

import base64
from typing import Any

import jsonschema
import pytest
import requests
from twilio.rest import Client

from tests.simulator.clinic import TOKEN, eventually
from tests.simulator.conftest import ACCOUNT, CLINIC_NUMBER, MAYA, Simulator
from tests.simulator.contract import MEDIA, MEDIA_LIST, MESSAGE, MESSAGE_LIST

ROOT = f"/2010-04-01/Accounts/{ACCOUNT}"


def ask(simulator: Simulator, path: str) -> Any:
    response = requests.get(simulator.base + path, auth=(ACCOUNT, TOKEN), timeout=5)
    assert response.headers["Content-Type"].startswith("application/json")
    return response.json()


@pytest.mark.parametrize("service", [{}, {"MessagingServiceSid": "MG" + "7" * 32}])
def test_a_created_message_is_as_published_at_once_and_later(simulator: Simulator, service: dict[str, str]) -> None:
    form = service or {"From": CLINIC_NUMBER}
    response = requests.post(
        f"{simulator.base}{ROOT}/Messages.json",
        data=form | {"To": MAYA, "Body": "hello"},
        auth=(ACCOUNT, TOKEN),
        timeout=5,
    )
    assert response.status_code == 201
    created = response.json()
    jsonschema.validate(created, MESSAGE)
    assert eventually(lambda: ask(simulator, created["uri"])["status"] == "delivered")
    jsonschema.validate(ask(simulator, created["uri"]), MESSAGE)


def test_a_list_is_as_published_with_texts_of_every_kind(simulator: Simulator, client: Client) -> None:
    simulator.fault("undelivered", code=30003)
    client.messages.create(to=MAYA, from_=CLINIC_NUMBER, body="hello")
    client.messages.create(to=MAYA, from_=CLINIC_NUMBER, media_url=["https://clinic.example/a.png"])
    simulator.text("seven", media=[{"content_type": "image/png", "data": base64.b64encode(b"x").decode()}])
    assert eventually(lambda: "undelivered" in {found.status for found in client.messages.list()})
    jsonschema.validate(ask(simulator, f"{ROOT}/Messages.json"), MESSAGE_LIST)
    middle = ask(simulator, f"{ROOT}/Messages.json?PageSize=1&Page=1")
    jsonschema.validate(middle, MESSAGE_LIST)
    assert middle["next_page_uri"] and middle["previous_page_uri"] and middle["start"] == 1


def test_pictures_are_as_published(simulator: Simulator) -> None:
    sid = simulator.text("", media=[{"content_type": "image/png", "data": ""}])["message_sid"]
    listed = ask(simulator, f"{ROOT}/Messages/{sid}/Media.json")
    jsonschema.validate(listed, MEDIA_LIST)
    jsonschema.validate(ask(simulator, listed["media_list"][0]["uri"]), MEDIA)
