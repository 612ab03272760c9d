"""The reporter's tables: its view of people, sessions and what clients told us, and the digests made of it.

No foreign keys inside the view: facts about different subjects come in any order.
"""

from sqlalchemy import (
    Boolean,
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

METADATA = metadata("reporter")
_Instant = DateTime(timezone=True)

clinician = Table(
    "clinician",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("digest_lead_minutes", Integer),
    Column("heard_as_of", _Instant, nullable=False),
)

client = Table(
    "client",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("clinician_id", Uuid),
    Column("zone", Text),
    Column("agreed_as_of", _Instant),
    Column("display_name", LargeBinary),
    Column("initials", LargeBinary),
    Column("enrolled_at", _Instant),
    # 'given' or 'stopped'; null until the opt-in text is answered.
    Column("consent", Text),
    Column("consent_as_of", _Instant),
    # Null: no pause, or they are back.
    Column("paused_until", _Instant),
    Column("pause_as_of", _Instant),
    CheckConstraint("consent in ('given', 'stopped')", name="consent"),
)

session = Table(
    "session",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("clinician_id", Uuid),
    Column("starts_at", _Instant),
    Column("moved_as_of", _Instant),
    Column("is_cancelled", Boolean, nullable=False, server_default=text("false")),
    Index("ix_session_clinician_id_starts_at", "clinician_id", "starts_at"),
)

session_client = Table(
    "session_client",
    METADATA,
    Column("session_id", Uuid, primary_key=True),
    Column("client_id", Uuid, primary_key=True),
    Index("ix_session_client_client_id", "client_id"),
)

assignment = Table(
    "assignment",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("client_id", Uuid, nullable=False, index=True),
    Column("slug", Text),
    Column("version", Integer),
    Column("schedule", JSONB),
    Column("schedule_as_of", _Instant),
    Column("needs_readiness", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", _Instant),
    Column("unlocked_at", _Instant),
    # Null: it does not rest. A rest ends by itself at the next session.
    Column("rested_at", _Instant),
    Column("rest_as_of", _Instant),
    Column("ended_at", _Instant),
)

# `digest_id` on these says in which digest a row was told; null: in none yet. A digest takes what is null, so that
# whatever is heard after it was compiled belongs to the next one, however old it is.
readiness = Table(
    "readiness",
    METADATA,
    # The assignment.
    Column("id", Uuid, primary_key=True),
    Column("client_id", Uuid, nullable=False),
    Column("is_ready", Boolean, nullable=False),
    Column("said_at", _Instant, nullable=False),
    Column("digest_id", Uuid),
    Index("ix_readiness_client_id_digest_id", "client_id", "digest_id"),
)

occurrence = Table(
    "occurrence",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("client_id", Uuid, nullable=False),
    Column("assignment_id", Uuid, nullable=False),
    Column("asked_at", _Instant),
    Column("answered_at", _Instant),
    Column("is_complete", Boolean, nullable=False, server_default=text("false")),
    Column("skipped_at", _Instant),
    Column("let_go_at", _Instant),
    Column("not_counted_at", _Instant),
    Column("not_counted_why", Text),
    # Not homework but a word about it: nothing that is told of it counts.
    Column("is_aside", Boolean, nullable=False, server_default=text("false")),
    Column("digest_id", Uuid),
    Index("ix_occurrence_client_id_digest_id", "client_id", "digest_id"),
)

entry = Table(
    "entry",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("client_id", Uuid, nullable=False),
    Column("assignment_id", Uuid),
    Column("occurrence_id", Uuid),
    Column("step", Text),
    Column("kind", Text),
    # Null where they are private, and where they were taken back.
    Column("words", LargeBinary),
    Column("value", LargeBinary),
    # Null only while the withdrawal alone has been heard.
    Column("recorded_at", _Instant),
    Column("withdrawn_at", _Instant),
    Column("digest_id", Uuid),
    CheckConstraint("withdrawn_at is not null or (kind is not null and recorded_at is not null)", name="known"),
    CheckConstraint("withdrawn_at is null or (words is null and value is null)", name="withdrawn"),
    Index("ix_entry_client_id_digest_id", "client_id", "digest_id"),
    Index("ix_entry_occurrence_id", "occurrence_id"),
)

reservation = Table(
    "reservation",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("client_id", Uuid, nullable=False),
    Column("assignment_id", Uuid),
    Column("kind", Text, nullable=False),
    Column("entry_id", Uuid),
    Column("raised_at", _Instant, nullable=False),
    Column("digest_id", Uuid),
    Index("ix_reservation_client_id_digest_id", "client_id", "digest_id"),
)

barrier = Table(
    "barrier",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("client_id", Uuid, nullable=False),
    Column("assignment_id", Uuid),
    Column("kind", Text, nullable=False),
    Column("entry_id", Uuid),
    Column("reported_at", _Instant, nullable=False),
    Column("digest_id", Uuid),
    Index("ix_barrier_client_id_digest_id", "client_id", "digest_id"),
)

concern = Table(
    "concern",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("client_id", Uuid, nullable=False),
    Column("why", Text, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("raised_at", _Instant, nullable=False),
    Column("digest_id", Uuid),
    Index("ix_concern_client_id_digest_id", "client_id", "digest_id"),
)

_UNSETTLED = text("state in ('planned', 'queued', 'sending', 'put_off')")

digest = Table(
    "digest",
    METADATA,
    Column("id", Uuid, primary_key=True),
    # One digest per session.
    Column("session_id", Uuid, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    # When to look at it next. Planned: when it is due, null while that is not known. Queued: when its hint must have
    # been lost. Sending: when the sender's lease ends. Put off: after a rest.
    Column("try_at", _Instant),
    Column("first_tried_at", _Instant),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("error", Text),
    # What never changes once frozen: the envelope here, the words in the parts.
    Column("frozen_at", _Instant),
    Column("sender", Text),
    Column("recipient", Text),
    Column("message_id", Text),
    Column("frame", JSONB),
    Column("sent_at", _Instant),
    CheckConstraint(
        "state in ('planned', 'queued', 'sending', 'put_off', 'sent', 'failed', 'cancelled')", name="state"
    ),
    Index("ix_digest_unsettled", "try_at", postgresql_where=_UNSETTLED),
)

digest_part = Table(
    "digest_part",
    METADATA,
    Column("digest_id", ForeignKey(digest.c.id, ondelete="cascade"), primary_key=True),
    Column("client_id", Uuid, primary_key=True),
    Column("place", SmallInteger, nullable=False),
    Column("initials", LargeBinary, nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("html", LargeBinary, nullable=False),
    Index("ix_digest_part_client_id", "client_id"),
)

TOLD_ONCE = (entry, concern, occurrence, reservation, barrier, readiness)
"""What a digest takes, and gives back when it is not sent."""
