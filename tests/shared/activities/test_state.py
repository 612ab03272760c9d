"""What is kept of a conversation, and what is refused as that."""

import json
from typing import Any

import pytest

from shared.activities.state import InvalidParams, InvalidState, Params, State
from tests.shared.activities.made_up import DENVER, LIST, SCALE, Talk, activity, step

TELLING = activity(step("list", LIST), step("when", {"kind": "moment"}), step("rate", SCALE), step("last"))


def test_a_state_goes_through_json_and_back() -> None:
    state = Talk(TELLING, zone=DENVER).hear("a, b", "Tue 6pm", "7").state
    body = json.loads(json.dumps(state.to_json()))
    assert State.from_json(body) == state
    assert body["said"] == {"list": ["a", "b"], "when": "Tue 6pm", "rate": "7"} and body["values"] == {"rate": 7}
    assert body["moments"] == {"when": "2026-05-06T00:00:00+00:00"} and body["zone"] == DENVER


def test_a_state_stays_small_whatever_is_told_while_answers_keep_every_word() -> None:
    talk = Talk(activity(*(step(f"s{number}") for number in range(30)))).hear(*["long words " * 5000] * 29)
    assert all(len(told) <= 200 for told in talk.state.said.values())
    assert len(json.dumps(talk.state.to_json())) < 10_000
    assert all(answer.raw == "long words " * 5000 for answer in talk.kept)
    listed = Talk(TELLING).hear(", ".join(["x" * 500] * 9)).state.items("list")
    assert len(listed) == 3 and all(len(item) == 80 for item in listed)


@pytest.mark.parametrize(
    "change",
    [
        *(
            {"asked": 3},
            {"zone": "Mars/Base"},
            {"item": -1},
            {"said": {"a": 5}},
            {"said": {"a": [5]}},
            {"values": {"a": None}},
        ),
        *({"moments": {"a": "soon"}}, {"began_at": "2026-05-04T20:00:00"}, {"extra": 1}, {"params": {"code": "a"}}),
    ],
)
def test_what_is_no_state_is_refused(change: dict[str, Any]) -> None:
    body = Talk(TELLING).state.to_json()
    assert State.from_json(body)
    with pytest.raises(InvalidState):
        State.from_json(body | change)


@pytest.mark.parametrize("body", [None, [], {}, {"slug": 5}, "x"])
def test_what_is_no_object_of_ours_is_refused(body: object) -> None:
    with pytest.raises(InvalidState):
        State.from_json(body)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"code": "x" * 13}, "code"),
        ({"code": "{{{{{{{"}, "code"),
        ({"code": " "}, "code"),
        ({"code": "😀"}, "code"),
        ({"code": "a\nb"}, "code"),
        ({"code": "a", "link": "x" * 61}, "link"),
        ({"code": "a", "title": "茶"}, "title"),
        ({"code": "a", "minutes": 1000}, "minutes"),
        ({"code": "a", "minutes": 0}, "minutes"),
        ({"code": "a", "cue": "x" * 61}, "cue"),
        ({"code": "a", "why": "x" * 91}, "why"),
        ({"code": "a", "how": "x" * 61}, "how"),
        ({"code": "a", "how": "…" * 21, "language": "es"}, "how"),
    ],
)
def test_what_does_not_fit_the_texts_is_refused_by_field(given: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidParams) as refused:
        Params(**given)
    assert refused.value.field == named


def test_accents_and_curly_quotes_may_stand() -> None:
    assert Params("jardín", "es", title="“Así”").code == "jardín"
