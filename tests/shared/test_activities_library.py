"""The activities we ship, and what is refused as one."""

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.activities import library
from shared.activities.definition import Activity, Wording
from shared.activities.lint import lint
from shared.activities.schema import InvalidActivity, load_activity, parse_activity
from shared.schedule import from_json, to_json

SLUGS = {"thought-log", "three-good-things", "grounding", "reading"}


def definition(slug: str = "thought-log") -> dict[str, Any]:
    body: dict[str, Any] = yaml.safe_load((library.FOLDER / f"{slug}.yaml").read_text(encoding="utf-8"))
    return copy.deepcopy(body)


def test_the_first_four_are_there() -> None:
    assert {activity.slug for activity in library.all()} == SLUGS
    assert library.get("grounding", 1).keyword == "GROUND"
    assert library.get("thought-log", 1).keyword == "THINK"


@pytest.mark.parametrize(("slug", "version"), [("grounding", 2), ("yoga", 1), ("", 0)])
def test_what_is_not_there_is_said(slug: str, version: int) -> None:
    with pytest.raises(library.UnknownActivity):
        library.get(slug, version)


@pytest.mark.parametrize("activity", library.all_versions(), ids=lambda activity: activity.slug)
def test_each_activity_is_clean(activity: Activity) -> None:
    assert lint(activity) == []


@pytest.mark.parametrize("file", sorted(library.FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_file_is_named_after_its_activity(file: Path) -> None:
    assert parse_activity(file.read_text(encoding="utf-8"), file.name).slug == file.stem


def test_the_default_schedule_carries_window_and_nudge() -> None:
    schedule = library.get("three-good-things", 1).schedule
    assert schedule is not None
    assert to_json(schedule) == {
        "kind": "weekdays",
        "days": ["mon", "wed", "fri"],
        "times": ["19:30"],
        "count": 9,
        "window_minutes": 900,
        "nudge_after_minutes": 450,
    }
    assert from_json(to_json(schedule)) == schedule


def put(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(body: dict[str, Any]) -> None:
        *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        inner: Any = body
        for part in way:
            inner = inner[part]
        if value is None:
            del inner[last]
        else:
            inner[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (put("colour", "red"), "bad.yaml: colour: Unknown field."),
        (put("slug", None), "bad.yaml: slug: Missing data for required field."),
        (put("version", True), "bad.yaml: version: "),
        (put("kind", "chore"), "bad.yaml: kind: "),
        (put("intensity", 4), "bad.yaml: intensity: "),
        (put("code_name", "a very long code"), "bad.yaml: code_name: "),
        (put("keyword", "STOP"), "bad.yaml: keyword: This word is taken."),
        (put("keyword_step", "where"), "bad.yaml: keyword_step: there is no step where"),
        (put("populations.0", "cats"), "bad.yaml: populations: 0: "),
        (put("schedule.times", [990]), "bad.yaml: schedule: times: 0: "),
        (put("steps", []), "bad.yaml: steps: "),
        (put("steps.1.ask", None), "bad.yaml: step what: ask: Missing data"),
        (put("steps.1.ask", "What?"), "bad.yaml: step what: ask: Give the words per language"),
        (put("steps.1.ask", {"en": "Hi {name}"}), "bad.yaml: step what: ask: en: unknown placeholder {name}."),
        (put("steps.1.ask", {"en": "Hi {code"}), "bad.yaml: step what: ask: en: unknown placeholder {."),
        (put("steps.1.ask", {"en": "Hi", "xx": "?"}), "bad.yaml: step what: ask: Unknown language: xx."),
        (put("steps.1.hint", "x"), "bad.yaml: step what: hint: Unknown field."),
        (put("steps.1.key", "end"), "bad.yaml: step end: key: "),
        (put("steps.1.answer", {"kind": "photo"}), "bad.yaml: step what: answer: kind: "),
        (
            put("steps.1.answer", {"kind": "scale", "low": 0}),
            "bad.yaml: step what: answer: high: This kind of answer needs it.",
        ),
        (put("steps.1.answer", {"kind": "text", "low": 0}), "bad.yaml: step what: answer: low: "),
        (put("steps.1.answer", {"kind": "scale", "low": 5, "high": 5}), "bad.yaml: step what: answer: high: "),
        (put("steps.1.next", "where"), "bad.yaml: step what: next: there is no step where"),
        (put("steps.1.next", "came"), "bad.yaml: step what: next: came is not further on"),
        (put("steps.1.next", [{"when": {}, "goto": "end"}]), "bad.yaml: step what: next: 0: when: "),
        (
            put("steps.1.next", [{"goto": "feeling", "closing": {"en": "Bye"}}]),
            "bad.yaml: step what: next: 0: closing: ",
        ),
        (put("steps.0.next.0.when", {"choice": "maybe"}), "bad.yaml: step came: next: there is no choice maybe"),
        (put("steps.4.next", [{"when": {"range": [5, 11]}, "goto": "end"}]), "bad.yaml: step strength: next: "),
        (put("steps.2.key", "what"), "bad.yaml: step what: key: used twice"),
        (put("steps.1.wait_minutes", -1), "bad.yaml: step what: wait_minutes: "),
    ],
)
def test_what_is_wrong_is_named_by_file_step_and_field(change: Callable[[dict[str, Any]], None], named: str) -> None:
    body = definition()
    change(body)
    with pytest.raises(InvalidActivity) as refused:
        load_activity(body, "bad.yaml")
    assert any(trouble.startswith(named) for trouble in refused.value.troubles), refused.value.troubles


@pytest.mark.parametrize("written", ["", "- a", "a: [", "5", "!!python/object:os.system {}"])
def test_what_is_no_definition_is_refused(written: str) -> None:
    with pytest.raises(InvalidActivity, match=r"bad\.yaml"):
        parse_activity(written, "bad.yaml")


def says(text: str) -> Callable[[dict[str, Any]], None]:
    return put("steps.2.ask", {"en": text})


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (says("x" * 161), "step thoughts: ask (en): costs 2 segments"),
        (says("x" * 150 + "{code}"), "step thoughts: ask (en): costs 2 segments"),
        (says("It’s fine"), "step thoughts: ask (en): has a character outside the GSM alphabet"),
        (says("You missed it"), "step thoughts: ask (en): says missed"),
        (says("Your therapist reads it"), "step thoughts: ask (en): says therapist"),
        (says("Text END when over"), "step thoughts: ask (en): asks for END"),
        (says("or reply stop"), "step thoughts: ask (en): asks for STOP"),
        (put("steps.0.ask", {"en": "Hi"}), "step came: ask: opens a conversation"),
        (put("steps.1.ask", {"en": "Hi"}), "step what: ask: opens a conversation"),
        (put("closing", {"en": "Bye"}), "closing: does not name {code}"),
        (put("steps.0.next.0.closing", {"en": "Bye"}), "step came: closing: does not name {code}"),
        (put("steps.0.answer.options.0.label", {"en": "Yes"}), "step came: option Yes: the carrier acts"),
        (put("steps.1.next", "strength"), "step thoughts: is never asked"),
        (put("steps.1.next", [{"goto": "end"}, {"goto": "feeling"}]), "step what: next: nothing after"),
        (put("steps.4.wait_minutes", 5), "step strength: wait_minutes: there is nothing to wait for"),
    ],
)
def test_lint_says_what_to_mend(change: Callable[[dict[str, Any]], None], named: str) -> None:
    body = definition()
    change(body)
    found = lint(load_activity(body, "bad.yaml"))
    assert any(trouble.startswith(named) for trouble in found), found


def test_lint_sees_a_conversation_that_never_ends() -> None:
    activity = library.get("thought-log", 1)
    round_again = replace(activity.steps[-1], following="what")
    found = lint(replace(activity, steps=(*activity.steps[:-1], round_again)))
    assert "step strength: can come round again" in found


def test_a_language_counts_only_when_every_text_speaks_it() -> None:
    activity = library.get("reading", 1)
    closing = Wording({"en": ("Bye {code}",), "es": ("Adios {code}",)})
    assert replace(activity, closing=closing).languages == {"en"}
