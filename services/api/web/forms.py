"""The shapes of what the JSON API takes. Unknown fields are refused."""

from collections.abc import Mapping
from typing import Any

from apiflask import Schema
from marshmallow import INCLUDE, RAISE, ValidationError, fields, pre_load, validate, validates_schema

from services.api.authoring import FORMAT, MOST_ACTIVITIES
from services.api.web.fields import Email, Flag, Hour, Line, Moment, Phone, Schedule, Zone

LONGEST_REASON = 90
LONGEST_CUE = 60


class Form(Schema):
    """A request body."""

    class Meta:
        unknown = RAISE


class Change(Form):
    """What becomes another; what is not given stays."""

    @validates_schema
    def check_something(self, data: dict[str, Any], **_: Any) -> None:
        """A change of nothing is a slip."""
        if not data:
            raise ValidationError(f"Give at least one of: {', '.join(self.fields)}.")


def _language(**kwargs: Any) -> fields.String:
    return fields.String(validate=validate.OneOf(["en", "es"]), **kwargs)


def _daily_cap(**kwargs: Any) -> fields.Integer:
    says = {"description": "how many texts a day we start at most"}
    return fields.Integer(strict=True, validate=validate.Range(1, 20), metadata=says, **kwargs)


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
    language = _language(load_default="en")
    earliest = Hour(load_default="09:00")
    latest = Hour(load_default="20:00")
    daily_cap = _daily_cap(load_default=4)

    @validates_schema
    def check_hours(self, data: dict[str, Any], **_: Any) -> None:
        """Texts we start go out between 8:00 and 21:00, and the hours need some width."""
        _check_hours(data["earliest"], data["latest"])


class ClientChange(Change):
    display_name = Line(120)
    initials = Line(8)
    zone = Zone()
    language = _language()
    earliest = Hour()
    latest = Hour()
    daily_cap = _daily_cap()

    @validates_schema
    def check_hours(self, data: dict[str, Any], **_: Any) -> None:
        """Inside the hours of everybody; whether they cross what is there already is seen there."""
        _check_hours(data.get("earliest", "08:00"), data.get("latest", "21:00"))


def _check_hours(earliest: str, latest: str) -> None:
    if not "08:00" <= earliest < latest <= "21:00":
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
    reason = Line(LONGEST_REASON, load_default=None)
    cue = Line(LONGEST_CUE, load_default=None)
    introduce = Flag(load_default=True)


class AssignmentChange(Change):
    schedule = Schedule()
    code_name = Line(12)
    link = Line(60, allow_none=True)
    title = Line(60, allow_none=True)
    minutes = fields.Integer(strict=True, validate=validate.Range(1, 600))
    reason = Line(LONGEST_REASON, allow_none=True)
    cue = Line(LONGEST_CUE, allow_none=True)
    unlocked = Flag(validate=validate.Equal(True))
    state = fields.String(validate=validate.Equal("ended"))

    @validates_schema
    def check_end(self, data: dict[str, Any], **_: Any) -> None:
        """What ends is not changed as well."""
        if "state" in data and len(data) > 1:
            raise ValidationError("Ending goes alone: leave the other fields out.", "state")


class DefinitionForm(Form):
    """An activity in the shape of the library's YAML files. Its own schema and lint say what is wrong with it."""

    class Meta:
        unknown = INCLUDE


class BundleForm(Form):
    format = fields.String(required=True, validate=validate.Equal(FORMAT))
    activities = fields.List(fields.Dict(), required=True, validate=validate.Length(1, MOST_ACTIVITIES))


class Query(Form):
    """What stands behind the question mark of an address."""

    @pre_load
    def check_names(self, data: Mapping[str, Any], **_: Any) -> Mapping[str, Any]:
        """An unknown name is a slip, and would quietly ask for something else; webargs lets it pass in a query."""
        unknown = {name: ["Unknown field."] for name in data if name not in self.fields}
        if unknown:
            raise ValidationError(unknown)
        return data


class PageQuery(Query):
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    after = fields.UUID(load_default=None)


class ClientPageQuery(PageQuery):
    client_id = fields.UUID(load_default=None)


class EntryQuery(PageQuery):
    client_id = fields.UUID(required=True)


class VersionQuery(Query):
    version = fields.Integer(load_default=None, validate=validate.Range(1, 2**31 - 1))


class SlugQuery(Query):
    slug = fields.List(fields.String(validate=validate.Length(1, 80)), load_default=list)
