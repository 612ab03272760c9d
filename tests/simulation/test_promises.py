"""Every promise can be broken: a month with one thing wrong in it is told in one plain sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

import embedded
from services.cli.demo.clinic import Session
from services.cli.demo.people import DANA, JONAS, LEO, MAYA, ROSA, RUTH
from services.cli.demo.people.persona import Persona, local_instant
from services.cli.demo.promises import broken_promises
from services.cli.town import Sent, Town
from shared.texts import say

NOON = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
"""Monday, noon in Denver and 14:00 in New York."""
TUESDAY = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
"""Midnight in Denver."""
NOTE = "Could we talk about the tomatoes?"
HOMEWORK = "garden: What is one good thing from today?"
EN_ESPANOL = "huerto: ¿Cuál fue una cosa buena de hoy?"
MINUTE = timedelta(minutes=1)

Mail = tuple[datetime, EmailMessage]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town where Maya and Rosa said YES and Maya left a note; nobody has a session yet."""
    data = tmp_path_factory.mktemp("town")
    with embedded.start(data, postgres_only=True, durable=False) as servers:
        town = Town(servers.postgres_url, data, NOON)
        caseload = town.api.caseload
        with town.api.database.begin() as db:
            lind = caseload.add_clinician(
                db, name="Dr. Lind", email="lind@clinic.example", zone="America/Denver", digest_lead_minutes=None
            )
            for persona in (MAYA, JONAS, ROSA):
                caseload.enrol(
                    db,
                    clinician_id=lind,
                    display_name=persona.display_name,
                    initials=persona.initials,
                    phone=persona.phone,
                    zone=persona.zone,
                    language=persona.language,
                    earliest="09:00",
                    latest="20:00",
                )
        town.settle()
        for persona, words in ((MAYA, "YES"), (ROSA, "Si"), (MAYA, NOTE)):
            town.clock.advance_to(town.clock() + MINUTE)
            town.text(persona.phone, words)
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


@contextmanager
def sent_because(town: Town, kind: str, hours: str = "client", *, occurrence_id: UUID | None = None) -> Iterator[UUID]:
    """A try of the notifier with a reason, to hang a text on."""
    reminder, attempt = uuid4(), uuid4()
    about = f"'{occurrence_id or uuid4()}'"
    made = f"""
        insert into notifier.reminder (id, client_id, occurrence_id, kind, hours, due_at, window_ends_at, try_at, state)
        values ('{reminder}', '{uuid4()}', {about}, '{kind}', '{hours}', now(), now(), now(), 'sent');
        insert into notifier.attempt (id, reminder_id, lane, state, started_at, look_at)
        values ('{attempt}', '{reminder}', 'lane', 'sent', now(), now())
    """
    gone = f"""
        delete from notifier.attempt where id = '{attempt}';
        delete from notifier.reminder where id = '{reminder}'
    """
    with in_the_database(town, made, gone):
        yield attempt


def ours(persona: Persona, body: str, at: datetime = NOON + timedelta(hours=1), why: UUID | None = None) -> Sent:
    return Sent(at, persona.phone, body, from_us=True, attempt_id=why)


def theirs(persona: Persona, body: str, at: datetime = NOON + timedelta(hours=1)) -> Sent:
    return Sent(at, persona.phone, body, from_us=False)


def told(town: Town, *more: Sent) -> list[str]:
    """What is broken when these texts passed as well; that they were never kept is another matter."""
    with with_texts(town, *more):
        return [promise for promise in broken_promises(town, ()) if "texts were lost" not in promise]


def test_a_good_day_breaks_nothing(town: Town) -> None:
    assert town.post.texts[-2].body == NOTE
    assert broken_promises(town, ()) == []


@pytest.mark.parametrize(("hour", "minute"), [(8, 59), (20, 1), (3, 0)])
def test_a_text_outside_the_clients_hours(town: Town, hour: int, minute: int) -> None:
    at = TUESDAY + timedelta(hours=hour, minutes=minute)
    assert told(town, ours(MAYA, HOMEWORK, at)) == [
        f"a text went out at {hour:02}:{minute:02} where M.R. lives: {HOMEWORK}"
    ]


@pytest.mark.parametrize("minutes", [9 * 60, 20 * 60])
def test_from_nine_to_twenty_is_day(town: Town, minutes: int) -> None:
    assert told(town, ours(MAYA, HOMEWORK, TUESDAY + timedelta(minutes=minutes))) == []


def test_whoever_chose_to_is_texted_at_eight_and_no_longer_after_seven(town: Town) -> None:
    midnight = TUESDAY + timedelta(hours=3)
    agreed = theirs(RUTH, "YES", midnight)
    assert told(town, agreed, ours(RUTH, HOMEWORK, midnight + timedelta(hours=8))) == []
    assert "19:01" in told(town, agreed, ours(RUTH, HOMEWORK, midnight + timedelta(hours=19, minutes=1)))[0]


def test_the_time_a_client_named_may_be_later_but_never_after_nine(town: Town) -> None:
    with sent_because(town, "snooze", "floor") as why:
        assert told(town, ours(MAYA, HOMEWORK, TUESDAY + timedelta(hours=21), why)) == []
        assert "21:01" in told(town, ours(MAYA, HOMEWORK, TUESDAY + timedelta(hours=21, minutes=1), why))[0]


def test_a_conversation_goes_on_at_any_hour_but_not_much_later(town: Town) -> None:
    late = TUESDAY + timedelta(hours=22)
    words = theirs(MAYA, "urge", late)
    with sent_because(town, "follow_up", "any") as why:
        assert told(town, words, ours(MAYA, HOMEWORK, late + timedelta(minutes=70), why)) == []
        assert "23:20" in told(town, words, ours(MAYA, HOMEWORK, late + timedelta(minutes=80), why))[0]


def test_an_answer_may_come_at_night(town: Town) -> None:
    late = TUESDAY + timedelta(hours=2)
    saved = ours(MAYA, say("note_saved"), late)
    assert told(town, theirs(MAYA, "Awake", late), saved) == []


def test_more_texts_in_a_day_than_were_agreed(town: Town) -> None:
    day = [ours(MAYA, HOMEWORK, TUESDAY + timedelta(hours=hour)) for hour in (9, 11, 13, 15, 17)]
    assert told(town, *day[:4]) == []
    assert told(town, *day) == ["5 texts went out to M.R. on Tue 03"]


def test_what_a_client_asked_for_is_not_counted(town: Town) -> None:
    day = [ours(MAYA, HOMEWORK, TUESDAY + timedelta(hours=hour)) for hour in (9, 11, 13, 15)]
    with sent_because(town, "snooze", "floor") as why:
        assert told(town, *day, ours(MAYA, HOMEWORK, TUESDAY + timedelta(hours=17), why)) == []
    with sent_because(town, "nudge") as why:
        assert told(town, *day, ours(MAYA, HOMEWORK, TUESDAY + timedelta(hours=17), why)) == [
            "5 texts went out to M.R. on Tue 03"
        ]


def test_the_day_is_the_clients(town: Town) -> None:
    evening = [ours(MAYA, HOMEWORK, TUESDAY + timedelta(hours=hour)) for hour in (13, 15, 17, 19)]
    # Past midnight in London, still Tuesday in Denver; then Wednesday.
    assert told(town, *evening, ours(MAYA, HOMEWORK, TUESDAY + timedelta(hours=33))) == []


def test_two_questions_at_once(town: Town) -> None:
    first = ours(MAYA, HOMEWORK, TUESDAY + timedelta(hours=10))
    second = ours(MAYA, "anchor: How strong is it?", TUESDAY + timedelta(hours=11, minutes=29))
    assert told(town, first, second) == [f"two questions waited at once for M.R.: {first.body} / {second.body}"]
    assert told(town, first, replace(second, at=second.at + MINUTE)) == []


def test_an_answer_lets_the_next_question_go(town: Town) -> None:
    first = ours(MAYA, HOMEWORK, TUESDAY + timedelta(hours=10))
    answer = theirs(MAYA, "The tomatoes", first.at + timedelta(minutes=5))
    second = ours(MAYA, "anchor: How strong is it?", first.at + timedelta(minutes=10))
    assert told(town, first, answer, second) == []
    elsewhere = replace(answer, phone=ROSA.phone)
    assert told(town, first, elsewhere, second) != []


def test_a_nudge_is_no_second_question_and_keeps_others_waiting_for_half_an_hour(town: Town) -> None:
    occurrence_id = uuid4()
    at = TUESDAY + timedelta(hours=10)
    with (
        sent_because(town, "prompt", occurrence_id=occurrence_id) as asked,
        sent_because(town, "nudge", occurrence_id=occurrence_id) as nudged,
    ):
        first, nudge = (
            ours(MAYA, HOMEWORK, at, asked),
            ours(MAYA, say("nudge", code="garden"), at + 20 * MINUTE, nudged),
        )
        assert told(town, first, nudge) == []
        assert told(town, first, nudge, ours(MAYA, "anchor: How strong is it?", at + 50 * MINUTE)) == []
        assert told(town, first, nudge, ours(MAYA, "anchor: How strong is it?", at + 49 * MINUTE)) != []


def test_what_the_client_put_off_waits_for_nothing(town: Town) -> None:
    first = ours(MAYA, HOMEWORK, TUESDAY + timedelta(hours=10))
    with sent_because(town, "snooze", "floor") as why:
        assert told(town, first, ours(MAYA, HOMEWORK, first.at + MINUTE, why)) == []


@pytest.mark.parametrize("word", ["STOP", "Stop.", " stop "])
def test_a_text_after_stop(town: Town, word: str) -> None:
    goodbye = ours(MAYA, say("stopped", sender="Between"))
    after = ours(MAYA, HOMEWORK, NOON + timedelta(hours=2))
    assert told(town, theirs(MAYA, word), goodbye, after) == [f"a text went out to M.R. after STOP: {HOMEWORK}"]
    assert told(town, theirs(MAYA, word), goodbye) == []


def test_a_second_goodbye(town: Town) -> None:
    goodbye = ours(MAYA, say("stopped", sender="Between"))
    assert told(town, theirs(MAYA, "STOP"), goodbye, goodbye) != []


def test_start_brings_texts_back(town: Town) -> None:
    later = NOON + timedelta(hours=2)
    stop, start = theirs(MAYA, "STOP"), theirs(MAYA, "START", later)
    assert told(town, stop, start, ours(MAYA, say("started", sender="Between"), later)) == []


def test_homework_before_yes(town: Town) -> None:
    homework = ours(JONAS, HOMEWORK, NOON + timedelta(hours=2))
    assert told(town, homework) == [f"homework went out to J.O. before YES: {HOMEWORK}"]


@pytest.mark.parametrize("name", ["consent_first", "concern", "stopped"])
def test_words_before_yes_may_be_answered(town: Town, name: str) -> None:
    reply = say(name) if name == "concern" else say(name, sender="Between")
    assert told(town, theirs(JONAS, "Think"), ours(JONAS, reply)) == []


def test_words_before_yes_are_no_yes(town: Town) -> None:
    words = theirs(JONAS, "Think")
    assert told(town, words, ours(JONAS, HOMEWORK)) == [f"homework went out to J.O. before YES: {HOMEWORK}"]


def test_somebody_elses_yes_does_not_count(town: Town) -> None:
    homework = ours(JONAS, HOMEWORK)
    assert told(town, theirs(MAYA, "YES"), homework) != []
    assert told(town, theirs(JONAS, "Yes!"), homework) == []


def test_a_text_during_a_pause(town: Town) -> None:
    pause = theirs(MAYA, "PAUSE 3 days")
    wednesday = ours(MAYA, HOMEWORK, TUESDAY + timedelta(hours=34))
    thursday = ours(MAYA, HOMEWORK, TUESDAY + timedelta(hours=58))
    assert told(town, pause, wednesday) == [f"a text went out to M.R. during a pause: {HOMEWORK}"]
    assert told(town, pause, thursday) == []
    assert told(town, pause, theirs(MAYA, "back", TUESDAY), wednesday) == []


def test_a_pause_without_days_is_a_week(town: Town) -> None:
    sunday, monday = (ours(MAYA, HOMEWORK, TUESDAY + timedelta(days=days, hours=10)) for days in (5, 6))
    assert told(town, theirs(MAYA, "pause"), sunday) != []
    assert told(town, theirs(MAYA, "pause"), monday) == []


def test_a_text_that_blames(town: Town) -> None:
    unkind = "garden: You missed yesterday."
    assert told(town, ours(MAYA, unkind)) == [f"a text blames: {unkind}"]


def test_a_text_that_costs_more_than_one_segment(town: Town) -> None:
    long = "long " * 40
    assert told(town, ours(MAYA, long)) == [f"a text costs too much: {long}"]


def test_a_text_with_a_letter_that_doubles_its_price(town: Town) -> None:
    curly = "garden: one \u201ccurly\u201d quote"
    assert told(town, ours(MAYA, curly)) == [f"a text is not in plain letters: {curly}"]


def test_spanish_may_have_accents_and_two_segments_but_not_three(town: Town) -> None:
    assert told(town, ours(ROSA, EN_ESPANOL)) == []
    assert told(town, ours(ROSA, "á" * 134)) == []
    assert told(town, ours(ROSA, "á" * 135)) == [f"a text costs too much: {'á' * 135}"]


def test_only_the_texts_that_declare_it_may_be_longer(town: Town) -> None:
    assert told(town, ours(MAYA, say("menu"))) == []
    assert told(town, ours(MAYA, say("menu") + " And more.")) != []


def test_a_list_may_be_as_long_as_a_list(town: Town) -> None:
    lines = [f"homework{number}: every day 4:30 pm, and on Saturdays at 10 am" for number in range(8)]
    assert told(town, ours(MAYA, "\n".join(["What you agreed:", *lines]))) == []
    assert told(town, ours(MAYA, "\n".join(["What you agreed:", *lines, *lines]))) != []


@pytest.mark.parametrize("body", [HOMEWORK, say("menu"), say("undo_nothing"), "huerto: Mon 7:30 pm"])
def test_english_to_somebody_who_reads_spanish(town: Town, body: str) -> None:
    assert f"a text is in another language than R.D.'s: {body}" in told(town, ours(ROSA, body))


@pytest.mark.parametrize("body", [EN_ESPANOL, "Guardado en garden.", say("undo_note", "es")])
def test_spanish_to_somebody_who_reads_english(town: Town, body: str) -> None:
    assert f"a text is in another language than M.R.'s: {body}" in told(town, ours(MAYA, body))


def test_a_text_that_was_lost(town: Town) -> None:
    with with_texts(town, theirs(MAYA, "Did you get this?")):
        assert broken_promises(town, ()) == ["1 texts were lost and 0 doubled"]


def test_a_text_that_was_kept_and_never_sent(town: Town) -> None:
    with with_texts(town):
        town.post.texts = [sent for sent in town.post.texts if sent.body != NOTE]
        assert "0 texts were lost and 1 doubled" in broken_promises(town, ())


def test_a_fact_that_was_not_applied(town: Town) -> None:
    some = "(select event_id, reader from bus.delivery where reader = 'reporter' limit 1)"
    with in_the_database(
        town,
        f"update bus.delivery set handled_at = null, parked_at = now() where (event_id, reader) in {some}",
        "update bus.delivery set handled_at = now(), parked_at = null where handled_at is null",
    ):
        assert broken_promises(town, ()) == ["1 facts were not applied by the reporter"]


def test_a_text_that_nobody_read(town: Town) -> None:
    with in_the_database(
        town,
        "update api.message set handled_at = null where id = (select id from api.message limit 1)",
        "update api.message set handled_at = now() where handled_at is null",
    ):
        assert broken_promises(town, ()) == ["1 texts were never read"]


def test_a_text_of_ours_that_was_left_behind(town: Town) -> None:
    with in_the_database(
        town,
        "update notifier.reminder set state = 'queued', window_ends_at = window_ends_at - interval '20 years'"
        " where id = (select id from notifier.reminder where state = 'sent' limit 1)",
        "update notifier.reminder set state = 'sent', window_ends_at = window_ends_at + interval '20 years'"
        " where state = 'queued'",
    ):
        assert broken_promises(town, ()) == ["1 texts of ours were left behind"]


FRIDAYS = (Session("lind", (MAYA,), "6 10:00"), Session("lind", (MAYA,), "13 10:00"))
TOGETHER = Session("lind", (LEO, DANA), "9 16:00")


def mail(
    session: Session, subject: str, *parts: tuple[Persona, str], late: bool = False
) -> tuple[datetime, EmailMessage]:
    """A digest, sent the evening before its session."""
    message = EmailMessage()
    message["Subject"] = subject
    message.set_content("BEFORE YOUR SESSION\n\n" + "\n".join(f"== {one.initials} ==\n{told}" for one, told in parts))
    held_at = local_instant(session.at, session.zone)
    return held_at if late else held_at - timedelta(hours=16), message


def quiet(session: Session, *, late: bool = False) -> Mail:
    return mail(session, "M.R. · Fri 10:00 AM", (MAYA, "A quiet week."), late=late)


def about_digests(town: Town, sessions: tuple[Session, ...], *mails: Mail) -> list[str]:
    lived, town.post.mails = town.post.mails, list(mails)
    try:
        return broken_promises(town, sessions)
    finally:
        town.post.mails = lived


def test_digests_are_sessions_held(town: Town) -> None:
    first, second = quiet(FRIDAYS[0]), quiet(FRIDAYS[1])
    assert about_digests(town, FRIDAYS, first, second) == []
    assert about_digests(town, FRIDAYS, first) == ["1 digests for 2 sessions: M.R. · Fri 10:00 AM"]
    assert about_digests(town, FRIDAYS, first, first, second) == ["3 digests for 2 sessions: M.R. · Fri 10:00 AM"]
    assert about_digests(town, (), first) == ["1 digests for 0 sessions: M.R. · Fri 10:00 AM"]


def test_a_session_that_was_cancelled_has_none(town: Town) -> None:
    cancelled = FRIDAYS[0]._replace(is_cancelled=True)
    assert about_digests(town, (cancelled,), quiet(FRIDAYS[0])) == ["1 digests for 0 sessions: M.R. · Fri 10:00 AM"]
    assert about_digests(town, (cancelled,)) == []


def test_a_session_that_was_moved_has_one_at_its_new_time(town: Town) -> None:
    moved = FRIDAYS[0]._replace(moved_to="7 09:30")
    assert about_digests(town, (moved,), mail(moved, "M.R. · Sat 9:30 AM", (MAYA, "A quiet week."))) == []
    assert "1 digests for 0 sessions: M.R. · Fri 10:00 AM" in about_digests(town, (moved,), quiet(FRIDAYS[0]))


def test_a_digest_comes_before_its_session(town: Town) -> None:
    broken = about_digests(town, FRIDAYS, quiet(FRIDAYS[0]), quiet(FRIDAYS[1], late=True))
    assert broken == ["a digest after its session: M.R. · Fri 10:00 AM"]


def test_words_of_one_in_the_part_of_another(town: Town) -> None:
    subject = "D.W. & L.W. · Mon 4:00 PM"
    secret = theirs(LEO, "they were laughing abt me")
    with with_texts(town, secret):
        right = mail(TOGETHER, subject, (DANA, "A quiet week."), (LEO, f"Mood check\n  | {secret.body}"))
        wrong = mail(TOGETHER, subject, (DANA, f"Mood check\n  | {secret.body}"), (LEO, "A quiet week."))
        elsewhere = mail(FRIDAYS[0], "M.R. · Fri 10:00 AM", (MAYA, f"Note\n  | {secret.body}"))
        assert "words of L.W." not in " ".join(about_digests(town, (TOGETHER,), right))
        assert "words of L.W. stand in the digest of D.W." in about_digests(town, (TOGETHER,), wrong)
        assert "words of L.W. stand in the digest of M.R." in about_digests(town, FRIDAYS[:1], elsewhere)


def test_private_words_in_a_digest(town: Town) -> None:
    with with_texts(town, theirs(MAYA, "PRIVATE: his new address")):
        shown = mail(FRIDAYS[0], "M.R. · Fri 10:00 AM", (MAYA, "Note\n  | his new address"))
        assert "private words stand in the digest of M.R. · Fri 10:00 AM" in about_digests(town, FRIDAYS[:1], shown)
        assert not any("private" in promise for promise in about_digests(town, FRIDAYS[:1], quiet(FRIDAYS[0])))
