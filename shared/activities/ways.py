"""The ways through the steps of an activity."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from shared.activities.definition import END, Step


def leads(step: Step) -> frozenset[str]:
    """Where a step may lead: the keys of steps, or END."""
    branched = frozenset(branch.goto for branch in step.branches)
    has_branch_for_all = any(branch.when is None for branch in step.branches)
    return branched if has_branch_for_all else branched | {step.following}


def block(walk: Sequence[Step], key: str) -> tuple[Step, ...]:
    """The neighbouring steps that are asked together for one thing; the step alone where it is asked only once."""
    for each, together in groupby(walk, key=lambda step: step.each):
        steps = tuple(together)
        if any(step.key == key for step in steps):
            return steps if each else tuple(step for step in steps if step.key == key)
    raise KeyError(key)


def lost_ways(name: str, walk: tuple[Step, ...], begins: set[str]) -> Iterator[str]:
    """Branches that are never taken, questions that are never asked, and ways without an end."""
    ahead = {step.key: leads(step) for step in walk}
    for step in walk:
        conditions = [branch.when for branch in step.branches]
        for number, when in enumerate(conditions):
            if None in conditions[:number]:
                yield f"{name} {step.key}: next: nothing after the branch for every answer is ever taken"
            elif when in conditions[:number]:
                yield f"{name} {step.key}: next: two branches are for the same answer"
        if END not in _beyond(step.key, ahead):
            yield f"{name} {step.key}: never comes to an end"
        if step.key in _beyond(step.key, ahead):
            yield f"{name} {step.key}: can come round again"
    asked = begins.union(*(_beyond(key, ahead) for key in begins))
    for step in walk:
        if step.key not in asked:
            yield f"{name} {step.key}: is never asked"


def _beyond(start: str, ahead: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Everything that may come after a step, however far."""
    found: set[str] = set()
    coming = set(ahead[start])
    while coming:
        key = coming.pop()
        if key not in found:
            found.add(key)
            coming |= ahead.get(key, frozenset())
    return frozenset(found)
