"""The share of a night that was slept."""

from typing import Any

import pytest

from shared.activities import library
from shared.activities.computing import sleep_efficiency
from tests.shared.activities.made_up import PARAMS, Talk

NIGHT: dict[str, Any] = {
    "tried": "23:00",
    "fell": 20,
    "awake": {"times": 2, "minutes": 30},
    "woke": {"woke": "06:30", "up": "07:00"},
}


def test_a_night_of_eight_hours_with_eighty_minutes_awake() -> None:
    # In bed 480; asleep 480 - 20 - 30 - 30 = 400.
    assert sleep_efficiency(NIGHT) == 83


@pytest.mark.parametrize(
    ("change", "share"),
    [
        ({"tried": "00:30"}, 79),
        ({"fell": 0, "awake": {"times": 0, "minutes": 0}, "woke": {"woke": "07:00", "up": "07:00"}}, 100),
        ({"fell": 600}, 0),
        ({"awake": {"times": 1, "minutes": 2.5}}, 89),
        ({"woke": {"woke": "23:50", "up": "00:10"}, "fell": 0, "awake": {"times": 0, "minutes": 0}}, 71),
        ({"tried": "13:00"}, 93),
    ],
)
def test_other_nights(change: dict[str, Any], share: int) -> None:
    assert sleep_efficiency(NIGHT | change) == share


@pytest.mark.parametrize(
    "change",
    [
        *(
            {"tried": None},
            {"tried": "late"},
            {"fell": None},
            {"awake": None},
            {"woke": None},
            {"woke": {"woke": "06:30"}},
        ),
        *({"awake": {"times": 2}}, {"tried": "07:00"}, {"tried": "12:00"}, {"woke": {"woke": "22:00", "up": "07:00"}}),
    ],
)
def test_a_night_with_a_number_missing_or_that_makes_no_sense_has_none(change: dict[str, Any]) -> None:
    assert sleep_efficiency({key: value for key, value in (NIGHT | change).items() if value is not None}) is None


def test_a_sleep_diary_ends_with_the_share_of_the_night() -> None:
    diary = library.BUILT_IN.latest("sleep-diary")
    told = {"tried": "11pm", "fell": "20 min", "awake": "2 30", "woke": "6:30 7:00"}
    for language in ("en", "es"):
        talk = Talk(diary, PARAMS.__class__("garden", language))
        while talk.state.step is not None:
            talk.hear(told.get(talk.state.step, "SKIP"))
        last = talk.kept[-1]
        assert (last.step_key, last.kind, last.value, last.raw) == ("efficiency", "computed", 83, "83%")
        assert last.label == "Sleep efficiency"


def test_a_sleep_diary_with_a_skip_ends_without() -> None:
    talk = Talk(library.BUILT_IN.latest("sleep-diary"))
    while talk.state.step is not None:
        talk.hear("SKIP")
    assert all(answer.kind != "computed" for answer in talk.kept)
