"""A reader that stops dead inside its handler, its effect written and not committed, until it is killed."""

import os
import sys
import time
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from shared.bus import Reader
from shared.clock import utcnow
from shared.database import Database
from shared.events import API, OccurrenceLetGo
from tests.shared.ledger import number_of, write_down


def main(database_url: str, client_id: UUID, deadly: int) -> None:
    """Drain one client's facts, and hang at the deadly one."""

    def handler(db: Connection, fact: OccurrenceLetGo, at: datetime) -> None:
        write_down(db, fact, at)
        if number_of(fact) == deadly:
            print("inside", flush=True)
            time.sleep(60)

    Reader(API, Database(database_url, application="dying"), {OccurrenceLetGo: handler}, utcnow).drain({client_id})


if __name__ == "__main__":
    main(os.environ["DYING_DATABASE_URL"], UUID(sys.argv[1]), int(sys.argv[2]))
