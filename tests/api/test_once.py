"""An Idempotency-Key makes a create happen once, however often it is sent."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Engine

from services.api.main import Api, create_app
from shared.clock import VirtualClock
from tests.api import forms
from tests.api.conftest import staff_of
from tests.api.homework import rows, stored
from tests.conftest import Cluster


def test_the_same_key_and_body_again_give_the_same_answer_and_one_row(
    staff: FlaskClient, lind: UUID, empty: Cluster
) -> None:
    first = forms.create(staff, "clients", forms.client(lind), **{"Idempotency-Key": "enrol-jonas"})
    before = stored(empty)
    again = forms.create(staff, "clients", forms.client(lind), **{"Idempotency-Key": "enrol-jonas"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert stored(empty) == before


def test_a_key_stands_for_one_body_and_one_address(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    key = {"Idempotency-Key": "one"}
    assert forms.create(staff, "clinicians", forms.clinician(), **key).status_code == 201
    other = forms.create(staff, "clinicians", forms.clinician() | {"email": "else@clinic.example"}, **key)
    elsewhere = forms.create(staff, "clients", forms.clinician(), **key)
    assert (other.status_code, forms.is_problem(other, naming="Idempotency-Key")) == (409, True)
    assert elsewhere.status_code in (409, 422)


def test_one_request_from_many_threads_at_once_creates_one_row(
    staff: FlaskClient, api: Api, lind: UUID, empty: Cluster
) -> None:
    app = create_app(api)
    authorization = staff.environ_base["HTTP_AUTHORIZATION"]

    def send(_: int) -> tuple[int, str]:
        headers = {"Idempotency-Key": "at-once", "Authorization": authorization}
        answer = app.test_client().post("/api/v1/clients", json=forms.client(lind), headers=headers)
        return answer.status_code, answer.json["id"]

    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(send, range(16)))
    assert len(answers) == 1
    assert answers.pop()[0] == 201
    assert rows(empty, "select count(*) from api.client") == [(1,)]


def test_a_refused_request_does_not_use_up_its_key(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    key = {"Idempotency-Key": "second-try"}
    taken = forms.client(lind) | {"phone": "+15055550111"}
    assert forms.create(staff, "clients", taken, **key).status_code == 409
    assert forms.create(staff, "clients", taken | {"zone": "Mars/Phobos"}, **key).status_code == 422
    assert forms.create(staff, "clients", forms.client(lind), **key).status_code == 201


def test_what_is_remembered_of_a_request_cannot_be_guessed_back(staff: FlaskClient, lind: UUID, owner: Engine) -> None:
    sent = json.dumps(forms.client(lind)).encode()
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    assert staff.post("/api/v1/clients", data=sent, headers=headers).status_code == 201
    guesses = {hashlib.sha256(prefix + sent).digest() for prefix in (b"", b"POST /api/v1/clients\n")}
    with owner.connect() as db:
        [remembered] = db.exec_driver_sql("select fingerprint from api.idempotent_request").scalars()
    assert bytes(remembered) not in guesses


def test_a_key_belongs_to_one_token(staff: FlaskClient, api: Api, clock: VirtualClock) -> None:
    key = {"Idempotency-Key": "mine"}
    colleague = staff_of(api, clock, "a colleague")
    mine = forms.create(staff, "clinicians", forms.clinician(), **key)
    theirs = forms.create(colleague, "clinicians", forms.clinician() | {"email": "else@clinic.example"}, **key)
    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json["id"] != theirs.json["id"]


NO_KEYS = ["", "x" * 201, "naïve", "a\tb", "\x7f"]


def test_a_key_is_1_to_200_plain_characters(staff: FlaskClient, empty: Cluster) -> None:
    for key in NO_KEYS:
        before = stored(empty)
        answer = forms.create(staff, "clinicians", forms.clinician(), **{"Idempotency-Key": key})
        assert (answer.status_code, forms.is_problem(answer)) == (400, True)
        assert stored(empty) == before


def test_without_a_key_every_request_is_its_own(staff: FlaskClient, lind: UUID, maya: UUID, empty: Cluster) -> None:
    ids = {forms.create(staff, "sessions", forms.session(lind, maya)).json["id"] for _ in range(3)}
    assert len(ids) == 3
