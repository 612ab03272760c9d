"""The fixed sentences: word for word, what they cost, and what they never say, in both languages."""

import hashlib
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from shared.activities.segments import is_gsm7, measure
from shared.reading.commands import Word, read_command
from shared.texts import LANGUAGES, BadTextValues, Text, UnknownText, all_texts, find, opt_in_version, say
from shared.texts.wording import blaming_words, carrier_words, private_words
from tests.golden_texts import check_golden

EXAMPLES: dict[str, dict[str, object]] = {
    "en": {
        **{"sender": "Between", "code": "garden", "old": "notebook", "contact": "(505) 555-0142", "keyword": "THINK"},
        **{"low": 0, "high": 10, "count": 4, "example": "2 30", "when": "today 7:00 pm", "date": "Mar 4"},
        **{"schedule": "Mon, Wed, Fri 7:30 pm", "choices": "1 garden 2 notebook 3 a note"},
    },
    "es": {
        **{"sender": "Between", "code": "huerto", "old": "cuaderno", "contact": "(505) 555-0142", "keyword": "PENSAR"},
        **{"low": 0, "high": 10, "count": 4, "example": "2 30", "when": "hoy 7:00 pm", "date": "4 mar"},
        **{"schedule": "lun, mié, vie 7:30 pm", "choices": "1 huerto 2 cuaderno 3 una nota"},
    },
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
    "menu_more": {"STOP"},
}
TEXTS = [(language, text) for language in LANGUAGES for text in all_texts(language).values()]
each_text = pytest.mark.parametrize(
    ("language", "text"), TEXTS, ids=[f"{language}-{text.name}" for language, text in TEXTS]
)


def longest(text: Text) -> str:
    return text.wording.format(**{name: "x" * length for name, length in text.longest.items()})


def placeholders(text: Text) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text.wording))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fixed_sentences_say_exactly_this(language: str) -> None:
    given = EXAMPLES[language]
    texts = all_texts(language).values()
    said = [(text, say(text.name, language, **{name: given[name] for name in text.longest})) for text in texts]
    check_golden(f"fixed-{language}", [f"{text.name}: {spoken}" for text, spoken in said])


def test_each_sentence_is_there_in_every_language_in_the_same_order() -> None:
    for language in LANGUAGES:
        assert list(all_texts(language)) == list(all_texts("en"))


@each_text
def test_a_sentence_has_the_same_placeholders_in_every_language(language: str, text: Text) -> None:
    assert placeholders(text) == set(text.longest) == placeholders(find(text.name, "en"))


@each_text
def test_each_sentence_says_when_it_is_said(language: str, text: Text) -> None:
    assert text.when.endswith(".")


@each_text
def test_each_sentence_costs_what_it_may_at_its_longest(language: str, text: Text) -> None:
    cost = measure(longest(text))
    assert cost.segments == text.segments <= 2
    if language == "en":
        assert cost.encoding == "gsm7"
        assert (text.segments == 2) == (text.name in {"opt_in", "menu", "menu_more"})


@each_text
def test_no_sentence_blames_or_betrays(language: str, text: Text) -> None:
    assert blaming_words(text.wording, language) == []
    assert private_words(text.wording, language) == []


@each_text
def test_a_sentence_asks_for_a_carrier_word_only_where_one_is_meant(language: str, text: Text) -> None:
    meant = MAY_ASK_FOR.get(text.name, set())
    if language == "es":
        # The Spanish yes is SI, no word of the carrier's; AYUDA is what 988 wants to hear in Spanish.
        meant = meant - {"YES"} | ({"AYUDA"} if text.name == "concern" else set())
    assert set(carrier_words(text.wording)) == meant


@pytest.mark.parametrize("name", [name for name in all_texts("es") if "YES" in MAY_ASK_FOR.get(name, set())])
def test_the_spanish_yes_is_si(name: str) -> None:
    assert re.search(r"\bSI\b", find(name, "es").wording)


@each_text
def test_spanish_opens_what_it_closes(language: str, text: Text) -> None:
    for opening, closing in ("¿?", "¡!"):
        assert text.wording.count(opening) == (text.wording.count(closing) if language == "es" else 0)


@each_text
def test_an_offer_is_short_enough_to_follow_another_sentence(language: str, text: Text) -> None:
    if text.name.startswith("offer_"):
        assert len(text.wording) <= 60
        together = f"{find('note_saved', language).wording} {text.wording}"
        assert measure(together).segments <= (1 if language == "en" else 2)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("word", Word)
def test_there_is_an_offer_for_every_command_and_what_it_offers_is_that_command(word: Word, language: str) -> None:
    offered = re.search(r"\b[A-Z]{2,}( [A-Z]{2,})?\b", find(f"offer_{word.value}", language).wording)
    assert offered is not None
    # A few are nothing without their words.
    needed = {Word.NOTE: ": milk", Word.PRIVATE: ": milk", Word.ASK: ": why", Word.NAME: " lake"}
    now, zone = datetime(2026, 3, 4, 18, tzinfo=UTC), ZoneInfo("America/Denver")
    command = read_command(offered[0] + needed.get(word, ""), now, zone, language)
    assert command is not None and command.word is word


@pytest.mark.parametrize("words", ["you missed it", "It's late", "a FAILED try", "you should've", "overdue", "streak"])
def test_blame_is_recognised(words: str) -> None:
    assert blaming_words(words)


def test_ordinary_words_are_not_blame() -> None:
    assert blaming_words("Text LATER. A chocolate mission with permission.") == []


@pytest.mark.parametrize("words", ["reply stop", "Text YES now", "text 'end'", "QUIT"])
def test_carrier_words_asked_for_are_recognised(words: str) -> None:
    assert carrier_words(words)


@pytest.mark.parametrize(
    ("language", "all_needed"),
    [
        (
            "en",
            ("YES", "not private or encrypted", "kept and read before", "not in real time", "rates", "HELP", "STOP"),
        ),
        (
            "es",
            (
                "SI",
                "no son privados ni cifrados",
                "se guarda y se lee antes",
                "no al momento",
                "tarifas",
                "HELP",
                "STOP",
            ),
        ),
    ],
)
def test_the_opt_in_says_all_that_consent_needs(language: str, all_needed: tuple[str, ...]) -> None:
    spoken = say("opt_in", language, sender="Between")
    for needed in all_needed:
        assert needed in spoken


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_opt_in_gets_a_new_version_with_new_words(language: str) -> None:
    # Each line is a wording somebody may have agreed to. Add a line for a new one; never change an old one.
    versions = {"en-1": "6b456be9df479bf8", "es-1": "992a1c083b478c8c"}
    wording = find("opt_in", language).wording
    assert versions[opt_in_version(language)] == hashlib.sha256(wording.encode()).hexdigest()[:16]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_concern_answer_is_fixed_and_names_who_helps(language: str) -> None:
    spoken = say("concern", language)
    not_now = {"en": "not read in real time", "es": "no se lee al momento"}[language]
    assert not_now in spoken
    # In Spanish 988 is called with a 2, and texted with a word.
    assert re.findall(r"\d+", spoken) == {"en": ["988", "911"], "es": ["988", "2", "988", "911"]}[language]
    assert "aved" not in spoken and "uardad" not in spoken


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_names_who_helps_and_every_command(language: str) -> None:
    menu = say("menu", language)
    not_now = {"en": "not read in real time", "es": "No se lee al momento"}[language]
    assert "988" in menu and "911" in menu and not_now in menu
    both = f"{menu} {say('menu_more', language)}"
    offered = [find(name, language).wording for name in all_texts(language) if name.startswith("offer_")]
    commands = {word for wording in offered for word in re.findall(r"\b[A-Z]{2,}\b", wording)}
    assert len(commands) == 18
    assert {word for word in commands if not re.search(rf"\b{word}\b", both)} <= {"MENU"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plain_sentence_stays_in_the_plain_alphabet_whatever_is_filled_in(language: str) -> None:
    assert is_gsm7(find("skipped", language).wording)
    assert say("skipped", language, code="jardín").count("jardin") == 1


def test_a_text_needs_exactly_its_values() -> None:
    with pytest.raises(BadTextValues, match="code"):
        say("nudge")
    with pytest.raises(BadTextValues):
        say("note_saved", code="garden")
    with pytest.raises(UnknownText):
        say("praise")


def test_a_language_that_is_not_there_is_said_in_english() -> None:
    assert say("note_saved", "fr") == say("note_saved") != say("note_saved", "es")
