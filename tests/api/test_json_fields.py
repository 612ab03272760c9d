"""Every field takes what it is for; all else is refused with a problem that names the field."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from uuid_utils.compat import uuid7

from services.api.main import Api
from services.api.tables import contact
from shared.rings import CONTACT
from shared.sealing import Place
from tests.api import forms
from tests.api.homework import stored
from tests.conftest import Cluster

WRONG_TYPES = [7, 7.0, -1, 0, True, False, [], {}, [[]], [None], {"a": 1}, 1e300, 2**63, -(2**70)]
# Seven minutes are what a number of minutes is for, and yes or no what introducing is.
RIGHT: dict[str, list[Any]] = {"digest_lead_minutes": [7], "minutes": [7], "daily_cap": [7], "introduce": [True, False]}
INVISIBLE = {
    "NUL": "May\0a",
    "a control character": "May\x1ba",
    "a line end": "Maya\nBcc: x",
    "CRLF": "Maya\r\nBcc: x",
    "next line": "May\x85a",
    "a line separator": "May\u2028a",
    "a bidi override": "May\u202ea",
    "a direction mark": "May\u200ea",
    "a zero width space": "May\u200ba",
    "a byte order mark": "\ufeffMaya",
    "a soft hyphen": "May\u00ada",
    "half an emoji": "May\ud83d",
    "the other half": "\ude00Maya",
    "nothing visible": "\u200d",
    "nothing but joiners": " \u200c\u200d ",
    "empty": "",
    "spaces": "   ",
}


def refused(staff: FlaskClient, what: str, form: Any, field: str) -> bool:
    """Whether a form is refused because of one field."""
    answer = forms.create(staff, what, form)
    assert answer.status_code == 422, (field, form, answer.status_code, answer.text[:300])
    return forms.is_problem(answer, naming=field)


def test_every_field_of_every_form_refuses_another_type_by_name(
    staff: FlaskClient, lind: UUID, maya: UUID, empty: Cluster
) -> None:
    before = stored(empty)
    for what, form in forms.every(lind, maya).items():
        for field in form:
            wrong = [value for value in WRONG_TYPES if not _is_among(value, RIGHT.get(field, []))]
            for value in wrong:
                assert refused(staff, what, form | {field: value}, field), (what, field, value)
    assert stored(empty) == before


def _is_among(value: Any, right: list[Any]) -> bool:
    return any(type(value) is type(one) and value == one for one in right)


def test_every_needed_field_says_that_it_is_missing_or_null(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    optional = {"digest_lead_minutes", "language", "earliest", "latest"}
    optional |= {"schedule", "code_name", "link", "title", "minutes", "reason", "cue", "introduce", "daily_cap"}
    for what, form in forms.every(lind, maya).items():
        for field in form.keys() - optional:
            without = {name: value for name, value in form.items() if name != field}
            assert refused(staff, what, without, field)
            assert refused(staff, what, form | {field: None}, field)


def test_unknown_fields_are_refused_by_name(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    for what, form in forms.every(lind, maya).items():
        assert refused(staff, what, form | {"consent": "given"}, "consent")
        assert refused(staff, what, form | {"id": str(uuid7())}, "id")
        assert refused(staff, what, form | {"": 1, "na\ud800me": 1}, "na\ud800me")


def test_a_line_holds_nothing_invisible(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    for words in INVISIBLE.values():
        every = forms.every(lind, maya)
        for what, field in (
            ("clinicians", "name"),
            ("clients", "display_name"),
            ("clients", "initials"),
            ("assignments", "code_name"),
            ("assignments", "title"),
            ("assignments", "link"),
            ("assignments", "reason"),
            ("assignments", "cue"),
        ):
            assert refused(staff, what, every[what] | {field: words}, field), field


@pytest.mark.parametrize(
    "name",
    [
        "Zoë Nuñez-O’Brien",
        "李小龙",
        "محمد بن سلمان",
        "می\u200cخواهم",
        "\U0001f469\u200d\U0001f467 Maya",
        "Z\u0351\u036balgo",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "Robert'); drop table client;--",
        "=1+1",
    ],
)
def test_names_of_all_the_world_come_back_as_they_were_given(staff: FlaskClient, lind: UUID, name: str) -> None:
    created = forms.create(staff, "clients", forms.client(lind) | {"display_name": f" {name} "})
    assert created.status_code == 201
    assert staff.get(f"/api/v1/clients/{created.json['id']}").json["display_name"] == name


@pytest.mark.parametrize(
    ("what", "field", "longest"),
    [
        ("clinicians", "name", 120),
        ("clients", "display_name", 120),
        ("clients", "initials", 8),
        ("assignments", "code_name", 12),
        ("assignments", "title", 60),
        ("assignments", "link", 60),
        ("assignments", "reason", 90),
        ("assignments", "cue", 60),
    ],
)
def test_a_line_is_as_long_as_it_may_be_and_no_longer(
    staff: FlaskClient, lind: UUID, maya: UUID, what: str, field: str, longest: int
) -> None:
    form = forms.every(lind, maya)[what]
    assert refused(staff, what, form | {field: "x" * (longest + 1)}, field)
    assert refused(staff, what, form | {field: "x" * 5_000}, field)
    assert forms.create(staff, what, form | {field: "x" * longest}).status_code == 201


NO_ZONES = [
    "Mars/Phobos",
    "",
    " ",
    "../../etc/passwd",
    "/etc/passwd",
    "America",
    "America/Denver\0",
    "America/Denver ",
    "america/denver",
    "+05:00",
    "UTC+5",
    "localtime",
    "posixrules",
    "Factory",
    "A" * 5_000,
    "\ud800",
]


def test_a_zone_is_one_of_the_list(staff: FlaskClient, lind: UUID) -> None:
    for zone in NO_ZONES:
        assert refused(staff, "clients", forms.client(lind) | {"zone": zone}, "zone")
        assert refused(staff, "clinicians", forms.clinician() | {"zone": zone}, "zone")


NO_INSTANTS = [
    "2026-03-09T16:00:00",
    "2026-03-09",
    "",
    "tomorrow",
    "2026-02-30T16:00:00Z",
    "2026-03-09T25:00:00Z",
    "2026-03-09T16:00:00+25:00",
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-14:00",
    "2200-01-01T00:00:00Z",
    "10000-01-01T00:00:00Z",
    "-2026-03-09T16:00:00Z",
    "2026-03-02T18:59:59Z",
    "2026-03-09T16:00:00Z\n",
    "٢٠٢٦-03-09T16:00:00Z",
    "2026-03-09T16:00:00Z" + "0" * 5_000,
    "1773072000",
]


def test_a_session_is_at_an_instant_that_is_still_to_come(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    booked = forms.create(staff, "sessions", forms.session(lind, maya)).json["id"]
    for at in NO_INSTANTS:
        assert refused(staff, "sessions", forms.session(lind, maya) | {"starts_at": at}, "starts_at")
        moved = staff.patch(f"/api/v1/sessions/{booked}", json={"starts_at": at})
        assert (moved.status_code, forms.is_problem(moved, naming="starts_at")) == (422, True), at
    assert [session["starts_at"] for session in staff.get("/api/v1/sessions").json["items"]] == [
        "2026-03-09T22:00:00+00:00"
    ]


NUMBERS = [
    "+12125550122",
    "2125550122",
    "12125550122",
    "212-555-0122",
    "(212) 555-0122",
    "+1 (212) 555-0122",
    "212.555.0122",
    "1-212-555-0122",
    " +1 212 555 0122 ",
    "+1-212-555-0122",
    "212\u00a0555\u00a00122",
    "２１２５５５０１２２",
    "tel:+1-212-555-0122",
]


def test_a_number_is_taken_as_people_write_it(staff: FlaskClient, lind: UUID, api: Api) -> None:
    for written in NUMBERS:
        client_id = enrolled_with(staff, lind, api, written)
        assert staff.get(f"/api/v1/clients/{client_id}").json["phone_ends_in"] == "22"
        assert staff.delete(f"/api/v1/clients/{client_id}").status_code == 204


def enrolled_with(staff: FlaskClient, lind: UUID, api: Api, written: str) -> UUID:
    """A client whose number was kept in its one form, however it was written."""
    created = forms.create(staff, "clients", forms.client(lind) | {"phone": written})
    assert created.status_code == 201, created.text
    client_id = UUID(created.json["id"])
    with api.database.begin() as db:
        row = db.execute(contact.select().where(contact.c.client_id == client_id)).one()
        assert (
            api.sealing.open(db, CONTACT, client_id, Place("api.contact", "phone", row.id), row.phone) == "+12125550122"
        )
        assert row.phone_index == api.sealing.blind_index("+12125550122")
    return client_id


NO_NUMBERS = [
    "",
    " ",
    "911",
    "555-0122",
    "+442079460958",
    "+1",
    "call me",
    "212-555-0122 ext. 5",
    "1" * 250,
    "1" * 5_000,
    "\0",
    "\ud800",
    "+12125550122,+12125550123",
    "1.21255E+10",
]


def test_what_is_no_number_here_is_refused(staff: FlaskClient, lind: UUID) -> None:
    for written in NO_NUMBERS:
        assert refused(staff, "clients", forms.client(lind) | {"phone": written}, "phone")


def test_a_number_belongs_to_one_client_however_it_is_written(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    answer = forms.create(staff, "clients", forms.client(lind) | {"phone": "(505) 555-0111"})
    assert (answer.status_code, forms.is_problem(answer, naming="phone")) == (409, True)


NO_ADDRESSES = [
    "",
    "lind",
    "lind@",
    "@clinic.example",
    "a b@clinic.example",
    "lind@clinic.example\r\nBcc: all@clinic.example",
    "lind@clinic.example\nBcc: all@clinic.example",
    "lind@clinic.example\n",
    "lind@clinic.example, all@clinic.example",
    "Dr. Lind <lind@clinic.example>",
    '"\x0b\x01"@clinic.example',
    '"a\\\x0cb"@clinic.example',
    '"lind"@clinic.example',
    "lind@clinic.example\0",
    "l\u0131nd@clinic.example",
    "lind@clinic\u3002example",
    "lind@b\u00fccher.example",
    "lind@clinic.example\u2028",
    "lind\ud800@clinic.example",
    "l" * 250 + "@clinic.example",
    "l" * 100_000,
]


def test_an_email_is_one_plain_address(staff: FlaskClient) -> None:
    for email in NO_ADDRESSES:
        assert refused(staff, "clinicians", forms.clinician() | {"email": email}, "email")


def test_an_email_belongs_to_one_clinician(staff: FlaskClient, lind: UUID) -> None:
    assert forms.create(staff, "clinicians", forms.clinician()).status_code == 201
    answer = forms.create(staff, "clinicians", forms.clinician())
    assert (answer.status_code, forms.is_problem(answer, naming="email")) == (409, True)


@pytest.mark.parametrize(
    ("earliest", "latest"),
    [("20:00", "09:00"), ("09:00", "09:00"), ("07:59", "20:00"), ("09:00", "21:01"), ("00:00", "23:59")],
)
def test_hours_lie_inside_what_anybody_may_choose(staff: FlaskClient, lind: UUID, earliest: str, latest: str) -> None:
    form = forms.client(lind) | {"earliest": earliest, "latest": latest}
    assert refused(staff, "clients", form, "earliest")


NO_HOURS = ["", "9:00", "24:00", "12:60", "12", "12:00:00", "noon", "٠٩:٠٠", "12:00\n", "\ud800"]


def test_an_hour_is_written_with_four_digits(staff: FlaskClient, lind: UUID) -> None:
    for hour in NO_HOURS:
        assert refused(staff, "clients", forms.client(lind) | {"latest": hour}, "latest")


@pytest.mark.parametrize("value", [{"cancelled": 1}, {"cancelled": "true"}, {"cancelled": False}, {"cancelled": None}])
def test_a_session_is_cancelled_by_true_alone(staff: FlaskClient, lind: UUID, maya: UUID, value: Any) -> None:
    booked = forms.create(staff, "sessions", forms.session(lind, maya)).json["id"]
    answer = staff.patch(f"/api/v1/sessions/{booked}", json=value)
    assert (answer.status_code, forms.is_problem(answer, naming="cancelled")) == (422, True)
    assert staff.get("/api/v1/sessions").json["items"][0]["state"] == "booked"


@pytest.mark.parametrize(
    "value", [{}, {"cancelled": True, "starts_at": "2026-04-01T10:00:00Z"}, {"state": "cancelled"}]
)
def test_a_session_is_moved_or_cancelled_but_not_both(staff: FlaskClient, lind: UUID, maya: UUID, value: Any) -> None:
    booked = forms.create(staff, "sessions", forms.session(lind, maya)).json["id"]
    assert staff.patch(f"/api/v1/sessions/{booked}", json=value).status_code == 422


def test_ids_that_name_nothing_are_refused_by_field(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    nobody = str(uuid7())
    every = forms.every(lind, maya)
    for what, field, value in (
        ("clients", "clinician_id", nobody),
        ("sessions", "clinician_id", nobody),
        ("sessions", "client_ids", [nobody]),
        ("sessions", "client_ids", [str(maya), nobody]),
        ("sessions", "client_ids", []),
        ("sessions", "client_ids", ["x"]),
        ("sessions", "client_ids", [nobody] * 21),
        ("assignments", "clinician_id", nobody),
        ("assignments", "client_id", nobody),
        ("assignments", "client_id", str(lind)),
        ("assignments", "activity", "worry-time-of-tomorrow"),
        ("assignments", "activity", "\ud800"),
        ("assignments", "activity", "../../etc/passwd"),
    ):
        assert refused(staff, what, every[what] | {field: value}, field), (what, field, value)


def test_the_same_participant_named_twice_comes_once(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    form = forms.session(lind, maya) | {"client_ids": [str(maya), str(maya).upper()]}
    assert forms.create(staff, "sessions", form).status_code == 201
    assert staff.get("/api/v1/sessions").json["items"][0]["client_ids"] == [str(maya)]


@pytest.mark.parametrize("field", ["title", "link", "reason", "cue"])
def test_what_fills_a_text_is_plain_so_that_the_text_stays_short(
    staff: FlaskClient, lind: UUID, maya: UUID, field: str
) -> None:
    answer = forms.create(staff, "assignments", forms.assignment(lind, maya) | {field: "a \U0001f339"})
    assert (answer.status_code, forms.is_problem(answer, naming=field)) == (422, True)
    assert answer.json["detail"].startswith("Use letters and plain signs")
