"""What no text of ours may say: blame, anything private on a lock screen, and words the carrier would act on."""

import re

CARRIER_WORDS = frozenset(
    {
        *("STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT"),
        *("START", "UNSTOP", "YES"),
        *("HELP", "INFO"),
    }
)
"""Texts the carrier acts on by itself before or instead of us (Twilio's default opt-out, opt-in and help lists)."""

SPANISH_CARRIER_WORDS = frozenset(
    {
        *("ALTO", "PARAR", "PARE", "DETENER", "CANCELAR", "CANCELA", "BAJA", "TERMINAR", "FIN", "SALIR"),
        *("INICIAR", "INICIO", "COMENZAR", "AYUDA"),
    }
)
"""What people text in Spanish for the same. A carrier may be set up to act on them, so no text of ours asks for one."""

COMMAND_WORDS = frozenset(
    {
        *("LATER", "SKIP", "HARD", "READY", "PAUSE", "BACK", "LESS", "MORE"),
        *("NOTE", "PRIVATE", "ASK", "UNDO", "MOVE", "LIST", "MENU", "NAME"),
    }
)
"""Commands of our own, which no homework keyword may shadow."""

SPANISH_COMMAND_WORDS = frozenset(
    {
        *("DESPUES", "LUEGO", "OMITIR", "SALTAR", "DIFICIL", "LISTO", "PAUSA", "VOLVER", "REGRESO", "MENOS", "MAS"),
        *("NOTA", "PRIVADO", "PRIVADA", "PREGUNTA", "PREGUNTAR", "DESHACER", "MOVER", "LISTA", "TAREAS", "LISTADO"),
        *("MENU", "OPCIONES", "NOMBRE"),
    }
)

ANSWER_WORDS = frozenset({"DONE", "NONE", "NOTHING", "HECHO", "NADA", "NINGUNO", "NINGUNA"})
"""Words that answer a question of ours, and so begin nothing."""

TAKEN_WORDS = CARRIER_WORDS | SPANISH_CARRIER_WORDS | COMMAND_WORDS | SPANISH_COMMAND_WORDS | ANSWER_WORDS
"""No homework begins with one of these."""

# Each list is for texts of its language: "late" is what a heart does in Spanish.
_BLAME = {
    "en": re.compile(
        r"\b(miss(ed|es|ing)?|fail(s|ed|ing|ures?)?|overdue|streaks?|late|should(n't)?(\s+have|'ve))\b", re.IGNORECASE
    ),
    "es": re.compile(
        # "Hace falta" needs something and "la tarde" is the afternoon; "llegas tarde" blames.
        r"\b(fall(ar|as?|aste|ó|é|ado|ando|aron)|fallos?|faltaste|fracas\w*|perd(iste|ió|ido|idos|ida|idas)|pierd(es|as)"
        r"|(atras|retras)(o|os|ado|ada|ados|adas|aste|arse|arte)|vencid[oa]s?|rachas?|incumpl\w*|descuidaste"
        r"|(es|muy|demasiado|llegas(te)?|tan|vas)\s+tarde|tarde\s+para"
        r"|deb(iste|ías|eríais)|deberías\s+haber|(tenías|tuviste)\s+que(\s+haber)?|hubieras\s+debido)\b",
        re.IGNORECASE,
    ),
}
_PRIVATE = {
    "en": re.compile(
        r"\b(therap\w*|clinic\w*|diagnos\w*|disorders?|depress\w*|anxi\w*|psych\w*|counsel\w*|patients?|symptoms?"
        r"|trauma\w*|meds|medications?|bipolar|rehab|sober|ptsd|adhd|ocd|suicid\w*|self.?harm\w*)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(terap\w*|cl[ií]nic\w*|diagn[oó]st\w*|trastornos?|depres\w*|deprimi\w*|ansied\w*|ansios\w*|psic\w*|psiqu\w*"
        r"|sic[oó]log\w*|consejer[ií]?[oa]s?|pacientes?|s[ií]ntomas?|traum\w*|salud\s+mental|bipolar|rehab\w*|sobri[oa]s?|suicid\w*|tdah|toc)\b",
        re.IGNORECASE,
    ),
}
_CAPITALS = re.compile(r"\b[A-ZÑ]{2,}\b")
_ASKED_FOR = re.compile(
    r"\b(?:text|reply|send|say|answer|type|escrib[ea]|env[ií][ae]|respond[ea]|contest[ae]|mand[ae]|di)\s+\W?([a-zñ]+)\b",
    re.IGNORECASE,
)


def blaming_words(text: str, language: str | None = None) -> list[str]:
    """Words that tell a person they did wrong, in one language or (None) in any."""
    return _found(_BLAME, text, language)


def private_words(text: str, language: str | None = None) -> list[str]:
    """Words that would tell a stranger, from a lock screen, what these texts are about."""
    return _found(_PRIVATE, text, language)


def carrier_words(text: str) -> list[str]:
    """Carrier words of either language that the text asks for: in capitals, or after "text", "reply", "escribe" ..."""
    asked = [*_CAPITALS.findall(text), *(word.upper() for word in _ASKED_FOR.findall(text))]
    return sorted({word for word in asked if word in CARRIER_WORDS | SPANISH_CARRIER_WORDS})


def _found(lists: dict[str, re.Pattern[str]], text: str, language: str | None) -> list[str]:
    patterns = lists.values() if language is None else [lists[language]]
    return [found.group() for pattern in patterns for found in pattern.finditer(text)]
