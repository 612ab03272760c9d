"""Erasing a client erases what the reporter knows of them, and what it had written."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.exc import ProgrammingError

from tests.cast import JONAS, MAYA
from tests.reporter.office import Office
from tests.reporter.postbox import Killed, html_of, text_of

TABLES = (
    "client",
    "assignment",
    "readiness",
    "occurrence",
    "entry",
    "reservation",
    "barrier",
    "concern",
    "session_client",
    "digest_part",
)


def test_nothing_is_left_of_an_erased_client(office: Office) -> None:
    office.tell(office.joins(lead=60))
    maya = office.enrol(MAYA)
    garden = office.assign(maya, "three-good-things")
    office.answer(maya, garden, office.ask(maya, garden), [("first", "rain", None)])
    office.concern(maya, "dark")
    office.reserves(maya, garden, "too_hard")
    office.hinders(maya, garden, "forgot")
    office.readies(maya, garden, is_ready=True)
    office.book(maya, in_=timedelta(hours=1))
    office.send_due()
    assert all(rows_about(office, table, maya) for table in TABLES)
    office.erase(maya)
    office.reporter.reader.drain({maya})
    assert [table for table in TABLES if rows_about(office, table, maya)] == []


def test_a_session_whose_only_client_was_erased_gets_no_digest(office: Office) -> None:
    office.tell(office.joins(lead=60))
    maya = office.enrol(MAYA)
    session_id = office.book(maya)
    office.erase(maya)
    office.reporter.reader.drain({maya})
    assert office.digest(session_id).state == "cancelled"
    office.later(hours=2)
    assert office.postbox.letters == []


def test_an_erasure_not_heard_yet_is_kept_to_all_the_same(office: Office) -> None:
    """The keys are gone the moment the api says so: what is due after it tells nothing of that client."""
    office.tell(office.joins(lead=60))
    maya, jonas = office.enrol(MAYA), office.enrol(JONAS)
    office.note(maya, "her words")
    office.note(jonas, "his words")
    alone, together = office.book(maya), office.book(maya, jonas)
    office.erase(maya)
    fresh = office.another()
    office.clock.advance(timedelta(hours=2))
    office.send_due(fresh)
    fresh.close()
    (mail,) = office.postbox.mails
    assert office.digest(alone).state == "cancelled"
    assert office.digest(together).state == "sent"
    assert mail["Subject"] == "J.O. · Mon 3:00 PM"
    assert "her words" not in text_of(mail) + html_of(mail)


@pytest.mark.parametrize("is_heard", [True, False])
def test_a_frozen_digest_loses_the_erased_clients_part_and_keeps_the_other(office: Office, is_heard: bool) -> None:
    office.tell(office.joins(lead=60))
    maya, jonas = office.enrol(MAYA), office.enrol(JONAS)
    office.note(maya, "her words")
    office.note(jonas, "his words")
    office.book(maya, jonas)
    office.clock.advance(timedelta(hours=2))
    office.postbox.before = [Killed()]
    with pytest.raises(Killed):
        office.reporter.tick()
    office.erase(maya)
    successor = office.another()
    if is_heard:
        successor.reader.drain({maya})
    office.clock.advance(timedelta(minutes=10))
    office.send_due(successor)
    successor.close()
    (mail,) = office.postbox.mails
    assert mail["Subject"] == "J.O. · Mon 3:00 PM"
    assert "his words" in text_of(mail)
    assert "her words" not in text_of(mail) + html_of(mail)
    assert "M.R." not in text_of(mail) + html_of(mail)


def test_facts_heard_again_after_an_erasure_bring_nothing_back(office: Office) -> None:
    office.tell(office.joins(lead=60))
    maya = office.enrol(MAYA)
    office.book(maya)
    office.note(maya, "her words")
    office.concern(maya, "dark")
    office.note(maya, "", kind="private")
    office.take_back(maya, office.note(maya, "taken back"))
    office.reserves(maya, None, "question")
    office.hinders(maya, None, "forgot")
    office.readies(maya, office.new_id(), is_ready=True)
    office.pauses(maya, timedelta(days=1))
    office.erase(maya)
    office.reporter.reader.drain({maya})
    fresh = office.another()
    with fresh.database.begin() as db:
        db.exec_driver_sql("update bus.delivery set handled_at = null where true")
    fresh.reader.sweep(older_than=timedelta(0))
    fresh.close()
    assert office.unheard() == 0
    assert [table for table in TABLES if table != "session_client" and rows_about(office, table, maya)] == []
    office.later(hours=2)
    assert office.postbox.letters == []


@pytest.mark.parametrize("table", ["api.client", "api.entry", "api.message", "notifier.contact", "notifier.reminder"])
def test_the_other_services_tables_are_closed_to_the_reporter(office: Office, table: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), office.reporter.database.begin() as db:
        db.exec_driver_sql(f"select * from {table}")


def test_the_reporter_sees_no_key_of_the_contact_ring_and_can_delete_none(office: Office) -> None:
    office.enrol(MAYA)
    assert {row.ring for row in office.look("select ring from bus.data_key")} == {"contact", "journal"}
    with office.reporter.database.begin() as db:
        assert set(db.exec_driver_sql("select ring from bus.data_key").scalars()) == {"journal"}
    with pytest.raises(ProgrammingError, match="permission denied"), office.reporter.database.begin() as db:
        db.exec_driver_sql("delete from bus.data_key")


def test_no_word_and_no_name_lies_open_in_the_database_or_the_log(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.tell(office.joins(lead=60))
    maya = office.enrol(MAYA)
    garden = office.assign(maya, "three-good-things")
    office.answer(maya, garden, office.ask(maya, garden), [("first", "CANARY rain", 7)])
    office.concern(maya, "CANARY dark")
    taken_back = office.note(maya, "CANARY taken back")
    office.take_back(maya, taken_back)
    office.reserves(maya, garden, "question", office.note(maya, "CANARY?", kind="question"))
    office.answer(maya, garden, office.ask(maya, garden), [("first", "CANARY", ["CANARY one", {"CANARY": 2}], "list")])
    office.book(maya)
    office.postbox.before = [OSError("CANARY in an error")]
    office.later(hours=3)
    office.later(minutes=1)
    assert len(office.postbox.letters) == 1
    tables = office.look("select table_name from information_schema.tables where table_schema = 'reporter'")
    everything = "".join(str(office.look(f"select t::text from reporter.{row.table_name} t")) for row in tables)
    everything += str(office.look("select body::text from bus.event")) + capsys.readouterr().out
    for canary in ("CANARY", "Maya", "M.R."):
        assert canary not in everything


def rows_about(office: Office, table: str, client_id: UUID) -> int:
    """How many rows of a table are about this client."""
    column = "id" if table == "client" else "client_id"
    return int(office.look(f"select count(*) from reporter.{table} where {column} = %s", client_id)[0][0])
