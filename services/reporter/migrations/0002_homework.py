"""What the therapist should hear first: reservations, barriers, readiness; and words that were taken back."""

from alembic import op

revision = "reporter_0002"
down_revision = "reporter_0001"
branch_labels = None
depends_on = None

_TOLD_ONCE = {
    "barrier": "assignment_id uuid, kind text not null, entry_id uuid, reported_at timestamptz not null",
    "readiness": "is_ready boolean not null, said_at timestamptz not null",
    "reservation": "assignment_id uuid, kind text not null, entry_id uuid, raised_at timestamptz not null",
}


def upgrade() -> None:
    for table, columns in _TOLD_ONCE.items():
        op.execute(
            f"""
            create table reporter.{table} (
                id uuid not null constraint pk_{table} primary key, client_id uuid not null, {columns}, digest_id uuid
            )
            """
        )
        op.execute(f"create index ix_{table}_client_id_digest_id on reporter.{table} (client_id, digest_id)")
    op.execute(
        """
        alter table reporter.assignment
            add column schedule_as_of timestamptz,
            add column needs_readiness boolean not null default false,
            add column unlocked_at timestamptz,
            add column rested_at timestamptz,
            add column rest_as_of timestamptz
        """
    )
    op.execute(
        """
        alter table reporter.client
            add column agreed_as_of timestamptz, add column paused_until timestamptz, add column pause_as_of timestamptz
        """
    )
    op.execute(
        """
        alter table reporter.occurrence
            add column skipped_at timestamptz, add column is_aside boolean not null default false
        """
    )
    op.execute(
        """
        alter table reporter.entry
            add column withdrawn_at timestamptz,
            alter column kind drop not null,
            alter column words drop not null,
            alter column recorded_at drop not null,
            add constraint ck_entry_known check (
                withdrawn_at is not null or (kind is not null and recorded_at is not null)
            ),
            add constraint ck_entry_withdrawn check (withdrawn_at is null or (words is null and value is null))
        """
    )
    op.execute("create index ix_entry_occurrence_id on reporter.entry (occurrence_id)")
