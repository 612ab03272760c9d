"""A clinic's own activities: published for good, checked like the built-in ones, and carried from house to house."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.api.main import Api
from tests.activities import Definition, evening_walk
from tests.api import forms
from tests.api.conftest import staff_of
from tests.api.homework import rows
from tests.conftest import Cluster

TROUBLES: list[tuple[dict[str, Any], str]] = [
    ({"intensity": 4}, "intensity: "),
    ({"colour": "red"}, "colour: "),
    ({"slug": "Evening Walk"}, "slug: "),
    ({"slug": None}, "slug: "),
    ({"steps": []}, "steps: "),
    ({"kind": "aside"}, "kind: "),
    ({"slug": "barrier"}, "kind: asides are Between's own"),
    ({"slug": "bundle"}, "slug: bundle is no name"),
    ({"closing": {"en": "Saved.", "es": "Guardado."}}, "closing (en): does not name {code}"),
    ({"closing": {"en": "{code}: No more missed days.", "es": "{code}: Listo."}}, "closing (en): says missed"),
    ({"closing": {"en": "{code} is like therapy.", "es": "{code}: Listo."}}, "closing (en): says therapy"),
    ({"closing": {"en": "{code} " + "long " * 40, "es": "{code}: Listo."}}, "closing (en): costs 2 segments"),
    ({"closing": {"en": "Saved to {code}."}}, "closing: has nothing in es"),
    ({"why": {"en": "It’s good.", "es": "Es bueno."}}, "why (en): has a character outside the GSM alphabet"),
    ({"title": {"en": "Walk\0", "es": "Paseo"}}, "holds an invisible character"),
    ({"source": "half an emoji \ud83d"}, "holds an invisible character"),
    ({"source\0": "a name"}, "holds an invisible character"),
    ({"keyword": {"en": "STOP", "es": "CAMINO"}}, "keyword: "),
    ({"schedule": {"kind": "daily", "times": []}}, "schedule: "),
    ({"version": 0}, "version: "),
    ({"version": "1"}, "version: "),
    ({"version": True}, "version: "),
]


def published(staff: FlaskClient, definition: Definition) -> tuple[str, int]:
    """The slug and version under which a definition was published."""
    answer = staff.post("/api/v1/activities", json=definition)
    assert answer.status_code == 201, answer.json
    return answer.json["slug"], answer.json["version"]


def kept(cluster: Cluster) -> list[tuple[str, int]]:
    """What lies on the shelf."""
    return [tuple(row) for row in rows(cluster, "select slug, version from bus.activity order by 1, 2")]


def bundle(*definitions: Definition) -> dict[str, Any]:
    """A bundle of these."""
    return {"format": "between-activities-1", "activities": list(definitions)}


def test_the_library_lists_the_newest_version_of_each_once(staff: FlaskClient) -> None:
    published(staff, evening_walk())
    published(staff, evening_walk(minutes=20))
    items = staff.get("/api/v1/activities").json["items"]
    slugs = [item["slug"] for item in items]
    assert len(slugs) == len(set(slugs)) >= 5
    for item in items:
        assert staff.get(f"/api/v1/activities/{item['slug']}").json == item
        assert item["is_built_in"] == (item["slug"] != "evening-walk")
    [walk] = [item for item in items if item["slug"] == "evening-walk"]
    assert (walk["version"], walk["minutes"], walk["languages"]) == (2, 20, ["en", "es"])


def test_an_activity_is_shown_with_its_texts_in_every_language(staff: FlaskClient) -> None:
    published(staff, evening_walk())
    walk = staff.get("/api/v1/activities/evening-walk").json
    assert walk["title"] == {"en": "Evening walk", "es": "Paseo de la noche"}
    assert walk["steps"][0] == {
        "key": "out",
        "label": "Went out",
        "ask": {"en": ["{code}: Did you go out? 1 yes 2 no"], "es": ["{code}: ¿Saliste hoy? 1 sí 2 no"]},
        "answer": "choice",
        "required": False,
    }
    assert (walk["how"], walk["keyword"], walk["smaller"], walk["needs_readiness"]) == (None, {}, [], False)


def test_an_older_version_can_still_be_read(staff: FlaskClient) -> None:
    published(staff, evening_walk())
    published(staff, evening_walk(minutes=20))
    first = staff.get("/api/v1/activities/evening-walk?version=1").json
    assert (first["version"], first["minutes"]) == (1, 15)


@pytest.mark.parametrize("path", ["evening-walk", "grounding?version=99", "introduction", "%00"])
def test_an_activity_that_is_not_there_is_not_found(staff: FlaskClient, path: str) -> None:
    assert staff.get(f"/api/v1/activities/{path}").status_code == 404


@pytest.mark.parametrize("version", ["0", "x", "-1", "", "99999999999"])
def test_a_version_is_a_whole_number(staff: FlaskClient, version: str) -> None:
    answer = staff.get(f"/api/v1/activities/grounding?version={version}")
    assert (answer.status_code, forms.is_problem(answer, naming="version")) == (422, True)


def test_what_is_published_can_be_assigned_and_stays_what_it_was(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    published(staff, evening_walk())
    form = {"client_id": str(maya), "clinician_id": str(lind), "activity": "evening-walk"}
    assert forms.create(staff, "assignments", form).status_code == 201
    published(staff, evening_walk(minutes=20))
    assert forms.create(staff, "assignments", form).status_code == 201
    items = staff.get("/api/v1/assignments").json["items"]
    assert [(item["version"], item["minutes"], item["code_name"]) for item in items] == [
        (1, 15, "lantern"),
        (2, 20, "lantern 2"),
    ]


def test_every_process_finds_at_once_what_another_published(
    staff: FlaskClient, build_api: Any, clock: Any, empty: Cluster
) -> None:
    elsewhere = staff_of(build_api(), clock, "elsewhere")
    for minutes in (15, 20):
        published(staff, evening_walk(minutes=minutes))
        assert elsewhere.get("/api/v1/activities/evening-walk").json["minutes"] == minutes


def test_a_version_is_the_next_one_or_left_out(staff: FlaskClient, empty: Cluster) -> None:
    assert published(staff, evening_walk(version=1)) == ("evening-walk", 1)
    for version in (1, 3):
        answer = staff.post("/api/v1/activities", json=evening_walk(version=version))
        assert (answer.status_code, forms.is_problem(answer, naming="version")) == (409, True)
        assert "The next version of evening-walk is 2." in answer.json["detail"]
    assert published(staff, evening_walk()) == ("evening-walk", 2)
    assert published(staff, evening_walk(version=3)) == ("evening-walk", 3)
    assert kept(empty) == [("evening-walk", 1), ("evening-walk", 2), ("evening-walk", 3)]


def test_the_names_of_the_library_are_its_own(staff: FlaskClient, empty: Cluster) -> None:
    answer = staff.post("/api/v1/activities", json=evening_walk(slug="grounding"))
    assert (answer.status_code, forms.is_problem(answer, naming="slug")) == (409, True)
    assert kept(empty) == []


@pytest.mark.parametrize(("changed", "trouble"), TROUBLES)
def test_what_has_something_to_mend_is_not_published(
    staff: FlaskClient, empty: Cluster, changed: dict[str, Any], trouble: str
) -> None:
    answer = staff.post("/api/v1/activities", json=evening_walk(**changed))
    assert (answer.status_code, forms.is_problem(answer, naming="activity")) == (422, True), answer.json
    said = [error["detail"] for error in answer.json["errors"]]
    assert any(one.startswith(trouble) for one in said), said
    assert kept(empty) == []


def test_everything_there_is_to_mend_is_named_at_once(staff: FlaskClient) -> None:
    shape = staff.post("/api/v1/activities", json=evening_walk(intensity=4, colour="red", minutes=0)).json["errors"]
    assert {error["detail"].partition(":")[0] for error in shape} == {"intensity", "colour", "minutes"}
    words = evening_walk(closing={"en": "No more missed days.", "es": "Guardado en {code}."})
    said = [error["detail"] for error in staff.post("/api/v1/activities", json=words).json["errors"]]
    assert len(said) == 2


@pytest.mark.parametrize("body", [[], "grounding", 7, [{}]])
def test_an_activity_is_an_object(staff: FlaskClient, body: Any) -> None:
    assert staff.post("/api/v1/activities", json=body).status_code == 422
    assert staff.post("/api/v1/activities/bundle", json=body).status_code == 422


def test_publishing_again_with_the_same_key_publishes_once(staff: FlaskClient, empty: Cluster) -> None:
    answers = [
        staff.post("/api/v1/activities", json=evening_walk(), headers={"Idempotency-Key": "walk"}) for _ in range(2)
    ]
    assert [(answer.status_code, answer.json) for answer in answers] == [
        (201, {"slug": "evening-walk", "version": 1})
    ] * 2
    assert kept(empty) == [("evening-walk", 1)]


def test_two_who_publish_at_once_make_two_versions(staff: FlaskClient, empty: Cluster) -> None:
    with ThreadPoolExecutor(2) as both:
        made = list(both.map(lambda minutes: published(staff, evening_walk(minutes=minutes)), (15, 20)))
    assert sorted(made) == kept(empty) == [("evening-walk", 1), ("evening-walk", 2)]


def test_a_bundle_holds_the_newest_of_ones_own_and_what_else_is_named(staff: FlaskClient) -> None:
    assert staff.get("/api/v1/activities/bundle").json == bundle()
    published(staff, evening_walk())
    published(staff, evening_walk(minutes=20))
    published(staff, evening_walk(slug="morning-walk"))
    walks = [evening_walk(minutes=20, version=2), evening_walk(slug="morning-walk", version=1)]
    assert staff.get("/api/v1/activities/bundle").json == bundle(*walks)
    named = staff.get("/api/v1/activities/bundle?slug=morning-walk&slug=grounding").json["activities"]
    assert [one["slug"] for one in named] == ["morning-walk", "grounding"]
    answer = staff.get("/api/v1/activities/bundle?slug=moon-walk")
    assert (answer.status_code, forms.is_problem(answer, naming="slug")) == (422, True)


def test_a_bundle_is_published_elsewhere_and_again_changes_nothing(staff: FlaskClient, empty: Cluster) -> None:
    walks = bundle(evening_walk(version=2, minutes=20), evening_walk(slug="morning-walk", version=1))
    added = [{"slug": "evening-walk", "version": 2}, {"slug": "morning-walk", "version": 1}]
    first = staff.post("/api/v1/activities/bundle", json=walks)
    assert (first.status_code, first.json) == (200, {"added": added, "already_there": []})
    again = staff.post("/api/v1/activities/bundle", json=walks)
    assert again.json == {"added": [], "already_there": added}
    assert kept(empty) == [("evening-walk", 2), ("morning-walk", 1)]
    assert staff.get("/api/v1/activities/bundle").json == walks


def test_other_words_under_a_number_that_is_taken_become_the_next_version_once(
    staff: FlaskClient, empty: Cluster
) -> None:
    published(staff, evening_walk())
    theirs = bundle(evening_walk(version=1, minutes=20))
    assert staff.post("/api/v1/activities/bundle", json=theirs).json["added"] == [
        {"slug": "evening-walk", "version": 2}
    ]
    assert staff.post("/api/v1/activities/bundle", json=theirs).json["already_there"] == [
        {"slug": "evening-walk", "version": 2}
    ]
    assert kept(empty) == [("evening-walk", 1), ("evening-walk", 2)]


def test_a_built_in_activity_in_a_bundle_is_there_already_or_refused(staff: FlaskClient, empty: Cluster) -> None:
    [grounding] = staff.get("/api/v1/activities/bundle?slug=grounding").json["activities"]
    answer = staff.post("/api/v1/activities/bundle", json=bundle(grounding))
    assert answer.json == {"added": [], "already_there": [{"slug": "grounding", "version": 1}]}
    answer = staff.post("/api/v1/activities/bundle", json=bundle(evening_walk(), grounding | {"minutes": 9}))
    assert (answer.status_code, forms.is_problem(answer, naming="activities.1")) == (422, True)
    assert kept(empty) == []


def test_a_bundle_with_something_to_mend_is_refused_whole_and_all_of_it_is_named(
    staff: FlaskClient, empty: Cluster
) -> None:
    walks = bundle(evening_walk(), evening_walk(slug="night-walk", minutes=0), evening_walk(slug="bundle"), {})
    answer = staff.post("/api/v1/activities/bundle", json=walks)
    assert (answer.status_code, forms.is_problem(answer)) == (422, True)
    assert {error["field"] for error in answer.json["errors"]} == {"activities.1", "activities.2", "activities.3"}
    assert kept(empty) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"format": "between-activities-2"}, "format"),
        ({"format": None}, "format"),
        ({"activities": []}, "activities"),
        ({"activities": [7]}, "activities"),
        ({"activities": [{"slug": "walk"}] * 201}, "activities"),
        ({"comment": "ours"}, "comment"),
    ],
)
def test_what_is_no_bundle_is_refused_by_field(staff: FlaskClient, changed: dict[str, Any], field: str) -> None:
    answer = staff.post("/api/v1/activities/bundle", json=bundle(evening_walk()) | changed)
    assert (answer.status_code, forms.is_problem(answer, naming=field)) == (422, True)


def test_two_versions_of_one_activity_travel_together(staff: FlaskClient, empty: Cluster) -> None:
    both = bundle(evening_walk(version=2, minutes=20), evening_walk(version=1))
    assert staff.post("/api/v1/activities/bundle", json=both).status_code == 200
    assert kept(empty) == [("evening-walk", 1), ("evening-walk", 2)]
    assert staff.get("/api/v1/activities/evening-walk").json["minutes"] == 20


def test_a_definition_is_kept_as_it_was_written(staff: FlaskClient, api: Api) -> None:
    published(staff, evening_walk())
    with api.database.begin() as db:
        [body] = db.exec_driver_sql("select definition from bus.activity").scalars()
    assert body == evening_walk(version=1)
