"""A text that cannot be read when it comes is kept, answered with nothing, and read later exactly once."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from services.api.conversing import Conversing
from services.api.inbox import Inbox
from services.api.main import Api, create_app
from services.api.messages import Messages
from services.api.page import Page
from services.api.reading import House
from services.api.received import InboundText
from services.api.recording import Recording
from services.api.screening import PhraseScreen
from services.api.situations import Situations
from shared.clock import VirtualClock
from tests.api.conftest import PUBLIC_URL
from tests.api.homework import Clinic, entries, kept_texts, spoil, words
from tests.cast import JONAS, MAYA
from tests.conftest import Cluster
from tests.signing import Phone, new_sid


class Stumbling(Recording):
    """Writes like the other one, but stumbles at the end of its work until it is mended."""

    def __init__(self, recording: Recording, trouble: Exception) -> None:
        self._whole = recording
        self.trouble: Exception | None = trouble

    def write(self, db: Connection, text: InboundText, page: Page, *, is_kept: bool = False) -> None:
        self._whole.write(db, text, page, is_kept=is_kept)
        if self.trouble is not None:
            raise self.trouble


TROUBLES = [ValueError("x"), KeyError(1), RecursionError(), OperationalError("lock timeout", {}, Exception())]


@pytest.fixture(params=TROUBLES, ids=lambda trouble: type(trouble).__name__)
def stumbling(api: Api, agreed: UUID, request: pytest.FixtureRequest) -> Stumbling:
    """The last step of taking a text in, stumbling."""
    stumbling: list[Stumbling] = []

    def stumble(recording: Recording) -> Recording:
        stumbling.append(Stumbling(recording, request.param))
        return stumbling[0]

    api.inbox = inbox(api, stumble)
    return stumbling[0]


def inbox(api: Api, worse: Callable[[Recording], Recording], messages: Messages | None = None) -> Inbox:
    """The api's inbox, with one of its parts made worse."""
    house = House("Between", "505-555-0100")
    parts = Conversing(api.sealing, api.library, house, PhraseScreen())
    kept = messages or parts.messages
    recording = worse(Recording(api.sealing, kept, api.bell, house.name))
    situations = Situations(api.sealing, parts.dialogues, parts.choices)
    return Inbox(api.database, api.reader, situations, kept, parts.reading, recording, api.now)


@pytest.fixture
def texting(api: Api, stumbling: Stumbling) -> Phone:
    """Maya's phone, at the api that stumbles."""
    return Phone(create_app(api).test_client(), MAYA.phone, PUBLIC_URL)


def sweep(api: Api, clock: VirtualClock, **later: int) -> int:
    """The sweep, some time later."""
    clock.advance(timedelta(**later))
    return api.inbox.sweep()


def test_it_is_kept_and_answered_with_nothing(texting: Phone, agreed: UUID, api: Api, staff: FlaskClient) -> None:
    assert texting.text("important words") == []
    assert kept_texts(api)[-1] == (agreed, "important words", None)
    assert words(staff, agreed) == []


def test_the_sweep_reads_it_later_exactly_once(
    texting: Phone, stumbling: Stumbling, agreed: UUID, api: Api, clock: VirtualClock, staff: FlaskClient
) -> None:
    texting.text("important words")
    assert sweep(api, clock, seconds=31) == 0
    stumbling.trouble = None
    assert sweep(api, clock, minutes=5) == 1
    assert sweep(api, clock, minutes=5) == 0
    assert words(staff, agreed) == ["important words"]
    assert kept_texts(api)[-1][2] is not None


def test_the_carrier_asking_again_changes_nothing(
    texting: Phone, stumbling: Stumbling, agreed: UUID, api: Api, clock: VirtualClock, staff: FlaskClient
) -> None:
    sid = new_sid()
    assert texting.text("important words", sid) == texting.text("important words", sid) == []
    stumbling.trouble = None
    assert texting.text("important words", sid) == []
    assert sweep(api, clock, minutes=5) == 1
    assert words(staff, agreed) == ["important words"]


def test_it_is_read_even_when_the_fault_took_a_week_to_mend(
    texting: Phone, stumbling: Stumbling, agreed: UUID, api: Api, clock: VirtualClock, staff: FlaskClient
) -> None:
    texting.text("important words")
    for _ in range(100):
        sweep(api, clock, seconds=5)
    sweep(api, clock, days=7)
    stumbling.trouble = None
    assert sweep(api, clock, days=7) == 1
    assert words(staff, agreed) == ["important words"]


def test_it_is_tried_ever_more_rarely(texting: Phone, api: Api, clock: VirtualClock, clinic: Clinic) -> None:
    texting.text("important words")
    for _ in range(120):
        sweep(api, clock, seconds=5)
    with api.database.begin() as db:
        [tried] = db.exec_driver_sql("select attempts from api.message where handled_at is null").scalars().all()
    assert tried == 5


def test_danger_is_answered_at_once_even_when_nothing_else_works_and_raised_when_it_is_read(
    texting: Phone, stumbling: Stumbling, api: Api, clock: VirtualClock, clinic: Clinic
) -> None:
    [reply] = texting.text("i want to die")
    assert "988" in reply and "911" in reply
    stumbling.trouble = None
    sweep(api, clock, minutes=5)
    assert len(clinic.facts("ConcernRaised")) == 1
    # The fixed answer went out within the last twelve hours.
    assert texting.text("i want to die") == []
    assert len(clinic.facts("ConcernRaised")) == 2


def test_a_text_read_late_does_not_answer_a_question_that_came_after_it(
    texting: Phone,
    stumbling: Stumbling,
    agreed: UUID,
    api: Api,
    clock: VirtualClock,
    clinic: Clinic,
    staff: FlaskClient,
) -> None:
    texting.text("the sun came out")
    clock.advance(timedelta(seconds=10))
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    stumbling.trouble = None
    sweep(api, clock, minutes=5)
    assert [(entry["kind"], entry["words"]) for entry in entries(staff, agreed)] == [("note", "the sun came out")]


def test_a_late_answer_still_belongs_to_its_question(
    texting: Phone,
    stumbling: Stumbling,
    agreed: UUID,
    api: Api,
    clock: VirtualClock,
    clinic: Clinic,
    staff: FlaskClient,
) -> None:
    occurrence_id = clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    texting.text("the sun came out")
    stumbling.trouble = None
    sweep(api, clock, minutes=5)
    assert [entry["occurrence_id"] for entry in entries(staff, agreed)] == [str(occurrence_id)]


def test_a_text_that_was_not_read_yet_goes_with_an_erased_client(
    texting: Phone, stumbling: Stumbling, agreed: UUID, api: Api, clock: VirtualClock, staff: FlaskClient
) -> None:
    texting.text("important words")
    assert staff.delete(f"/api/v1/clients/{agreed}").status_code == 204
    stumbling.trouble = None
    assert sweep(api, clock, minutes=5) == 0
    assert kept_texts(api) == []


def test_a_conversation_that_cannot_be_opened_never_costs_a_text(
    phone: Phone, agreed: UUID, api: Api, clinic: Clinic, clock: VirtualClock, empty: Cluster, staff: FlaskClient
) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    phone.text("the sun came out")
    spoil(empty, "update api.dialogue set progress = 'spoilt'")
    assert phone.text("important words") == []
    assert kept_texts(api)[-1] == (agreed, "important words", None)
    spoil(empty, "update api.dialogue set state = 'over'")
    assert sweep(api, clock, minutes=5) == 1
    assert words(staff, agreed) == ["the sun came out", "important words"]


def test_a_text_that_can_never_be_opened_does_not_hold_up_the_others(
    texting: Phone,
    stumbling: Stumbling,
    agreed: UUID,
    api: Api,
    clock: VirtualClock,
    empty: Cluster,
    staff: FlaskClient,
) -> None:
    sid = new_sid()
    texting.text("spoilt", sid)
    texting.text("important words")
    spoil(empty, f"update api.message set body = 'spoilt' where message_sid = '{sid}'")
    stumbling.trouble = None
    assert sweep(api, clock, minutes=5) == 1
    assert words(staff, agreed) == ["important words"]


def test_a_strangers_first_text_that_stumbles_can_still_be_opened_later(
    api: Api, build_api: Callable[..., Api], clock: VirtualClock
) -> None:
    class Forgetful(Messages):
        def note_replies(self, db: Connection, message_id: UUID, client_id: UUID, replies: list[str]) -> None:
            raise ValueError("x")

    api.inbox = inbox(api, lambda recording: recording, Forgetful(api.sealing))
    assert Phone(create_app(api).test_client(), JONAS.phone, PUBLIC_URL).text("who is this") == []
    # Another process has nothing but what was committed, keys included.
    another = build_api()
    assert [body for _, body, _ in kept_texts(another)] == ["who is this"]
    assert sweep(another, clock, minutes=5) == 1
