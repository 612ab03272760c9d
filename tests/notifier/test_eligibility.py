"""Every reason against sending, one by one."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifier.asides import ASIDES
from services.notifier.claiming import Claimed
from services.notifier.eligibility import Cancel, GiveUp, Go, Hold, LetPass, Wait, decide
from services.notifier.refusals import Verdict, backoff, judge, rank
from tests.notifier.claimed import (
    AGREED_FOLLOW_UP,
    ANOTHER,
    ASIDE,
    FOLLOW_UP,
    LONG_FOLLOW_UP,
    NOON,
    NUDGE,
    OPT_IN,
    READY,
    RESTART,
    SNOOZE,
    STARTED_BY_US,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NIGHT = NOON + 12 * HOUR
NINE_TOMORROW = datetime(2026, 3, 3, 16, 0, tzinfo=UTC)
EIGHT_TOMORROW = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
EVERY = (READY, NUDGE, SNOOZE, FOLLOW_UP, LONG_FOLLOW_UP, AGREED_FOLLOW_UP, ASIDE, RESTART)


@pytest.mark.parametrize("reminder", [*EVERY, OPT_IN], ids=lambda one: one.kind)
def test_nothing_against_it_goes(reminder: Claimed) -> None:
    assert decide(reminder, NOON) == Go()


@pytest.mark.parametrize("reminder", [*EVERY, OPT_IN], ids=lambda one: one.kind)
def test_without_a_number_it_does_not_go(reminder: Claimed) -> None:
    assert decide(reminder._replace(contact_id=None), NOON) == Cancel("no_contact")


@pytest.mark.parametrize("consent", ["asked", "stopped", None])
def test_without_a_yes_it_does_not_go(consent: str | None) -> None:
    for reminder in EVERY:
        assert decide(reminder._replace(consent=consent), NOON) == Cancel("no_consent")


def test_the_opt_in_goes_only_while_the_question_is_open() -> None:
    for kind in ("opt_in", "opt_in_reminder"):
        asked = OPT_IN._replace(kind=kind, heard_at=OPT_IN.consent_at)
        assert decide(asked, NOON) == Go()
        for consent in ("given", "stopped"):
            assert decide(asked._replace(consent=consent), NOON) == Cancel("already_answered")


def test_whoever_texted_anything_is_not_reminded_of_the_opt_in() -> None:
    reminder = OPT_IN._replace(kind="opt_in_reminder", heard_at=NOON - DAY)
    assert decide(reminder, NOON) == Cancel("already_answered")
    assert decide(OPT_IN._replace(heard_at=NOON - DAY), NOON) == Go()


def test_the_opt_in_knows_no_pause_no_turn_and_no_cap() -> None:
    crowded = OPT_IN._replace(
        paused_until=NOON + DAY, waiting_for=ANOTHER, waiting_until=NOON + HOUR, started_on=NOON.date(), started=9
    )
    assert decide(crowded, NOON) == Go()


def test_an_ended_assignment_does_not_go() -> None:
    for reminder in (READY, NUDGE, SNOOZE, FOLLOW_UP, ASIDE):
        assert decide(reminder._replace(slug=None), NOON) == Cancel("ended")


def test_what_is_answered_does_not_go() -> None:
    for state in ("answered", "partial", "skipped", "cancelled", "let_go"):
        assert decide(READY._replace(occurrence_state=state), NOON) == Cancel("answered")
    for state in ("planned", "sending", "partial", "answered", "skipped", "undeliverable"):
        assert decide(NUDGE._replace(occurrence_state=state), NOON) == Cancel("answered")
    for state in ("answered", "skipped", "let_go"):
        assert decide(FOLLOW_UP._replace(occurrence_state=state), NOON) == Cancel("answered")
        assert decide(SNOOZE._replace(occurrence_state=state), NOON) == Cancel("answered")


def test_a_question_of_a_conversation_only_the_api_knows_goes() -> None:
    for reminder in (FOLLOW_UP, SNOOZE):
        assert decide(reminder._replace(occurrence_state=None), NOON) == Go()


def test_what_an_aside_would_ask_may_be_known() -> None:
    introduction = ASIDE._replace(kind="introduction")
    assert decide(introduction, NOON) == Go()
    assert decide(introduction._replace(was_asked=True), NOON) == Cancel("begun_without")
    readiness = ASIDE._replace(kind="readiness")
    assert decide(readiness._replace(ready_at=NOON - DAY), NOON) == Cancel("answered")
    assert decide(readiness._replace(ready_at=NOON - 7 * DAY), NOON) == Go()


def test_nobody_who_was_heard_is_asked_about_their_silence() -> None:
    for reminder in (ASIDE, RESTART):
        assert decide(reminder._replace(heard_at=NOON + MINUTE), NOON + 2 * MINUTE) == Cancel("heard")
    assert decide(ASIDE._replace(kind="step-down", heard_at=NOON + MINUTE), NOON + 2 * MINUTE) == Go()


def test_past_its_window_it_passes_and_after_a_try_it_is_given_up() -> None:
    after = NOON + 2 * HOUR
    assert decide(READY, after) == LetPass("window_closed")
    assert decide(READY._replace(tries=1), after) == GiveUp()
    busy = READY._replace(waiting_for=ANOTHER, waiting_until=after + HOUR, paused_until=after + DAY)
    assert decide(busy, after) == LetPass("window_closed")


def test_nothing_we_start_goes_in_a_pause() -> None:
    soon = NOON + HOUR
    for reminder in (READY, SNOOZE):
        assert decide(reminder._replace(paused_until=soon), NOON) == LetPass("paused")
        assert decide(reminder._replace(paused_until=soon), soon) == Go()
    for reminder in (NUDGE, FOLLOW_UP, AGREED_FOLLOW_UP, ASIDE, RESTART):
        assert decide(reminder._replace(paused_until=soon), NOON) == Cancel("paused")


def test_a_rest_is_kept() -> None:
    for reminder in (READY, SNOOZE):
        assert decide(reminder._replace(is_resting=True), NOON) == LetPass("resting")
    for reminder in (NUDGE, FOLLOW_UP, ASIDE):
        assert decide(reminder._replace(is_resting=True), NOON) == Cancel("resting")


def test_who_said_nothing_to_how_to_go_on_is_left_alone() -> None:
    asked = {"heard_at": NOON - 9 * DAY, "restarted_at": NOON - DAY}
    assert decide(READY._replace(**asked), NOON) == LetPass("silent")
    for kind in ASIDES:
        assert decide(ASIDE._replace(kind=kind, **asked), NOON) == Cancel("silent")
    assert decide(NUDGE._replace(**asked), NOON) == Cancel("silent")
    for reminder in (SNOOZE, FOLLOW_UP):
        assert decide(reminder._replace(**asked), NOON) == Go()
    assert decide(READY._replace(heard_at=NOON - HOUR, restarted_at=NOON - DAY), NOON) == Go()


def test_after_seven_silent_days_how_to_go_on_is_asked_instead() -> None:
    silent = {"heard_at": NOON - 7 * DAY, "prompts_unheard": 3}
    assert decide(READY._replace(**silent), NOON) == LetPass("silent", instead="restart")
    assert decide(READY._replace(**silent | {"prompts_unheard": 2}), NOON) == Go()
    assert decide(READY._replace(**silent | {"heard_at": NOON - 7 * DAY + MINUTE}), NOON) == Go()
    assert decide(RESTART._replace(**silent), NOON) == Go()
    for reminder in (NUDGE, ASIDE):
        assert decide(reminder._replace(**silent), NOON) == Cancel("silent")
    assert decide(READY._replace(tries=1, **silent), NOON) == Go()


def test_intense_homework_is_held_until_both_agree() -> None:
    intense = READY._replace(needs_readiness=True)
    ready, unlocked = {"ready_at": NOON - DAY}, {"unlocked_at": NOON - DAY}
    assert decide(intense, NOON) == Hold(instead="readiness")
    assert decide(intense._replace(**unlocked), NOON) == Hold(instead="readiness")
    assert decide(intense._replace(**ready), NOON) == Hold()
    assert decide(intense._replace(**ready, **unlocked), NOON) == Go()


def test_readiness_lapses_after_seven_days() -> None:
    intense = READY._replace(needs_readiness=True, unlocked_at=NOON - 30 * DAY)
    assert decide(intense._replace(ready_at=NOON - 7 * DAY + MINUTE), NOON) == Go()
    assert decide(intense._replace(ready_at=NOON - 7 * DAY), NOON) == Hold(instead="readiness")


def test_readiness_is_asked_about_once_in_seven_days() -> None:
    intense = READY._replace(needs_readiness=True)
    assert decide(intense._replace(readiness_asked_at=NOON - 7 * DAY + MINUTE), NOON) == Hold()
    assert decide(intense._replace(readiness_asked_at=NOON - 7 * DAY), NOON) == Hold(instead="readiness")


def test_a_newer_one_already_sent_lets_the_older_pass() -> None:
    for reminder in (READY, NUDGE, SNOOZE):
        assert decide(reminder._replace(newer_was_sent=True), NOON) == LetPass("newer_sent")


def test_the_first_question_waits_for_the_reason_but_not_beyond_its_window_or_ninety_minutes() -> None:
    unexplained = READY._replace(awaits_introduction=True)
    assert decide(unexplained, NOON) == Wait(NOON + MINUTE)
    assert decide(unexplained, NOON + 89.5 * MINUTE) == Wait(NOON + 90 * MINUTE)
    assert decide(unexplained, NOON + 90 * MINUTE) == Go()
    short = unexplained._replace(window_ends_at=NOON + HOUR)
    assert decide(short, NOON + HOUR - 5 * MINUTE) == Go()
    assert decide(unexplained._replace(kind="snooze"), NOON) == Go()


def test_one_question_at_a_time_is_on_a_phone() -> None:
    soon = NOON + 20 * MINUTE
    for busy in ({"waiting_for": ANOTHER, "waiting_until": soon}, {"talking_about": ANOTHER, "talking_until": soon}):
        for reminder in (READY, NUDGE, LONG_FOLLOW_UP, ASIDE, RESTART):
            assert decide(reminder._replace(**busy), NOON) == Wait(NOON + MINUTE)
            assert decide(reminder._replace(**busy), soon - MINUTE / 2) == Wait(soon)
            assert decide(reminder._replace(**busy), soon) == Go()
        assert decide(FOLLOW_UP._replace(**busy), NOON) == Go()


def test_a_time_the_client_named_is_kept_unless_they_are_just_answering_another_question() -> None:
    soon = NOON + 20 * MINUTE
    for reminder in (SNOOZE, AGREED_FOLLOW_UP):
        assert decide(reminder._replace(waiting_for=ANOTHER, waiting_until=soon), NOON) == Go()
        assert decide(reminder._replace(talking_about=ANOTHER, talking_until=soon), NOON) == Wait(NOON + MINUTE)


def test_nothing_is_begun_anew_while_it_waits_for_the_moment_the_client_named() -> None:
    assert decide(READY._replace(is_under_way=True), NOON) == LetPass("collision")


def test_the_question_that_has_the_phone_may_nudge() -> None:
    ours = NUDGE._replace(waiting_for=NUDGE.occurrence_id, waiting_until=NOON + HOUR)
    assert decide(ours, NOON) == Go()


def test_a_question_that_never_gets_the_phone_passes_five_minutes_before_its_window_ends() -> None:
    busy = READY._replace(waiting_for=ANOTHER, waiting_until=NOON + 5 * HOUR)
    last = busy.window_ends_at - 5 * MINUTE
    assert decide(busy, last - MINUTE / 2) == Wait(last)
    assert decide(busy, last) == LetPass("collision")
    aside = ASIDE._replace(waiting_for=ANOTHER, waiting_until=NOON + 25 * HOUR)
    assert decide(aside, aside.window_ends_at - MINUTE) == Cancel("collision")


def test_a_question_may_be_agreed_to_give_way_instead() -> None:
    skips = READY._replace(schedule='{"kind": "keyword", "on_collision": "skip"}')
    busy = {"talking_about": ANOTHER, "talking_until": NOON + HOUR}
    assert decide(skips._replace(**busy), NOON) == LetPass("collision")
    assert decide(skips, NOON) == Go()


def test_one_aside_a_day_is_enough() -> None:
    today = {"aside_at": NOON - 2 * HOUR, "window_ends_at": NOON + 24 * HOUR}
    assert decide(ASIDE._replace(**today), NOON) == Wait(NINE_TOMORROW)
    assert decide(ASIDE._replace(aside_at=NOON - 2 * HOUR), NOON) == Cancel("aside_today")
    assert decide(ASIDE._replace(aside_at=NOON - 13 * HOUR), NOON) == Go()
    assert decide(READY._replace(**today), NOON) == Go()


def test_homework_given_in_one_session_is_introduced_on_one_day() -> None:
    introduction = ASIDE._replace(kind="introduction", aside_at=NOON - 2 * HOUR)
    assert decide(introduction, NOON) == Go()


def test_introductions_use_up_nothing_of_the_days_texts() -> None:
    full = {"started_on": NOON.date(), "started": 4}
    assert decide(ASIDE._replace(kind="introduction", **full), NOON) == Go()
    assert decide(ASIDE._replace(**full), NOON) != Go()


@pytest.mark.parametrize("reminder", STARTED_BY_US, ids=lambda one: one.kind)
def test_no_more_texts_a_day_than_agreed(reminder: Claimed) -> None:
    today = NOON.date()
    assert decide(reminder._replace(started_on=today, started=3), NOON) == Go()
    assert decide(reminder._replace(started_on=today, started=4), NOON) != Go()
    assert decide(reminder._replace(started_on=today - DAY, started=4), NOON) == Go()


def test_over_the_cap_a_question_waits_for_tomorrow_and_the_rest_is_dropped() -> None:
    full = {"started_on": NOON.date(), "started": 4}
    for reminder in (READY, LONG_FOLLOW_UP):
        assert decide(reminder._replace(**full), NOON) == LetPass("daily_cap")
        patient = reminder._replace(window_ends_at=NOON + DAY, **full)
        assert decide(patient, NOON) == Wait(NINE_TOMORROW)
    for reminder in (NUDGE, ASIDE, RESTART):
        assert decide(reminder._replace(window_ends_at=NOON + DAY, **full), NOON) == Cancel("daily_cap")


def test_what_the_client_asked_for_does_not_count_and_neither_does_a_second_try() -> None:
    full = {"started_on": NOON.date(), "started": 4}
    for reminder in (SNOOZE, FOLLOW_UP, AGREED_FOLLOW_UP, READY._replace(tries=1)):
        assert decide(reminder._replace(**full), NOON) == Go()


def test_outside_hours_it_waits_or_passes() -> None:
    for reminder in (READY, LONG_FOLLOW_UP):
        late = reminder._replace(due_at=NIGHT, window_ends_at=NIGHT + 12 * HOUR)
        assert decide(late, NIGHT) == Wait(NINE_TOMORROW)
        short = reminder._replace(due_at=NIGHT, window_ends_at=NIGHT + HOUR)
        assert decide(short, NIGHT) == LetPass("quiet_hours")


def test_a_time_the_client_named_is_kept_from_eight_to_nine() -> None:
    half_past_eight = EIGHT_TOMORROW + 30 * MINUTE
    for reminder in (SNOOZE, AGREED_FOLLOW_UP):
        named = reminder._replace(due_at=half_past_eight, window_ends_at=half_past_eight + 2 * HOUR)
        assert decide(named, half_past_eight) == Go()
        night = reminder._replace(due_at=NIGHT, window_ends_at=NIGHT + 12 * HOUR)
        assert decide(night, NIGHT) == Wait(EIGHT_TOMORROW)


def test_in_the_middle_of_a_dialogue_any_hour_will_do() -> None:
    asked = FOLLOW_UP._replace(due_at=NIGHT, window_ends_at=NIGHT + 2 * HOUR)
    assert decide(asked, NIGHT + 15 * MINUTE) == Go()
    assert decide(asked, NIGHT + 16 * MINUTE) == LetPass("quiet_hours")


@given(
    st.sampled_from(EVERY),
    st.datetimes(datetime(2026, 3, 1), datetime(2026, 3, 15), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(0, 6),
    st.timedeltas(timedelta(0), 3 * HOUR),
)
def test_whoever_waits_waits_for_something_to_come(
    reminder: Claimed, now: datetime, started: int, busy_for: timedelta
) -> None:
    due = reminder._replace(
        due_at=now,
        window_ends_at=now + DAY,
        started=started,
        started_on=now.date(),
        waiting_for=ANOTHER,
        waiting_until=now + busy_for,
        heard_at=now - DAY,
    )
    decision = decide(due, now)
    if isinstance(decision, Wait):
        assert now < decision.until < due.window_ends_at


def test_error_numbers_mean_what_the_carrier_says() -> None:
    assert judge(21610) is Verdict.OPTED_OUT
    assert judge(30001) is judge(429) is Verdict.LATER
    assert judge(20003) is judge(20005) is Verdict.CLOSED
    assert judge(21211) is Verdict.UNREACHABLE
    assert judge(None) is judge(123456) is Verdict.REFUSED


@given(st.integers(0, 300), st.uuids())
def test_waiting_grows_to_a_quarter_of_an_hour_and_no_further(tries: int, reminder_id: UUID) -> None:
    wait = backoff(tries, reminder_id)
    assert timedelta(seconds=15) <= wait <= timedelta(minutes=15)
    assert backoff(tries + 1, reminder_id) >= wait


def test_statuses_rank_in_the_order_of_their_way() -> None:
    way = ["teleported", "queued", "sending", "sent", "undelivered", "delivered"]
    assert sorted(way, key=rank) == way
