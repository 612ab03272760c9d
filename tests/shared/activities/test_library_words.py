"""The words of the library: all that comes with Between, in both languages, as the people who get it read it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from shared.activities.definition import Activity, Choice, Moment, Photo, Step, Wording, Words
from shared.activities.library import BUILT_IN, asides
from shared.activities.lint import lint
from shared.activities.placeholders import PLACEHOLDER, quotes
from shared.activities.segments import is_gsm7, measure
from shared.activities.state import Params
from shared.activities.ways import leads
from shared.reading.commands import Command, read_command
from shared.texts.wording import TAKEN_WORDS
from tests.golden_texts import check_golden

SLUGS = {
    *("thought-log", "three-good-things", "grounding", "reading", "mood-check", "thought-record", "activity-plan"),
    *("worry-time", "sleep-diary", "facing-step", "urge-surfing", "appreciation", "values-step", "slow-breathing"),
    *("experiment", "special-time", "session-bridge"),
}
ASIDES = {"introduction", "readiness", "barrier", "step-down", "restart", "smaller"}
LANGUAGES = ("en", "es")
LONGEST = {
    **{"code": 12, "link": 60, "minutes": 3, "cue": 60, "why": 90, "how": 60, "keyword": 12},
    **{"said": 30, "item": 30, "list": 60},
}
MAY_BE_SKIPPED = {"en": re.compile(r"\bSKIP\b"), "es": re.compile(r"\bSALTAR\b")}
GOES_ON = {"en": re.compile(r"\b(DONE|NONE)\b"), "es": re.compile(r"\b(ES TODO|NADA)\b")}
# What a stranger reading over a shoulder would understand too well, though no diagnosis is named.
TELLING = {
    "en": re.compile(r"\b(urge|craving|fear|afraid|worr|mood|panic|sad|harm|drinking|pain|grief)", re.IGNORECASE),
    "es": re.compile(r"\b(antojo|miedo|temor|preocup|ánimo|pánico|triste|daño|bebida|dolor|duelo)", re.IGNORECASE),
}
PUSHES = {
    "en": re.compile(r"\b(great job|well done|good job|keep it up|proud|amazing|don't forget)\b", re.I),
    "es": re.compile(r"\b(bravo|muy bien hecho|felicidades|excelente|orgull\w+|tú puedes|no olvides)\b", re.I),
}

ASKED_FOR = re.compile(r"\b[A-ZÑ]{2,}(?: [A-ZÑ]{2,})*(?: \d+pm)?\b")
ANSWERS = {"en": {"DONE", "NONE", "OK"}, "es": {"HECHO", "NADA", "ES TODO", "OK"}}

ACTIVITIES = BUILT_IN.all()
EVERYTHING = (*ACTIVITIES, *asides().values())
each_activity = pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.slug)
each_definition = pytest.mark.parametrize("activity", EVERYTHING, ids=lambda activity: activity.slug)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def steps(activity: Activity) -> list[Step]:
    """Every step once."""
    keys = {step.key for step in activity.steps}
    return [*activity.steps, *(step for step in activity.smaller if step.key not in keys)]


def texts(activity: Activity, language: str) -> Iterator[tuple[str, str]]:
    """Every text with its place, the asks of steps used twice only once."""
    seen = set()
    for place, wording in activity.wordings():
        for text in wording.variants[language]:
            if (place.removeprefix("smaller "), text) not in seen:
                seen.add((place.removeprefix("smaller "), text))
                yield place, text


def at_its_longest(text: str) -> str:
    return PLACEHOLDER.sub(lambda found: "x" * LONGEST[found[1]], text)


def fits(text: str, language: str) -> bool:
    return measure(at_its_longest(text)).segments <= (1 if language == "en" else 2)


def on_a_lock_screen(activity: Activity) -> list[tuple[str, Wording]]:
    """What we begin with, and what we send after a wait."""
    first = [activity.steps[0], activity.step(activity.keyword_step), *activity.smaller[:1]]
    walks = (activity.steps, activity.smaller)
    later = [step for walk in walks for step in walk for before in walk if before.wait and step.key in leads(before)]
    why = [("why", activity.why)] if activity.kind != "aside" else []
    return [*why, *((step.key, step.ask) for step in [*first, *later])]


def test_everything_that_was_promised_is_there() -> None:
    assert {activity.slug for activity in ACTIVITIES} == SLUGS
    assert set(asides()) == ASIDES
    assert {activity.version for activity in EVERYTHING} == {1}


@each_language
def test_the_library_says_exactly_this(language: str) -> None:
    lines = []
    for activity in EVERYTHING:
        lines += [f"# {activity.title[language]} ({activity.slug} {activity.version})"]
        lines += [f"{place}: {text}" for place, text in texts(activity, language)]
        lines += [""]
    check_golden(f"library-{language}", lines[:-1])


@each_definition
def test_nothing_is_left_to_mend(activity: Activity) -> None:
    assert lint(activity) == []
    assert activity.languages == set(LANGUAGES)


@each_definition
def test_every_step_that_is_said_has_a_label_a_clinician_can_read(activity: Activity) -> None:
    for step in steps(activity):
        assert step.label[0].isupper() or step.label[0].isdigit()
        assert len(step.label) <= 40


@each_definition
@each_language
def test_every_question_can_be_asked_again_later_by_its_code_name(activity: Activity, language: str) -> None:
    for step in steps(activity):
        if quotes(step.ask):
            continue
        for text in step.ask.variants[language]:
            alone = text if text.startswith("{code}: ") else "{code}: " + text
            assert fits(alone, language), text


@each_activity
@each_language
def test_the_reason_fits_into_the_first_text_and_the_way_into_the_last_of_an_introduction(
    activity: Activity, language: str
) -> None:
    introduction = BUILT_IN.aside("introduction")
    why, how = activity.why.speak(language), activity.how.speak(language) if activity.how else ""
    assert len(at_its_longest(why)) <= LONGEST["why"]
    assert len(at_its_longest(how)) <= LONGEST["how"]
    assert fits(introduction.steps[0].ask.speak(language).replace("{why}", why), language)
    assert fits(introduction.closing.speak(language).replace("{how}", how), language)
    # Without the accents outside the GSM alphabet the reason costs what it costs in English.
    assert is_gsm7(why)


@each_definition
@each_language
def test_an_open_question_says_that_words_are_optional(activity: Activity, language: str) -> None:
    for step in steps(activity):
        if isinstance(step.answer, Words | Photo | Moment) and not step.required:
            for text in step.ask.variants[language]:
                assert MAY_BE_SKIPPED[language].search(text) or GOES_ON[language].search(text), text


@each_definition
@each_language
def test_a_question_that_needs_an_answer_does_not_offer_to_skip_it(activity: Activity, language: str) -> None:
    for step in steps(activity):
        if step.required:
            assert not any(MAY_BE_SKIPPED[language].search(text) for text in step.ask.variants[language])


@each_definition
@each_language
def test_choices_stand_in_the_question_with_their_numbers(activity: Activity, language: str) -> None:
    for step in steps(activity):
        if isinstance(step.answer, Choice):
            listed = [
                f"{number} {option.label[language]}".casefold() for number, option in enumerate(step.answer.options, 1)
            ]
            places = [step.ask.speak(language).casefold().find(label) for label in listed]
            assert -1 not in places and places == sorted(places)


@each_activity
@each_language
def test_the_default_closing_says_where_the_words_went(activity: Activity, language: str) -> None:
    assert {"en": "Saved to {code}", "es": "Guardado en {code}"}[language] in activity.closing.speak(language)


@each_definition
@each_language
def test_a_lock_screen_shows_a_code_name_and_nothing_telling(activity: Activity, language: str) -> None:
    for place, wording in on_a_lock_screen(activity):
        for text in wording.variants[language]:
            assert not TELLING[language].search(text), (place, text)
            assert place == "why" or text.startswith("{code}: "), (place, text)
    assert not TELLING[language].search(activity.code_name[language])


@each_definition
@each_language
def test_nobody_is_praised_or_pushed(activity: Activity, language: str) -> None:
    for _, text in texts(activity, language):
        assert not PUSHES[language].search(text), text
        assert "!" not in text


@each_definition
def test_spanish_opens_its_questions_and_asks_as_many(activity: Activity) -> None:
    for (place, english), (_, spanish) in zip(texts(activity, "en"), texts(activity, "es"), strict=True):
        assert spanish.count("¿") == spanish.count("?"), place
        assert "¿" not in english
        assert english != spanish, place


@each_definition
def test_both_languages_fill_in_the_same_and_ask_for_the_same_numbers(activity: Activity) -> None:
    for (place, english), (_, spanish) in zip(texts(activity, "en"), texts(activity, "es"), strict=True):
        filled = [sorted(found.group() for found in PLACEHOLDER.finditer(text)) for text in (english, spanish)]
        assert filled[0] == filled[1], place
    for step in steps(activity):
        counted = [sorted(re.findall(r"\b\d+\b", step.ask.speak(language))) for language in LANGUAGES]
        assert counted[0] == counted[1], step.key


def command(text: str, language: str) -> Command | None:
    return read_command(text, datetime(2026, 3, 4, 18, tzinfo=UTC), ZoneInfo("America/Denver"), language)


@each_definition
@each_language
def test_what_a_text_asks_for_in_capitals_is_a_command_of_its_language_or_an_answer(
    activity: Activity, language: str
) -> None:
    other = "es" if language == "en" else "en"
    for place, text in texts(activity, language):
        for word in ASKED_FOR.findall(text):
            assert word in ANSWERS[language] or command(word, language), (place, word)
            assert word == "OK" or word not in ANSWERS[other]


@each_definition
@each_language
def test_no_command_of_the_other_language_is_asked_for(activity: Activity, language: str) -> None:
    foreign = {"en": {"SALTAR", "LUEGO", "VOLVER", "MAS", "TODAVIA"}, "es": {"SKIP", "LATER", "BACK", "MORE", "NOT"}}
    for _, text in texts(activity, language):
        assert not foreign[language] & set(re.findall(r"\b[A-Z]{2,}\b", text))


@each_definition
@each_language
def test_an_option_in_words_is_no_command_but_where_it_means_the_same(activity: Activity, language: str) -> None:
    if activity.slug == "readiness":
        return
    options = [option for step in steps(activity) if isinstance(step.answer, Choice) for option in step.answer.options]
    assert [option.label[language] for option in options if command(option.label[language], language)] == []


@each_language
def test_no_two_activities_share_a_code_name_or_a_keyword(language: str) -> None:
    names = [activity.code_name[language] for activity in ACTIVITIES]
    words = [activity.keywords[language] for activity in ACTIVITIES if activity.keywords]
    assert len(set(names)) == len(names)
    assert len(set(words)) == len(words) == 5
    assert all(is_gsm7(name) and len(name) <= 12 for name in names)
    assert not TAKEN_WORDS & {name.upper() for name in names} and not TAKEN_WORDS & set(words)
    assert not any(command(word, language) for word in [*words, *names])
    assert not set(words) & {name.upper() for name in names}


def test_the_keywords_are_these() -> None:
    assert {activity.slug: activity.keywords for activity in ACTIVITIES if activity.keywords} == {
        "thought-log": {"en": "THINK", "es": "PENSAR"},
        "grounding": {"en": "GROUND", "es": "CALMA"},
        "thought-record": {"en": "RECORD", "es": "REGISTRO"},
        "worry-time": {"en": "WORRY", "es": "PREOCUPA"},
        "urge-surfing": {"en": "URGE", "es": "GANAS"},
    }


@each_activity
def test_a_default_time_is_in_the_afternoon_or_evening(activity: Activity) -> None:
    if activity.schedule is None or activity.slug == "sleep-diary":
        return
    times = getattr(activity.schedule.rule, "times", ())
    assert all(16 <= at.hour < 20 for at in times)


@each_activity
def test_each_activity_has_a_shorter_version_and_says_whom_it_is_for(activity: Activity) -> None:
    assert 0 < len(activity.smaller) < len(activity.steps)
    assert activity.populations and activity.minutes
    assert "wording our own" in activity.source


def test_only_the_facing_step_waits_for_readiness() -> None:
    assert [activity.slug for activity in ACTIVITIES if activity.needs_readiness] == ["facing-step"]


@each_activity
@each_language
def test_the_longest_code_name_and_link_there_may_be_are_accepted(activity: Activity, language: str) -> None:
    Params(code="x" * 12, language=language, link="x" * 60, minutes=999, cue="x" * 60).check_against(activity)


@each_activity
def test_nobody_slips_past_a_wait_by_skipping_the_question_before_it(activity: Activity) -> None:
    for step in (*activity.steps, *activity.smaller):
        if step.wait:
            leaves = any(branch.when and branch.when.skipped and branch.goto == "end" for branch in step.branches)
            assert step.required or leaves, step.key
