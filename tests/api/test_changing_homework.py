"""What was agreed about homework can be agreed anew, unlocked and ended."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from uuid_utils.compat import uuid7

from services.api.agreements import Agreements
from shared.schedule import from_json
from tests.api import forms
from tests.api.homework import Clinic

DAILY = {"kind": "daily", "times": ["10:00"]}


@pytest.fixture
def garden(clinic: Clinic, maya: UUID) -> UUID:
    """Maya's homework."""
    return clinic.assign(maya, "three-good-things", reason="To see more of it", cue="On the bus")


def change(staff: FlaskClient, assignment_id: UUID, status: int = 204, **changed: Any) -> Any:
    """Change an assignment. The problem, if that was refused."""
    answer = staff.patch(f"/api/v1/assignments/{assignment_id}", json=changed)
    assert answer.status_code == status, answer.json
    return answer


def seen(staff: FlaskClient, assignment_id: UUID) -> dict[str, Any]:
    """An assignment as staff see it."""
    [found] = [item for item in staff.get("/api/v1/assignments").json["items"] if item["id"] == str(assignment_id)]
    kept: dict[str, Any] = found
    return kept


def test_a_new_schedule_is_the_new_agreed_one(clinic: Clinic, staff: FlaskClient, garden: UUID) -> None:
    change(staff, garden, schedule=DAILY)
    kept = seen(staff, garden)
    assert kept["schedule"]["times"] == kept["agreed_schedule"]["times"] == ["10:00"]
    [told] = clinic.facts("AssignmentChanged")
    assert told["schedule"] == kept["schedule"]


def test_what_the_client_moved_by_text_leaves_the_agreed_one_alone(
    clinic: Clinic, staff: FlaskClient, maya: UUID, garden: UUID
) -> None:
    before = seen(staff, garden)["agreed_schedule"]
    with clinic.api.database.begin() as db:
        [fact] = Agreements(clinic.api.sealing).change(db, maya, garden, schedule=from_json(DAILY))
    assert type(fact).__name__ == "AssignmentChanged"
    kept = seen(staff, garden)
    assert (kept["schedule"]["kind"], kept["agreed_schedule"]) == ("daily", before)


def test_words_change_one_by_one_and_the_others_stay(clinic: Clinic, staff: FlaskClient, garden: UUID) -> None:
    change(staff, garden, code_name="orchard")
    change(staff, garden, reason="Small things grow", minutes=9)
    kept = seen(staff, garden)
    assert (kept["code_name"], kept["reason"], kept["minutes"]) == ("orchard", "Small things grow", 9)
    assert kept["cue"] == "On the bus"
    assert [(filled["code"], filled["why"], filled["cue"]) for filled in clinic.fills("AssignmentChanged")] == [
        ("orchard", "To see more of it", "On the bus"),
        ("orchard", "Small things grow", "On the bus"),
    ]


def test_null_brings_back_the_words_of_the_library(staff: FlaskClient, garden: UUID) -> None:
    change(staff, garden, reason=None, cue=None)
    assert (seen(staff, garden)["reason"], seen(staff, garden)["cue"]) == (None, None)


def test_a_change_of_nothing_is_told_to_nobody(clinic: Clinic, staff: FlaskClient, garden: UUID) -> None:
    kept = seen(staff, garden)
    change(staff, garden, code_name=kept["code_name"], schedule=kept["schedule"])
    assert clinic.facts("AssignmentChanged") == []


def test_agreeing_again_on_the_old_schedule_takes_back_what_less_did(
    clinic: Clinic, staff: FlaskClient, maya: UUID, garden: UUID
) -> None:
    agreed = seen(staff, garden)["agreed_schedule"]
    with clinic.api.database.begin() as db:
        Agreements(clinic.api.sealing).change(db, maya, garden, schedule=from_json(DAILY))
    change(staff, garden, schedule=agreed)
    assert seen(staff, garden)["schedule"] == agreed


@pytest.mark.parametrize(
    ("changed", "field", "status"),
    [
        ({"code_name": "stop"}, "code_name", 422),
        ({"code_name": "therapy"}, "code_name", 422),
        ({"code_name": None}, "code_name", 422),
        ({"code_name": "anchor"}, "code_name", 409),
        ({"reason": "You failed before"}, "reason", 422),
        ({"cue": "After therapy"}, "cue", 422),
        ({"minutes": 0}, "minutes", 422),
        ({"schedule": {"kind": "keyword"}}, "schedule", 422),
        ({"schedule": {"kind": "once", "at": "2026-03-02T11:00"}}, "schedule", 422),
        ({"schedule": None}, "schedule", 422),
        ({"unlocked": True}, "unlocked", 422),
        ({"unlocked": False}, "unlocked", 422),
        ({"unlocked": 1}, "unlocked", 422),
        ({"state": "active"}, "state", 422),
        ({"state": "ended", "reason": "Enough"}, "state", 422),
        ({"state": None}, "state", 422),
        ({"activity": "grounding"}, "activity", 422),
        ({}, "body", 422),
    ],
)
def test_a_change_that_cannot_be_is_refused_by_field_and_nothing_changes(
    clinic: Clinic, staff: FlaskClient, maya: UUID, garden: UUID, changed: dict[str, Any], field: str, status: int
) -> None:
    clinic.assign(maya, "grounding")
    before = seen(staff, garden)
    answer = change(staff, garden, status, **changed)
    assert forms.is_problem(answer, naming=field), answer.json
    assert seen(staff, garden) == before


def test_a_bad_word_beside_a_good_one_saves_neither(staff: FlaskClient, garden: UUID) -> None:
    before = seen(staff, garden)
    change(staff, garden, 422, code_name="orchard", reason="You failed before")
    assert seen(staff, garden) == before


def test_homework_never_waits_for_itself(clinic: Clinic, staff: FlaskClient, maya: UUID, garden: UUID) -> None:
    def after(assignment_id: UUID) -> dict[str, Any]:
        return {"kind": "after", "assignment_id": str(assignment_id), "delay_minutes": 60}

    assert forms.is_problem(change(staff, garden, 422, schedule=after(garden)), naming="schedule.assignment_id")
    anchor = clinic.assign(maya, "grounding", schedule=from_json(after(garden)))
    answer = change(staff, garden, 422, schedule=after(anchor))
    assert forms.is_problem(answer, naming="schedule.assignment_id")


def test_intense_homework_is_unlocked_once(clinic: Clinic, staff: FlaskClient, maya: UUID) -> None:
    ladder = clinic.assign(maya, "facing-step")
    assert seen(staff, ladder)["unlocked_at"] is None
    change(staff, ladder, unlocked=True)
    at = seen(staff, ladder)["unlocked_at"]
    assert at is not None
    change(staff, ladder, unlocked=True, code_name="stairs")
    assert (seen(staff, ladder)["unlocked_at"], seen(staff, ladder)["code_name"]) == (at, "stairs")
    assert [fact["assignment_id"] for fact in clinic.facts("AssignmentUnlocked")] == [str(ladder)]


def test_ending_twice_is_the_same_as_once_and_then_nothing_changes_any_more(
    clinic: Clinic, staff: FlaskClient, maya: UUID
) -> None:
    ladder = clinic.assign(maya, "facing-step")
    for _ in range(2):
        change(staff, ladder, state="ended")
    assert len(clinic.facts("AssignmentEnded")) == 1
    for changed in ({"reason": "Once more"}, {"unlocked": True}, {"schedule": DAILY}):
        assert "Assign the activity anew" in change(staff, ladder, 409, **changed).json["detail"]
    with clinic.api.database.begin() as db:
        assert Agreements(clinic.api.sealing).change(db, maya, ladder, schedule=from_json(DAILY)) == []
    assert clinic.facts("AssignmentChanged") == []


def test_what_is_not_there_is_not_found(staff: FlaskClient) -> None:
    for changed in ({"reason": "Once more"}, {"unlocked": True}, {"state": "ended"}):
        change(staff, uuid7(), 404, **changed)


def test_a_schedule_that_was_agreed_is_never_moved_for_somebody_else(
    clinic: Clinic, staff: FlaskClient, maya: UUID, garden: UUID
) -> None:
    with clinic.api.database.begin() as db:
        assert Agreements(clinic.api.sealing).change(db, uuid7(), garden, schedule=from_json(DAILY)) == []
    assert seen(staff, garden)["schedule"]["kind"] == "weekdays"
