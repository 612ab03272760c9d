"""`between demo`: the same seed lives the same week to the letter, and every promise is kept in any of them.

`BETWEEN_GOLDEN=write` writes the transcript of seed 1 anew. Read it then: it should read like people texting.
"""

import os
import re
from pathlib import Path

import pytest

from services.cli.personas import EVERYBODY
from tests.simulation.weeks import Lived, live

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).parents[1] / "golden" / "demo" / "seed-1.txt"
TEXT = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d\d \d\d:\d\d [A-Z.]{4} (->|<-) .+")
DIGEST = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d\d \d\d:\d\d digest: [A-Z.]{4} · \w{3} \d+:\d\d [AP]M")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """The week of seed 1."""
    return live(1, tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Lived]:
    """The weeks of some other seeds."""
    return {seed: live(seed, tmp_path_factory.mktemp(f"seed-{seed}")) for seed in (2, 3)}


def test_the_same_seed_gives_the_same_texts_and_digests_byte_for_byte(first: Lived, tmp_path: Path) -> None:
    again = live(1, tmp_path)
    assert again.said == first.said
    assert again.digests == first.digests


def test_the_week_of_seed_1_reads_as_it_did(first: Lived) -> None:
    if os.environ.get("BETWEEN_GOLDEN") == "write":
        GOLDEN.write_text(first.said)
    assert GOLDEN.exists(), f"{GOLDEN.name} is missing: read the week, then write it with BETWEEN_GOLDEN=write"
    assert first.said == GOLDEN.read_text()


def test_another_seed_gives_another_week(first: Lived, others: dict[int, Lived]) -> None:
    weeks = [first, *others.values()]
    assert len({week.said for week in weeks}) == len(weeks)
    assert len({tuple(week.digests.items()) for week in weeks}) == len(weeks)


def test_every_week_ends_well_with_every_promise_kept(first: Lived, others: dict[int, Lived]) -> None:
    for seed, week in {1: first, **others}.items():
        assert (week.code, week.complaints) == (0, ""), f"seed {seed}: {week.said[-300:]}{week.complaints}"
        assert week.said.endswith("every promise kept.\n"), f"seed {seed}"


def test_texts_digests_and_a_closing_line_are_printed_and_nothing_else(first: Lived, others: dict[int, Lived]) -> None:
    for week in (first, *others.values()):
        *lines, empty, closing = week.said.splitlines()
        texts = [line for line in lines if TEXT.fullmatch(line)]
        digests = lines[len(texts) :]
        assert lines == texts + digests
        assert all(DIGEST.fullmatch(line) for line in digests)
        assert (empty, closing) == ("", f"{len(texts)} texts, {len(digests)} digests in digests/, every promise kept.")


def test_every_session_gets_its_digest_as_a_page_and_as_text(first: Lived) -> None:
    assert list(first.digests) == [f"digest-{number}.{kind}" for number in (1, 2, 3) for kind in ("html", "txt")]
    for persona, digest in zip(EVERYBODY, (1, 2, 3), strict=True):
        for kind in ("html", "txt"):
            content = first.digests[f"digest-{digest}.{kind}"].decode()
            assert persona.initials in content
            assert not any(name in content for name in (*persona.display_name.split(), persona.phone[2:]))


def test_everybody_texts_and_is_answered(first: Lived) -> None:
    for persona in EVERYBODY:
        assert f" {persona.initials} <- " in first.said
        assert f" {persona.initials} -> Between: Thank you, you are set." in first.said


def test_an_answer_fits_the_question_before_it(first: Lived, others: dict[int, Lived]) -> None:
    """What is asked in numbers is answered in numbers, and nobody tells the same good thing twice in an evening."""
    for week in (first, *others.values()):
        for persona in EVERYBODY:
            asked, evening = "", list[str]()
            for line in (line for line in week.said.splitlines() if f" {persona.initials} " in line[:18]):
                _, sent, body = re.split(" (->|<-) ", line, maxsplit=1)
                if sent == "->":
                    asked = body
                    evening = [] if "one good thing" in body else evening
                elif "from 0" in asked:
                    assert re.search(r"\d|four|seven", body), f"{asked!r} was answered with {body!r}"
                elif "good thing" in asked or "third one" in asked:
                    assert body not in evening, f"{body!r} was told twice"
                    evening.append(body)
