"""The api's tables: people, sessions, assignments, dialogues, entries, and every text as it came."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.database import metadata

METADATA = metadata("api")
_Instant = DateTime(timezone=True)

token = Table(
    "token",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("created_at", _Instant, nullable=False),
    Column("revoked_at", _Instant),
)

clinician = Table(
    "clinician",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False, unique=True),
    Column("zone", Text, nullable=False),
    Column("digest_lead_minutes", Integer),
    Column("created_at", _Instant, nullable=False),
)

client = Table(
    "client",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("clinician_id", ForeignKey(clinician.c.id), nullable=False, index=True),
    Column("display_name", LargeBinary, nullable=False),
    Column("initials", LargeBinary, nullable=False),
    Column("language", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("earliest", Text, nullable=False),
    Column("latest", Text, nullable=False),
    Column("daily_cap", SmallInteger, nullable=False, server_default="4"),
    Column("paused_until", _Instant),
    # The last text of theirs that the notifier was told of: once a day is enough to know that somebody is there.
    Column("heard_at", _Instant),
    # A question of ours about their last words ("1 garden 2 notebook"), sealed; the very next text may answer it.
    Column("choosing", LargeBinary),
    Column("choosing_until", _Instant),
    Column("created_at", _Instant, nullable=False),
)

contact = Table(
    "contact",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("client_id", ForeignKey(client.c.id, ondelete="cascade"), nullable=False, unique=True),
    Column("phone", LargeBinary, nullable=False),
    Column("phone_index", LargeBinary, nullable=False, unique=True),
    Column("consent", Text, nullable=False),
    Column("created_at", _Instant, nullable=False),
    CheckConstraint("consent in ('asked', 'given', 'stopped')", name="consent"),
)

consent_record = Table(
    "consent_record",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("client_id", ForeignKey(client.c.id, ondelete="cascade"), nullable=False, index=True),
    Column("change", Text, nullable=False),
    Column("wording_version", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("message_sid", Text),
    Column("recorded_at", _Instant, nullable=False),
)

session = Table(
    "session",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("clinician_id", ForeignKey(clinician.c.id), nullable=False, index=True),
    Column("starts_at", _Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("digest_sent_at", _Instant),
    Column("created_at", _Instant, nullable=False),
    CheckConstraint("state in ('booked', 'cancelled')", name="state"),
)

session_client = Table(
    "session_client",
    METADATA,
    Column("session_id", ForeignKey(session.c.id, ondelete="cascade"), primary_key=True),
    Column("client_id", ForeignKey(client.c.id, ondelete="cascade"), primary_key=True),
    Index("ix_session_client_client_id", "client_id"),
)

assignment = Table(
    "assignment",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("client_id", ForeignKey(client.c.id, ondelete="cascade"), nullable=False, index=True),
    Column("clinician_id", ForeignKey(clinician.c.id), nullable=False),
    Column("slug", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("params", LargeBinary, nullable=False),
    Column("schedule", JSONB, nullable=False),
    # What was agreed with the clinician: LESS and MORE move the schedule, never beyond this one.
    Column("agreed_schedule", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("unlocked_at", _Instant),
    Column("ready_at", _Instant),
    Column("rests_since", _Instant),
    Column("created_at", _Instant, nullable=False),
    CheckConstraint("state in ('active', 'ended')", name="state"),
)

dialogue = Table(
    "dialogue",
    METADATA,
    Column("occurrence_id", Uuid, primary_key=True),
    Column("client_id", ForeignKey(client.c.id, ondelete="cascade"), nullable=False),
    Column("assignment_id", ForeignKey(assignment.c.id, ondelete="cascade"), index=True),
    # 'keyword' was begun by the client, 'prompt' by us; an 'aside' is no homework but a word about it.
    Column("origin", Text, nullable=False),
    # 'open': the next words are for it. 'waiting': still answerable, but not first in line. 'interrupted': it is handed
    # back when the one that interrupted it is over.
    Column("state", Text, nullable=False),
    Column("interrupted_by", Uuid),
    Column("progress", LargeBinary, nullable=False),
    # Where it stood before the last text, so that UNDO and MOVE can go back there.
    Column("before", LargeBinary),
    Column("opened_at", _Instant, nullable=False),
    Column("moved_at", _Instant, nullable=False),
    Column("closes_at", _Instant, nullable=False),
    CheckConstraint("origin in ('prompt', 'keyword', 'aside')", name="origin"),
    CheckConstraint("state in ('open', 'waiting', 'interrupted', 'over')", name="state"),
    # At most one conversation is open with a client, so that an answer can only mean one thing.
    Index("uq_dialogue_open", "client_id", unique=True, postgresql_where=text("state = 'open'")),
    Index("ix_dialogue_answerable", "client_id", "moved_at", postgresql_where=text("state <> 'over'")),
    Index("ix_dialogue_client_id_moved_at", "client_id", "moved_at"),
)

message = Table(
    "message",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("message_sid", Text, nullable=False, unique=True),
    Column("client_id", Uuid, nullable=False, index=True),
    Column("from_index", LargeBinary, nullable=False),
    Column("from_number", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("reply", LargeBinary),
    Column("received_at", _Instant, nullable=False),
    Column("handled_at", _Instant),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Index("ix_message_from_index", "from_index", "received_at"),
    Index("ix_message_unhandled", "received_at", postgresql_where=text("handled_at is null")),
)

entry = Table(
    "entry",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("client_id", ForeignKey(client.c.id, ondelete="cascade"), nullable=False),
    Column("message_id", ForeignKey(message.c.id), nullable=False, index=True),
    Column("assignment_id", Uuid),
    Column("occurrence_id", Uuid),
    Column("step", Text),
    Column("kind", Text, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("value", LargeBinary),
    Column("recorded_at", _Instant, nullable=False),
    Column("withdrawn_at", _Instant),
    Index("ix_entry_client_id_recorded_at", "client_id", "recorded_at"),
)

concern = Table(
    "concern",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("client_id", ForeignKey(client.c.id, ondelete="cascade"), nullable=False, index=True),
    Column("message_id", ForeignKey(message.c.id), nullable=False, index=True),
    Column("why", Text, nullable=False),
    Column("raised_at", _Instant, nullable=False),
)

undelivered = Table(
    "undelivered",
    METADATA,
    Column("reminder_id", Uuid, primary_key=True),
    Column("client_id", ForeignKey(client.c.id, ondelete="cascade"), nullable=False, index=True),
    Column("assignment_id", Uuid),
    Column("why", Text, nullable=False),
    Column("reported_at", _Instant, nullable=False),
)

idempotent_request = Table(
    "idempotent_request",
    METADATA,
    Column("token_id", ForeignKey(token.c.id), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("response", LargeBinary, nullable=False),
    Column("created_at", _Instant, nullable=False),
    Index("ix_idempotent_request_created_at", "created_at"),
)
