"""What a definition may say, and what is refused as none, named by file, step and field."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from shared.activities.definition import Moment, Picks, Span, Wait, When, YesNo
from shared.activities.schema import InvalidActivity, load_activity, parse_activity
from shared.schedule import from_json, to_json
from tests.shared.activities.made_up import LIST, OK, SCALE, TEXT, both, step, written

CHOICE = {"kind": "choice", "options": [{"value": "yes", "label": both("Yes")}, {"value": "no", "label": both("No")}]}
PART = {"key": "a", "label": "A", "answer": {"kind": "number", "low": 0, "high": 9}}
OPENING = "{code}: a?"


def everything() -> dict[str, Any]:
    """A definition with a bit of everything."""
    return written(
        step("came", CHOICE, next=[{"when": {"choice": "no"}, "goto": "end", "closing": both("{code}")}]),
        step("list", LIST, next=[{"when": {"nothing": "list"}, "goto": "strength"}]),
        step("which", {"kind": "picks", "of": "list"}, "{list:list}"),
        step("for_each", TEXT, "{item}?", each="which"),
        step("and_then", TEXT, "{item}, {said:for_each}?", each="which"),
        step("strength", SCALE, next=[{"when": {"range": [0, 3]}, "goto": "when"}]),
        step("when", {"kind": "moment"}, wait={"until": "when", "plus_minutes": 10, "else_minutes": 60}),
        step("long", {"kind": "duration", "most": 90}, wait={"minutes": 5}),
        step("night", {"kind": "several", "parts": [PART, PART | {"key": "b"}]}, wait={"day": "fri", "at": "16:30"}),
        step("sure", {"kind": "yes_no"}, next=[{"when": {"value": ["no", "unsure"]}, "goto": "end"}]),
        step("last", TEXT, "You said {said:list}."),
        smaller=["came", step("own", OK), "when", "long"],
        schedule={"kind": "weekdays", "days": ["mon", "wed"], "times": ["19:30"], "count": 9},
        keyword={"en": "THINK", "es": "PENSAR"},
        how={"en": "Text {keyword} any time.", "es": "Escribe {keyword}."},
        nudge=True,
    )


def test_a_whole_definition_is_read() -> None:
    activity = load_activity(everything(), "all.yaml")
    steps = {one.key: one for one in activity.steps}
    assert isinstance(steps["sure"].answer, YesNo) and isinstance(steps["when"].answer, Moment)
    assert steps["which"].answer == Picks("list") and steps["long"].answer == Span(90)
    assert steps["when"].wait == Wait(until="when", plus_minutes=10, else_minutes=60)
    assert steps["long"].wait == Wait(minutes=5) and steps["night"].wait is not None and steps["night"].wait.day == 4
    assert steps["list"].branches[0].when == When(nothing="list") and steps["list"].following == "which"
    assert activity.keyword("es") == "PENSAR" and activity.keyword_step == "came"
    assert activity.languages == {"en", "es"} and activity.label("own") == "own"
    assert [one.key for one in activity.smaller] == ["came", "own", "when", "long"]


def test_the_default_schedule_carries_window_and_nudge() -> None:
    schedule = load_activity(everything(), "all.yaml").schedule
    assert schedule is not None and from_json(to_json(schedule)) == schedule
    body = to_json(schedule)
    assert body["window_minutes"] == 300 and body["nudge_after_minutes"] == 150 and body["count"] == 9


def test_an_aside_may_leave_out_what_only_homework_has() -> None:
    body = written(step("a"), kind="aside")
    for name in ("why", "intensity", "populations", "code_name", "minutes", "window_hours", "nudge"):
        del body[name]
    assert load_activity(body, "aside.yaml").steps[0].key == "a"
    assert "bad.yaml: why: Missing data for required field." in refused(body | {"kind": "skill"})


def refused(body: object) -> list[str]:
    with pytest.raises(InvalidActivity) as trouble:
        load_activity(body, "bad.yaml")
    return trouble.value.troubles


def put(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Set, or (None) delete, what stands at a path; a step is named by its key."""

    def change(body: dict[str, Any]) -> None:
        *way, last = path.split(".")
        inner: Any = body
        for part in way:
            inner = inner[part] if isinstance(inner, dict) else inner[_place(inner, part)]
        if value is None:
            del inner[last]
        else:
            inner[last if isinstance(inner, dict) else _place(inner, last)] = value

    return change


def _place(steps: list[Any], name: str) -> int:
    keys = [one.get("key") if isinstance(one, dict) else one for one in steps]
    return keys.index(name) if name in keys else int(name)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (put("colour", "red"), "colour: Unknown field."),
        (put("slug", None), "slug: Missing data for required field."),
        (put("slug", "Three Things"), "slug: "),
        (put("version", True), "version: "),
        (put("title", "Try"), "title: Give the words per language"),
        (put("title", both("x" * 81)), "title: en: "),
        (put("kind", "chore"), "kind: "),
        (put("why", None), "why: Missing data for required field."),
        (put("why", both("Because {said:came}")), "why: {said:came} cannot stand here"),
        (put("how", both("Go to {link}")), "how: {link} cannot stand here"),
        (put("intensity", 4), "intensity: "),
        (put("code_name", both("a very long code")), "code_name: en: Give 1 to 12 letters or digits."),
        (put("code_name", both("no_good")), "code_name: "),
        (put("keyword", {"en": "STOP"}), "keyword: This word is taken: STOP."),
        (put("keyword", {"en": "THINK", "es": "AYUDA"}), "keyword: This word is taken: AYUDA."),
        (put("keyword", {"en": "LATER"}), "keyword: This word is taken: LATER."),
        (put("keyword", {"en": "think"}), "keyword: en: Give 3 to 12 capital letters."),
        (put("keyword", None), "how: there is no keyword"),
        (put("keyword_step", "where"), "keyword_step: there is no step where"),
        (put("keyword_step", "last"), "step last: quotes {said:list} in a text that begins a conversation"),
        (put("carries", "where"), "carries: there is no step where"),
        (put("own_cue", True), "step came: ask: own_cue needs {cue} in the first text"),
        (put("computes", "sleep_efficiency"), "computes: sleep_efficiency needs a step tried (time)"),
        (put("computes", "happiness"), "computes: "),
        (put("populations.0", "cats"), "populations: 0: "),
        (put("schedule.times", [990]), "schedule: times: "),
        (put("steps", []), "steps: "),
        (put("steps.list.ask", None), "step list: ask: Missing data"),
        (put("steps.list.ask", "What?"), "step list: ask: Give the words per language"),
        (put("steps.list.ask", {"en": "Hi", "xx": "?"}), "step list: ask: Unknown language: xx."),
        (put("steps.list.ask", {"en": ["a", "b"], "es": ["c"]}), "step list: ask: Give as many variants"),
        (put("steps.list.ask", both("Hi {name}")), "step list: ask: en: unknown placeholder {name}."),
        (put("steps.list.ask", both("Hi {code")), "step list: ask: en: unknown placeholder {."),
        (put("steps.list.ask", both("Hi {said}")), "step list: ask: en: unknown placeholder {said}."),
        (put("steps.list.ask", both("Hi {code:came}")), "step list: ask: en: unknown placeholder {code:came}."),
        (put("steps.list.ask", both("Hi {said:list}")), "step list: ask: {said:list}: list is no step before"),
        (put("steps.list.ask", both("Hi {said:last}")), "step list: ask: {said:last}: last is no step before"),
        (put("steps.list.ask", both("Hi {item}")), "step list: ask: {item} needs each"),
        (put("steps.list.ask", both("Hi {list:came}")), "step list: ask: {list:came}: "),
        (put("steps.came.ask", both("{said:came}")), "step came: ask: {said:came}: "),
        (put("steps.long.ask", both("Hi {said:list}")), "step when: wait: step long quotes {said:list} in a text sent"),
        (put("steps.last.ask", both("{said:for_each}")), "step last: ask: {said:for_each}: is told once for each"),
        (put("steps.list.hint", "x"), "step list: hint: Unknown field."),
        (put("steps.list.key", "end"), "step end: key: "),
        (put("steps.list.key", "came"), "step came: key: used twice"),
        (put("steps.list.answer", {"kind": "essay"}), "step list: answer: kind: "),
        (put("steps.list.answer", {"kind": "list"}), "step list: answer: count: This kind of answer needs it."),
        (put("steps.list.answer", {"kind": "list", "count": 10}), "step list: answer: count: "),
        (put("steps.came.answer", {"kind": "scale", "low": 0}), "step came: answer: high: This kind of answer needs"),
        (put("steps.came.answer", {"kind": "text", "low": 0}), "step came: answer: low: This kind of answer has no"),
        (put("steps.came.answer", SCALE | {"low": 10}), "step came: answer: high: Must be above low."),
        (put("steps.came.answer", SCALE | {"high": 101}), "step came: answer: high: A scale ends at 100 at most."),
        (
            put("steps.came.answer", {"kind": "time", "around": 1380}),
            'step came: answer: around: Give a time as "HH:MM"',
        ),
        (put("steps.came.answer", {"kind": "choice", "options": []}), "step came: answer: options: "),
        (put("steps.came.answer.options.1.value", "yes"), "step came: answer: options: yes is used twice"),
        (put("steps.night.answer.parts.1.key", "a"), "step night: answer: parts: a is used twice"),
        (put("steps.night.answer.parts.1.answer", TEXT), "step night: answer: part b: answer: A part is one of"),
        (put("steps.night.answer.parts", [PART]), "step night: answer: parts: "),
        (
            put("steps.which.answer.of", "came"),
            "step which: answer: of: came is no step before this one, or tells no list",
        ),
        (put("steps.which.answer.of", "which"), "step which: answer: of: which is no step before"),
        (put("steps.for_each.each", "came"), "step for_each: each: came is no step before this one, or tells no list"),
        (put("steps.for_each.wait", {"minutes": 5}), "step for_each: wait: what is asked for each thing comes without"),
        (put("steps.list.wait", {"minutes": 5}), "step list: wait: step which quotes {list:list} in a text sent later"),
        (put("steps.came.next", "and_then"), "step came: next: and_then is in the middle of what is asked for each"),
        (put("steps.list.next", "where"), "step list: next: there is no step where"),
        (put("steps.list.next", "came"), "step list: next: came is not further on"),
        (put("steps.list.next", "list"), "step list: next: list is not further on"),
        (put("steps.list.next", [{"when": {}, "goto": "end"}]), "step list: next: 0: when: "),
        (
            put("steps.list.next", [{"when": {"value": True}, "goto": "end"}]),
            "step list: next: 0: when: value: Give words",
        ),
        (put("steps.list.next", [{"when": {"choice": "no"}, "goto": "end"}]), "step list: next: there is no choice no"),
        (
            put("steps.list.next", [{"when": {"value": 3}, "goto": "end"}]),
            "step list: next: this kind of answer has no",
        ),
        (
            put("steps.list.next", [{"when": {"nothing": "last"}, "goto": "end"}]),
            "step list: next: nothing: last is no",
        ),
        (put("steps.list.next", [{"goto": "which", "closing": both("Bye")}]), "step list: next: 0: closing: "),
        (put("steps.came.next.0.when", {"choice": "maybe"}), "step came: next: there is no choice maybe"),
        (put("steps.came.next.0.closing", both("{item}")), "step came: closing: {item} cannot stand here"),
        (put("steps.came.next.0.closing", both("{said:list}")), "step came: closing: {said:list}: list is no step"),
        (put("steps.strength.next.0.when.range", [5, 11]), "step strength: next: [5, 11] is not between 0 and 10"),
        (put("steps.strength.next.0.when.range", [5, 3]), "step strength: next: [5, 3] is not between"),
        (put("steps.strength.next.0.when", {"value": "LOTS"}), "step strength: next: this kind of answer has no such"),
        (put("steps.sure.next.0.when.value", "perhaps"), "step sure: next: this kind of answer has no such value"),
        (put("steps.list.required", "yes"), "step list: required: "),
        (put("steps.last.wait", {"minutes": 5}), "step last: wait: there is nothing to wait for"),
        (put("steps.long.wait", {"minutes": -1}), "step long: wait: minutes: "),
        (put("steps.long.wait", 5), "step long: wait: Give minutes, or until"),
        (put("steps.long.wait", {"minutes": 5, "until": "when"}), "step long: wait: Give minutes, or until"),
        (put("steps.long.wait", {"day": "fri"}), "step long: wait: Give minutes, or until"),
        (
            put("steps.long.wait", {"until": "list"}),
            "step long: wait: until: list is no step before this one, or tells",
        ),
        (put("steps.long.wait", {"until": "last"}), "step long: wait: until: last is no step before this one"),
        (put("smaller.0", "where"), "smaller: There is no step where."),
        (put("smaller.own", step("last", SCALE)), "smaller step last: answer: the step of this key has another"),
        (put("smaller.own", step("own", TEXT, "{said:list}")), "smaller step own: ask: {said:list}: list is no step"),
        (put("smaller.own", step("own") | {"ask": "x"}), "smaller step own: ask: Give the words per language"),
        (put("smaller.when", "last"), "smaller step last: ask: {said:list}: list is no step before this one"),
        (put("closing", None), "closing: Missing data"),
        (put("closing", both("{said:where} {code}")), "closing: {said:where}: where is no step before"),
    ],
)
def test_what_is_wrong_is_named_by_file_step_and_field(change: Callable[[dict[str, Any]], None], named: str) -> None:
    body = copy.deepcopy(everything())
    change(body)
    troubles = refused(body)
    assert any(trouble.startswith(f"bad.yaml: {named}") for trouble in troubles), troubles


def test_a_required_step_has_no_way_for_skips() -> None:
    way = [{"when": {"skipped": True}, "goto": "end"}]
    assert refused(written(step("a", required=True, next=way))) == [
        "bad.yaml: step a: next: a required step is never skipped"
    ]


def test_a_keyword_schedule_needs_a_keyword() -> None:
    assert refused(written(step("a"), schedule={"kind": "keyword"})) == ["bad.yaml: keyword: the schedule needs one"]


def test_a_conversation_does_not_begin_with_a_list() -> None:
    for begins in (step("a", {"kind": "picks", "of": "b"}), step("a", each="b")):
        troubles = refused(written(begins, step("b"), carries="b"))
        assert troubles == ["bad.yaml: step a: asks about a list in a text that begins a conversation"]


def test_what_is_carried_may_be_quoted_listed_and_asked_about_from_the_second_text_on() -> None:
    body = written(
        step("a"),
        step("b", {"kind": "picks", "of": "d"}, "{list:d} {said:d}", next=[{"when": {"nothing": "d"}, "goto": "end"}]),
        step("c", TEXT, "{item}", each="d"),
        step("d", TEXT, next="end"),
        carries="d",
    )
    assert load_activity(body, "ok.yaml").carries == "d"
    del body["carries"]
    assert len(refused(body)) == 5


@pytest.mark.parametrize("written_down", ["", "- a", "a: [", "5", "!!python/object:os.system {}"])
def test_what_is_no_definition_is_refused(written_down: str) -> None:
    with pytest.raises(InvalidActivity, match=r"bad\.yaml"):
        parse_activity(written_down, "bad.yaml")


@pytest.mark.parametrize("steps", ["x", [5], [None], [[]], [{}], [{"key": 5}], {"a": 1}])
def test_what_are_no_steps_are_refused(steps: object) -> None:
    assert refused(written() | {"steps": steps})
    assert refused(written(step("a")) | {"smaller": steps})
