"""The yardstick: a bare Flask handler that does one durable insert, behind the same server as the api."""

import os

from flask import Flask, Response, request
from sqlalchemy import text

from services.api.main import Server, read_settings
from shared.database import Database


def make_app() -> Flask:
    """One route, one transaction, one row."""
    app = Flask(__name__)
    database = Database(os.environ["BENCH_DATABASE_URL"], application="bench-bare")
    insert = text("insert into bench_note (body) values (:body)")

    @app.post("/note")
    def note() -> Response:
        with database.begin() as db:
            db.execute(insert, {"body": request.get_data(as_text=True)})
        return Response("<Response/>", mimetype="text/xml")

    return app


if __name__ == "__main__":
    Server(read_settings(), make_app).run()
