"""What we ask about homework, and what follows from the answer: it is counted nowhere, and nothing said is lost."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from uuid_utils.compat import uuid7

from services.api.asides import Asides
from services.api.main import Api
from shared.activities.library import asides
from shared.clock import VirtualClock
from shared.events import ReminderSent
from shared.schedule import from_json
from shared.texts import say
from tests.api.homework import Clinic, entries
from tests.signing import Phone

DAILY = from_json({"kind": "daily", "times": ["19:00"]})


@pytest.fixture
def garden(agreed: UUID, clinic: Clinic) -> UUID:
    """Three good things every evening."""
    return clinic.assign(agreed, "three-good-things", schedule=DAILY)


def test_every_step_that_has_a_consequence_is_there(api: Api) -> None:
    known = {f"{aside.slug}.{step.key}" for aside in asides().values() for step in aside.steps}
    consequences = Asides(*[None] * 4)._on  # type: ignore[arg-type]
    assert set(consequences) <= known


def test_an_introduction_is_kept_under_its_own_steps_and_counted_nowhere(
    phone: Phone, agreed: UUID, garden: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.ask(agreed, garden, kind="introduction")
    phone.text("after dinner, at the table")
    phone.text("5")
    phone.text("a note on the fridge")
    assert [(told["step"], told["words"], told["assignment_id"]) for told in entries(staff, agreed)] == [
        ("introduction.when", "after dinner, at the table", str(garden)),
        ("introduction.sure", "5", str(garden)),
        ("introduction.help", "a note on the fridge", str(garden)),
    ]
    assert clinic.facts("OccurrenceAnswered") == []
    assert [fact["is_open"] for fact in clinic.facts("DialogueMoved")] == [True, True, False]


def test_a_confident_client_is_not_asked_what_would_help(
    phone: Phone, agreed: UUID, garden: UUID, clinic: Clinic
) -> None:
    clinic.ask(agreed, garden, kind="introduction")
    phone.text("after dinner")
    assert "garden" in phone.text("7")[0]
    assert clinic.facts("DialogueMoved")[-1]["is_open"] is False


def test_when_and_where_become_the_words_that_slow_breathing_begins_with(
    phone: Phone, agreed: UUID, clinic: Clinic, api: Api
) -> None:
    breeze = clinic.assign(agreed, "slow-breathing")
    clinic.ask(agreed, breeze, kind="introduction")
    phone.text("when I park the truck")
    assert len(clinic.facts("AssignmentChanged")) == 1
    with api.database.begin() as db:
        homework = api.conversing.homeworks.find(db, breeze)
    assert homework is not None and homework.params.cue == "when I park the truck"


@pytest.mark.parametrize("said", ["before therapy", "so many words that they would never fit into one text " * 3])
def test_words_that_tell_too_much_or_do_not_fit_become_nobodys_cue(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient, said: str
) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "slow-breathing"), kind="introduction")
    phone.text(said)
    assert clinic.facts("AssignmentChanged") == []
    assert entries(staff, agreed)[0]["words"] == said


def test_what_got_in_the_way_is_told_by_its_name(phone: Phone, agreed: UUID, garden: UUID, clinic: Clinic) -> None:
    clinic.ask(agreed, garden, kind="barrier")
    phone.text("2")
    [fact] = clinic.facts("BarrierReported")
    assert (fact["kind"], fact["assignment_id"]) == ("no_time", str(garden))


def test_something_else_is_told_with_its_words(
    phone: Phone, agreed: UUID, garden: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.ask(agreed, garden, kind="barrier")
    phone.text("7")
    assert clinic.facts("BarrierReported") == []
    phone.text("long shifts")
    [fact] = clinic.facts("BarrierReported")
    words = {told["id"]: told["words"] for told in entries(staff, agreed)}
    assert (fact["kind"], words[fact["entry_id"]]) == ("other", "long shifts")


def test_fewer_is_fewer_at_once(phone: Phone, agreed: UUID, garden: UUID, clinic: Clinic) -> None:
    clinic.ask(agreed, garden, kind="step-down")
    phone.text("1")
    assert [fact["schedule"]["kind"] for fact in clinic.facts("AssignmentChanged")] == ["weekdays"]


def test_keeping_it_as_it_is_changes_nothing(phone: Phone, agreed: UUID, garden: UUID, clinic: Clinic) -> None:
    clinic.ask(agreed, garden, kind="step-down")
    phone.text("2")
    assert clinic.facts("AssignmentChanged") == clinic.facts("AssignmentRested") == []


def test_after_silence_smaller_makes_all_homework_smaller(
    phone: Phone, agreed: UUID, garden: UUID, clinic: Clinic, clock: VirtualClock
) -> None:
    anchor = clinic.assign(agreed, "grounding")
    restart(clinic, agreed, clock)
    phone.text("2")
    assert {fact["assignment_id"] for fact in clinic.facts("AssignmentChanged")} == {str(garden), str(anchor)}


def test_after_silence_rest_rests_all_of_it(
    phone: Phone, agreed: UUID, garden: UUID, clinic: Clinic, clock: VirtualClock
) -> None:
    restart(clinic, agreed, clock)
    phone.text("3")
    assert [fact["assignment_id"] for fact in clinic.facts("AssignmentRested")] == [str(garden)]


def test_an_answer_that_cannot_be_read_asks_for_nothing_and_is_kept(
    phone: Phone, agreed: UUID, garden: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.ask(agreed, garden, kind="step-down")
    phone.text("hmm hard to say")
    phone.text("my cat is sick")
    assert clinic.facts("AssignmentChanged") == clinic.facts("AssignmentRested") == []
    assert [told["words"] for told in entries(staff, agreed)] == ["hmm hard to say", "my cat is sick"]


def test_an_aside_that_is_passed_over_is_passed_over_and_no_homework_is_skipped(
    phone: Phone, agreed: UUID, garden: UUID, clinic: Clinic
) -> None:
    clinic.ask(agreed, garden, kind="barrier")
    phone.text("SKIP")
    assert clinic.facts("OccurrenceSkipped") == clinic.facts("BarrierReported") == []
    assert phone.text("sunny") == [say("note_saved")]


def restart(clinic: Clinic, client_id: UUID, clock: VirtualClock) -> None:
    """The question after seven silent days, which is about no homework in particular."""
    clock.advance(timedelta(days=8))
    clinic.notifier_says(
        ReminderSent(
            client_id=client_id,
            reminder_id=uuid7(),
            assignment_id=None,
            occurrence_id=uuid7(),
            kind="restart",
            step="choose",
            sent_at=clock(),
        )
    )
