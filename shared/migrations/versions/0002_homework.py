"""A clinic's own activities."""

from alembic import op

revision = "bus_0002"
down_revision = "bus_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        create table bus.activity (
            slug text not null,
            version integer not null,
            definition jsonb not null,
            published_at timestamptz not null,
            constraint pk_activity primary key (slug, version)
        )
        """
    )
    # What was once published is what assignments are pinned to: nobody changes or deletes it.
    op.execute("grant select on bus.activity to between_api, between_notifier, between_reporter")
    op.execute("grant insert on bus.activity to between_api")
