"""Makes the frozen activity out of a definition whose shape is right."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from shared.activities.definition import (
    END,
    Activity,
    Asked,
    Choice,
    Clock,
    Count,
    Items,
    Moment,
    Ok,
    Option,
    Part,
    Photo,
    Picks,
    Scale,
    Several,
    Span,
    Step,
    Wording,
    Words,
    YesNo,
)
from shared.activities.ways import leads

_LONGEST_SPAN = 24 * 60
_FOR_ASIDES: Mapping[str, Any] = {"intensity": 1, "populations": [], "minutes": 1, "window_hours": 24, "nudge": False}


def build_activity(loaded: Mapping[str, Any]) -> Activity:
    """The activity of a definition that the schema has loaded. An aside says of itself what it leaves out."""
    title = loaded["title"]
    spoken = Wording({language: (words,) for language, words in title.items()})
    given = {**_FOR_ASIDES, "why": spoken, "code_name": title, **loaded}
    steps = _in_a_row([_step(step) for step in given["steps"]])
    plain = ("slug", "version", "title", "kind", "why", "how", "intensity", "code_name", "minutes", "window_hours")
    activity = Activity(
        **{name: given[name] for name in plain},
        populations=tuple(given["populations"]),
        schedule=None,
        keywords=given["keyword"],
        keyword_step=given["keyword_step"] or steps[0].key,
        nudge=given["nudge"],
        cue=given["cue"],
        own_cue=given["own_cue"],
        carries=given["carries"],
        computes=given["computes"],
        steps=steps,
        smaller=_smaller(given["smaller"], steps),
        closing=given["closing"],
        source=given["source"],
    )
    return activity if given["schedule"] is None else replace(activity, schedule=activity.agree_on(given["schedule"]))


def _smaller(written: Sequence[Any], steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The smaller walk. A step that is used again loses the branches that lead outside, and a wait before the end."""
    known = {step.key: step for step in steps}
    again = {one for one in written if isinstance(one, str)}
    walk = _in_a_row([known[one] if isinstance(one, str) else _step(one) for one in written])
    inside = {step.key for step in walk} | {END}
    within = []
    for step in walk:
        if step.key in again:
            branches = tuple(branch for branch in step.branches if branch.goto in inside)
            step = replace(step, branches=branches)
            step = replace(step, wait=None if leads(step) == {END} else step.wait)
        within.append(step)
    return tuple(within)


def _in_a_row(steps: Sequence[Step]) -> tuple[Step, ...]:
    following = [*(step.key for step in steps[1:]), END][: len(steps)]
    return tuple(replace(step, following=after) for step, after in zip(steps, following, strict=True))


def _step(loaded: Mapping[str, Any]) -> Step:
    return Step(
        key=loaded["key"],
        label=loaded["label"],
        ask=loaded["ask"],
        answer=_asked(loaded["answer"]),
        required=loaded["required"],
        branches=loaded["next"],
        following=END,
        wait=loaded["wait"],
        each=loaded["each"],
    )


def _asked(answer: Mapping[str, Any]) -> Asked:
    kind = answer["kind"]
    if kind == "choice":
        return Choice(tuple(Option(one["value"], one["label"], one.get("letter")) for one in answer["options"]))
    if kind == "several":
        return Several(tuple(_part(part) for part in answer["parts"]))
    made: dict[str, Asked] = {
        "text": Words(),
        "yes_no": YesNo(),
        "moment": Moment(),
        "ok": Ok(),
        "photo": Photo(),
        "scale": Scale(answer.get("low", 0), answer.get("high", 0), answer.get("anchors", {})),
        "number": Count(answer.get("low", 0), answer.get("high", 0)),
        "time": Clock(answer.get("around")),
        "duration": Span(answer.get("most", _LONGEST_SPAN)),
        "list": Items(answer.get("count", 0)),
        "picks": Picks(answer.get("of", "")),
    }
    return made[kind]


def _part(part: Mapping[str, Any]) -> Part:
    answer = _asked(part["answer"])
    assert isinstance(answer, Count | Clock | Span)
    return Part(part["key"], part["label"], answer)
