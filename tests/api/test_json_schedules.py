"""A schedule that cannot be kept is refused by the name of what is wrong in it."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from tests.api import forms

BAD: list[tuple[Any, str]] = [
    ("daily", "schedule"),
    ([], "schedule"),
    (7, "schedule"),
    ({}, "schedule.kind"),
    ({"kind": "rrule", "rule": "FREQ=SECONDLY"}, "schedule.kind"),
    ({"kind": ["daily"]}, "schedule.kind"),
    ({"kind": None}, "schedule.kind"),
    ({"kind": "\ud800"}, "schedule.kind"),
    ({"kind": "once"}, "schedule.at"),
    ({"kind": "once", "at": "2026-03-09T16:00:00-07:00"}, "schedule.at"),
    ({"kind": "once", "at": "2026-02-30T16:00"}, "schedule.at"),
    ({"kind": "once", "at": "0001-01-01T00:00"}, "schedule.at"),
    ({"kind": "once", "at": "9999-12-31T23:59"}, "schedule.at"),
    ({"kind": "once", "at": 7}, "schedule.at"),
    ({"kind": "once", "at": "2026-03-09T16:00", "times": ["09:00"]}, "schedule.times"),
    ({"kind": "once", "at": "2026-03-09T16:00", "count": 2}, "schedule.count"),
    ({"kind": "daily"}, "schedule.times"),
    ({"kind": "daily", "times": []}, "schedule.times"),
    ({"kind": "daily", "times": "09:00"}, "schedule.times"),
    ({"kind": "daily", "times": ["9:00"]}, "schedule.times"),
    ({"kind": "daily", "times": ["24:00"]}, "schedule.times"),
    ({"kind": "daily", "times": ["09:00", "09:00"]}, "schedule.times"),
    ({"kind": "daily", "times": [f"{hour:02}:00" for hour in range(13)]}, "schedule.times"),
    ({"kind": "daily", "times": [540]}, "schedule.times"),
    ({"kind": "daily", "times": [None]}, "schedule.times"),
    ({"kind": "daily", "times": ["09:00"], "days": ["mon"]}, "schedule.days"),
    ({"kind": "daily", "times": ["09:00"], "count": 0}, "schedule.count"),
    ({"kind": "daily", "times": ["09:00"], "count": 10**12}, "schedule.count"),
    ({"kind": "daily", "times": ["09:00"], "count": True}, "schedule.count"),
    ({"kind": "daily", "times": ["09:00"], "count": 3.0}, "schedule.count"),
    ({"kind": "daily", "times": ["09:00"], "window_minutes": 0}, "schedule.window_minutes"),
    ({"kind": "daily", "times": ["09:00"], "window_minutes": 10**9}, "schedule.window_minutes"),
    ({"kind": "daily", "times": ["09:00"], "nudge_after_minutes": 1440}, "schedule.nudge_after_minutes"),
    ({"kind": "daily", "times": ["09:00"], "nudge_after_minutes": -1}, "schedule.nudge_after_minutes"),
    ({"kind": "daily", "times": ["09:00"], "starts_on": "2026-02-30"}, "schedule.starts_on"),
    ({"kind": "daily", "times": ["09:00"], "starts_on": "0001-01-01"}, "schedule.starts_on"),
    ({"kind": "daily", "times": ["09:00"], "starts_on": "2026-04-02", "stops_on": "2026-04-01"}, "schedule.stops_on"),
    ({"kind": "daily", "times": ["09:00"], "zone": "America/Denver"}, "schedule.zone"),
    ({"kind": "weekdays", "times": ["09:00"]}, "schedule.days"),
    ({"kind": "weekdays", "days": ["monday"], "times": ["09:00"]}, "schedule.days"),
    ({"kind": "weekdays", "days": [0], "times": ["09:00"]}, "schedule.days"),
    ({"kind": "weekdays", "days": ["mon", "mon"], "times": ["09:00"]}, "schedule.days"),
    ({"kind": "weekdays", "days": [], "times": ["09:00"]}, "schedule.days"),
    ({"kind": "keyword", "times": ["09:00"]}, "schedule.times"),
    ({"kind": "keyword", "window_minutes": "60"}, "schedule.window_minutes"),
]


def test_a_schedule_that_cannot_be_kept_is_refused_by_name(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    for schedule, field in BAD:
        answer = forms.create(staff, "assignments", forms.assignment(lind, maya) | {"schedule": schedule})
        assert answer.status_code == 422, schedule
        assert forms.is_problem(answer, naming=field), (schedule, answer.json)


@pytest.mark.parametrize(
    "schedule",
    [
        {"kind": "once", "at": "2026-03-02T11:59"},
        {"kind": "once", "at": "2025-03-02T12:00"},
        {"kind": "daily", "times": ["09:00"], "stops_on": "2026-03-01"},
        {"kind": "weekdays", "days": ["sun"], "times": ["09:00"], "starts_on": "2026-03-03", "stops_on": "2026-03-05"},
    ],
)
def test_a_schedule_with_no_time_still_to_come_is_refused(
    staff: FlaskClient, lind: UUID, maya: UUID, schedule: Any
) -> None:
    answer = forms.create(staff, "assignments", forms.assignment(lind, maya) | {"schedule": schedule})
    assert (answer.status_code, forms.is_problem(answer, naming="schedule")) == (422, True)


@pytest.mark.parametrize(
    "schedule",
    [
        {"kind": "once", "at": "2026-03-02T12:01"},
        {"kind": "once", "at": "2199-12-31T23:59"},
        {"kind": "once", "at": "2026-03-08T02:30"},
        {"kind": "daily", "times": ["20:00", "09:00"], "stops_on": "2026-03-02"},
        {"kind": "weekdays", "days": ["sun", "mon"], "times": ["00:00"], "count": 1000, "nudge_after_minutes": 90},
    ],
)
def test_a_schedule_that_can_be_kept_comes_back_as_agreed(
    staff: FlaskClient, lind: UUID, maya: UUID, schedule: dict[str, Any]
) -> None:
    created = forms.create(staff, "assignments", forms.assignment(lind, maya) | {"schedule": schedule})
    assert created.status_code == 201, created.json
    [kept] = staff.get(f"/api/v1/assignments?client_id={maya}").json["items"]
    for name, agreed in schedule.items():
        # Days and times come back in the order of the week and of the day.
        assert kept["schedule"][name] == agreed or sorted(kept["schedule"][name]) == sorted(agreed), name


def test_an_activity_without_a_keyword_cannot_wait_for_one(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    answer = forms.create(staff, "assignments", forms.assignment(lind, maya) | {"schedule": {"kind": "keyword"}})
    assert (answer.status_code, forms.is_problem(answer, naming="schedule")) == (422, True)


def test_two_assignments_never_share_a_keyword(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    form = {"client_id": str(maya), "clinician_id": str(lind), "activity": "thought-log"}
    first = forms.create(staff, "assignments", form)
    answer = forms.create(staff, "assignments", form)
    assert (answer.status_code, forms.is_problem(answer, naming="activity")) == (409, True)
    assert staff.patch(f"/api/v1/assignments/{first.json['id']}", json={"state": "ended"}).status_code == 204
    assert forms.create(staff, "assignments", form).status_code == 201


def test_what_was_not_said_is_taken_from_the_library(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    form = {"client_id": str(maya), "clinician_id": str(lind), "activity": "three-good-things"}
    assert forms.create(staff, "assignments", form).status_code == 201
    [kept] = staff.get(f"/api/v1/assignments?client_id={maya}").json["items"]
    activity = staff.get("/api/v1/activities/three-good-things").json
    assert (kept["code_name"], kept["schedule"]) == (activity["code_name"]["en"], activity["schedule"])


def test_an_activity_that_needs_a_link_says_so(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    form = forms.assignment(lind, maya) | {"link": None, "title": None}
    answer = forms.create(staff, "assignments", form)
    assert (answer.status_code, forms.is_problem(answer, naming="link")) == (422, True)
