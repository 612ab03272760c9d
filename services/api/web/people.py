"""Routes: clinicians and clients."""

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from apiflask.types import ResponseReturnValueType

from services.api.errors import NotFound
from services.api.web import forms, views
from services.api.web.ground import Rest


def add_people(api: APIBlueprint, rest: Rest) -> None:
    """The routes of clinicians and clients."""

    @api.post("/clinicians")
    @api.input(forms.ClinicianForm)
    @api.output(views.Created, status_code=201)
    @api.doc(summary="Add a clinician", security="token")
    def add_clinician(json_data: dict[str, Any]) -> ResponseReturnValueType:
        return rest.created(lambda db: rest.caseload.add_clinician(db, **json_data))

    @api.get("/clinicians")
    @api.input(forms.PageQuery, location="query")
    @api.output(views.page_of(views.ClinicianView))
    @api.doc(summary="List clinicians", security="token")
    def list_clinicians(query_data: dict[str, Any]) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            return rest.browsing.clinicians(db, **query_data)

    @api.post("/clients")
    @api.input(forms.ClientForm)
    @api.output(views.Created, status_code=201)
    @api.doc(summary="Enrol a client; the opt-in text goes out", security="token")
    def enrol_client(json_data: dict[str, Any]) -> ResponseReturnValueType:
        return rest.created(lambda db: rest.caseload.enrol(db, **json_data))

    @api.get("/clients")
    @api.input(forms.PageQuery, location="query")
    @api.output(views.page_of(views.ClientView))
    @api.doc(summary="List clients", security="token")
    def list_clients(query_data: dict[str, Any]) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            return rest.browsing.clients(db, **query_data)

    @api.get("/clients/<uuid:client_id>")
    @api.output(views.ClientView)
    @api.doc(summary="Read one client", security="token")
    def read_client(client_id: UUID) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            found = rest.browsing.clients(db, limit=1, after=None, client_id=client_id)["items"]
        if not found:
            raise NotFound
        return found[0]  # type: ignore[no-any-return]

    @api.patch("/clients/<uuid:client_id>")
    @api.input(forms.ClientChange)
    @api.output({}, status_code=204)
    @api.doc(summary="Change a client's hours, zone, language, texts a day or names", security="token")
    def change_client(client_id: UUID, json_data: dict[str, Any]) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            rest.caseload.change_client(db, client_id, **json_data)
        return "", 204

    @api.delete("/clients/<uuid:client_id>")
    @api.output({}, status_code=204)
    @api.doc(summary="Erase a client and every word of theirs, for good", security="token")
    def erase_client(client_id: UUID) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            rest.caseload.erase(db, client_id)
        return "", 204
