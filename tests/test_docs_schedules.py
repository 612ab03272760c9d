"""The page on schedules: every example in it is a schedule that is taken as it stands, and every kind has one."""

import json
import re
from pathlib import Path

import pytest

from shared.schedule import (
    AfterAnother,
    AroundSession,
    AtRandom,
    Daily,
    EveryDays,
    Keyword,
    Once,
    Weekdays,
    from_json,
    to_json,
)

PAGE = (Path(__file__).parents[1] / "docs" / "schedules.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
KINDS = {kind.kind for kind in (AfterAnother, AroundSession, AtRandom, Daily, EveryDays, Keyword, Once, Weekdays)}


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_taken_as_it_stands(example: str) -> None:
    written = json.loads(example)
    assert to_json(from_json(written)).items() >= written.items()


def test_every_kind_has_an_example() -> None:
    assert {json.loads(example)["kind"] for example in EXAMPLES} == KINDS
