"""Routes: the library, with the activities that a clinic has written itself."""

from typing import Any

from apiflask import APIBlueprint
from apiflask.types import ResponseReturnValueType
from sqlalchemy import Connection

from services.api.errors import NotFound
from services.api.web import forms, views
from services.api.web.ground import Answer, Rest
from shared.activities.definition import Activity, Step, Wording
from shared.activities.library import UnknownActivity
from shared.activities.originals import is_built_in
from shared.schedule import to_json as schedule_to_json


def add_activities(api: APIBlueprint, rest: Rest) -> None:
    """The routes of the library."""

    @api.get("/activities")
    @api.output(views.page_of(views.ActivityView))
    @api.doc(summary="List the activity library, the newest version of each", security="token")
    def list_activities() -> ResponseReturnValueType:
        return {"items": [_described(activity) for activity in rest.library.all()], "next": None}

    @api.post("/activities")
    @api.input(forms.DefinitionForm)
    @api.output(views.Published, status_code=201)
    @api.doc(summary="Publish an activity of your own, or the next version of it", security="token")
    def publish_activity(json_data: dict[str, Any]) -> ResponseReturnValueType:
        def publish(db: Connection) -> Answer:
            published = rest.authoring.publish(db, json_data)
            return {"slug": published.slug, "version": published.version}, 201

        return rest.done_once(publish)

    @api.get("/activities/bundle")
    @api.input(forms.SlugQuery, location="query")
    @api.output(views.Bundle)
    @api.doc(summary="Definitions to take elsewhere: your own, or those named", security="token")
    def read_bundle(query_data: dict[str, Any]) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            return rest.authoring.bundle(db, query_data["slug"])

    @api.post("/activities/bundle")
    @api.input(forms.BundleForm)
    @api.output(views.Imported)
    @api.doc(summary="Publish what is not there yet of a bundle, all of it or nothing", security="token")
    def import_bundle(json_data: dict[str, Any]) -> ResponseReturnValueType:
        def bring_in(db: Connection) -> Answer:
            imported = rest.authoring.bring_in(db, json_data["activities"])
            return {
                "added": [one.to_json() for one in imported.added],
                "already_there": [one.to_json() for one in imported.already_there],
            }, 200

        return rest.done_once(bring_in)

    @api.get("/activities/<slug>")
    @api.input(forms.VersionQuery, location="query")
    @api.output(views.ActivityView)
    @api.doc(summary="Read one activity, its newest version or the one named", security="token")
    def read_activity(slug: str, query_data: dict[str, Any]) -> ResponseReturnValueType:
        version = query_data["version"]
        try:
            found = rest.library.latest(slug) if version is None else rest.library.get(slug, version)
        except UnknownActivity:
            raise NotFound from None
        return _described(found)


def _described(activity: Activity) -> dict[str, Any]:
    return {
        "slug": activity.slug,
        "version": activity.version,
        "is_built_in": is_built_in(activity.slug),
        "title": dict(activity.title),
        "kind": activity.kind,
        "why": _first(activity.why),
        "how": activity.how and _first(activity.how),
        "intensity": activity.intensity,
        "needs_readiness": activity.needs_readiness,
        "populations": list(activity.populations),
        "languages": sorted(activity.languages),
        "code_name": dict(activity.code_name),
        "minutes": activity.minutes,
        "keyword": dict(activity.keywords),
        "schedule": schedule_to_json(activity.schedule) if activity.schedule else None,
        "steps": [_step(step) for step in activity.steps],
        "smaller": [_step(step) for step in activity.smaller],
        "source": activity.source,
    }


def _step(step: Step) -> dict[str, Any]:
    ask = {language: list(variants) for language, variants in step.ask.variants.items()}
    answer, required = step.answer.kind, step.required
    return {"key": step.key, "label": step.label, "ask": ask, "answer": answer, "required": required}


def _first(wording: Wording) -> dict[str, str]:
    return {language: wording.speak(language) for language in wording.variants}
