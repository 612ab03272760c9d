"""Homework is given in the client's language, under a name of its own, with the reason said plainly."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from uuid_utils.compat import uuid7

from tests.activities import evening_walk, in_english_alone
from tests.api import forms
from tests.api.forms import Form
from tests.api.homework import Clinic


@pytest.fixture
def walk(lind: UUID, maya: UUID) -> Form:
    """The least that assigning needs."""
    return {"client_id": str(maya), "clinician_id": str(lind), "activity": "three-good-things"}


def assigned(staff: FlaskClient, form: Form) -> dict[str, Any]:
    """A piece of homework as staff see it, once it is assigned."""
    answer = forms.create(staff, "assignments", form)
    assert answer.status_code == 201, answer.json
    items = staff.get(f"/api/v1/assignments?client_id={form['client_id']}&limit=200").json["items"]
    [kept] = [item for item in items if item["id"] == answer.json["id"]]
    found: dict[str, Any] = kept
    return found


def refused(staff: FlaskClient, form: Form, field: str, status: int = 422) -> str:
    """Why a form is refused because of one field."""
    answer = forms.create(staff, "assignments", form)
    assert (answer.status_code, forms.is_problem(answer, naming=field)) == (status, True), answer.json
    return str(answer.json["detail"])


def spanish(staff: FlaskClient, client_id: UUID) -> None:
    """From now on this client reads Spanish."""
    assert staff.patch(f"/api/v1/clients/{client_id}", json={"language": "es"}).status_code == 204


def test_what_was_agreed_is_shown_as_it_was_agreed(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    form = forms.assignment(lind, maya)
    kept = assigned(staff, form)
    for name in ("code_name", "link", "title", "minutes", "reason", "cue"):
        assert kept[name] == form[name]
    assert kept["agreed_schedule"] == kept["schedule"]
    assert (kept["state"], kept["unlocked_at"], kept["ready_at"], kept["rests_since"]) == ("active", None, None, None)
    assert kept["needs_readiness"] is False


def test_the_texts_are_filled_with_what_was_agreed(clinic: Clinic, staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    assigned(staff, forms.assignment(lind, maya))
    [filled] = clinic.fills("AssignmentCreated")
    assert {name: filled[name] for name in ("code", "language", "link", "title", "minutes", "cue", "why", "how")} == {
        "code": "garden",
        "language": "en",
        "link": "clinic.example/sleep",
        "title": "On sleep",
        "minutes": 10,
        "cue": "After dinner, on the sofa",
        "why": "To see what helps",
        "how": None,
    }


def test_an_introduction_comes_first_unless_it_was_done_in_the_session(
    clinic: Clinic, staff: FlaskClient, walk: Form
) -> None:
    assigned(staff, walk)
    assigned(staff, walk | {"activity": "grounding", "introduce": False})
    assert [fact["introduce"] for fact in clinic.facts("AssignmentCreated")] == [True, False]


def test_intense_homework_waits_for_readiness_and_nothing_else_does(
    clinic: Clinic, staff: FlaskClient, walk: Form
) -> None:
    assigned(staff, walk)
    facing = assigned(staff, walk | {"activity": "facing-step"})
    assert facing["needs_readiness"] is True
    assert [fact["needs_readiness"] for fact in clinic.facts("AssignmentCreated")] == [False, True]


def test_a_client_who_reads_spanish_gets_spanish_homework_with_a_spanish_name(
    clinic: Clinic, staff: FlaskClient, walk: Form, maya: UUID
) -> None:
    spanish(staff, maya)
    assert assigned(staff, walk | {"reason": "Para dormir más"})["code_name"] == "huerto"
    [filled] = clinic.fills("AssignmentCreated")
    assert (filled["language"], filled["why"]) == ("es", "Para dormir más")


def test_an_activity_without_their_language_is_refused(staff: FlaskClient, walk: Form, maya: UUID) -> None:
    assert staff.post("/api/v1/activities", json=in_english_alone(evening_walk())).status_code == 201
    spanish(staff, maya)
    assert "publish it in their language" in refused(staff, walk | {"activity": "evening-walk"}, "activity")


def test_a_default_name_that_is_taken_gets_a_number(staff: FlaskClient, walk: Form) -> None:
    assert [assigned(staff, walk)["code_name"] for _ in range(3)] == ["garden", "garden 2", "garden 3"]


def test_a_numbered_name_is_no_longer_than_a_name_may_be(staff: FlaskClient, walk: Form) -> None:
    long = evening_walk(code_name={"en": "moonlit path", "es": "farol"})
    assert staff.post("/api/v1/activities", json=long).status_code == 201
    names = [assigned(staff, walk | {"activity": "evening-walk"})["code_name"] for _ in range(2)]
    assert names == ["moonlit path", "moonlit pa 2"]


def test_a_name_that_is_taken_is_refused_however_it_is_written(staff: FlaskClient, walk: Form) -> None:
    first = assigned(staff, walk)
    refused(staff, walk | {"code_name": "GARDEN"}, "code_name", 409)
    assert staff.patch(f"/api/v1/assignments/{first['id']}", json={"state": "ended"}).status_code == 204
    assert assigned(staff, walk | {"code_name": "Garden"})["code_name"] == "Garden"


def test_two_clients_may_use_the_same_name(staff: FlaskClient, walk: Form, lind: UUID) -> None:
    assigned(staff, walk)
    jonas = forms.create(staff, "clients", forms.client(lind)).json["id"]
    assert assigned(staff, walk | {"client_id": jonas})["code_name"] == "garden"


@pytest.mark.parametrize(
    "name",
    [
        *("stop", "Help", "yes", "ayuda", "later", "SKIP", "menu", "salir", "más"),
        *("therapy", "my anxiety", "terapia", "too late", "missed"),
        *("7", "a:b", "ga{code}", "jardín \U0001f33b", "it’s", "- -"),
    ],
)
def test_a_name_is_a_plain_word_that_tells_nothing_and_commands_nothing(
    staff: FlaskClient, walk: Form, name: str
) -> None:
    refused(staff, walk | {"code_name": name}, "code_name")


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("So that you miss no more days", "sounds like blame"),
        ("It helps against anxiety", "lock screen"),
        ("Ayuda con la ansiedad", "lock screen"),
        ("It\U0001f339s worth it", "plain signs"),
        ("[" * 46, "At most 90"),
    ],
)
def test_a_reason_blames_nobody_and_tells_a_stranger_nothing(
    staff: FlaskClient, walk: Form, reason: str, why: str
) -> None:
    assert why in refused(staff, walk | {"reason": reason}, "reason")


@pytest.mark.parametrize("field", ["title", "cue"])
def test_what_stands_on_a_lock_screen_tells_a_stranger_nothing(staff: FlaskClient, walk: Form, field: str) -> None:
    assert "lock screen" in refused(staff, walk | {"activity": "reading", field: "After therapy"}, field)


def test_a_cue_may_speak_of_the_evening_as_people_do(staff: FlaskClient, walk: Form) -> None:
    assert assigned(staff, walk | {"cue": "Late in the evening"})["cue"] == "Late in the evening"


def test_a_keyword_is_one_in_either_language(staff: FlaskClient, walk: Form) -> None:
    assigned(staff, walk | {"activity": "thought-log"})
    clash = evening_walk(keyword={"en": "STROLL", "es": "PENSAR"})
    assert staff.post("/api/v1/activities", json=clash).status_code == 201
    refused(staff, walk | {"activity": "evening-walk"}, "activity", 409)


def test_homework_can_come_after_other_homework_of_the_same_client(staff: FlaskClient, walk: Form, lind: UUID) -> None:
    first = assigned(staff, walk)
    after = {"kind": "after", "assignment_id": first["id"], "delay_minutes": 60}
    kept = assigned(staff, walk | {"activity": "grounding", "schedule": after})
    assert kept["schedule"]["assignment_id"] == first["id"]
    jonas = forms.create(staff, "clients", forms.client(lind)).json["id"]
    for schedule in (after, after | {"assignment_id": str(uuid7())}):
        of_jonas = {"client_id": jonas, "activity": "grounding", "schedule": schedule}
        refused(staff, walk | of_jonas, "schedule.assignment_id")


@pytest.mark.parametrize(
    "schedule",
    [
        {"kind": "session", "which": "next", "days": -1, "at": "16:30"},
        {"kind": "session", "which": "previous", "hours": 3},
        {"kind": "keyword"},
    ],
)
def test_what_waits_for_a_session_or_a_word_needs_no_date_yet(
    staff: FlaskClient, walk: Form, schedule: dict[str, Any]
) -> None:
    form = walk | {"activity": "grounding", "schedule": schedule}
    assert assigned(staff, form)["schedule"]["kind"] == schedule["kind"]
    refused(staff, form | {"activity": "urge-surfing", "schedule": schedule | {"stops_on": "2026-03-01"}}, "schedule")


def test_what_would_begin_after_the_session_that_ends_it_is_refused(
    staff: FlaskClient, walk: Form, lind: UUID, maya: UUID
) -> None:
    booked = forms.create(staff, "sessions", forms.session(lind, maya)).json["id"]
    late = {"kind": "daily", "times": ["10:00"], "starts_on": "2026-03-10", "stops_at_session": True}
    refused(staff, walk | {"schedule": late}, "schedule")
    assert assigned(staff, walk | {"schedule": late | {"starts_on": "2026-03-08"}})
    # A session that was cancelled ends nothing.
    assert staff.patch(f"/api/v1/sessions/{booked}", json={"cancelled": True}).status_code == 204
    assert assigned(staff, walk | {"schedule": late})


@pytest.mark.parametrize(
    "schedule",
    [
        {"kind": "every_days", "every": 3, "times": ["10:00"]},
        {"kind": "random", "from": "10:00", "to": "18:00", "times_a_day": 2, "min_gap_minutes": 90},
    ],
)
def test_other_rhythms_are_kept_as_they_were_agreed(staff: FlaskClient, walk: Form, schedule: dict[str, Any]) -> None:
    kept = assigned(staff, walk | {"schedule": schedule})["schedule"]
    assert {name: kept[name] for name in schedule} == schedule


def test_a_schedule_without_a_window_counts_as_long_as_the_activity_says(
    staff: FlaskClient, agreed: UUID, clinic: Clinic
) -> None:
    given = {
        "client_id": str(agreed),
        "clinician_id": str(clinic.clinician_id),
        "activity": "three-good-things",
        "schedule": {"kind": "daily", "times": ["19:30"]},
    }
    assert staff.post("/api/v1/assignments", json=given).status_code == 201
    [fact] = clinic.facts("AssignmentCreated")
    assert (fact["schedule"]["window_minutes"], fact["schedule"]["nudge_after_minutes"]) == (15 * 60, 450)


def test_a_nudge_of_null_is_no_nudge(staff: FlaskClient, agreed: UUID, clinic: Clinic) -> None:
    given = {
        "client_id": str(agreed),
        "clinician_id": str(clinic.clinician_id),
        "activity": "three-good-things",
        "schedule": {"kind": "daily", "times": ["19:30"], "nudge_after_minutes": None},
    }
    assert staff.post("/api/v1/assignments", json=given).status_code == 201
    [fact] = clinic.facts("AssignmentCreated")
    assert "nudge_after_minutes" not in fact["schedule"]
