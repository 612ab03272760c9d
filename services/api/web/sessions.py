"""Routes: sessions, whose digests follow them."""

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from apiflask.types import ResponseReturnValueType

from services.api.web import forms, views
from services.api.web.ground import Rest


def add_sessions(api: APIBlueprint, rest: Rest) -> None:
    """The routes of sessions."""

    @api.post("/sessions")
    @api.input(forms.SessionForm)
    @api.output(views.Created, status_code=201)
    @api.doc(summary="Book a session; its digest follows", security="token")
    def book_session(json_data: dict[str, Any]) -> ResponseReturnValueType:
        return rest.created(lambda db: rest.caseload.book(db, **json_data))

    @api.get("/sessions")
    @api.input(forms.ClientPageQuery, location="query")
    @api.output(views.page_of(views.SessionView))
    @api.doc(summary="List sessions", security="token")
    def list_sessions(query_data: dict[str, Any]) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            return rest.browsing.sessions(db, **query_data)

    @api.patch("/sessions/<uuid:session_id>")
    @api.input(forms.SessionChange)
    @api.output({}, status_code=204)
    @api.doc(summary="Move or cancel a session", security="token")
    def change_session(session_id: UUID, json_data: dict[str, Any]) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            if "starts_at" in json_data:
                rest.caseload.move_session(db, session_id, json_data["starts_at"])
            else:
                rest.caseload.cancel_session(db, session_id)
        return "", 204
