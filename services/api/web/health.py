"""Is the process alive, and can it do its work?"""

from flask import Blueprint, Response, jsonify
from sqlalchemy import text

from shared.database import Database


def blueprint(database: Database) -> Blueprint:
    """`/healthz` answers while the process lives; `/readyz` only while the database answers too."""
    doors = Blueprint("health", __name__)

    @doors.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok")

    @doors.get("/readyz")
    def readyz() -> Response:
        with database.begin() as db:
            db.execute(text("select 1"))
        return jsonify(status="ready")

    return doors
