"""Contacts, occurrences, reminders, attempts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "notifier_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("params", sa.LargeBinary(), nullable=False),
        sa.Column("schedule", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        schema="notifier",
    )
    op.create_index(op.f("ix_assignment_client_id"), "assignment", ["client_id"], unique=False, schema="notifier")
    op.create_table(
        "client",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("earliest", sa.Text(), nullable=False),
        sa.Column("latest", sa.Text(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("talking_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
        schema="notifier",
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("consent_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("consent in ('asked', 'given', 'stopped')", name=op.f("ck_contact_consent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("client_id", name=op.f("uq_contact_client_id")),
        schema="notifier",
    )
    op.create_index(op.f("ix_contact_phone_index"), "contact", ["phone_index"], unique=False, schema="notifier")
    op.create_table(
        "reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column("occurrence_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("wording", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('opt_in', 'prompt', 'nudge', 'follow_up')", name=op.f("ck_reminder_kind")),
        sa.CheckConstraint(
            "state in ('planned', 'queued', 'sending', 'sent', 'undeliverable', 'suppressed', 'cancelled')",
            name=op.f("ck_reminder_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        schema="notifier",
    )
    op.create_index(op.f("ix_reminder_client_id"), "reminder", ["client_id"], unique=False, schema="notifier")
    op.create_index(op.f("ix_reminder_occurrence_id"), "reminder", ["occurrence_id"], unique=False, schema="notifier")
    op.create_index(
        "ix_reminder_waiting",
        "reminder",
        ["try_at"],
        unique=False,
        schema="notifier",
        postgresql_where=sa.text("state in ('planned', 'queued')"),
    )
    op.create_table(
        "status_callback",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("carrier_sid", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_callback")),
        schema="notifier",
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reminder_id", sa.Uuid(), nullable=False),
        sa.Column("lane", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clean_looks", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("carrier_sid", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("rank", sa.SmallInteger(), server_default="-1", nullable=False),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.CheckConstraint("state in ('open', 'unknown', 'sent', 'refused', 'absent')", name=op.f("ck_attempt_state")),
        sa.ForeignKeyConstraint(
            ["reminder_id"], ["notifier.reminder.id"], name=op.f("fk_attempt_reminder_id_reminder")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("carrier_sid", name=op.f("uq_attempt_carrier_sid")),
        schema="notifier",
    )
    op.create_index(op.f("ix_attempt_reminder_id"), "attempt", ["reminder_id"], unique=False, schema="notifier")
    op.create_index(
        "ix_attempt_unresolved",
        "attempt",
        ["look_at"],
        unique=False,
        schema="notifier",
        postgresql_where=sa.text("state in ('open', 'unknown')"),
    )
    op.create_index(
        "uq_attempt_lane",
        "attempt",
        ["lane"],
        unique=True,
        schema="notifier",
        postgresql_where=sa.text("state in ('open', 'unknown')"),
    )
    op.create_table(
        "occurrence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('planned', 'sending', 'sent', 'undeliverable', 'answered', 'partial', 'let_go', 'suppressed',"
            " 'cancelled')",
            name=op.f("ck_occurrence_state"),
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["notifier.assignment.id"], name=op.f("fk_occurrence_assignment_id_assignment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence")),
        schema="notifier",
    )
    op.create_index(
        "ix_occurrence_open",
        "occurrence",
        ["window_ends_at"],
        unique=False,
        schema="notifier",
        postgresql_where=sa.text("state = 'sent'"),
    )
    op.create_index(
        "uq_occurrence_moment",
        "occurrence",
        ["assignment_id", "due_at"],
        unique=True,
        schema="notifier",
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
    op.create_index(
        "uq_occurrence_planned",
        "occurrence",
        ["assignment_id"],
        unique=True,
        schema="notifier",
        postgresql_where=sa.text("state = 'planned'"),
    )
