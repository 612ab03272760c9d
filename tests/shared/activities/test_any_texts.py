"""What any texts at all do to any conversation: it ends, keeps every word, and never asks a third time."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.activities.definition import Activity
from shared.activities.engine import advance, hand_back, resume
from shared.activities.library import BUILT_IN, asides
from shared.activities.segments import measure
from tests.shared.activities.made_up import DENVER, PARAMS, Talk, activity, both, step

ANY_TEXT = st.one_of(
    st.sampled_from(
        [
            *("7", "6-7", "1 3", "0", "2 30", "6:30 7:00", "yes", "no", "not sure", "OK", "2", "Tue 6pm", "in 20 min"),
            *("SKIP", "SALTAR", "DONE", "NONE", "NADA", "ES TODO", "STOP", "a, b, c", "1. x 2. y", "mañana a las 7"),
            *("", " ", "\0", "\ud800", "😀" * 800, "9" * 1600, "{code} {said:a} {", "x" * 5000, "“física” – ½"),
        ]
    ),
    st.text(max_size=40),
    st.text(alphabet="0123456789/-.: aeiou", min_size=100, max_size=200).map(lambda some: (some * 16)[:1600]),
)
SEGMENTS = {"en": 1, "es": 2}
QUICK = settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def talk_at_random(tried: Activity, data: st.DataObject, *, cost: dict[str, int]) -> None:
    """Text anything until it ends; check everything that must hold."""
    params = replace(
        PARAMS,
        language=data.draw(st.sampled_from(["en", "es"])),
        by_keyword=bool(tried.keywords) and data.draw(st.booleans()),
    )
    smaller = bool(tried.smaller) and data.draw(st.booleans())
    carried = tuple(data.draw(st.lists(st.text(max_size=50), max_size=7))) if tried.carries else ()
    talk = Talk(tried, params, data.draw(st.integers(-5, 5)), DENVER, smaller, carried)
    raws: list[str] = []
    asked: Counter[tuple[str | None, int]] = Counter({(talk.state.step, 0): 1})
    texted: Counter[tuple[str | None, int, bool]] = Counter()
    while talk.state.step is not None:
        assert len(raws) <= 10 * len(tried.walk(smaller=smaller)) + 10
        before = talk.state
        raws.append(data.draw(ANY_TEXT))
        talk.hear(raws[-1], has_picture=data.draw(st.booleans()))
        texted[before.step, before.item, before.resumes_at is None] += 1
        if talk.follow_up and (talk.state.resumes_at != before.resumes_at or data.draw(st.booleans())):
            talk.wait()
        after = talk.state
        if after.step is not None and after.resumes_at is None and (after.step, after.item) not in asked:
            asked[after.step, after.item] += 1
        if data.draw(st.integers(0, 3)) == 0:
            back = hand_back(tried, talk.state, talk.now)
            if back.state != talk.state:
                asked[after.step, after.item] += 1
            talk.state = back.state
            talk.said += back.replies
    texts = [answer.raw for answer in talk.kept if answer.kind != "computed"]
    assert texts == raws
    assert max(asked.values()) <= 2
    # Whoever was asked twice has answered twice at most; what comes while a question waits is not counted.
    assert all(count <= 2 for (_, _, is_open), count in texted.items() if is_open)
    language = talk.state.params.language
    assert all(0 < measure(text).segments <= cost[language] for text in talk.said), talk.said
    assert advance(tried, talk.state, "more", talk.now).answers == []
    assert resume(tried, talk.state, talk.now).done


@pytest.mark.parametrize("tried", [*BUILT_IN.all(), *asides().values()], ids=lambda tried: tried.slug)
@QUICK
@given(data=st.data())
def test_whatever_is_texted_a_conversation_ends_and_keeps_every_word(tried: Activity, data: st.DataObject) -> None:
    talk_at_random(tried, data, cost=SEGMENTS)


ANSWERS: list[dict[str, Any]] = [
    *({"kind": "text"}, {"kind": "yes_no"}, {"kind": "time"}, {"kind": "moment"}, {"kind": "duration"}, {"kind": "ok"}),
    *({"kind": "photo"}, {"kind": "list", "count": 9}, {"kind": "scale", "low": 0, "high": 10}),
    {"kind": "number", "low": 0, "high": 50},
    {"kind": "choice", "options": [{"value": "a", "label": both("A b")}, {"value": "c", "label": both("C")}]},
    {
        "kind": "several",
        "parts": [
            {"key": "n", "label": "N", "answer": {"kind": "number", "low": 0, "high": 9}},
            {"key": "d", "label": "D", "answer": {"kind": "duration"}},
        ],
    },
]
WAITS: list[dict[str, Any]] = [{"minutes": 0}, {"minutes": 90}, {"day": "fri", "at": "02:30"}]


@st.composite
def activities(draw: st.DrawFn) -> Activity:
    """A list to begin with, then questions of any kind with ways, waits and loops."""
    steps = [step("s0", {"kind": "list", "count": 9}), step("s1", {"kind": "picks", "of": "s0"}, "{list:s0}?")]
    last = draw(st.integers(2, 6))
    for number in range(2, last + 1):
        each = draw(st.sampled_from([None, None, "s0", "s1"]))
        ask = "{item}?" if each else draw(st.sampled_from(["And?", "{code}: And?", "{said:s0}?"]))
        more: dict[str, Any] = {"each": each} if each else {}
        if draw(st.booleans()):
            more["required"] = True
        steps.append(step(f"s{number}", draw(st.sampled_from(ANSWERS)), ask, **more))
    for number, one in enumerate(steps[2:-1], start=2):
        following = steps[number + 1]
        if (
            draw(st.booleans())
            and "each" not in one
            and "each" not in following
            and "{said" not in following["ask"]["en"]
        ):
            one["wait"] = draw(st.sampled_from([*WAITS, *([{"until": f"s{number}"}] if _tells_time(one) else [])]))
        elif draw(st.booleans()):
            outside = [f"s{later}" for later in range(number + 1, last + 1) if "each" not in steps[later]]
            when = draw(st.sampled_from([{"value": "NADA"}, {"nothing": "s1"}]))
            passing = {"passes": True} if "value" in when else {}
            one["next"] = [{"when": when, "goto": draw(st.sampled_from([*outside, "end"])), **passing}]
    return activity(*steps, carries=draw(st.sampled_from([None, "s0", f"s{last}"])) or f"s{last}")


def _tells_time(one: dict[str, Any]) -> bool:
    return one["answer"]["kind"] in ("time", "moment")


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(tried=activities(), data=st.data())
def test_whatever_an_activity_asks_it_ends_and_keeps_every_word(tried: Activity, data: st.DataObject) -> None:
    talk_at_random(tried, data, cost={"en": 1, "es": 2})
