"""Every fact on the bus has one agreed shape. `BETWEEN_GOLDEN=write` writes the files anew."""

import base64
import dataclasses
import json
import os
from datetime import datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest

from shared.events import FACTS, HEARS, READERS, AssignmentCreated, Fact, Sealed, field_types
from shared.schemas import BadFact, from_json, to_json
from tests.cast import MONDAY_NOON

GOLDEN = Path(__file__).parents[1] / "golden" / "facts"
KINDS = list(HEARS)


def made_up(kind: type[Fact], name: str, hint: Any) -> Any:
    """A value for a field, always the same one."""
    if get_origin(hint) in (Union, UnionType):
        return made_up(kind, name, next(arg for arg in get_args(hint) if arg is not NoneType))
    if get_origin(hint) is list:
        return [made_up(kind, f"{name}{place}", get_args(hint)[0]) for place in (1, 2)]
    if get_origin(hint) is dict:
        return {"kind": "daily", "times": ["18:00"], "window_minutes": 300, "until": None}
    plain: dict[Any, Any] = {
        UUID: uuid5(NAMESPACE_URL, f"{kind.__name__}.{name}"),
        str: f"a {name}",
        Sealed: base64.b64encode(f"sealed {name}".encode()).decode(),
        int: 30,
        bool: True,
        datetime: MONDAY_NOON,
    }
    return plain[hint]


def example(kind: type[Fact]) -> Fact:
    """A fact with every field given."""
    return kind(**{name: made_up(kind, name, hint) for name, hint in field_types(kind).items()})


def added_later(kind: type[Fact]) -> set[str]:
    """The fields that facts told long ago did not have."""
    assert dataclasses.is_dataclass(kind)
    return {field.name for field in dataclasses.fields(kind) if field.default is not dataclasses.MISSING}


def may_be_none(kind: type[Fact]) -> list[str]:
    """The fields that may be left open."""
    return [name for name, hint in field_types(kind).items() if NoneType in get_args(hint)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_fact_reads_as_agreed(kind: type[Fact]) -> None:
    path = GOLDEN / f"{kind.__name__}.json"
    written = json.dumps({"heard_by": sorted(HEARS[kind]), "body": to_json(example(kind))}, indent=2) + "\n"
    if os.environ.get("BETWEEN_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(written)
    assert path.exists(), f"{path.name} is missing. Look at it and keep it: BETWEEN_GOLDEN=write"
    assert written == path.read_text()


@pytest.mark.parametrize("kind", KINDS)
def test_an_agreed_body_is_read_as_the_same_fact(kind: type[Fact]) -> None:
    body = json.loads((GOLDEN / f"{kind.__name__}.json").read_text())["body"]
    assert from_json(kind.__name__, body) == example(kind)


def test_no_golden_file_is_left_of_a_fact_that_is_no_more() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(FACTS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_fact_comes_back_from_json_as_it_was(kind: type[Fact]) -> None:
    left_open = dataclasses.replace(example(kind), **dict.fromkeys(may_be_none(kind)))  # type: ignore[type-var]
    for fact in (example(kind), left_open):
        assert from_json(kind.__name__, json.loads(json.dumps(to_json(fact)))) == fact


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_with_a_missing_field_is_refused(kind: type[Fact]) -> None:
    whole = to_json(example(kind))
    for name in set(whole) - added_later(kind):
        with pytest.raises(BadFact, match=f"{kind.__name__}: .*{name}"):
            from_json(kind.__name__, {field: value for field, value in whole.items() if field != name})


def test_a_fact_told_before_a_field_was_added_is_read_with_its_default() -> None:
    told = to_json(example(AssignmentCreated))
    for name in added_later(AssignmentCreated):
        del told[name]
    read = from_json("AssignmentCreated", told)
    assert isinstance(read, AssignmentCreated)
    assert (read.introduce, read.needs_readiness) == (False, False)


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_with_an_unknown_field_is_refused(kind: type[Fact]) -> None:
    with pytest.raises(BadFact, match=rf"{kind.__name__}: \['moon_phase'\]"):
        from_json(kind.__name__, {**to_json(example(kind)), "moon_phase": "full"})


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_left_open_is_refused_where_it_may_not_be(kind: type[Fact]) -> None:
    whole = to_json(example(kind))
    for name in whole.keys() - set(may_be_none(kind)):
        with pytest.raises(BadFact, match=name):
            from_json(kind.__name__, {**whole, name: None})


TIMES = [(kind, name) for kind in KINDS for name, hint in field_types(kind).items() if hint is datetime]


@pytest.mark.parametrize(("kind", "name"), TIMES)
def test_a_time_without_its_offset_is_refused(kind: type[Fact], name: str) -> None:
    body = to_json(example(kind))
    assert datetime.fromisoformat(body[name]).tzinfo is not None
    with pytest.raises(BadFact, match=name):
        from_json(kind.__name__, {**body, name: "2026-03-02T19:00:00"})


def test_there_are_facts_with_times() -> None:
    assert len(TIMES) >= 4


@pytest.mark.parametrize("body", [[], None, "text", 7])
def test_a_body_that_is_no_object_is_refused(body: Any) -> None:
    with pytest.raises(BadFact, match="ClientErased"):
        from_json("ClientErased", body)


def test_an_unknown_fact_is_refused_by_name() -> None:
    with pytest.raises(BadFact, match="unknown fact MoonRose"):
        from_json("MoonRose", {})


def test_a_refusal_names_the_field_and_not_what_is_in_it() -> None:
    body = to_json(example(FACTS["DigestSent"]))
    with pytest.raises(BadFact) as refused:
        from_json("DigestSent", {**body, "digest_id": "words of a client"})
    assert str(refused.value) == "DigestSent: ['digest_id']"
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("kind", KINDS)
def test_every_fact_has_a_subject_and_somebody_who_hears_it(kind: type[Fact]) -> None:
    fact = example(kind)
    assert fact.subject == getattr(fact, kind.SUBJECT)
    assert HEARS[kind]
    assert set(HEARS[kind]) <= set(READERS)
    assert len(set(HEARS[kind])) == len(HEARS[kind])


def test_every_declared_fact_is_heard_by_somebody() -> None:
    assert set(Fact.__subclasses__()) == set(HEARS)
