"""Which question comes next: through blocks asked for each of several things, and past what there is nothing for."""

from dataclasses import replace

from shared.activities.definition import END, Activity, Picks, Step
from shared.activities.state import State
from shared.activities.ways import block


def go(activity: Activity, state: State, step: Step, goto: str) -> State:
    """The state with the next question open, not yet asked; its step is None when there is none.

    1. Inside a block the way goes on for the same thing. A way out of the block goes on with the next thing, and only
       after the last one leads out.
    2. A block about a list with nothing in it is passed over, and so is a question which of no things.
    """
    walk = activity.walk(smaller=state.is_smaller)
    item = state.item
    while True:
        together = block(walk, step.key)
        if step.each is None or goto not in [one.key for one in together]:
            item += 1
            if step.each is not None and item < len(state.items(step.each)):
                goto = together[0].key
            else:
                item = 0
        if goto == END:
            return end(state)
        there = activity.step(goto, smaller=state.is_smaller)
        if there.each is not None and not state.items(there.each):
            step = block(walk, goto)[-1]
        elif isinstance(there.answer, Picks) and not state.items(there.answer.of):
            step = there
        else:
            return _opened(state, there, item, block(walk, goto))
        goto = step.following


def end(state: State) -> State:
    """The state when it is over. What was remembered is for questions to come, and there are none."""
    return replace(state, step=None, asked=1, item=0, said={}, values={}, moments={})


def _opened(state: State, step: Step, item: int, together: tuple[Step, ...]) -> State:
    # What was said of one thing is never quoted as said of the next.
    keys = {one.key for one in together} if step.each is not None and step.key == together[0].key else set()
    said = {key: told for key, told in state.said.items() if key not in keys}
    return replace(state, step=step.key, item=item, asked=1, said=said)
