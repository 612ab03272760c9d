"""What no single field of a definition can know: whether steps, branches, waits and placeholders fit each other."""

from collections.abc import Callable, Iterator

from shared.activities.computing import NEEDED_FOR_SLEEP_EFFICIENCY
from shared.activities.definition import (
    END,
    Activity,
    Branch,
    Choice,
    Clock,
    Count,
    Items,
    Moment,
    Picks,
    Scale,
    Several,
    Span,
    Step,
    Wording,
    YesNo,
)
from shared.activities.placeholders import TOLD, placeholders, quotes
from shared.activities.ways import block, leads

_LISTS = (Items, Picks)
_IN_SHORT_WORDS = frozenset({"code", "keyword", "minutes"})


def contradictions(activity: Activity) -> Iterator[str]:
    """Everything that does not fit, each with its step and field."""
    yield from _whole(activity)
    for name, walk in (("step", activity.steps), ("smaller step", activity.smaller)):
        yield from _Walk(activity, name, walk).contradictions()
    for step in activity.smaller:
        known = next((one for one in activity.steps if one.key == step.key), step)
        if known.answer != step.answer:
            yield f"smaller step {step.key}: answer: the step of this key has another"


def _whole(activity: Activity) -> Iterator[str]:
    steps = {step.key: step for step in activity.steps}
    first = activity.steps[0]
    if activity.keyword_step not in steps:
        yield f"keyword_step: there is no step {activity.keyword_step}"
    if activity.schedule and activity.schedule.kind == "keyword" and not activity.keywords:
        yield "keyword: the schedule needs one"
    if activity.carries is not None and activity.carries not in steps:
        yield f"carries: there is no step {activity.carries}"
    if activity.own_cue and not all("{cue}" in text for spoken in first.ask.variants.values() for text in spoken):
        yield f"step {first.key}: ask: own_cue needs {{cue}} in the first text"
    if activity.computes:
        for key, parts in NEEDED_FOR_SLEEP_EFFICIENCY.items():
            if key not in steps or _kinds(steps[key]) != parts:
                yield f"computes: {activity.computes} needs a step {key} ({', '.join(parts)})"
    for place, short in (("why", activity.why), ("how", activity.how), ("cue", activity.cue)):
        for name, key in placeholders(short) if short else ():
            if name not in _IN_SHORT_WORDS:
                yield f"{place}: {_shown(name, key)} cannot stand here"
    for place, wording in activity.wordings():
        if ("keyword", "") in placeholders(wording) and not activity.keywords:
            yield f"{place}: there is no keyword"


def _kinds(step: Step) -> tuple[str, ...]:
    if isinstance(step.answer, Several):
        return tuple(f"{part.key} {part.answer.kind}" for part in step.answer.parts)
    return (step.answer.kind,)


class _Walk:
    """The whole version or the smaller one."""

    def __init__(self, activity: Activity, name: str, walk: tuple[Step, ...]) -> None:
        self._activity = activity
        self._name = name
        self._walk = walk
        self._places = {step.key: place for place, step in enumerate(walk)}

    def contradictions(self) -> Iterator[str]:
        if not self._walk:
            return
        keys = [step.key for step in self._walk]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield f"{self._name} {key}: key: used twice"
        begins = {self._walk[0].key}
        if self._walk is self._activity.steps:
            begins.add(self._activity.keyword_step)
        for place, step in enumerate(self._walk):
            for trouble in self._step(step, place):
                yield f"{self._name} {step.key}: {trouble}"
            if step.key in begins and (quoted := _unopened(step)):
                yield f"{self._name} {step.key}: {quoted} in a text that begins a conversation"
        for trouble in self._closing(self._activity.closing, len(self._walk)):
            yield f"closing: {trouble}"

    def _step(self, step: Step, place: int) -> Iterator[str]:
        yield from (f"answer: {trouble}" for trouble in self._answer(step, place))
        yield from (f"ask: {trouble}" for trouble in self._ask(step, place))
        if step.each is not None and (trouble := self._unlisted(step.each, place)):
            yield f"each: {trouble}"
        for branch in step.branches:
            yield from (f"next: {trouble}" for trouble in self._branch(step, branch, place))
            if branch.closing:
                yield from (f"closing: {trouble}" for trouble in self._closing(branch.closing, place + 1))
        yield from (f"wait: {trouble}" for trouble in self._wait(step, place))

    def _answer(self, step: Step, place: int) -> Iterator[str]:
        answer = step.answer
        if isinstance(answer, Picks) and (trouble := self._unlisted(answer.of, place)):
            yield f"of: {trouble}"
        if isinstance(answer, Several):
            yield from _twice("parts", [part.key for part in answer.parts])
        if isinstance(answer, Choice):
            yield from _twice("options", [option.value for option in answer.options])
            yield from _twice("options", [option.letter.upper() for option in answer.options if option.letter])

    def _ask(self, step: Step, place: int) -> Iterator[str]:
        for name, key in sorted(placeholders(step.ask)):
            if name == "item" and step.each is None:
                yield "{item} needs each"
            if name == "list" and (trouble := self._unlisted(key, place)):
                yield f"{_shown(name, key)}: {trouble}"
            if name == "said" and (trouble := self._untold(key, place)):
                yield f"{_shown(name, key)}: {trouble}"
            elif name == "said" and not self._is_heard_once(key, step):
                yield f"{_shown(name, key)}: is told once for each thing"

    def _closing(self, closing: Wording, place: int) -> Iterator[str]:
        for name, key in sorted(placeholders(closing)):
            if name == "item":
                yield "{item} cannot stand here"
            if name == "list" and (trouble := self._unlisted(key, place)):
                yield f"{_shown(name, key)}: {trouble}"
            if name == "said" and (trouble := self._untold(key, place)):
                yield f"{_shown(name, key)}: {trouble}"

    def _branch(self, step: Step, branch: Branch, place: int) -> Iterator[str]:
        if branch.goto != END and branch.goto not in self._places:
            yield f"there is no step {branch.goto}"
        # A conversation that only goes forward ends, whatever is texted.
        elif branch.goto != END and self._places[branch.goto] <= place:
            yield f"{branch.goto} is not further on"
        elif branch.goto != END and self._is_inside_a_block(branch.goto, step):
            yield f"{branch.goto} is in the middle of what is asked for each thing"
        if branch.when and branch.when.nothing is not None:
            if trouble := self._untold(branch.when.nothing, place + 1):
                yield f"nothing: {trouble}"
        elif trouble := _unanswerable(step, branch):
            yield trouble

    def _wait(self, step: Step, place: int) -> Iterator[str]:
        if step.wait is None:
            return
        if step.each is not None:
            yield "what is asked for each thing comes without one"
        if leads(step) == {END}:
            yield "there is nothing to wait for"
        if step.wait.until is not None:
            kinds = (Moment, Clock)
            if trouble := self._untold(step.wait.until, place + 1, lambda told: isinstance(told.answer, kinds)):
                yield f"until: {trouble}, or tells no time"
        for key in sorted(leads(step) & self._places.keys()):
            if trouble := _unopened(self._walk[self._places[key]]):
                yield f"step {key} {trouble} in a text sent later"

    def _unlisted(self, key: str, place: int) -> str | None:
        if key == self._activity.carries:
            return None
        trouble = self._untold(key, place, lambda told: isinstance(told.answer, _LISTS))
        return trouble and f"{trouble}, or tells no list"

    def _untold(self, key: str, place: int, fits: Callable[[Step], bool] = lambda step: True) -> str | None:
        """Why nothing is told at a step by then, or None."""
        if key == self._activity.carries:
            return None
        told = [step for step in self._walk[:place] if step.key == key]
        return None if told and fits(told[0]) else f"{key} is no step before this one"

    def _is_heard_once(self, key: str, step: Step) -> bool:
        told = next((one for one in self._walk if one.key == key), step)
        return told.each is None or told in block(self._walk, step.key)

    def _is_inside_a_block(self, key: str, step: Step) -> bool:
        together = block(self._walk, key)
        return together[0].key != key and step not in together


def _unopened(step: Step) -> str | None:
    """Why a step cannot be asked by somebody who knows no words, or None."""
    if quotes(step.ask):
        return f"quotes {', '.join(sorted(_shown(*one) for one in placeholders(step.ask) if one[0] in TOLD))}"
    if step.each is not None or isinstance(step.answer, Picks):
        return "asks about a list"
    return None


def _unanswerable(step: Step, branch: Branch) -> str | None:
    """Why a branch can never be taken, or None."""
    when, answer = branch.when, step.answer
    if when is None:
        return None
    if when.skipped:
        return "a required step is never skipped" if step.required else None
    if when.choice is not None:
        return None if when.choice in _choices(step) else f"there is no choice {when.choice}"
    if when.values and all(isinstance(word, str) for word in when.values):
        fits = branch.passes or not isinstance(answer, Choice | YesNo | Scale | Count | Span)
        known = isinstance(answer, YesNo) and set(when.values) <= _choices(step)
        return None if fits or known else "this kind of answer has no such value"
    if isinstance(answer, Scale | Count | Span):
        low, high = (0, answer.most) if isinstance(answer, Span) else (answer.low, answer.high)
        numbers = when.within or when.values
        fits = all(isinstance(number, int) and low <= number <= high for number in numbers)
        ordered = when.within is None or when.within[0] <= when.within[1]
        return None if fits and ordered else f"{list(numbers)} is not between {low} and {high}"
    return "this kind of answer has no such value"


def _choices(step: Step) -> set[str | int]:
    if isinstance(step.answer, YesNo):
        return {"yes", "no", "unsure"}
    return {option.value for option in step.answer.options} if isinstance(step.answer, Choice) else set()


def _twice(field: str, names: list[str]) -> Iterator[str]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{field}: {name} is used twice"


def _shown(name: str, step: str) -> str:
    return f"{{{name}:{step}}}" if step else f"{{{name}}}"
