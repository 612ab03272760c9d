"""Without a database nothing is claimed to be saved: 503 everywhere, and the process stays up."""

import socket
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from services.api.main import Api, create_app
from tests.api import forms
from tests.api.conftest import PUBLIC_URL
from tests.cast import MAYA
from tests.signing import Phone


@pytest.fixture
def nowhere(build_api: Callable[..., Api]) -> FlaskClient:
    """The api with a database that does not answer."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    api = build_api(database_url=f"postgresql://api:x@127.0.0.1:{port}/between")
    client = create_app(api).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = "Bearer btw_any"
    return client


def test_the_json_api_says_so_and_when_to_try_again(nowhere: FlaskClient) -> None:
    for answer in (nowhere.get("/api/v1/clients"), nowhere.post("/api/v1/clinicians", json=forms.clinician())):
        assert (answer.status_code, forms.is_problem(answer)) == (503, True)
        assert int(answer.headers["Retry-After"]) > 0
        assert "try again" in answer.json["detail"]


def test_the_carrier_is_told_to_try_again(nowhere: FlaskClient) -> None:
    phone = Phone(nowhere, MAYA.phone, PUBLIC_URL)
    report = {"AccountSid": phone.form("")["AccountSid"], "MessageSid": phone.form("")["MessageSid"]}
    query = "/twilio/status?attempt=00000000-0000-4000-8000-000000000001"
    for answer in (phone.post(phone.form("hello")), phone.post(report | {"MessageStatus": b"sent"}, path=query)):
        assert (answer.status_code, forms.is_problem(answer)) == (503, True)
        assert int(answer.headers["Retry-After"]) > 0


def test_a_forged_request_is_refused_all_the_same(nowhere: FlaskClient) -> None:
    phone = Phone(nowhere, MAYA.phone, PUBLIC_URL)
    assert phone.post(phone.form("hello"), signed_as="forged").status_code == 403


def test_it_is_alive_but_not_ready(nowhere: FlaskClient, web: FlaskClient) -> None:
    assert nowhere.get("/healthz").status_code == 200
    assert nowhere.get("/readyz").status_code == 503
    assert (web.get("/healthz").status_code, web.get("/readyz").status_code) == (200, 200)


def test_the_docs_need_no_database(nowhere: FlaskClient) -> None:
    assert nowhere.get("/api/v1/docs").status_code == 200
