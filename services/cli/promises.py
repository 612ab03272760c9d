"""What must hold after any week that was lived, whatever happened in it."""

import re
from collections import Counter
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from services.cli.personas import EVERYBODY
from services.cli.town import Sent, Town
from shared.activities.segments import is_gsm7, measure
from shared.rings import JOURNAL
from shared.sealing import Place
from shared.texts.wording import blaming_words

# The opt-in and its reminder, and what answers words, STOP and danger of somebody who has not said YES.
_BEFORE_YES = ("Reply YES", "reply YES", "no more texts", "Please call or text 988")
_PEOPLE = {persona.phone: persona for persona in EVERYBODY}


def broken_promises(town: Town) -> list[str]:
    """Every promise that was broken, in plain words."""
    texts = town.post.texts
    return [
        *_quiet_hours(texts),
        *_nothing_after_stop(texts),
        *_nothing_before_yes(texts),
        *_kind_and_short(texts),
        *_nothing_lost(town),
        *_digests(town),
        *_nothing_stuck(town),
    ]


def _started_by_us(texts: list[Sent]) -> Iterator[Sent]:
    """Our texts that answer nothing: those that came at another instant than the client's last text."""
    last: dict[str, Sent] = {}
    for sent in texts:
        if not sent.from_us:
            last[sent.phone] = sent
        elif sent.phone not in last or last[sent.phone].at != sent.at:
            yield sent


def _quiet_hours(texts: list[Sent]) -> Iterator[str]:
    for sent in _started_by_us(texts):
        local = sent.at.astimezone(ZoneInfo(_PEOPLE[sent.phone].zone))
        if not 9 * 60 <= local.hour * 60 + local.minute <= 20 * 60:
            yield f"a text went out at {local:%H:%M} where the client lives"


def _nothing_after_stop(texts: list[Sent]) -> Iterator[str]:
    stopped: set[str] = set()
    for sent in texts:
        word = re.sub(r"\W", "", sent.body).upper()
        if not sent.from_us and word == "STOP":
            stopped.add(sent.phone)
        elif not sent.from_us and word == "START":
            stopped.discard(sent.phone)
        elif sent.from_us and sent.phone in stopped and "no more texts" not in sent.body:
            yield "a text went out after STOP"


def _nothing_before_yes(texts: list[Sent]) -> Iterator[str]:
    agreed: set[str] = set()
    for sent in texts:
        if not sent.from_us and re.sub(r"\W", "", sent.body).upper() in ("YES", "START"):
            agreed.add(sent.phone)
        elif sent.from_us and sent.phone not in agreed and not any(sign in sent.body for sign in _BEFORE_YES):
            yield "homework went out before YES"


def _kind_and_short(texts: list[Sent]) -> Iterator[str]:
    for sent in texts:
        if not sent.from_us:
            continue
        if blaming_words(sent.body):
            yield f"a text blames: {sent.body}"
        most = 2 if "Reply YES" in sent.body else 1
        if not is_gsm7(sent.body) or measure(sent.body).segments > most:
            yield f"a text costs too much: {sent.body}"


def _nothing_lost(town: Town) -> Iterator[str]:
    wanted = Counter(sent.body for sent in town.post.texts if not sent.from_us)
    kept: Counter[str] = Counter()
    with town.api.database.begin() as db:
        for client_id, message_id, body in db.exec_driver_sql("select client_id, id, body from api.message"):
            kept[town.api.sealing.open(db, JOURNAL, client_id, Place("api.message", "body", message_id), body)] += 1
    if kept != wanted:
        yield f"{(wanted - kept).total()} texts were lost and {(kept - wanted).total()} doubled"


def _digests(town: Town) -> Iterator[str]:
    subjects = [mail["Subject"] for _, mail in town.post.mails]
    if len(subjects) != len(EVERYBODY):
        yield f"{len(subjects)} digests for {len(EVERYBODY)} sessions"
    for _, mail in town.post.mails:
        part = mail.get_body(("plain",))
        content = part.get_content() if part else ""
        whose = next(persona for persona in EVERYBODY if persona.initials in mail["Subject"])
        for other in EVERYBODY:
            theirs = {s.body for s in town.post.texts if not s.from_us and s.phone == other.phone and len(s.body) > 12}
            ours = {s.body for s in town.post.texts if not s.from_us and s.phone == whose.phone}
            if other is not whose and any(body in content for body in theirs - ours):
                yield f"words of {other.initials} stand in the digest of {whose.initials}"


def _nothing_stuck(town: Town) -> Iterator[str]:
    for service in (town.api, town.notifier, town.reporter):
        with service.database.begin() as db:
            left = db.exec_driver_sql(
                "select count(*) from bus.delivery where handled_at is null and reader = %s", (service.reader.name,)
            ).scalar_one()
        if left:
            yield f"{left} facts were not applied by the {service.reader.name}"
