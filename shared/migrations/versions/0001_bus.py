"""The bus: facts, deliveries, data keys, and who may see which."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "bus_0001"
down_revision = None
branch_labels = None
depends_on = None

UNHANDLED = sa.text("handled_at is null and parked_at is null")


def upgrade() -> None:
    op.execute("create sequence bus.event_seq")
    op.create_table(
        "event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("seq", name=op.f("uq_event_seq")),
        schema="bus",
    )
    op.create_index(op.f("ix_event_occurred_at"), "event", ["occurred_at"], schema="bus")
    op.create_table(
        "delivery",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True)),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True)),
        sa.Column("parked_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["event_id"], ["bus.event.id"], name=op.f("fk_delivery_event_id_event"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("event_id", "reader", name=op.f("pk_delivery")),
        schema="bus",
    )
    for name, columns, where in (
        ("ix_delivery_unhandled", ["reader", "subject", "seq"], UNHANDLED),
        ("ix_delivery_parked", ["reader", "parked_at"], sa.text("parked_at is not null")),
    ):
        op.create_index(name, "delivery", columns, schema="bus", postgresql_where=where)
    op.create_table(
        "data_key",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("ring", sa.Text(), nullable=False),
        sa.Column("ring_version", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ring", name=op.f("pk_data_key")),
        schema="bus",
    )
    _guard()


def _guard() -> None:
    """Row-level security: a reader sees the facts delivered to it, and the data keys of its own rings."""
    everyone = "between_api, between_notifier, between_reporter"
    for table in ("event", "delivery", "data_key"):
        op.execute(f"alter table bus.{table} enable row level security")
    op.execute(f"grant usage on schema bus to {everyone}")
    op.execute(f"grant usage on sequence bus.event_seq to {everyone}")
    op.execute(f"grant select, insert on bus.event, bus.delivery to {everyone}")
    op.execute(f"grant update (handled_at, attempts, error, next_attempt_at, parked_at) on bus.delivery to {everyone}")
    op.execute("grant select on bus.data_key to between_notifier, between_reporter")
    op.execute("grant select, insert, delete on bus.data_key to between_api")

    op.execute("create policy tell on bus.event for insert with check (true)")
    op.execute("create policy tell on bus.delivery for insert with check (true)")
    op.execute("create policy own on bus.delivery for select using ('between_' || reader = current_user)")
    op.execute("create policy mark on bus.delivery for update using ('between_' || reader = current_user)")
    op.execute(
        "create policy heard on bus.event for select using (exists ("
        "select from bus.delivery d where d.event_id = event.id and 'between_' || d.reader = current_user))"
    )
    op.execute("create policy every on bus.data_key to between_api using (true) with check (true)")
    op.execute("create policy contact on bus.data_key for select to between_notifier using (ring = 'contact')")
    op.execute("create policy journal on bus.data_key for select to between_reporter using (ring = 'journal')")

    # Deleting needs to see facts delivered to others, so it belongs to the owner.
    op.execute("""
        create function bus.prune(before timestamptz) returns bigint
        language sql security definer set search_path = bus, pg_temp as $$
            with gone as (
                delete from event where id in (
                    select e.id from event e
                    where e.occurred_at < before and not exists (
                        select from delivery d
                        where d.event_id = e.id and (d.handled_at is null or d.handled_at >= before)
                    )
                    order by e.occurred_at limit 5000
                )
                returning 1
            )
            select count(*) from gone
        $$
    """)
    op.execute("revoke all on function bus.prune(timestamptz) from public")
    op.execute("grant execute on function bus.prune(timestamptz) to between_api")
