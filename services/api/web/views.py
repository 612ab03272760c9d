"""The shapes of what the JSON API gives."""

from typing import Any, cast

from apiflask import Schema
from marshmallow import fields


class Created(Schema):
    id = fields.UUID()


class ClinicianView(Schema):
    id = fields.UUID()
    name = fields.String()
    email = fields.String()
    zone = fields.String()
    digest_lead_minutes = fields.Integer(allow_none=True)
    created_at = fields.AwareDateTime()


class ClientView(Schema):
    id = fields.UUID()
    clinician_id = fields.UUID()
    display_name = fields.String()
    initials = fields.String()
    phone_ends_in = fields.String()
    consent = fields.String()
    language = fields.String()
    zone = fields.String()
    earliest = fields.String()
    latest = fields.String()
    daily_cap = fields.Integer()
    paused_until = fields.AwareDateTime(allow_none=True)
    created_at = fields.AwareDateTime()


class SessionView(Schema):
    id = fields.UUID()
    clinician_id = fields.UUID()
    client_ids = fields.List(fields.UUID())
    starts_at = fields.AwareDateTime()
    state = fields.String()
    digest_sent_at = fields.AwareDateTime(allow_none=True)


class AssignmentView(Schema):
    id = fields.UUID()
    client_id = fields.UUID()
    clinician_id = fields.UUID()
    activity = fields.String()
    version = fields.Integer()
    code_name = fields.String()
    reason = fields.String(allow_none=True, metadata={"description": "null: the activity's own"})
    cue = fields.String(allow_none=True)
    link = fields.String(allow_none=True)
    title = fields.String(allow_none=True)
    minutes = fields.Integer(allow_none=True)
    schedule = fields.Dict(metadata={"description": "as it asks now: LESS and MORE move it"})
    agreed_schedule = fields.Dict(metadata={"description": "as agreed with the clinician; MORE never goes beyond"})
    needs_readiness = fields.Boolean()
    unlocked_at = fields.AwareDateTime(allow_none=True)
    ready_at = fields.AwareDateTime(allow_none=True, metadata={"description": "when the client said READY"})
    rests_since = fields.AwareDateTime(
        allow_none=True, metadata={"description": "the client wants a rest from it until the next session"}
    )
    state = fields.String()
    created_at = fields.AwareDateTime()


class EntryView(Schema):
    id = fields.UUID()
    client_id = fields.UUID()
    assignment_id = fields.UUID(allow_none=True)
    occurrence_id = fields.UUID(allow_none=True)
    message_sid = fields.String()
    step = fields.String(allow_none=True)
    kind = fields.String()
    words = fields.String(
        allow_none=True, metadata={"description": "verbatim; null where the client said PRIVATE or took them back"}
    )
    value = fields.Raw(allow_none=True)
    recorded_at = fields.AwareDateTime()
    withdrawn_at = fields.AwareDateTime(
        allow_none=True, metadata={"description": "when the client took it back, or moved it to another homework"}
    )


class UndeliveredView(Schema):
    id = fields.UUID()
    client_id = fields.UUID()
    assignment_id = fields.UUID(allow_none=True)
    why = fields.String(
        metadata={
            "description": "opted_out, unreachable (check the number), refused, carrier, unknown (may have been sent)"
        }
    )
    reported_at = fields.AwareDateTime()


def _per_language() -> fields.Dict:
    return fields.Dict(keys=fields.String(), values=fields.String(), metadata={"description": "per language"})


class StepView(Schema):
    key = fields.String()
    label = fields.String()
    ask = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "per language; several take turns"},
    )
    answer = fields.String()
    required = fields.Boolean()


class ActivityView(Schema):
    slug = fields.String()
    version = fields.Integer()
    is_built_in = fields.Boolean()
    title = _per_language()
    kind = fields.String()
    why = _per_language()
    how = fields.Dict(keys=fields.String(), values=fields.String(), allow_none=True)
    intensity = fields.Integer()
    needs_readiness = fields.Boolean()
    populations = fields.List(fields.String())
    languages = fields.List(fields.String())
    code_name = _per_language()
    minutes = fields.Integer()
    keyword = _per_language()
    schedule = fields.Dict(allow_none=True)
    steps = fields.List(fields.Nested(StepView()))
    smaller = fields.List(fields.Nested(StepView()))
    source = fields.String()


class Published(Schema):
    slug = fields.String()
    version = fields.Integer()


class Bundle(Schema):
    format = fields.String()
    activities = fields.List(fields.Dict())


class Imported(Schema):
    added = fields.List(fields.Nested(Published()))
    already_there = fields.List(fields.Nested(Published()))


def page_of(view: type[Schema]) -> Schema:
    """The shape of one page of a list; `next` is the `after` of the next page, or null."""
    shape: dict[str, Any] = {"items": fields.List(fields.Nested(view())), "next": fields.UUID(allow_none=True)}
    return cast(Schema, Schema.from_dict(shape, name=f"{view.__name__}Page")())
