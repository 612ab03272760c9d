"""Homework as the client would like it: pauses, readiness, rests, conversations that wait, entries taken back."""

from alembic import op

revision = "api_0002"
down_revision = "api_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        alter table api.client
            add column daily_cap smallint not null default 4,
            add column paused_until timestamptz,
            add column heard_at timestamptz,
            add column choosing bytea,
            add column choosing_until timestamptz
        """
    )
    op.execute(
        """
        alter table api.assignment
            add column agreed_schedule jsonb,
            add column unlocked_at timestamptz,
            add column ready_at timestamptz,
            add column rests_since timestamptz,
            drop column reason
        """
    )
    op.execute("update api.assignment set agreed_schedule = schedule")
    op.execute("alter table api.assignment alter column agreed_schedule set not null")
    op.execute("alter table api.entry add column withdrawn_at timestamptz")
    _dialogues()


def _dialogues() -> None:
    """Those that are open stay open, as if the house had begun them."""
    op.drop_index("uq_dialogue_open", "dialogue", schema="api")
    op.execute(
        """
        alter table api.dialogue
            alter column assignment_id drop not null,
            add column origin text,
            add column state text,
            add column interrupted_by uuid,
            add column before bytea,
            add column moved_at timestamptz
        """
    )
    op.execute(
        """
        update api.dialogue set
            origin = 'prompt', state = case when is_open then 'open' else 'over' end, moved_at = opened_at
        """
    )
    op.execute(
        """
        alter table api.dialogue
            drop column is_open,
            alter column origin set not null,
            alter column state set not null,
            alter column moved_at set not null,
            add constraint ck_dialogue_origin check (origin in ('prompt', 'keyword', 'aside')),
            add constraint ck_dialogue_state check (state in ('open', 'waiting', 'interrupted', 'over'))
        """
    )
    op.execute("create unique index uq_dialogue_open on api.dialogue (client_id) where state = 'open'")
    op.execute("create index ix_dialogue_answerable on api.dialogue (client_id, moved_at) where state <> 'over'")
    op.execute("create index ix_dialogue_client_id_moved_at on api.dialogue (client_id, moved_at)")
    op.drop_index("ix_dialogue_client_id", "dialogue", schema="api")
