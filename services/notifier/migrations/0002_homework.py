"""What a decision about a text looks at: pauses, rests, readiness, sessions, whose turn it is on the phone."""

from alembic import op

revision = "notifier_0002"
down_revision = "notifier_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _clients()
    _sessions()
    _assignments()
    _occurrences()
    _reminders()


def _clients() -> None:
    op.execute(
        """
        alter table notifier.client
            add column daily_cap smallint not null default 4,
            add column paused_until timestamptz,
            add column pause_told_at timestamptz,
            add column heard_at timestamptz,
            add column prompts_unheard integer not null default 0,
            add column restarted_at timestamptz,
            add column turn integer not null default 0,
            add column waiting_for uuid,
            add column waiting_until timestamptz,
            add column talking_about uuid,
            add column started_on date,
            add column started smallint not null default 0,
            add column aside_at timestamptz,
            add column barrier_at timestamptz
        """
    )
    op.execute("alter table notifier.client rename column enrolled_at to agreed_at")
    op.execute("alter table notifier.client alter column daily_cap drop default")


def _sessions() -> None:
    """The notifier did not hear of sessions before: it is told of those there are."""
    op.execute(
        """
        create table notifier.session (
            id uuid not null,
            client_id uuid not null,
            starts_at timestamptz not null,
            told_at timestamptz not null,
            is_cancelled boolean not null default false,
            constraint pk_session primary key (id, client_id)
        )
        """
    )
    op.execute("create index ix_session_client_id_starts_at on notifier.session (client_id, starts_at)")
    op.execute(
        """
        insert into notifier.session (id, client_id, starts_at, told_at, is_cancelled)
        select s.id, c.client_id, s.starts_at, s.created_at, s.state = 'cancelled'
        from api.session s join api.session_client c on c.session_id = s.id
        """
    )


def _assignments() -> None:
    op.execute(
        """
        alter table notifier.assignment
            add column sealed_in text,
            add column follows uuid,
            add column changed_at timestamptz,
            add column completed_at timestamptz,
            add column awaits_introduction boolean,
            add column needs_readiness boolean,
            add column unlocked_at timestamptz,
            add column ready_at timestamptz,
            add column readiness_told_at timestamptz,
            add column readiness_asked_at timestamptz,
            add column rests_since timestamptz,
            add column rest_told_at timestamptz,
            add column step_down_at timestamptz
        """
    )
    op.execute(
        """
        update notifier.assignment set sealed_in = 'AssignmentCreated', changed_at = created_at,
            awaits_introduction = false, needs_readiness = false
        """
    )
    op.execute(
        """
        alter table notifier.assignment
            alter column sealed_in set not null,
            alter column changed_at set not null,
            alter column awaits_introduction set not null,
            alter column needs_readiness set not null,
            add constraint ck_assignment_sealed_in check (sealed_in in ('AssignmentCreated', 'AssignmentChanged'))
        """
    )


def _occurrences() -> None:
    op.execute(
        """
        alter table notifier.occurrence
            add column again boolean not null default false,
            add column session_id uuid,
            drop constraint ck_occurrence_state,
            add constraint ck_occurrence_state check (
                state in ('planned', 'held', 'sending', 'sent', 'delivered', 'undeliverable', 'answered', 'partial',
                    'skipped', 'let_go', 'suppressed', 'cancelled')
            )
        """
    )
    for index in ("ix_occurrence_open", "uq_occurrence_planned"):
        op.drop_index(index, "occurrence", schema="notifier")
    op.execute(
        """
        create index ix_occurrence_open on notifier.occurrence (window_ends_at) where state in ('sent', 'delivered')
        """
    )
    op.execute(
        """
        create unique index uq_occurrence_planned on notifier.occurrence (assignment_id)
            where state = 'planned' and not again
        """
    )
    op.execute(
        """
        create unique index uq_occurrence_session on notifier.occurrence (assignment_id, session_id)
            where session_id is not null and state not in ('cancelled', 'suppressed', 'held')
        """
    )


def _reminders() -> None:
    op.execute(
        """
        alter table notifier.reminder
            add column asked_at timestamptz,
            add column hours text not null default 'client',
            drop constraint ck_reminder_kind,
            add constraint ck_reminder_kind check (
                kind in ('opt_in', 'opt_in_reminder', 'prompt', 'nudge', 'follow_up', 'snooze', 'introduction',
                    'readiness', 'barrier', 'step-down', 'restart')
            ),
            add constraint ck_reminder_hours check (hours in ('client', 'floor', 'any'))
        """
    )
    # Until now every follow-up was part of a conversation.
    op.execute("update notifier.reminder set hours = 'any', asked_at = due_at where kind = 'follow_up'")
    op.execute(
        """
        create unique index uq_reminder_about_one on notifier.reminder (assignment_id, kind)
            where kind in ('introduction', 'readiness') and state in ('planned', 'queued')
        """
    )
    op.execute(
        """
        create unique index uq_reminder_about_all on notifier.reminder (client_id)
            where kind in ('barrier', 'step-down', 'restart') and state in ('planned', 'queued')
        """
    )
