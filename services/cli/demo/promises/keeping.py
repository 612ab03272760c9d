"""Nothing a client texted is lost or doubled, and nothing is left undone."""

from collections import Counter
from collections.abc import Iterator

from services.cli.town import Town
from shared.rings import JOURNAL
from shared.sealing import Place

_UNREAD = "select count(*) from api.message where handled_at is null"
_UNSENT = """
select count(*) from notifier.reminder where state in ('planned', 'queued', 'sending') and window_ends_at < %s
"""
_NOT_APPLIED = "select count(*) from bus.delivery where handled_at is null and reader = %s"


def nothing_lost(town: Town) -> Iterator[str]:
    """Every text of a client is kept once, word for word, however often the network brought it."""
    wanted = Counter(sent.body for sent in town.post.texts if not sent.from_us)
    kept: Counter[str] = Counter()
    with town.api.database.begin() as db:
        for client_id, message_id, body in db.exec_driver_sql("select client_id, id, body from api.message"):
            kept[town.api.sealing.open(db, JOURNAL, client_id, Place("api.message", "body", message_id), body)] += 1
    if kept != wanted:
        yield f"{(wanted - kept).total()} texts were lost and {(kept - wanted).total()} doubled"


def nothing_stuck(town: Town) -> Iterator[str]:
    """Every text is read, every fact applied, and nothing waits whose time is over."""
    with town.api.database.begin() as db:
        if unread := db.exec_driver_sql(_UNREAD).scalar_one():
            yield f"{unread} texts were never read"
    with town.notifier.database.begin() as db:
        if unsent := db.exec_driver_sql(_UNSENT, (town.clock(),)).scalar_one():
            yield f"{unsent} texts of ours were left behind"
    for service in (town.api, town.notifier, town.reporter):
        with service.database.begin() as db:
            left = db.exec_driver_sql(_NOT_APPLIED, (service.reader.name,)).scalar_one()
        if left:
            yield f"{left} facts were not applied by the {service.reader.name}"
