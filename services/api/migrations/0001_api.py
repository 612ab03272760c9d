"""The first tables of the api."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "api_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clinician",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("digest_lead_minutes", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinician")),
        sa.UniqueConstraint("email", name=op.f("uq_clinician_email")),
        schema="api",
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_sid", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("from_index", sa.LargeBinary(), nullable=False),
        sa.Column("from_number", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("reply", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("message_sid", name=op.f("uq_message_message_sid")),
        schema="api",
    )
    op.create_index(op.f("ix_message_client_id"), "message", ["client_id"], unique=False, schema="api")
    op.create_index("ix_message_from_index", "message", ["from_index", "received_at"], unique=False, schema="api")
    op.create_index(
        "ix_message_unhandled",
        "message",
        ["received_at"],
        unique=False,
        schema="api",
        postgresql_where=sa.text("handled_at is null"),
    )
    op.create_table(
        "token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_token_digest")),
        schema="api",
    )
    op.create_table(
        "client",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinician_id", sa.Uuid(), nullable=False),
        sa.Column("display_name", sa.LargeBinary(), nullable=False),
        sa.Column("initials", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("earliest", sa.Text(), nullable=False),
        sa.Column("latest", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["clinician_id"], ["api.clinician.id"], name=op.f("fk_client_clinician_id_clinician")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
        schema="api",
    )
    op.create_index(op.f("ix_client_clinician_id"), "client", ["clinician_id"], unique=False, schema="api")
    op.create_table(
        "idempotent_request",
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("response", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["token_id"], ["api.token.id"], name=op.f("fk_idempotent_request_token_id_token")),
        sa.PrimaryKeyConstraint("token_id", "key", name=op.f("pk_idempotent_request")),
        schema="api",
    )
    op.create_index(
        "ix_idempotent_request_created_at", "idempotent_request", ["created_at"], unique=False, schema="api"
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinician_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("digest_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('booked', 'cancelled')", name=op.f("ck_session_state")),
        sa.ForeignKeyConstraint(["clinician_id"], ["api.clinician.id"], name=op.f("fk_session_clinician_id_clinician")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        schema="api",
    )
    op.create_index(op.f("ix_session_clinician_id"), "session", ["clinician_id"], unique=False, schema="api")
    op.create_table(
        "assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("clinician_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("params", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("schedule", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('active', 'ended')", name=op.f("ck_assignment_state")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["api.client.id"], name=op.f("fk_assignment_client_id_client"), ondelete="cascade"
        ),
        sa.ForeignKeyConstraint(
            ["clinician_id"], ["api.clinician.id"], name=op.f("fk_assignment_clinician_id_clinician")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        schema="api",
    )
    op.create_index(op.f("ix_assignment_client_id"), "assignment", ["client_id"], unique=False, schema="api")
    op.create_table(
        "concern",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["api.client.id"], name=op.f("fk_concern_client_id_client"), ondelete="cascade"
        ),
        sa.ForeignKeyConstraint(["message_id"], ["api.message.id"], name=op.f("fk_concern_message_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        schema="api",
    )
    op.create_index(op.f("ix_concern_client_id"), "concern", ["client_id"], unique=False, schema="api")
    op.create_table(
        "consent_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("wording_version", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("message_sid", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["api.client.id"], name=op.f("fk_consent_record_client_id_client"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_record")),
        schema="api",
    )
    op.create_index(op.f("ix_consent_record_client_id"), "consent_record", ["client_id"], unique=False, schema="api")
    op.create_table(
        "contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("consent in ('asked', 'given', 'stopped')", name=op.f("ck_contact_consent")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["api.client.id"], name=op.f("fk_contact_client_id_client"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("client_id", name=op.f("uq_contact_client_id")),
        sa.UniqueConstraint("phone_index", name=op.f("uq_contact_phone_index")),
        schema="api",
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column("occurrence_id", sa.Uuid(), nullable=True),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["api.client.id"], name=op.f("fk_entry_client_id_client"), ondelete="cascade"
        ),
        sa.ForeignKeyConstraint(["message_id"], ["api.message.id"], name=op.f("fk_entry_message_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        schema="api",
    )
    op.create_index("ix_entry_client_id_recorded_at", "entry", ["client_id", "recorded_at"], unique=False, schema="api")
    op.create_table(
        "session_client",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["api.client.id"], name=op.f("fk_session_client_client_id_client"), ondelete="cascade"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["api.session.id"], name=op.f("fk_session_client_session_id_session"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("session_id", "client_id", name=op.f("pk_session_client")),
        schema="api",
    )
    op.create_index("ix_session_client_client_id", "session_client", ["client_id"], unique=False, schema="api")
    op.create_table(
        "undelivered",
        sa.Column("reminder_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["api.client.id"], name=op.f("fk_undelivered_client_id_client"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("reminder_id", name=op.f("pk_undelivered")),
        schema="api",
    )
    op.create_index(op.f("ix_undelivered_client_id"), "undelivered", ["client_id"], unique=False, schema="api")
    op.create_table(
        "dialogue",
        sa.Column("occurrence_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("progress", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["api.assignment.id"],
            name=op.f("fk_dialogue_assignment_id_assignment"),
            ondelete="cascade",
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["api.client.id"], name=op.f("fk_dialogue_client_id_client"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("occurrence_id", name=op.f("pk_dialogue")),
        schema="api",
    )
    op.create_index(
        "uq_dialogue_open", "dialogue", ["client_id"], unique=True, schema="api", postgresql_where=sa.text("is_open")
    )
    for table, column in (
        ("entry", "message_id"),
        ("concern", "message_id"),
        ("dialogue", "client_id"),
        ("dialogue", "assignment_id"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False, schema="api")
