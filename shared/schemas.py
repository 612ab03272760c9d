"""Facts to JSON and back, by marshmallow schemas derived from the dataclasses, so that a fact is declared once."""

from dataclasses import MISSING, is_dataclass
from dataclasses import fields as dataclass_fields
from datetime import datetime
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin
from uuid import UUID

from marshmallow import RAISE, Schema, ValidationError, fields

from shared.events import FACTS, Fact, Sealed, field_types


class BadFact(Exception):
    """A message on the bus does not have the shape of the fact it claims to be."""


def to_json(fact: Fact) -> dict[str, Any]:
    """The JSON body of a fact. Times carry their offset; ids are strings."""
    body: dict[str, Any] = _SCHEMAS[type(fact)].dump(fact)
    return body


def from_json(name: str, body: dict[str, Any]) -> Fact:
    """The fact in a body. Raises BadFact for an unknown name, an unknown or missing field, or a naive time."""
    kind = FACTS.get(name)
    if kind is None:
        raise BadFact(f"unknown fact {name}")
    try:
        return kind(**_SCHEMAS[kind].load(body))
    except ValidationError as trouble:
        raise BadFact(f"{name}: {sorted(trouble.messages_dict)}") from None


_PLAIN: dict[Any, type[fields.Field[Any]]] = {
    UUID: fields.UUID,
    str: fields.String,
    Sealed: fields.String,
    int: fields.Integer,
    bool: fields.Boolean,
    datetime: fields.AwareDateTime,
}


def _field(hint: Any, default: Any) -> fields.Field[Any]:
    # A field with a default was added later: a fact told before that is read as if it had said so.
    told: dict[str, Any] = {"required": True} if default is MISSING else {"load_default": default}
    if get_origin(hint) in (Union, UnionType):
        inner = next(arg for arg in get_args(hint) if arg is not NoneType)
        return _PLAIN[inner](allow_none=True, **told)
    if get_origin(hint) is list:
        return fields.List(_PLAIN[get_args(hint)[0]](), **told)
    if get_origin(hint) is dict:
        return fields.Dict(keys=fields.String(), **told)
    return _PLAIN[hint](**told)


def _schema(kind: type[Fact]) -> Schema:
    assert is_dataclass(kind)
    defaults = {field.name: field.default for field in dataclass_fields(kind)}
    declared = {name: _field(hint, defaults[name]) for name, hint in field_types(kind).items()}
    return Schema.from_dict(declared, name=f"{kind.__name__}Schema")(unknown=RAISE)


_SCHEMAS: dict[type[Fact], Schema] = {kind: _schema(kind) for kind in FACTS.values()}
