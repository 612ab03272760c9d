"""Every promise can be broken: a week with one thing wrong in it is told in one plain sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

import embedded
from services.cli.personas import EVERYBODY, JONAS, MAYA, Persona
from services.cli.promises import broken_promises
from services.cli.town import Sent, Town

NOON = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
"""Monday, noon in Denver and 14:00 in New York."""
NO_DIGESTS = "0 digests for 3 sessions"
NOTE = "Could we talk about the tomatoes?"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town where Maya said YES and left a note; nobody has a session yet."""
    data = tmp_path_factory.mktemp("town")
    with embedded.start(data, postgres_only=True, durable=False) as servers:
        town = Town(servers.postgres_url, data, NOON)
        caseload = town.api.caseload
        with town.api.database.begin() as db:
            lind = caseload.add_clinician(
                db, name="Dr. Lind", email="lind@clinic.example", zone="America/Denver", digest_lead_minutes=None
            )
            for persona in (MAYA, JONAS):
                caseload.enrol(
                    db,
                    clinician_id=lind,
                    display_name=persona.display_name,
                    initials=persona.initials,
                    phone=persona.phone,
                    zone=persona.zone,
                    language="en",
                    earliest="09:00",
                    latest="20:00",
                )
        town.settle()
        for words in ("YES", NOTE):
            town.clock.advance_to(town.clock() + timedelta(minutes=1))
            town.text(MAYA.phone, words)
        yield town
        town.close()


@contextmanager
def with_texts(town: Town, *more: Sent) -> Iterator[None]:
    """The town as if these texts had passed through the carrier too."""
    lived, town.post.texts = town.post.texts, [*town.post.texts, *more]
    yield
    town.post.texts = lived


@contextmanager
def in_the_database(town: Town, broken: str, mended: str) -> Iterator[None]:
    """The town with something wrong in its tables, for the length of the block."""
    # The only database of this server that the api knows; as its superuser.
    owner = create_engine(make_url(town_owner(town)).set(drivername="postgresql+psycopg"))
    with owner.begin() as db:
        db.execute(text(broken))
    try:
        yield
    finally:
        with owner.begin() as db:
            db.execute(text(mended))
        owner.dispose()


def town_owner(town: Town) -> str:
    state = (Path(town.api.settings.contact_ring_file).parents[1] / "state.json").read_text()
    password = state.split('"postgres_password": "')[1].split('"')[0]
    url = make_url(town.api.settings.database_url).set(username="postgres", password=password)
    return url.render_as_string(hide_password=False)


def ours(persona: Persona, body: str, at: datetime = NOON + timedelta(hours=1)) -> Sent:
    return Sent(at, persona.phone, body, from_us=True)


def theirs(persona: Persona, body: str, at: datetime = NOON + timedelta(hours=1)) -> Sent:
    return Sent(at, persona.phone, body, from_us=False)


def mail(persona: Persona, content: str) -> tuple[datetime, EmailMessage]:
    message = EmailMessage()
    message["Subject"] = f"{persona.initials} · Fri 10:00 AM"
    message.set_content(content)
    return NOON, message


def told(town: Town, *more: Sent) -> list[str]:
    """What is broken when these texts passed as well, beside the digests that nobody waits for here."""
    with with_texts(town, *more):
        return [promise for promise in broken_promises(town) if promise != NO_DIGESTS]


def test_a_good_day_breaks_nothing(town: Town) -> None:
    assert town.post.texts[-2].body == NOTE
    assert told(town) == []


@pytest.mark.parametrize(
    ("hour", "minute", "sentence"),
    [
        (8, 59, "a text went out at 08:59 where the client lives"),
        (20, 1, "a text went out at 20:01 where the client lives"),
        (3, 0, "a text went out at 03:00 where the client lives"),
    ],
)
def test_a_text_at_night_where_the_client_lives(town: Town, hour: int, minute: int, sentence: str) -> None:
    at = datetime(2026, 3, 3, 7, 0, tzinfo=UTC) + timedelta(hours=hour, minutes=minute)
    assert told(town, ours(MAYA, "garden: How was it?", at)) == [sentence]


@pytest.mark.parametrize("minutes", [0, 11 * 60])
def test_from_nine_to_twenty_is_day(town: Town, minutes: int) -> None:
    at = datetime(2026, 3, 3, 16, 0, tzinfo=UTC) + timedelta(minutes=minutes)
    assert told(town, ours(MAYA, "garden: How was it?", at)) == []


def test_an_answer_may_come_at_night(town: Town) -> None:
    late = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    saved = ours(MAYA, "Saved as a note for your session.", late)
    assert told(town, theirs(MAYA, "Awake", late), saved) == ["1 texts were lost and 0 doubled"]


@pytest.mark.parametrize("word", ["STOP", "Stop.", " stop "])
def test_a_text_after_stop(town: Town, word: str) -> None:
    goodbye = ours(MAYA, "You will get no more texts from us.")
    after = ours(MAYA, "garden: How was it?", NOON + timedelta(hours=2))
    assert "a text went out after STOP" in told(town, theirs(MAYA, word), goodbye, after)
    assert "a text went out after STOP" not in told(town, theirs(MAYA, word), goodbye)


def test_start_brings_texts_back(town: Town) -> None:
    later = NOON + timedelta(hours=2)
    stop, start = theirs(MAYA, "STOP"), theirs(MAYA, "START", later)
    assert "a text went out after STOP" not in told(town, stop, start, ours(MAYA, "Welcome back", later))


def test_homework_before_yes(town: Town) -> None:
    assert told(town, ours(JONAS, "bench: What is one good thing from today?")) == ["homework went out before YES"]


@pytest.mark.parametrize(
    "reply",
    [
        "Your words are kept. Before we can text with you, reply YES, or STOP for no texts.",
        "Thank you for telling us. Please call or text 988 now, any hour.",
        "You will get no more texts from us.",
    ],
)
def test_words_before_yes_may_be_answered(town: Town, reply: str) -> None:
    assert "homework went out before YES" not in told(town, theirs(JONAS, "Think"), ours(JONAS, reply))


def test_somebody_elses_yes_does_not_count(town: Town) -> None:
    homework = ours(JONAS, "bench: What is one good thing from today?")
    assert "homework went out before YES" in told(town, theirs(MAYA, "YES"), homework)
    assert "homework went out before YES" not in told(town, theirs(JONAS, "Yes!"), homework)


def test_a_text_that_blames(town: Town) -> None:
    unkind = "garden: You missed yesterday."
    assert told(town, ours(MAYA, unkind)) == [f"a text blames: {unkind}"]


@pytest.mark.parametrize("body", ["garden: one \u201ccurly\u201d quote", "long " * 40])
def test_a_text_that_costs_more_than_one_segment(town: Town, body: str) -> None:
    assert told(town, ours(MAYA, body)) == [f"a text costs too much: {body}"]


def test_a_text_that_was_lost(town: Town) -> None:
    assert told(town, theirs(MAYA, "Did you get this?")) == ["1 texts were lost and 0 doubled"]


def test_a_text_that_was_kept_and_never_sent(town: Town) -> None:
    with with_texts(town):
        town.post.texts = [sent for sent in town.post.texts if sent.body != NOTE]
        assert "0 texts were lost and 1 doubled" in broken_promises(town)


def test_a_fact_that_was_not_applied(town: Town) -> None:
    some = "(select event_id, reader from bus.delivery where reader = 'reporter' limit 1)"
    with in_the_database(
        town,
        f"update bus.delivery set handled_at = null, parked_at = now() where (event_id, reader) in {some}",
        "update bus.delivery set handled_at = now(), parked_at = null where handled_at is null",
    ):
        assert told(town) == ["1 facts were not applied by the reporter"]
    assert told(town) == []


def test_a_session_without_its_digest(town: Town) -> None:
    assert broken_promises(town) == [NO_DIGESTS]


def test_words_of_one_in_the_digest_of_another(town: Town) -> None:
    good = [mail(persona, "A quiet week.") for persona in EVERYBODY]
    lived, town.post.mails = town.post.mails, good
    assert broken_promises(town) == []
    town.post.mails = [*good[:1], mail(JONAS, f"Note\n  | {NOTE}"), *good[2:]]
    assert broken_promises(town) == [f"words of {MAYA.initials} stand in the digest of {JONAS.initials}"]
    town.post.mails = [mail(MAYA, f"Note\n  | {NOTE}"), *good[1:]]
    assert broken_promises(town) == []
    town.post.mails = lived
