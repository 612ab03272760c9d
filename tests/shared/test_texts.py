"""The fixed sentences: word for word, what they cost, and what they never say."""

import hashlib
import os
from pathlib import Path

import pytest

from shared.activities import library
from shared.activities.definition import Activity
from shared.activities.segments import measure
from shared.texts import BadTextValues, Text, UnknownText, all_texts, find, opt_in_version, say
from shared.texts.wording import blaming_words, carrier_words, private_words

GOLDEN = Path(__file__).parent.parent / "golden" / "texts"
EXAMPLES: dict[str, object] = {
    "sender": "Between",
    "code": "garden",
    "contact": "(505) 555-0142",
    "keyword": "THINK",
    "low": 0,
    "high": 10,
    "count": 4,
}
MAY_ASK_FOR = {
    "opt_in": {"YES", "HELP", "STOP"},
    "opt_in_reminder": {"YES", "STOP"},
    "opt_in_thanks": {"HELP", "STOP"},
    "opt_in_already": {"HELP", "STOP"},
    "opt_in_declined": {"YES"},
    "consent_first": {"YES", "STOP"},
    "stopped": {"START"},
    "started": {"HELP", "STOP"},
    "help": {"STOP"},
}
TEXTS = list(all_texts("en").values())


def check_golden(name: str, spoken: str) -> None:
    """Compare with the golden file; BETWEEN_GOLDEN=write rewrites it."""
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("BETWEEN_GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(spoken + "\n", encoding="utf-8")
    assert file.exists(), f"no golden file for {name}: read the text, then run with BETWEEN_GOLDEN=write"
    assert file.read_text(encoding="utf-8") == spoken + "\n"


def longest(text: Text) -> str:
    return text.wording.format(**{name: "x" * length for name, length in text.longest.items()})


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_each_text_says_exactly_this(text: Text) -> None:
    check_golden(f"en/{text.name}", say(text.name, "en", **{name: EXAMPLES[name] for name in text.longest}))


@pytest.mark.parametrize("activity", library.all_versions(), ids=lambda activity: activity.slug)
def test_each_activity_says_exactly_this(activity: Activity) -> None:
    lines = [
        f"{place}: {text}"
        for place, wording in activity.wordings()
        for spoken in wording.variants.values()
        for text in spoken
    ]
    check_golden(f"activities/{activity.slug}-{activity.version}", "\n".join(lines))


def test_no_golden_file_outlives_its_text() -> None:
    kept = {file.stem for file in (GOLDEN / "en").glob("*.txt")}
    assert kept == {text.name for text in TEXTS}


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_each_text_costs_what_it_may_at_its_longest(text: Text) -> None:
    cost = measure(longest(text))
    assert cost.encoding == "gsm7"
    assert cost.segments <= text.segments
    assert text.segments == (2 if text.name == "opt_in" else 1)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_no_text_blames_or_betrays(text: Text) -> None:
    assert blaming_words(text.wording) == []
    assert private_words(text.wording) == []
    assert set(carrier_words(text.wording)) == MAY_ASK_FOR.get(text.name, set())


@pytest.mark.parametrize("words", ["you missed it", "It's late", "a FAILED try", "you should've", "overdue", "streak"])
def test_blame_is_recognised(words: str) -> None:
    assert blaming_words(words)


def test_ordinary_words_are_not_blame() -> None:
    assert blaming_words("Text LATER. A chocolate mission with permission.") == []


@pytest.mark.parametrize("words", ["reply stop", "Text YES now", "text 'end'", "QUIT"])
def test_carrier_words_asked_for_are_recognised(words: str) -> None:
    assert carrier_words(words)


def test_the_opt_in_says_all_that_consent_needs() -> None:
    spoken = say("opt_in", sender="Between")
    for needed in (
        "YES",
        "not private or encrypted",
        "kept and read before",
        "not in real time",
        "rates",
        "HELP",
        "STOP",
    ):
        assert needed in spoken


def test_the_opt_in_gets_a_new_version_with_new_words() -> None:
    # Each line is a wording somebody may have agreed to. Add a line for a new one; never change an old one.
    versions = {"en-1": OPT_IN_EN_1}
    assert versions[opt_in_version()] == hashlib.sha256(find("opt_in").wording.encode()).hexdigest()[:16]


def test_the_concern_answer_is_fixed_and_names_who_helps() -> None:
    spoken = say("concern")
    assert "988" in spoken and "911" in spoken and "not read in real time" in spoken and "aved" not in spoken


def test_a_text_needs_exactly_its_values() -> None:
    with pytest.raises(BadTextValues, match="code"):
        say("nudge")
    with pytest.raises(BadTextValues):
        say("note_saved", code="garden")
    with pytest.raises(UnknownText):
        say("praise")


def test_a_language_that_is_not_there_yet_is_said_in_english() -> None:
    assert say("note_saved", "es") == say("note_saved")


OPT_IN_EN_1 = "6b456be9df479bf8"
