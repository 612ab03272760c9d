"""Lets go of occurrences that were asked and not answered in their window, and asks, seldom, what would help."""

from typing import Any

from services.notifier.agreed import parse
from services.notifier.asides import LAST, About, LetGo, aside_after, plan_aside
from shared.bell import Bell
from shared.bus import tell
from shared.clock import Now
from shared.database import Database
from shared.events import OccurrenceLetGo
from shared.schedule import fewer

# What is let go here is not yet seen as that by the same statement: it is over because its window is.
_LET_GO = """
with over as (
    update notifier.occurrence set state = 'let_go'
    where id in (
        select id from notifier.occurrence where state in ('sent', 'delivered') and window_ends_at <= %(now)s
        order by window_ends_at limit 100 for update skip locked
    )
    returning client_id, assignment_id, id
)
select over.client_id, over.assignment_id, over.id,
    a.slug, a.schedule::text as schedule, a.created_at, a.ended_at, a.step_down_at,
    a.rests_since is not null and not exists (
        select from notifier.session s
        where s.client_id = over.client_id and s.starts_at > a.rests_since and s.starts_at <= %(now)s
            and not s.is_cancelled
    ) as is_resting,
    c.paused_until, greatest(c.heard_at, k.consent_at, c.paused_until) as heard_at, c.prompts_unheard,
    c.restarted_at, c.barrier_at,
    k.consent, lately.over as lately_over, lately.answered as lately_answered
from over
join notifier.assignment a on a.id = over.assignment_id
join notifier.client c on c.id = over.client_id
left join notifier.contact k on k.client_id = over.client_id
cross join lateral (
    select count(*) as over, count(*) filter (where state in ('answered', 'partial')) as answered
    from (
        select o.state from notifier.occurrence o
        where o.assignment_id = over.assignment_id and o.state <> 'cancelled' and o.sent_at is not null
            and (o.state in ('answered', 'partial', 'skipped', 'let_go') or o.window_ends_at <= %(now)s)
        order by o.due_at desc limit %(last)s
    ) last
) lately
order by over.id
"""


class LettingGo:
    """Closes what is over."""

    def __init__(self, database: Database, bell: Bell, now: Now) -> None:
        self._database = database
        self._bell = bell
        self._now = now

    def let_go(self) -> bool:
        """Let go of what is over, tell it, and plan what to ask about it. True when there was anything."""
        now = self._now()
        with self._database.begin() as db:
            over = db.exec_driver_sql(_LET_GO, {"now": now, "last": LAST}).all()
            for row in over:
                aside = aside_after(_known(row), now)
                if aside is not None:
                    plan_aside(db, About(row.client_id, row.assignment_id), aside, now)
            told = [
                OccurrenceLetGo(client_id=row.client_id, assignment_id=row.assignment_id, occurrence_id=row.id)
                for row in over
            ]
            tell(db, self._bell, now, *told)
        return bool(over)


def _known(row: Any) -> LetGo:
    return LetGo(
        slug=row.slug,
        agreed_at=row.created_at,
        has_consent=row.consent == "given",
        has_ended=row.ended_at is not None,
        is_resting=row.is_resting,
        asks_least=fewer(parse(row.schedule)) is None,
        paused_until=row.paused_until,
        heard_at=row.heard_at,
        prompts_unheard=row.prompts_unheard,
        restarted_at=row.restarted_at,
        barrier_at=row.barrier_at,
        step_down_at=row.step_down_at,
        over=row.lately_over,
        answered=row.lately_answered,
    )
