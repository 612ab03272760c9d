"""Every kind of digest, as a clinician reads it. `BETWEEN_GOLDEN=write` writes the files anew."""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest

from tests.reporter import stories
from tests.reporter.office import Office
from tests.reporter.postbox import html_of, text_of

GOLDEN = Path(__file__).parents[1] / "golden" / "digests"
STORIES: dict[str, Callable[[Office], UUID]] = {
    "empty-week": stories.an_empty_week,
    "rich-week": stories.a_rich_week,
    "hard-week": stories.a_hard_week,
    "numbers": stories.a_week_of_numbers,
    "concern": stories.a_concern,
    "couple": stories.a_couple,
    "hostile-texts": stories.hostile_texts,
}
# Our own words never judge. Clients may write what they like.
JUDGING = re.compile(r"\b(miss|missed|fail|failed|failure|overdue|late|streak|should have|non-?compliant)\b", re.I)


@pytest.mark.parametrize("name", STORIES)
def test_a_digest_reads_as_agreed(office: Office, name: str) -> None:
    STORIES[name](office)
    mail = the_digest(office)
    compare(f"{name}.txt", f"Subject: {mail['Subject']}\n\n{text_of(mail)}")
    compare(f"{name}.html", html_of(mail))


@pytest.mark.parametrize("name", [name for name in STORIES if name != "hostile-texts"])
def test_no_word_of_a_digest_judges(office: Office, name: str) -> None:
    STORIES[name](office)
    mail = the_digest(office)
    assert not JUDGING.search(text_of(mail))
    assert not JUDGING.search(html_of(mail).partition("</style>")[2])


@pytest.mark.parametrize("name", STORIES)
def test_plain_text_and_html_say_the_same(office: Office, name: str) -> None:
    STORIES[name](office)
    mail = the_digest(office)
    assert plain_words(text_of(mail)) == plain_words(html_as_text(html_of(mail)))


def the_digest(office: Office) -> EmailMessage:
    """The one mail that leaves before the session."""
    office.clock.advance_to(stories.SESSION_AT - timedelta(minutes=30))
    office.send_due()
    (mail,) = office.postbox.mails
    return mail


def compare(name: str, actual: str) -> None:
    """The file of this name must say the same."""
    file = GOLDEN / name
    if os.environ.get("BETWEEN_GOLDEN") == "write":
        file.write_text(actual, encoding="utf-8")
    assert file.exists(), f"{file.name} is missing: look at the digest, then write it with BETWEEN_GOLDEN=write"
    assert actual == file.read_bytes().decode()


def html_as_text(html: str) -> str:
    """What stays of a page when its tags are taken away."""
    return unescape(re.sub(r"<[^>]*>", " ", html.partition("<body>")[2]))


def plain_words(text: str) -> str:
    """The letters and digits of a text, in order: layout, marks and case aside."""
    return "".join(char for char in text.casefold() if char.isalnum())
