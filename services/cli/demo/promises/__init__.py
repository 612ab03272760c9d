"""What must hold after any weeks that were lived, whatever happened in them: each file is about one kind of promise."""

from collections.abc import Sequence

from services.cli.demo.clinic import SESSIONS, Session
from services.cli.demo.promises.consent import after_stop, before_yes, during_a_pause
from services.cli.demo.promises.digests import digests
from services.cli.demo.promises.keeping import nothing_lost, nothing_stuck
from services.cli.demo.promises.lived import look_at
from services.cli.demo.promises.pacing import daily_cap, hours, one_at_a_time
from services.cli.demo.promises.wording import kind, own_language, short
from services.cli.town import Town


def broken_promises(town: Town, sessions: Sequence[Session] = SESSIONS) -> list[str]:
    """Every promise that was broken, in plain words."""
    lived = look_at(town)
    about_texts = (
        *(hours, daily_cap, one_at_a_time),
        *(before_yes, after_stop, during_a_pause),
        *(kind, short, own_language),
    )
    return [
        *(broken for promise in about_texts for broken in promise(lived)),
        *nothing_lost(town),
        *digests(lived, town.post.mails, sessions),
        *nothing_stuck(town),
    ]
