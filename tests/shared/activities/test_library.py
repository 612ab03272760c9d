"""Where activities come from: what is built in, and what a clinic wrote itself."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.activities import library
from shared.activities.definition import Activity
from shared.activities.library import BUILT_IN, Library, UnknownActivity
from shared.activities.lint import lint
from shared.activities.schema import InvalidActivity, parse_activity
from tests.shared.activities.made_up import both, step, written

BUILT = [*library.FOLDER.glob("*.yaml"), *library.ASIDES.glob("*.yaml")]


@pytest.mark.parametrize("file", sorted(BUILT), ids=lambda file: file.stem)
def test_a_file_is_named_after_its_activity_and_clean(file: Path) -> None:
    activity = parse_activity(file.read_text(encoding="utf-8"), file.name)
    assert activity.slug == file.stem and lint(activity) == [] and activity.languages == {"en", "es"}


@pytest.mark.parametrize(("slug", "version"), [("grounding", 99), ("yoga", 1), ("", 0)])
def test_what_is_not_there_is_said(slug: str, version: int) -> None:
    with pytest.raises(UnknownActivity):
        BUILT_IN.get(slug, version)
    with pytest.raises(UnknownActivity):
        Library(lambda slug, version: None, lambda: []).get(slug, version)


def test_the_newest_of_each_is_listed_by_title() -> None:
    titles = [activity.title["en"] for activity in BUILT_IN.all()]
    assert titles == sorted(titles) and "Grounding 5-4-3-2-1" in titles
    assert all(activity.kind != "aside" for activity in BUILT_IN.all())


def test_an_aside_is_found_by_name_and_is_no_homework() -> None:
    assert BUILT_IN.aside("barrier").kind == "aside"
    with pytest.raises(UnknownActivity):
        BUILT_IN.aside("grounding")
    with pytest.raises(UnknownActivity):
        BUILT_IN.get("barrier", 1)


class Shelf:
    """What one clinic wrote, and how often it was looked at."""

    def __init__(self, *definitions: dict[str, Any]) -> None:
        self.definitions = {(one["slug"], one["version"]): one for one in definitions}
        self.looked = 0

    def find(self, slug: str, version: int) -> dict[str, Any] | None:
        self.looked += 1
        return self.definitions.get((slug, version))

    def newest(self) -> list[tuple[str, int]]:
        return sorted(self.definitions)

    @property
    def library(self) -> Library:
        return Library(self.find, self.newest)


def own(version: int = 1, slug: str = "tea", **more: Any) -> dict[str, Any]:
    return written(step("a"), **{"slug": slug, "version": version, "title": both("A cup of tea"), **more})


def test_a_clinic_has_its_own_beside_what_is_built_in() -> None:
    there = Shelf(own(1), own(2)).library
    assert there.get("tea", 1).version == 1 and there.latest("tea").version == 2
    assert there.all()[0].slug == "tea" and len(there.all()) == len(BUILT_IN.all()) + 1
    assert there.get("grounding", 1) is BUILT_IN.get("grounding", 1)
    with pytest.raises(UnknownActivity):
        BUILT_IN.get("tea", 1)


def test_a_definition_is_read_and_checked_once() -> None:
    shelf = Shelf(own())
    there = shelf.library
    assert there.get("tea", 1) is there.get("tea", 1) and shelf.looked == 1


def test_a_new_version_is_the_newest_at_once() -> None:
    shelf = Shelf(own(1))
    there = shelf.library
    assert there.latest("tea").version == 1
    shelf.definitions["tea", 2] = own(2)
    assert there.latest("tea").version == 2


def test_what_a_clinic_wrote_never_hides_what_is_built_in() -> None:
    there = Shelf(own(1, "grounding"), own(99, "grounding")).library
    assert there.get("grounding", 1) is BUILT_IN.get("grounding", 1)
    assert there.latest("grounding") is BUILT_IN.latest("grounding")
    assert there.all() == BUILT_IN.all()


def test_a_definition_of_another_name_or_that_is_none_is_refused() -> None:
    shelf = Shelf()
    shelf.definitions["tea", 1] = own(slug="coffee")
    shelf.definitions["tea", 2] = {"slug": "tea"}
    for version in (1, 2):
        with pytest.raises(InvalidActivity, match=f"tea {version}: "):
            shelf.library.get("tea", version)


def put_into(folder: Path, body: dict[str, Any]) -> Activity:
    text = yaml.safe_dump(body)
    (folder / f"{body['slug']}.yaml").write_text(text, encoding="utf-8")
    return parse_activity(text, "x")


@pytest.fixture
def no_more_folders() -> Any:
    """Take back what a test added."""
    before = list(library._folders)
    yield
    library._folders[:] = before
    library.built_in.cache_clear()
    library._newest_built_in.cache_clear()


@pytest.mark.usefixtures("no_more_folders")
def test_a_folder_of_files_counts_as_built_in(tmp_path: Path) -> None:
    put_into(tmp_path, own())
    library.add_folder(tmp_path)
    library.add_folder(tmp_path)
    assert BUILT_IN.latest("tea").title["en"] == "A cup of tea" and len(library._folders) == 2


@pytest.mark.usefixtures("no_more_folders")
def test_a_folder_with_an_aside_or_a_mistake_is_refused(tmp_path: Path) -> None:
    put_into(tmp_path, own(kind="aside"))
    with pytest.raises(InvalidActivity, match=r"tea\.yaml: kind: "):
        library.add_folder(tmp_path)
