"""The api on a real database, with its clock in our hands."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.api.main import Api, Settings, build, create_app
from services.api.screening import Screen
from services.api.tokens import create_token
from shared.bell import SilentBell
from shared.clock import VirtualClock
from tests.api.homework import Clinic
from tests.cast import ACCOUNT_SID, AUTH_TOKEN, DR_LIND, MAYA, Person
from tests.conftest import Cluster
from tests.signing import Phone

PUBLIC_URL = "https://between.clinic.example"


@pytest.fixture
def settings(empty: Cluster, ring_files: dict[str, Path]) -> Settings:
    """What the api is told."""
    return Settings(
        database_url=empty.url("api"),
        redis_url=empty.redis_url,
        contact_ring_file=ring_files["contact"],
        journal_ring_file=ring_files["journal"],
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        public_url=PUBLIC_URL,
        sender_name="Between",
        help_contact="505-555-0100",
        home_page_url=None,
        host="127.0.0.1",
        port=8000,
        workers=1,
        threads=2,
        heartbeat_file=None,
    )


@pytest.fixture
def build_api(settings: Settings, clock: VirtualClock) -> Iterator[Callable[..., Api]]:
    """Builds the api, with another screen or other settings where a test says so."""
    built: list[Api] = []

    def build_one(screen: Screen | None = None, **changed: object) -> Api:
        built.append(build(replace(settings, **changed), now=clock, bell=SilentBell(), screen=screen))  # type: ignore[arg-type]
        return built[-1]

    yield build_one
    for api in built:
        api.database.close()


@pytest.fixture
def api(build_api: Callable[..., Api]) -> Api:
    """The api under its own role."""
    return build_api()


@pytest.fixture
def web(api: Api) -> FlaskClient:
    """An HTTP client without a token."""
    return create_app(api).test_client()


@pytest.fixture
def staff(api: Api, clock: VirtualClock) -> FlaskClient:
    """An HTTP client with a staff token."""
    return staff_of(api, clock)


def staff_of(api: Api, clock: VirtualClock, name: str = "tests") -> FlaskClient:
    """An HTTP client with a token of its own."""
    with api.database.begin() as db:
        token = create_token(db, name, clock())
    client = create_app(api).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


@pytest.fixture
def lind(api: Api) -> UUID:
    """Dr. Lind, added."""
    with api.database.begin() as db:
        return api.caseload.add_clinician(
            db, name=DR_LIND.name, email=DR_LIND.email, zone=DR_LIND.zone, digest_lead_minutes=60
        )


def enrol(api: Api, clinician_id: UUID, person: Person) -> UUID:
    """Enrol one of the cast."""
    with api.database.begin() as db:
        return api.caseload.enrol(
            db,
            clinician_id=clinician_id,
            display_name=person.display_name,
            initials=person.initials,
            phone=person.phone,
            zone=person.zone,
            language="en",
            earliest="09:00",
            latest="20:00",
        )


@pytest.fixture
def maya(api: Api, lind: UUID) -> UUID:
    """Maya, enrolled and asked."""
    return enrol(api, lind, MAYA)


@pytest.fixture
def phone(web: FlaskClient) -> Phone:
    """Maya's phone."""
    return Phone(web, MAYA.phone, PUBLIC_URL)


@pytest.fixture
def clinic(api: Api, empty: Cluster, clock: VirtualClock, lind: UUID) -> Clinic:
    """The house around the api."""
    return Clinic(api, empty, clock, lind)


@pytest.fixture
def agreed(phone: Phone, maya: UUID) -> UUID:
    """Maya, who has said YES."""
    phone.text("YES")
    return maya
