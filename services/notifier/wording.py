"""What a reminder says, and how the same words are known again on the carrier's list."""

import json
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from services.notifier.asides import ASIDES
from services.notifier.claiming import Claimed
from shared import events, texts
from shared.activities import engine
from shared.activities.definition import Activity
from shared.activities.library import Library
from shared.activities.speaking import about
from shared.activities.state import LONGEST_CODE, Params
from shared.rings import CONTACT
from shared.sealing import Sealing, in_fact


class Composed(NamedTuple):
    """The text of one reminder, the step it asks, and the version of its wording where that is kept for the record."""

    body: str
    step: str | None
    wording: str | None


class Wording:
    """Composes texts. The same reminder always gets the same words, however often tried."""

    def __init__(self, sealing: Sealing, library: Library, sender_name: str) -> None:
        self._sealing = sealing
        self._library = library
        self._sender_name = sender_name

    def compose(self, db: Connection, reminder: Claimed, now: datetime) -> Composed:
        """The text of one reminder. Raises KeyErased, and what the engine raises of an assignment that is none."""
        if reminder.kind == "opt_in":
            return Composed(self._say(reminder, "opt_in"), None, texts.opt_in_version(reminder.language))
        if reminder.kind == "opt_in_reminder":
            return Composed(self._say(reminder, "opt_in_reminder"), None, None)
        if reminder.assignment_id is None:
            return self._aside(reminder, None, None, now)
        assert reminder.slug and reminder.version
        activity, params = self._library.get(reminder.slug, reminder.version), self._params(db, reminder)
        if reminder.kind in ASIDES:
            return self._aside(reminder, activity, params, now)
        return question(reminder, activity, params, now)

    def _say(self, reminder: Claimed, name: str) -> str:
        return texts.say(name, reminder.language, sender=self._sender_name)

    def _params(self, db: Connection, reminder: Claimed) -> Params:
        assert reminder.params and reminder.sealed_in and reminder.assignment_id
        place = in_fact(events.FACTS[reminder.sealed_in], "params", reminder.assignment_id)
        return Params(**json.loads(self._sealing.open(db, CONTACT, reminder.client_id, place, reminder.params)))

    def _aside(self, reminder: Claimed, activity: Activity | None, params: Params | None, now: datetime) -> Composed:
        filled = Params(self._sender_name[:LONGEST_CODE].strip(), reminder.language)
        if activity is not None and params is not None:
            filled = about(activity, replace(params, language=reminder.language))
        seed = engine.seed_of(reminder.occurrence_id)
        aside = self._library.aside(reminder.kind)
        state, said = engine.begin(aside, filled, now, seed, zone=reminder.zone)
        return Composed("\n".join(said), state.step, None)


def question(reminder: Claimed, activity: Activity, params: Params, now: datetime) -> Composed:
    """The text of a prompt, a nudge, or a question that was put off."""
    nudge = Composed(texts.say("nudge", params.language, code=params.code), reminder.step, None)
    if reminder.kind == "nudge":
        return nudge
    seed = engine.seed_of(reminder.occurrence_id)
    if reminder.step is None or reminder.kind == "prompt":
        is_smaller = params.smaller and bool(activity.smaller)
        state, said = engine.begin(activity, params, now, seed, zone=reminder.zone, smaller=is_smaller)
        return Composed("\n".join(said), state.step, None)
    smaller = is_of_smaller(activity, reminder.step, prefers_smaller=params.smaller)
    try:
        body = engine.ask_at(activity, params, reminder.step, now, seed, zone=reminder.zone, smaller=smaller)
    except engine.WrongStep:
        # A question that repeats what was said cannot be asked by somebody who never knows words.
        return nudge
    return Composed(body, reminder.step, None)


def is_of_smaller(activity: Activity, step: str, *, prefers_smaller: bool) -> bool:
    """Whether a step is meant as one of the smaller version: where both versions have it, by what is preferred."""
    whole, smaller = ({one.key for one in activity.walk(smaller=version)} for version in (False, True))
    return step in smaller and (prefers_smaller or step not in whole)


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same but for white space, which carriers trim."""
    return one.split() == other.split()
