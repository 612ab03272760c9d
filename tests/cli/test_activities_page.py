"""The page on writing homework of one's own: its example can be published as it stands, and played to its end."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from services.api.definitions import check
from services.cli.playing import Manner, play
from shared.activities.schema import ANSWER_FIELDS

PAGE = (Path(__file__).parents[2] / "docs" / "activities.md").read_text(encoding="utf-8")
EXAMPLE = PAGE.partition("```yaml\n")[2].partition("```")[0]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_example_is_played_to_its_end(language: str) -> None:
    texts = iter(["1", "7", "A cat on a wall"])
    said: list[str] = []
    now = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
    assert play(check(yaml.safe_load(EXAMPLE)), Manner(language), lambda: next(texts, None), said.append, now)
    assert said[-2] == {"en": "Saved to lantern.", "es": "Guardado en farol."}[language]


def test_the_page_names_every_kind_of_answer() -> None:
    table = PAGE.partition("| answer |")[2].partition("\n\n")[0]
    for kind in ANSWER_FIELDS:
        assert f"`{kind}`" in table
