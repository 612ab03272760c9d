"""The shapes of the JSON API: what it takes, and what it gives. Unknown fields are refused."""

from collections.abc import Mapping
from typing import Any, cast

from apiflask import Schema
from marshmallow import RAISE, ValidationError, fields, pre_load, validate, validates_schema

from services.api.web.fields import Email, Flag, Hour, Line, Moment, Phone, Schedule, Zone


class Form(Schema):
    """A request body."""

    class Meta:
        unknown = RAISE


class ClinicianForm(Form):
    name = Line(120, required=True)
    email = Email(required=True)
    zone = Zone(required=True)
    digest_lead_minutes = fields.Integer(strict=True, load_default=None, validate=validate.Range(5, 7 * 24 * 60))


class ClientForm(Form):
    clinician_id = fields.UUID(required=True)
    display_name = Line(120, required=True)
    initials = Line(8, required=True)
    phone = Phone(required=True)
    zone = Zone(required=True)
    language = fields.String(load_default="en", validate=validate.OneOf(["en"]))
    earliest = Hour(load_default="09:00")
    latest = Hour(load_default="20:00")

    @validates_schema
    def check_hours(self, data: dict[str, Any], **_: Any) -> None:
        """Texts we start go out between 8:00 and 21:00, and the hours need some width."""
        if not "08:00" <= data["earliest"] < data["latest"] <= "21:00":
            raise ValidationError("Choose hours inside 08:00 to 21:00, earliest before latest.", "earliest")


class SessionForm(Form):
    clinician_id = fields.UUID(required=True)
    client_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(1, 20))
    starts_at = Moment(required=True)


class SessionChange(Form):
    starts_at = Moment()
    cancelled = Flag(validate=validate.Equal(True))

    @validates_schema
    def check_one(self, data: dict[str, Any], **_: Any) -> None:
        """Either moved or cancelled."""
        if len(data) != 1:
            raise ValidationError("Give either starts_at or cancelled.", "starts_at")


class AssignmentForm(Form):
    client_id = fields.UUID(required=True)
    clinician_id = fields.UUID(required=True)
    activity = fields.String(required=True, validate=validate.Length(max=80))
    schedule = Schedule(load_default=None, allow_none=True)
    code_name = Line(12, load_default=None)
    link = Line(60, load_default=None)
    title = Line(60, load_default=None)
    minutes = fields.Integer(strict=True, load_default=None, validate=validate.Range(1, 600))
    reason = Line(300, load_default=None)


class AssignmentChange(Form):
    state = fields.String(required=True, validate=validate.Equal("ended"))


class PageQuery(Form):
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    after = fields.UUID(load_default=None)

    @pre_load
    def check_names(self, data: Mapping[str, Any], **_: Any) -> Mapping[str, Any]:
        """An unknown name is a slip, and would quietly ask for something else; webargs lets it pass in a query."""
        unknown = {name: ["Unknown field."] for name in data if name not in self.fields}
        if unknown:
            raise ValidationError(unknown)
        return data


class ClientPageQuery(PageQuery):
    client_id = fields.UUID(load_default=None)


class EntryQuery(PageQuery):
    client_id = fields.UUID(required=True)


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
    reason = fields.String(allow_none=True)
    schedule = fields.Dict()
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
    words = fields.String()
    value = fields.Raw(allow_none=True)
    recorded_at = fields.AwareDateTime()


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


class ActivityView(Schema):
    slug = fields.String()
    version = fields.Integer()
    title = fields.String()
    kind = fields.String()
    why = fields.String()
    intensity = fields.Integer()
    populations = fields.List(fields.String())
    code_name = fields.String()
    minutes = fields.Integer()
    keyword = fields.String(allow_none=True)
    schedule = fields.Dict(allow_none=True)
    steps = fields.List(fields.Dict())


def page_of(view: type[Schema]) -> Schema:
    """The shape of one page of a list; `next` is the `after` of the next page, or null."""
    shape: dict[str, Any] = {"items": fields.List(fields.Nested(view())), "next": fields.UUID(allow_none=True)}
    return cast(Schema, Schema.from_dict(shape, name=f"{view.__name__}Page")())
