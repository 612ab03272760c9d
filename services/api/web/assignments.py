"""Routes: homework agreed on with a client, what they said, and texts that did not arrive."""

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from apiflask.types import ResponseReturnValueType

from services.api.web import forms, views
from services.api.web.ground import Rest


def add_assignments(api: APIBlueprint, rest: Rest) -> None:
    """The routes of homework agreed on with a client, and of what came of it."""

    @api.post("/assignments")
    @api.input(forms.AssignmentForm)
    @api.output(views.Created, status_code=201)
    @api.doc(summary="Assign homework to a client", security="token")
    def assign(json_data: dict[str, Any]) -> ResponseReturnValueType:
        return rest.created(lambda db: rest.assigning.assign(db, slug=json_data.pop("activity"), **json_data))

    @api.get("/assignments")
    @api.input(forms.ClientPageQuery, location="query")
    @api.output(views.page_of(views.AssignmentView))
    @api.doc(summary="List assignments", security="token")
    def list_assignments(query_data: dict[str, Any]) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            return rest.browsing.assignments(db, **query_data)

    @api.patch("/assignments/<uuid:assignment_id>")
    @api.input(forms.AssignmentChange)
    @api.output({}, status_code=204)
    @api.doc(summary="Agree on something else, unlock, or end an assignment", security="token")
    def change_assignment(assignment_id: UUID, json_data: dict[str, Any]) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            if "state" in json_data:
                rest.assigning.end(db, assignment_id)
                return "", 204
            if json_data.pop("unlocked", False):
                rest.assigning.unlock(db, assignment_id)
            if json_data:
                rest.assigning.change(db, assignment_id, **json_data)
        return "", 204

    @api.get("/entries")
    @api.input(forms.EntryQuery, location="query")
    @api.output(views.page_of(views.EntryView))
    @api.doc(summary="Read one client's entries, verbatim", security="token")
    def list_entries(query_data: dict[str, Any]) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            return rest.browsing.entries(db, **query_data)

    @api.get("/undelivered")
    @api.input(forms.ClientPageQuery, location="query")
    @api.output(views.page_of(views.UndeliveredView))
    @api.doc(summary="List texts that did not arrive", security="token")
    def list_undelivered(query_data: dict[str, Any]) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            return rest.browsing.undelivered(db, **query_data)
