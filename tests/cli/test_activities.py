"""`between activities` list, lint, export and import: homework of one's own on its way in and out."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.activities.library import FOLDER
from tests.activities import evening_walk
from tests.api.homework import rows
from tests.cli.terminal import Ended, Terminal
from tests.conftest import Cluster


def written(terminal: Terminal, name: str, body: Any) -> str:
    """A YAML file in this terminal's folder."""
    (terminal.folder / name).write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    return name


def bundle(*definitions: Any) -> dict[str, Any]:
    """A bundle of these."""
    return {"format": "between-activities-1", "activities": list(definitions)}


def activities(terminal: Terminal, *arguments: str) -> Ended:
    """One `between activities`."""
    return terminal.between("activities", *arguments)


def kept(cluster: Cluster) -> list[tuple[str, int]]:
    """What lies on the shelf."""
    return [tuple(row) for row in rows(cluster, "select slug, version from bus.activity order by 1, 2")]


def test_the_list_shows_what_is_built_in_where_there_is_no_database(nowhere: Terminal) -> None:
    ended = activities(nowhere, "list")
    assert (ended.code, ended.complained) == (0, "")
    slugs = [line.split()[0] for line in ended.lines]
    assert sorted(slugs) == sorted(file.stem for file in FOLDER.glob("*.yaml"))
    assert all("built in" in line for line in ended.lines)


def test_the_list_shows_ones_own_with_their_newest_version(terminal: Terminal) -> None:
    both = bundle(evening_walk(version=1), evening_walk(version=2, minutes=20))
    activities(terminal, "import", written(terminal, "walks.yaml", both))
    [walk] = [line.split() for line in activities(terminal, "list").lines if "your own" in line]
    assert walk[:3] == ["evening-walk", "v2", "action"]


def test_all_that_is_built_in_has_nothing_to_mend(nowhere: Terminal) -> None:
    ended = activities(nowhere, "lint")
    assert (ended.code, ended.said) == (0, "Nothing to mend.\n")


def test_everything_to_mend_in_every_file_is_named(nowhere: Terminal) -> None:
    good = written(nowhere, "good.yaml", evening_walk())
    shape = written(nowhere, "shape.yaml", evening_walk(minutes=0, colour="red"))
    both = written(nowhere, "both.yaml", bundle(evening_walk(), evening_walk(slug="night-walk", intensity=9), 7))
    ended = activities(nowhere, "lint", good, shape, both)
    assert (ended.code, ended.complained) == (1, "")
    assert [line.split(": ")[:3] for line in sorted(ended.lines)] == [
        ["both.yaml", "activity 3", "not a list of fields"],
        ["both.yaml", "night-walk", "intensity"],
        ["shape.yaml", "evening-walk", "colour"],
        ["shape.yaml", "evening-walk", "minutes"],
    ]
    assert activities(nowhere, "lint", good).said == "Nothing to mend.\n"


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("walk.yaml", "slug: [", "walk.yaml is not YAML: "),
        ("walk.yaml", "slug: walk\n\tkind: action", "(line 2)."),
        ("walk.yaml", "- slug: walk", "walk.yaml holds no activity: give the fields of one, or a bundle."),
        ("walk.yaml", "", "walk.yaml holds no activity"),
        ("walk.yaml", "format: between-activities-9\nactivities: []", "walk.yaml is no bundle of this version"),
        ("walk.yaml", "format: between-activities-1\nactivities: walk", "walk.yaml is no bundle of this version"),
        ("other.yaml", "slug: walk", "walk.yaml cannot be read: No such file or directory."),
    ],
)
@pytest.mark.parametrize("action", ["lint", "import"])
def test_a_file_that_holds_no_activities_is_said_so(
    terminal: Terminal, action: str, name: str, text: str, complaint: str
) -> None:
    (terminal.folder / name).write_text(text, encoding="utf-8")
    ended = activities(terminal, action, "walk.yaml")
    assert (ended.code, ended.said) == (1, "")
    assert complaint in ended.complained


def test_a_date_without_quotes_is_named_instead_of_guessed(nowhere: Terminal) -> None:
    text = yaml.safe_dump(evening_walk(), allow_unicode=True)
    (nowhere.folder / "walk.yaml").write_text(f"{text}\nstarted: 2026-03-02\n", encoding="utf-8")
    ended = activities(nowhere, "lint", "walk.yaml")
    assert (ended.code, "put dates and times in quotes" in ended.said) == (1, True)


def test_a_file_that_is_no_text_is_said_so(nowhere: Terminal) -> None:
    (nowhere.folder / "walk.yaml").write_bytes(b"\xff\xfe\x00slug")
    assert activities(nowhere, "lint", "walk.yaml").complained == "walk.yaml is not YAML in UTF-8.\n"


def test_one_activity_is_published_and_again_changes_nothing(terminal: Terminal, empty: Cluster) -> None:
    file = written(terminal, "walk.yaml", evening_walk())
    assert activities(terminal, "import", file).said == "evening-walk 1: published\n"
    assert activities(terminal, "import", file).said == "evening-walk 1: there already\n"
    assert kept(empty) == [("evening-walk", 1)]


def test_what_is_exported_here_is_published_elsewhere(terminal: Terminal, empty: Cluster, tmp_path: Path) -> None:
    walks = bundle(evening_walk(version=1), evening_walk(slug="morning-walk", version=3))
    (terminal.folder / "walks.json").write_text(json.dumps(walks), encoding="utf-8")
    assert activities(terminal, "import", "walks.json").code == 0
    assert activities(terminal, "export", "-o", "out.yaml").said == "Wrote 2 to out.yaml.\n"
    out = terminal.folder / "out.yaml"
    assert yaml.safe_load(out.read_text(encoding="utf-8")) == walks
    assert out.read_text(encoding="utf-8").splitlines()[:3] == [
        "format: between-activities-1",
        "activities:",
        "- slug: evening-walk",
    ]
    assert "Paseo de la noche" in out.read_text(encoding="utf-8")
    assert activities(terminal, "import", "out.yaml").lines == [
        "evening-walk 1: there already",
        "morning-walk 3: there already",
    ]
    assert yaml.safe_load(activities(terminal, "export", "morning-walk").said)["activities"] == walks["activities"][1:]


def test_a_built_in_one_is_exported_to_begin_ones_own_from(terminal: Terminal, empty: Cluster) -> None:
    assert activities(terminal, "export", "grounding", "-o", "mine.yaml").code == 0
    mine = terminal.folder / "mine.yaml"
    [grounding] = yaml.safe_load(mine.read_text(encoding="utf-8"))["activities"]
    assert grounding == yaml.safe_load((FOLDER / "grounding.yaml").read_text(encoding="utf-8"))
    assert activities(terminal, "import", "mine.yaml").said == "grounding 1: there already\n"
    own = grounding | {"slug": "our-grounding", "keyword": {"en": "STEADY", "es": "FIRME"}}
    assert activities(terminal, "import", written(terminal, "own.yaml", own)).said == "our-grounding 1: published\n"
    assert kept(empty) == [("our-grounding", 1)]


def test_what_cannot_be_published_is_named_and_nothing_is(terminal: Terminal, empty: Cluster) -> None:
    walks = bundle(evening_walk(), evening_walk(slug="night-walk", minutes=0), evening_walk(slug="grounding"))
    ended = activities(terminal, "import", written(terminal, "walks.yaml", walks))
    assert ended.code == 1
    assert [line.partition(":")[0] for line in ended.lines] == ["night-walk", "grounding"]
    assert ended.complained.startswith("Nothing of walks.yaml was published. Mend what is named")
    assert kept(empty) == []


def test_an_unknown_name_is_not_exported(terminal: Terminal) -> None:
    ended = activities(terminal, "export", "moon-walk")
    assert (ended.code, ended.said) == (1, "")
    assert "There is no activity moon-walk" in ended.complained


def test_ones_own_activity_is_played_from_the_database(terminal: Terminal) -> None:
    activities(terminal, "import", written(terminal, "walk.yaml", evening_walk()))
    ended = terminal.between("activities", "play", "evening-walk", typed="2\nSKIP\n")
    assert ended.lines[-2:] == ["Saved to lantern.", "    (the end)"]
