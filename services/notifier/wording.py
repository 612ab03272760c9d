"""What a reminder says, and how the same words are known again on the carrier's list."""

import json
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from services.notifier.eligibility import Claimed
from shared import texts
from shared.activities import engine
from shared.activities.definition import Activity
from shared.activities.state import Params


class Composed(NamedTuple):
    """The text of one reminder, the step it asks, and the version of its wording where that is kept for the record."""

    body: str
    step: str | None
    wording: str | None


def compose_opt_in(language: str, sender_name: str) -> Composed:
    """The question that comes before everything else."""
    return Composed(texts.say("opt_in", language, sender=sender_name), None, texts.opt_in_version(language))


def compose(reminder: Claimed, activity: Activity, params_json: str, now: datetime) -> Composed:
    """The text of a prompt, nudge or follow-up. The same reminder always gets the same words, however often tried."""
    params = Params(**json.loads(params_json))
    if reminder.kind == "nudge":
        return Composed(texts.say("nudge", params.language, code=params.code), None, None)
    state, said = engine.begin(activity, params, now, engine.seed_of(reminder.occurrence_id))
    if reminder.kind == "prompt":
        return Composed("\n".join(said), state.step, None)
    waiting = replace(state, step=reminder.step, resumes_at=now)
    return Composed("\n".join(engine.resume(activity, waiting, now).replies), reminder.step, None)


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same but for white space, which carriers trim."""
    return one.split() == other.split()
