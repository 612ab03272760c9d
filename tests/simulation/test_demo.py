"""`between demo`: the same seed lives the same month to the letter, and every promise is kept in any of them.

`BETWEEN_GOLDEN=write` writes the transcript of seed 1 anew. Read it then: it should read like people texting.
"""

import os
import re
from pathlib import Path

import pytest

from services.cli.demo.clinic import SESSIONS
from services.cli.demo.people import EVERYBODY, ROSA
from tests.simulation.months import ROOT, Lived, Living

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

GOLDEN = Path(__file__).parents[1] / "golden" / "demo" / "seed-1.txt"
TEXT = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d\d \d\d:\d\d [A-Z.]{4} (->|<-) .+")
DIGEST = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d\d \d\d:\d\d digest: [A-Z.]{4}( & [A-Z.]{4})* · \w{3} \d+:\d\d [AP]M"
)
ELSEWHERE = 2
"""Another seed."""


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Lived]:
    """Three months, lived side by side: seed 1, seed 1 again, and another."""
    seeds = {"first": 1, "again": 1, "another": ELSEWHERE}
    living = {name: Living(seed, tmp_path_factory.mktemp(name)) for name, seed in seeds.items()}
    return {name: month.ended() for name, month in living.items()}


@pytest.fixture
def first(months: dict[str, Lived]) -> Lived:
    return months["first"]


def of(initials: str, month: Lived, arrow: str) -> list[str]:
    """What somebody texted ("<-"), or was texted ("->")."""
    return [line.split(f" {arrow} ", 1)[1] for line in month.texts if f" {initials} {arrow} " in line]


def test_the_same_seed_gives_the_same_texts_and_digests_byte_for_byte(months: dict[str, Lived]) -> None:
    assert months["again"].said == months["first"].said
    assert months["again"].digests == months["first"].digests


def test_the_month_of_seed_1_reads_as_it_did(first: Lived) -> None:
    if os.environ.get("BETWEEN_GOLDEN") == "write":
        GOLDEN.write_text(first.said, encoding="utf-8")
    assert GOLDEN.exists(), f"{GOLDEN.name} is missing: read the month, then write it with BETWEEN_GOLDEN=write"
    assert first.said == GOLDEN.read_text(encoding="utf-8")


def test_the_readme_tells_of_this_very_month() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme.split("./between demo\n", 1)[1].split("\n\n    ...\n", 1)[1].split("The digests are left in", 1)[0]
    told = [line.strip() for line in block.splitlines() if line.strip() not in ("", "...")]
    lived = GOLDEN.read_text(encoding="utf-8").replace("digests in digests/", "digests in demo-out/").splitlines()
    places = [lived.index(line) for line in told]
    assert len(told) >= 15
    assert places == sorted(places)


def test_another_seed_gives_another_month(months: dict[str, Lived]) -> None:
    assert months["another"].said != months["first"].said
    assert months["another"].digests != months["first"].digests


@pytest.mark.parametrize("name", ["first", "another"])
def test_every_month_ends_well_with_every_promise_kept(months: dict[str, Lived], name: str) -> None:
    month = months[name]
    assert (month.code, month.complaints) == (0, ""), f"{month.said[-600:]}{month.complaints}"
    assert month.said.endswith("every promise kept.\n")


def test_texts_digests_and_a_closing_line_are_printed_and_nothing_else(first: Lived) -> None:
    *lines, empty, closing = first.said.splitlines()
    texts = [line for line in lines if TEXT.fullmatch(line)]
    digests = [line for line in lines if DIGEST.fullmatch(line)]
    assert len(texts) + len(digests) == len(lines)
    assert (empty, closing) == ("", f"{len(texts)} texts, {len(digests)} digests in digests/, every promise kept.")


def test_every_session_held_gets_its_digest_as_a_page_and_as_text(first: Lived) -> None:
    held = sum(session.held_at is not None for session in SESSIONS)
    assert held == len(SESSIONS) - 1
    assert list(first.digests) == [f"digest-{at:02}.{kind}" for at in range(1, held + 1) for kind in ("html", "txt")]


def test_no_digest_holds_a_name_or_a_phone(first: Lived) -> None:
    for file, content in first.digests.items():
        for persona in EVERYBODY:
            private = (*persona.display_name.split(), persona.phone[2:])
            assert not any(word in content.decode() for word in private), file


@pytest.mark.parametrize("persona", EVERYBODY, ids=lambda persona: persona.initials)
def test_everybody_texts_and_is_answered(first: Lived, persona: object) -> None:
    initials = persona.initials  # type: ignore[attr-defined]
    assert len(of(initials, first, "<-")) > 20
    assert len(of(initials, first, "->")) > 20


def test_the_month_holds_what_may_happen_in_one(first: Lived) -> None:
    """Each of these is somewhere in the story, and was understood."""
    heard = {persona.initials: " | ".join(of(persona.initials, first, "->")) for persona in EVERYBODY}
    assert "Please call or text 988 now" in heard["R.A."]
    assert "Have a gentle day" in heard["R.A."]
    assert "You will get no more texts from us" in heard["J.O."] and "Welcome back" in heard["J.O."]
    assert "no homework texts until" in heard["J.O."] and "is now called shelf" in heard["J.O."]
    assert "will be back today at" in heard["M.R."] and "You parked:" in heard["M.R."]
    assert "taken back from" in heard["M.R."] and "What you agreed:" in heard["M.R."]
    assert "ladder can begin" in heard["L.W."] and "Saved to ladder" in heard["L.W."]
    assert "Would fewer of these suit you now?" in heard["S.W."] and "It has been quiet" in heard["S.W."]
    assert "Three slow breaths" in heard["S.W."]
    assert "Your question is saved" in heard["D.W."] and "Saved as private" in heard["D.W."]
    assert "Saved to shore" in heard["P.N."] and "Saved to lantern" in heard["P.N."]
    assert "huerto ahora se llama flor" in heard["R.D."] and "vuelve hoy a las 8 pm" in heard["R.D."]


def test_numbers_are_asked_and_answered_in_numbers(months: dict[str, Lived]) -> None:
    """Where the answer is on its way to somebody else's question, the voices would be texting at random."""
    wishes = re.compile(r"skip|later|luego|saltar|hard|undo|deshacer|idk|stop|i'm driving", re.IGNORECASE)
    number = re.compile(r"\d|one|two|three|four|five|six|seven|eight|dos|siete", re.IGNORECASE)
    for month in months.values():
        for persona in EVERYBODY:
            asked = ""
            for line in (line for line in month.texts if f" {persona.initials} " in line[:20]):
                _, arrow, body = re.split(" (->|<-) ", line, maxsplit=1)
                unasked = [own for one in persona.own_words for own in one.texts]
                is_rated = re.search(r"(from|de) [01] .*(to|a) (5|9|10|100)\b", asked)
                if arrow == "<-" and is_rated and not wishes.match(body) and body not in unasked:
                    assert number.search(body), f"{asked!r} was answered with {body!r}"
                asked = body if arrow == "->" else ""


def test_rosa_reads_and_writes_spanish(first: Lived) -> None:
    assert any("¿" in body for body in of(ROSA.initials, first, "->"))
    assert not any(re.search(r"\b(the|your|you)\b", body) for body in of(ROSA.initials, first, "->"))
