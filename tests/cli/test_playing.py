"""`between activities play`: every conversation of the library can be held in a terminal, in both languages."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from services.cli.playing import PICTURE, Manner, play
from shared.activities.definition import Activity
from shared.activities.library import asides, built_in
from shared.activities.segments import measure
from tests.activities import evening_walk
from tests.cli.terminal import Terminal

NOW = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
# No conversation is longer: each question is asked twice at most, a few of them for five things each.
MOST_TEXTS = 80
PERSISTENT = {
    "numbers": ["3", "1", "7"],
    "words": ["Well, that is a long story with keys and a dog"],
    "lists": ["1. exam, 2. rent, 3. the car", "1 2", "4"],
    "yes": ["yes", "sí"],
    "no": ["no"],
    "skipping": ["SKIP"],
    "saltando": ["SALTAR"],
    "times": ["tomorrow 6pm", "22:30 7", "15 min"],
    "pictures": [PICTURE],
}
ALL = [*built_in().values(), *asides().values()]


def played(activity: Activity, manner: Manner, texts: Iterator[str | None]) -> tuple[bool, list[str]]:
    """Whether a conversation came to its end, and everything that was said."""
    said: list[str] = []
    return play(activity, manner, lambda: next(texts, None), said.append, NOW), said


def again_and_again(texts: list[str]) -> Iterator[str]:
    """The same texts over and over, as long as any conversation may last."""
    for number in range(MOST_TEXTS):
        yield texts[number % len(texts)]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("way", PERSISTENT)
@pytest.mark.parametrize("activity", ALL, ids=lambda activity: activity.slug)
def test_every_conversation_comes_to_its_end_whatever_is_answered(activity: Activity, language: str, way: str) -> None:
    manners = [Manner(language), Manner(language, carried=("exam", "rent"))]
    manners += [Manner(language, smaller=True)] if activity.smaller else []
    manners += [Manner(language, by_keyword=True)] if activity.keywords else []
    for manner in manners:
        is_over, said = played(activity, manner, again_and_again(PERSISTENT[way]))
        assert is_over and said[-1] == "    (the end)", (manner, said)
        for text in said:
            if not text.startswith("    "):
                assert 1 <= measure(text).segments <= (1 if language == "en" else 2), text
                assert "{" not in text


def test_a_wait_is_announced_with_its_time_where_the_client_lives_and_is_over_at_once() -> None:
    urge = next(activity for activity in ALL if activity.slug == "urge-surfing")
    _, said = played(urge, Manner(), again_and_again(["7"]))
    # Noon in Denver is when it begins; ten minutes lie between two of its questions.
    ended = [int(line[-3:-1]) for line in said if line.startswith("    (Mon 02 Mar, 12:")]
    assert len(ended) == 2
    assert ended[0] >= 10 and ended[1] - ended[0] >= 10


def test_a_conversation_that_is_left_stays_open() -> None:
    garden = next(activity for activity in ALL if activity.slug == "three-good-things")
    is_over, said = played(garden, Manner(), iter(["The bus driver waited", None]))
    assert (is_over, said[-1]) == (False, "    (left open)")


def test_answers_come_through_a_pipe_and_stand_between_the_questions(nowhere: Terminal) -> None:
    ended = nowhere.between(
        "activities", "play", "three-good-things", "--segments", typed="The bus driver waited\n\nSKIP\nDONE\n"
    )
    assert (ended.code, ended.complained) == (0, "")
    first, cost, *rest = ended.lines
    assert first.startswith("garden: What is one good thing")
    assert cost == f"    (1 segment, {len(first)} characters)"
    assert [line for line in rest if line.startswith(">")] == ["> The bus driver waited", "> SKIP", "> DONE"]
    assert ended.lines[-1] == "    (the end)"


def test_the_end_of_what_is_typed_is_a_clean_end(nowhere: Terminal) -> None:
    ended = nowhere.between("activities", "play", "grounding", "--lang", "es")
    assert (ended.code, ended.complained) == (0, "")
    assert ended.lines[-1] == "    (left open)"


def test_a_keyword_begins_where_the_keyword_leads(nowhere: Terminal) -> None:
    by_us, by_keyword = (
        nowhere.between("activities", "play", "thought-log", *options).lines[0] for options in ([], ["--keyword"])
    )
    assert by_us != by_keyword
    assert by_us.startswith("notebook: ") and by_keyword.startswith("notebook: ")


def test_an_aside_is_about_some_homework(nowhere: Terminal) -> None:
    ended = nowhere.between("activities", "play", "introduction", typed="On the bus\n9\n")
    assert ended.lines[0].startswith("garden: ")
    assert ended.lines[-1] == "    (the end)"


def test_an_activity_is_tried_before_it_is_published(nowhere: Terminal) -> None:
    (nowhere.folder / "walk.yaml").write_text(yaml.safe_dump(evening_walk(), allow_unicode=True), encoding="utf-8")
    ended = nowhere.between("activities", "play", "--file", "walk.yaml", "--lang", "es", typed="1\nUn gato\n")
    assert (ended.code, ended.complained) == (0, "")
    assert ended.lines[0] == "farol: ¿Saliste hoy? 1 sí 2 no"
    assert ended.lines[-2:] == ["Guardado en farol.", "    (the end)"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["moon-walk"], "There is no activity moon-walk. 'between activities list' shows those there are."),
        ([], "Name an activity, such as 'between activities play grounding', or give --file."),
        (["reading", "--keyword"], "reading has no keyword. Play it without --keyword."),
        (["--file", "nowhere.yaml"], "nowhere.yaml cannot be read: No such file or directory."),
        (["--file", "broken.yaml"], "broken.yaml has something to mend:"),
        (["moon-walk", "--file", "broken.yaml"], "Name one of the activities in broken.yaml: evening-walk."),
    ],
)
def test_what_cannot_be_played_is_said_with_what_to_do(nowhere: Terminal, arguments: list[str], complaint: str) -> None:
    broken = yaml.safe_dump(evening_walk(minutes=0), allow_unicode=True)
    Path(nowhere.folder / "broken.yaml").write_text(broken, encoding="utf-8")
    ended = nowhere.between("activities", "play", *arguments)
    assert (ended.code, ended.said) == (1, "")
    assert ended.complained.startswith(complaint)
