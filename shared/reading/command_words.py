"""The words of our commands, English and Spanish."""

from collections.abc import Mapping
from enum import Enum


class Word(Enum):
    """What a client may ask of us in a word."""

    LATER = "later"
    SKIP = "skip"
    HARD = "hard"
    READY = "ready"
    NOT_YET = "not_yet"
    PAUSE = "pause"
    BACK = "back"
    LESS = "less"
    MORE = "more"
    NOTE = "note"
    PRIVATE = "private"
    ASK = "ask"
    UNDO = "undo"
    MOVE = "move"
    LIST = "list"
    MENU = "menu"
    NAME = "name"


SPELLINGS: Mapping[Word, tuple[str, ...]] = {
    Word.LATER: ("later", "luego", "después", "más tarde"),
    Word.SKIP: ("skip", "saltar", "omitir"),
    Word.HARD: ("hard", "too hard", "difícil", "muy difícil"),
    Word.READY: ("ready", "listo", "lista", "estoy listo", "estoy lista"),
    Word.NOT_YET: ("not yet", "todavía no", "aún no"),
    Word.PAUSE: ("pause", "pausa"),
    Word.BACK: ("back", "volver", "regreso", "ya volví"),
    Word.LESS: ("less", "menos"),
    Word.MORE: ("more", "más"),
    Word.NOTE: ("note", "nota"),
    Word.PRIVATE: ("private", "privado", "privada"),
    Word.ASK: ("ask", "pregunta", "preguntar"),
    Word.UNDO: ("undo", "deshacer"),
    Word.MOVE: ("move", "mover"),
    Word.LIST: ("list", "tareas", "listado"),
    Word.MENU: ("menu", "menú", "opciones"),
    Word.NAME: ("name", "nombre"),
}
"""How each command is spelled, English first; what a client is told to text."""

WHOLE_ONLY: Mapping[Word, tuple[str, ...]] = {
    Word.LATER: ("later today", "remind me later", "ask me later", "más tarde hoy", "recuérdame después"),
    Word.SKIP: (
        *("skip it", "skip this", "skip this one", "skip that one", "skip this time", "skip for now", "skip today"),
        *("saltar esta", "saltarla", "saltarlo", "omitir esta", "saltar hoy"),
    ),
    Word.HARD: ("it's too hard", "its too hard", "es muy difícil", "está muy difícil", "demasiado difícil"),
    Word.READY: ("i'm ready", "im ready", "i am ready", "ya estoy listo", "ya estoy lista"),
    Word.NOT_YET: (
        *("not ready", "not ready yet", "i'm not ready", "im not ready", "i'm not ready yet", "im not ready yet"),
        *("no estoy listo", "no estoy lista", "todavía no estoy listo", "todavía no estoy lista"),
        *("aún no estoy listo", "aún no estoy lista"),
    ),
    Word.BACK: ("i'm back", "im back", "i am back", "ya regresé", "estoy de vuelta", "ya estoy de vuelta"),
    Word.UNDO: ("undo that", "undo it", "undo last"),
    Word.MOVE: ("move it", "move that", "move this"),
    Word.LIST: ("my list", "mis tareas"),
}
"""Longer ways to say it that leave no doubt, but only as the whole text."""

# "Note que ..." is Spanish for noticing, a mover comes with a van.
MEANS_ELSE: Mapping[str, frozenset[str]] = {"en": frozenset({"mover"}), "es": frozenset({"note", "pause"})}
