"""What no text of ours may say, in either language."""

import unicodedata

import pytest

from shared.reading.command_words import SPELLINGS
from shared.texts.wording import TAKEN_WORDS, blaming_words, carrier_words, private_words


@pytest.mark.parametrize(
    "words",
    [
        *("fallaste hoy", "Otra vez fallas", "sin fallar", "fallos", "un fracaso", "perdiste un día", "te pierdes"),
        *("vas atrasada", "con retraso", "vencido", "tu racha", "incumpliste", "es tarde", "Demasiado tarde para hoy"),
        *("debiste escribir", "deberías haber escrito", "tenías que haber ido", "hubieras debido"),
    ],
)
def test_spanish_blame_is_recognised(words: str) -> None:
    assert blaming_words(words, "es") and blaming_words(words)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "Por la tarde",
            "Buenas tardes",
            "más tarde",
            "no hace falta",
            "puedes volver",
            "la deuda",
            "tu corazón late",
        ),
        *("perder el tiempo está bien", "la fallera"),
    ],
)
def test_ordinary_spanish_is_not_blame(words: str) -> None:
    assert blaming_words(words, "es") == []


@pytest.mark.parametrize(
    "words",
    [
        *("tu terapeuta", "la terapia", "clínica", "CLINICA", "diagnóstico", "un trastorno", "depresión", "deprimido"),
        *("ansiedad", "ansiosa", "psicóloga", "sicólogo", "psiquiatra", "consejera", "pacientes", "síntomas", "trauma"),
        "salud mental",
    ],
)
def test_what_a_spanish_stranger_should_not_read_is_recognised(words: str) -> None:
    assert private_words(words, "es") and private_words(words)


def test_ordinary_spanish_is_not_private() -> None:
    assert private_words("Tu cita, un consejo, una pausa y un paseo.", "es") == []


def test_each_language_has_its_own_list() -> None:
    assert blaming_words("late", "en") == ["late"] and blaming_words("late", "es") == []
    assert private_words("terapeuta", "en") == [] and private_words("therapist", "es") == []


@pytest.mark.parametrize("words", ["Escribe ALTO", "responde parar", "manda ayuda", "CANCELAR", "envía 'salir'"])
def test_spanish_carrier_words_asked_for_are_recognised(words: str) -> None:
    assert carrier_words(words)


@pytest.mark.parametrize("words", ["un alto en el camino", "escribe para contarlo", "al fin", "Escribe SALTAR o NADA"])
def test_ordinary_spanish_asks_for_no_carrier_word(words: str) -> None:
    assert carrier_words(words) == []


def bare_capitals(words: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", words.upper()) if not unicodedata.combining(char))


def test_no_keyword_takes_a_word_that_means_something_already() -> None:
    assert {"STOP", "ALTO", "LATER", "SALTAR", "DONE", "NADA", "YES"} <= TAKEN_WORDS
    commands = {bare_capitals(spelled) for spellings in SPELLINGS.values() for spelled in spellings}
    assert {command for command in commands if " " not in command} <= TAKEN_WORDS
