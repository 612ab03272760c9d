"""The tables of schema `bus`: facts, their deliveries, the clients' wrapped data keys, a clinic's own activities."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Sequence,
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.database import metadata

METADATA = metadata("bus")

EVENT_SEQ = Sequence("event_seq", metadata=METADATA)

event = Table(
    "event",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("seq", BigInteger, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False, index=True),
)

_UNHANDLED = text("handled_at is null and parked_at is null")

delivery = Table(
    "delivery",
    METADATA,
    Column("event_id", ForeignKey(event.c.id, ondelete="cascade"), primary_key=True),
    Column("reader", Text, primary_key=True),
    Column("subject", Uuid, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("handled_at", DateTime(timezone=True)),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("error", Text),
    Column("next_attempt_at", DateTime(timezone=True)),
    Column("parked_at", DateTime(timezone=True)),
    Index("ix_delivery_unhandled", "reader", "subject", "seq", postgresql_where=_UNHANDLED),
    Index("ix_delivery_parked", "reader", "parked_at", postgresql_where=text("parked_at is not null")),
)

data_key = Table(
    "data_key",
    METADATA,
    Column("client_id", Uuid, primary_key=True),
    Column("ring", Text, primary_key=True),
    Column("ring_version", Integer, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

activity = Table(
    "activity",
    METADATA,
    Column("slug", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("definition", JSONB, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
)
