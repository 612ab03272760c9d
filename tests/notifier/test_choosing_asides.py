"""Which aside follows an occurrence that was let go: seldom one, and never two."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.notifier.asides import LetGo, aside_after, is_ready, is_silent
from tests.notifier.claimed import NOON

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)

LATELY = LetGo(
    slug="three-good-things",
    agreed_at=NOON - 30 * DAY,
    has_consent=True,
    has_ended=False,
    is_resting=False,
    asks_least=False,
    paused_until=None,
    heard_at=NOON - 2 * DAY,
    prompts_unheard=2,
    restarted_at=None,
    barrier_at=None,
    step_down_at=None,
    over=5,
    answered=3,
)
FADING = replace(LATELY, answered=2)
SILENT = replace(FADING, heard_at=NOON - 7 * DAY, prompts_unheard=3)


def test_what_got_in_the_way_is_asked_once_in_seven_days() -> None:
    assert aside_after(LATELY, NOON) == "barrier"
    assert aside_after(replace(LATELY, barrier_at=NOON - 7 * DAY + MINUTE), NOON) is None
    assert aside_after(replace(LATELY, barrier_at=NOON - 7 * DAY), NOON) == "barrier"


def test_nobody_is_asked_what_got_in_the_way_of_saying_what_comes_first() -> None:
    assert aside_after(replace(LATELY, slug="session-bridge"), NOON) is None


def test_when_answers_fade_fewer_are_offered_first() -> None:
    assert aside_after(FADING, NOON) == "step-down"
    assert aside_after(replace(FADING, over=4, answered=1), NOON) == "barrier"


def test_one_question_a_week_about_how_it_goes_whichever_it_is() -> None:
    assert aside_after(replace(FADING, barrier_at=NOON - 7 * DAY + MINUTE), NOON) is None
    assert aside_after(replace(FADING, barrier_at=NOON - 7 * DAY), NOON) == "step-down"


def test_fewer_are_offered_once_in_twenty_one_days() -> None:
    assert aside_after(replace(FADING, step_down_at=NOON - 21 * DAY + MINUTE), NOON) == "barrier"
    assert aside_after(replace(FADING, step_down_at=NOON - 21 * DAY), NOON) == "step-down"


def test_nothing_is_stepped_down_in_its_first_ten_days_or_at_the_lowest_step() -> None:
    assert aside_after(replace(FADING, agreed_at=NOON - 10 * DAY + MINUTE), NOON) == "barrier"
    assert aside_after(replace(FADING, agreed_at=NOON - 10 * DAY), NOON) == "step-down"
    assert aside_after(replace(FADING, asks_least=True), NOON) == "barrier"


def test_after_seven_silent_days_the_question_is_how_to_go_on() -> None:
    assert aside_after(SILENT, NOON) == "restart"
    assert aside_after(replace(SILENT, prompts_unheard=2), NOON) == "step-down"
    assert aside_after(replace(SILENT, heard_at=NOON - 7 * DAY + MINUTE), NOON) == "step-down"
    assert aside_after(replace(SILENT, restarted_at=NOON - DAY), NOON) is None


def test_nobody_is_asked_who_stopped_paused_rests_or_is_done_with_it() -> None:
    for known in (LATELY, FADING, SILENT):
        assert aside_after(replace(known, has_consent=False), NOON) is None
        assert aside_after(replace(known, paused_until=NOON + MINUTE), NOON) is None
        assert aside_after(replace(known, paused_until=NOON), NOON) is not None
        assert aside_after(replace(known, is_resting=True), NOON) is None
        assert aside_after(replace(known, has_ended=True), NOON) is None


def test_a_sign_of_life_ends_the_silence() -> None:
    assert is_silent(NOON - DAY, NOON)
    assert is_silent(None, NOON)
    assert not is_silent(NOON + MINUTE, NOON)
    assert not is_silent(NOON - 30 * DAY, None)


def test_ready_needs_both_and_lasts_seven_days() -> None:
    assert is_ready(NOON - 90 * DAY, NOON - 6 * DAY, NOON)
    assert not is_ready(NOON - 90 * DAY, NOON - 7 * DAY, NOON)
    assert not is_ready(None, NOON, NOON)
    assert not is_ready(NOON, None, NOON)


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 9), st.integers(0, 20))
def test_who_answers_more_is_never_asked_more(over: int, answered: int, unheard: int, silent_days: int) -> None:
    order = [None, "barrier", "step-down", "restart"]
    known = replace(
        LATELY,
        over=over,
        answered=min(answered, over),
        prompts_unheard=unheard,
        heard_at=NOON - silent_days * DAY,
    )
    better = replace(known, answered=over, heard_at=NOON)
    assert order.index(aside_after(better, NOON)) <= order.index(aside_after(known, NOON))
