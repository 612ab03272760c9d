"""The commands of a client, and everything that only looks like one."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.reading.command_words import SPELLINGS, WHOLE_ONLY
from shared.reading.commands import Command, Word, almost_command, read_command
from shared.reading.words import plain_words
from shared.texts.wording import CARRIER_WORDS, COMMAND_WORDS, SPANISH_CARRIER_WORDS, SPANISH_COMMAND_WORDS

DENVER = ZoneInfo("America/Denver")
MONDAY_TEN = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
"""Monday 2 March 2026, ten in the morning in Denver."""

BOTH = ["en", "es"]


def read(text: str, language: str = "en") -> Command | None:
    return read_command(text, MONDAY_TEN, DENVER, language)


ALONE = {
    Word.LATER: "LATER|later|Later!|Later.|later please|Later, please!|LATER 🙏|  later  |“Later”|later thanks"
    "|LATER pls|ＬＡＴＥＲ|remind me later|later today|LUEGO|luego|después|despues|DESPUÉS"
    "|Después, por favor|más tarde|mas tarde|MÁS TARDE|luego gracias",
    Word.SKIP: "SKIP|skip|Skip.|skip please|skip it|skip this|Skip this one|skip this one please|skip for now"
    "|SKIP:|please skip|saltar|SALTAR|omitir|Omitir, gracias|saltar esta",
    Word.HARD: "HARD|hard|Hard...|too hard|Too hard!|too hard 😩|it's too hard|it’s too hard|difícil|dificil"
    "|MUY DIFÍCIL|muy dificil|es muy difícil",
    Word.READY: "READY|ready|Ready!|I'm ready|I’m ready!|im ready|ready 👍|listo|LISTA|Listo!|estoy listo|Estoy lista",
    Word.NOT_YET: "NOT YET|not yet|Not yet.|not  yet|not ready yet|I'm not ready|todavía no|todavia no|Aún no"
    "|aun no|no estoy lista",
    Word.PAUSE: "PAUSE|pause|Pause.|pause please|pausa|PAUSA|Pausa por favor",
    Word.BACK: "BACK|back|I'm back|im back!|Back 🙌|volver|REGRESO|ya volví|ya volvi|Ya regresé",
    Word.LESS: "LESS|less|Less please|menos|MENOS",
    Word.MORE: "MORE|more|More, please|más|mas|MÁS",
    Word.NOTE: "NOTE|note|Note:|nota|NOTA:",
    Word.PRIVATE: "PRIVATE|private|privado|Privado:",
    Word.ASK: "ASK|ask|ASK:|pregunta|PREGUNTA",
    Word.UNDO: "UNDO|undo|Undo that|deshacer",
    Word.MOVE: "MOVE|move|move it",
    Word.LIST: "LIST|list|List?|tareas|TAREAS|listado|mis tareas",
    Word.MENU: "MENU|menu|Menu?|menú|MENÚ|opciones",
    Word.NAME: "NAME|name|Name:|nombre",
}


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(("word", "text"), [(word, text) for word, texts in ALONE.items() for text in texts.split("|")])
def test_a_command_is_the_whole_text(word: Word, text: str, language: str) -> None:
    # "Note" and "pause" are verbs to who writes Spanish.
    is_spanish_verb = language == "es" and text.casefold().startswith(("note", "pause"))
    assert read(text, language) == (None if is_spanish_verb else Command(word))


def test_words_are_kept_to_the_letter() -> None:
    assert read("NOTE: Tell her about Mom’s call!  ") == Command(Word.NOTE, words="Tell her about Mom’s call!")
    assert read("NOTE:\n  1.  keys\n  2.  phone\n") == Command(Word.NOTE, words="1.  keys\n  2.  phone")


def test_a_decomposed_accent_is_the_same_letter() -> None:
    assert read("despue\u0301s", "es") == Command(Word.LATER)
    assert read("nota: man\u0303ana", "es") == Command(Word.NOTE, words="man\u0303ana")


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(
    ("text", "until"),
    [
        *(("LATER 7pm", "Mon 19:00"), ("Later 7pm please", "Mon 19:00"), ("LATER 7", "Mon 19:00")),
        ("LATER at 7", "Mon 19:00"),
        *(("LATER: 7pm", "Mon 19:00"), ("later, at 7", "Mon 19:00"), ("later - 7pm", "Mon 19:00")),
        ("LATER 10", "Tue 10:00"),
        *(("LATER tomorrow 7", "Tue 19:00"), ("later tomorrow", "Tue 09:00"), ("later tonight", "Mon 20:00")),
        ("later on friday", "Fri 09:00"),
        *(("LATER in 20 min", "Mon 10:20"), ("later 20 min", "Mon 10:20"), ("later 1h", "Mon 11:00")),
        ("later half an hour", "Mon 10:30"),
        *(("later in like 20 min", "Mon 10:20"), ("later 2 days", "Wed 09:00")),
        *(("later this afternoon", "Mon 15:00"), ("later around 7", "Mon 19:00")),
        *(("LUEGO 7pm", "Mon 19:00"), ("luego a las 7", "Mon 19:00"), ("más tarde a las 9", "Mon 21:00")),
        ("después mañana 7", "Tue 19:00"),
        *(("luego en 20 min", "Mon 10:20"), ("luego en media hora", "Mon 10:30")),
        *(("mas tarde hoy a las 6", "Mon 18:00"), ("luego mañana por la mañana", "Tue 09:00")),
        *(("después a las 9 de la noche, gracias", "Mon 21:00"), ("luego el viernes", "Fri 09:00")),
        ("LATER 7pm 🙏", "Mon 19:00"),
    ],
)
def test_later_takes_a_time(text: str, until: str, language: str) -> None:
    command = read(text, language)
    assert command is not None and command.word is Word.LATER and command.until is not None
    assert command.until.tzinfo is UTC
    assert command.until.astimezone(DENVER).strftime("%a %H:%M") == until


@pytest.mark.parametrize(
    ("text", "days"),
    [
        *(("PAUSE 5", 5), ("PAUSE 3 days", 3), ("pause for 3 days", 3), ("pause three days", 3)),
        *(("pause a week", 7), ("PAUSE: 1 week", 7)),
        *(("pause for a week please", 7), ("pause 2 weeks", 14), ("pause 30", 30), ("pause a month", 30)),
        ("pause 2-3 days", 3),
        *(("pause a couple of days", 2), ("pause until Monday", 7), ("pause until tomorrow", 1)),
        *(("pause till friday", 4), ("PAUSE 1 day", 1)),
        *(("PAUSA 5", 5), ("pausa 3 días", 3), ("pausa de 3 dias", 3), ("pausa por una semana", 7)),
        *(("pausa hasta el lunes", 7), ("pausa dos semanas", 14)),
    ],
)
def test_pause_takes_days_as_said(text: str, days: int) -> None:
    assert read(text) == Command(Word.PAUSE, days=days)


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(
    ("text", "word", "words"),
    [
        ("SKIP: too tired", Word.SKIP, "too tired"),
        ("skip - too tired", Word.SKIP, "too tired"),
        ("SKIP — too tired", Word.SKIP, "too tired"),
        ("skip—too tired", Word.SKIP, "too tired"),
        ("Saltar: cansada", Word.SKIP, "cansada"),
        ("PRIVATE：I cried", Word.PRIVATE, "I cried"),
        ("Private : I cried.\nA lot. 😭", Word.PRIVATE, "I cried.\nA lot. 😭"),
        ("ASK: is this normal? thanks", Word.ASK, "is this normal? thanks"),
        ("nota: llamó mi mamá", Word.NOTE, "llamó mi mamá"),
        ("Nota - llamó", Word.NOTE, "llamó"),
        ("privado:lloré", Word.PRIVATE, "lloré"),
        ("PREGUNTA: ¿es normal?", Word.ASK, "¿es normal?"),
        ("ask: STOP", Word.ASK, "STOP"),
        ("NAME: rose", Word.NAME, "rose"),
        ("NAME rose", Word.NAME, "rose"),
        ("name Rose garden", Word.NAME, "Rose garden"),
        ("name rose please", Word.NAME, "rose"),
        ('Name: "rose".', Word.NAME, "rose"),
        ("NOMBRE rosa", Word.NAME, "rosa"),
        ("nombre: jardín", Word.NAME, "jardín"),
    ],
)
def test_words_after_a_command_stay_as_they_were_written(text: str, word: Word, words: str, language: str) -> None:
    assert read(text, language) == Command(word, words=words)


ENTRIES = {
    Word.LATER: "Later I went out|later that day i cried|Later 2 friends came|Later, I went home|Later alligator"
    "|later 20|Later this week|Later I went out at 7pm|later at 7 my mom called|Later on I felt ok"
    "|LATER 7 people|later not tomorrow|later 2 hours ago|Luego fui a casa"
    "|Después de comer me sentí mejor|más tarde lloré|luego a las 7 llegó mi mamá|Later: I went out"
    "|later yesterday",
    Word.SKIP: "Skip lunch again|skip too tired|Skip, my dog, died|skip 2|Skip to the end",
    Word.HARD: "Hard day today|hard to say|Hard.. but I did it|hard: woke up early|Hard 7|too hard to explain"
    "|difícil decirlo|Muy difícil hoy con mi mamá",
    Word.READY: "Ready for bed|ready to go home|Ready or not|Listo para dormir|lista de cosas|ready at 7",
    Word.NOT_YET: "not yet but soon maybe|Todavía no puedo dormir|aún no llega mi mamá|not yet, waiting for the call",
    Word.PAUSE: "Pause helped me|pause 20 min|pause 5 because I'm sick|PAUSE 0|pause 5 people"
    "|pause before I answer|pause for a moment of calm|Pausa larga hoy",
    Word.BACK: "Back home now|back pain all day|Back to work|back 2 work|back in 20 min|regreso a casa cansada"
    "|volver a casa fue duro",
    Word.LESS: "Less anxious now|less than yesterday|menos ansiedad|Menos mal|less 2",
    Word.MORE: "More or less|more tired than usual|more coffee please and then|más o menos|Más cansada hoy"
    "|mas tranquila|More 7",
    Word.NOTE: "Note to self|note that I slept well|Note to self: call mom|NOTE call mom|Nota mental"
    "|nota que me sentí mal",
    Word.PRIVATE: "Private school was hard|private I can't say|Privado fue mejor",
    Word.ASK: "Ask my mom|ask for help was my step|ask her about sleep|Pregunta difícil",
    Word.UNDO: "Undo the damage",
    Word.MOVE: "Move on|Move: to the other|move my body more",
    Word.LIST: "List of things|list: keys, phone|Tareas de la escuela",
    Word.MENU: "Menu was great|menú del día",
    Word.NAME: "Name calling hurt|name it|Name three things|name is Rose|Name rose garden path"
    "|name: what I feel is shame and it is big|name 7|Nombre de mi mamá|nombre completo"
    "|name averyveryverylongword|name",
}


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(
    ("word", "text"), [(word, text) for word, texts in ENTRIES.items() for text in texts.split("|") if text != "name"]
)
def test_what_only_begins_like_a_command_is_an_entry_whose_answer_offers_it(
    word: Word, text: str, language: str
) -> None:
    is_spanish_verb = language == "es" and text.casefold().startswith(("note", "pause"))
    assert read(text, language) is None
    assert almost_command(text, language) is (None if is_spanish_verb else word)


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "I'll skip lunch", "see you later", "I'm not ready for that", "so hard today"),
        *("we had a hard day", "it got less"),
        *("hardly slept", "noted", "Backpack day", "moreover I", "note-taking helped", "private-school days"),
        *("skipping? no", "lists help", "asked", "moved out", "listen", "asking", "7", "😭", "\0", "\ud800"),
        *("names", "pauses help"),
        *("no estoy segura", "Noté que lloraba", "Regresó mi mamá", "Pausé un momento", "listos para salir"),
        *("menosprecio", "nombré tres"),
        *("don't skip", "hoy luego", "la nota", "una pausa de 3 días", "i paused 3 days", "the menu"),
        *("my name is rose", "x" * 100_000),
        *("STOP", "end", "Quit", "cancel", "HELP", "yes", "later" * 2, "later's", "note's end"),
        "\u200b" * 5000 + "skip",
    ],
)
def test_any_other_words_are_neither(text: str, language: str) -> None:
    assert read(text, language) is None
    assert almost_command(text, language) is None


def test_a_word_of_the_other_language_that_means_something_else_is_no_command() -> None:
    assert read("Note: x", "es") is None
    assert read("mover", "en") is None
    assert read("mover", "es") == Command(Word.MOVE)
    assert read("skip", "es") == Command(Word.SKIP)
    assert read("saltar", "en") == Command(Word.SKIP)


def test_a_command_word_is_told_where_others_keep_clear_of_it() -> None:
    one_word = {
        plain_words(spelling).upper() for all_of in SPELLINGS.values() for spelling in all_of if " " not in spelling
    }
    assert one_word == COMMAND_WORDS | SPANISH_COMMAND_WORDS
    assert {all_of[0] for word, all_of in SPELLINGS.items() if word is not Word.NOT_YET} == {
        w.lower() for w in COMMAND_WORDS
    }


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("carrier_word", sorted(CARRIER_WORDS | SPANISH_CARRIER_WORDS))
def test_no_word_of_the_carrier_is_a_command(carrier_word: str, language: str) -> None:
    assert read(carrier_word, language) is None
    assert read(carrier_word.lower() + " please", language) is None
    spelled = {plain_words(way).upper() for ways in (*SPELLINGS.values(), *WHOLE_ONLY.values()) for way in ways}
    assert carrier_word not in spelled


_ORDINARY = [
    *("today", "my", "mom", "called", "and", "then", "we", "went", "out", "it", "was", "a", "long", "day"),
    *("hoy", "mi", "hermana", "vino", "con", "el", "perro", "muy", "tarde", "fue", "bien"),
]
_COMMANDS = [spelling for all_of in SPELLINGS.values() for spelling in all_of]


@given(
    st.lists(st.sampled_from(_ORDINARY), min_size=1, max_size=6),
    st.sampled_from(_COMMANDS),
    st.lists(st.sampled_from(_ORDINARY), max_size=6),
    st.sampled_from(BOTH),
)
def test_a_command_word_inside_a_sentence_is_never_a_command(
    before: list[str], command: str, after: list[str], language: str
) -> None:
    # "Muy" before "difícil" is a command by itself.
    if [before[-1], command] == ["muy", "difícil"]:
        before = ["hoy", *before]
    assert read(" ".join([*before, command, *after]), language) is None


@given(st.text(), st.sampled_from(BOTH))
def test_what_is_kept_of_a_text_stands_in_it(text: str, language: str) -> None:
    for lead in ("NOTA: ", "ask - ", "SKIP:", "private:"):
        command = read(lead + text, language)
        assert command is not None
        assert command.words is None or (command.words in text and command.words == text.strip())


@given(st.sampled_from(_COMMANDS), st.text(max_size=20), st.sampled_from(BOTH))
def test_whatever_follows_a_command_word_moments_are_to_come(command: str, rest: str, language: str) -> None:
    found = read(f"{command} {rest}", language)
    assert found is None or found.until is None or found.until > MONDAY_TEN
    assert found is None or found.days is None or found.days >= 1
