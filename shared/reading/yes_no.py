"""Reads yes, no and unsure, in English and Spanish, in slang and in thumbs."""

import re
from typing import Literal

from shared.reading.cursor import phrase_set, word_set
from shared.reading.legible import plain
from shared.reading.vocabulary import POLITE

YesNo = Literal["yes", "no", "unsure"]


_YES = phrase_set(
    "yes | y | ya | yah | ye | yea | yeah | yeh | yep | yeppers | yip | yup | yuh | yh | yas | aye | mhm | mm hm"
    "| mm hmm | mhmm | uh huh | sure | sure did | sure thing | for sure | fs | def | definitely | absolutely"
    "| totally | of course | ofc | certainly | indeed | affirmative | correct | true | yes i did | yes it did"
    "| yes we did | yes it was | yes i do | yes i have | yes i am | i did | it did | we did | i do | i have"
    "| did it | i did it | done | it was | hell yes | hell yeah | heck yeah | oh yes | oh yeah | i think so"
    "| i believe so | si | sip | sipi | simon | claro | claro que si | por supuesto | obvio | obvio que si"
    "| desde luego | aja | ajam | aha | afirmativo | correcto | cierto | asi es | asi fue | eso si | si lo hice"
    "| lo hice | ya lo hice | si pude | si senor | si senora | seguro | segura | sin duda | creo que si"
    "| yo creo que si | la verdad si | pues si | bueno si | que si | hecho | va | dale | sale | orale | sobres"
    "| a huevo | efectivamente"
)
_NO = phrase_set(
    "no | n | nah | naw | na | nay | nope | nop | no way | not really | not at all | not this time | nuh uh"
    "| uh uh | negative | never | no i didn't | no i didnt | no i did not | no it didn't | no it didnt"
    "| no we didn't | i didn't | i didnt | i did not | it didn't | it didnt | it did not | we didn't | we did not"
    "| didn't | i don't | i haven't | i havent | it wasn't | hell no | heck no | of course not | definitely not"
    "| absolutely not | certainly not | no no | i don't think so | i dont think so | nada | none | nel"
    "| nel pastel | para nada | claro que no | por supuesto que no | desde luego que no | negativo | nunca"
    "| jamas | no lo hice | no pude | no hice nada | creo que no | yo creo que no | la verdad no"
    "| la verdad que no | realmente no | pues no | bueno no | que va | que no | de ninguna manera | en absoluto"
    "| tampoco | esta vez no | nones"
)
_UNSURE = phrase_set(
    "idk | i don't know | i dont know | i do not know | don't know | dont know | dunno | i dunno | not sure"
    "| unsure | i'm not sure | im not sure | i am not sure | not certain | maybe | mayb | perhaps | possibly"
    "| probably | probably not | might have | kind of | kinda | sort of | sorta | sort of yes | a little"
    "| a little bit | a bit | somewhat | partly | partially | i guess | i guess so | i suppose | hard to say"
    "| hard to tell | no idea | no clue | yes and no | half and half | 50 50 | so so | more or less | depends"
    "| it depends | can't remember | i can't remember | cant remember | i don't remember | i dont remember"
    "| don't remember | can't say | can't tell | sometimes | who knows | meh | iffy | no se | no lo se | nose"
    "| nose la verdad | no se la verdad | la verdad no se | ns | tal vez | talvez | quiza | quizas | a lo mejor"
    "| puede ser | puede que si | posiblemente | probablemente | mas o menos | masomenos | ahi mas o menos"
    "| mas o meno | a medias | algo | un poco | un poquito | poquito | quien sabe | sepa | ni idea"
    "| no estoy seguro | no estoy segura | no estoy muy seguro | no estoy muy segura | no recuerdo"
    "| no me acuerdo | depende | regular | a veces | supongo | supongo que si | si y no | ni si ni no"
    "| no sabria decir | no sabria"
)
_SAID: dict[YesNo, frozenset[str]] = {"unsure": _UNSURE, "yes": _YES, "no": _NO}

# A lone letter says what it says in its own language only: "y" is Spanish for "and", "s" no English word.
_OF_ONE_LANGUAGE: dict[str, dict[str, YesNo]] = {"en": {"y": "yes"}, "es": {"s": "yes"}}

_SIGNS: dict[str, YesNo] = {
    **dict.fromkeys("👍👌✅✔☑🆗💯", "yes"),
    **dict.fromkeys("👎❌🙅🚫", "no"),
    **dict.fromkeys("🤷🤔😕", "unsure"),
}
# "Well, um, yes lol" is a yes.
_LEADING = word_set("well um umm uh hm hmm mmm ok okay eh pues bueno este")
_TRAILING = POLITE | word_set("lol haha jaja jajaja sorry perdon tho though man bro dude honestly tbh")

_GENDER = dict.fromkeys(map(ord, "♀♂"))

_LONGEST = 60
# A dash between letters joins ("no-one"), a slash offers ("yes/no"); the rest ends what was said.
_CLAUSE_END = re.compile(r"(?:[,.;:!?()\n\"¿¡…]|[-~](?=\s|$)|(?<=\s)[-~])+|[^\w\s'/&+#%$@*~-]+")
_LONG_LETTER = re.compile(r"(\w)\1+")


def read_yes_no(text: str, language: str = "en") -> YesNo | None:
    """Yes, no or unsure, or None when a reply is none of them.

    1. The whole reply, in words ("nah", "para nada", "no sé") or signs (👍).
    2. Its opening, if punctuation or an emoji ends it: "yes, twice"; not "no one called", not "yes/no".
    3. Two clauses that disagree ("no, wait, yes") are None.
    """
    opening = plain(text[: 8 * _LONGEST]).translate(_GENDER).strip()
    clauses = [_bare(clause) for clause in _CLAUSE_END.split(opening) if not _LEADING.issuperset(clause.split())]
    said = [_of_words(clause, language) for clause in clauses]
    if opening[:1] in _SIGNS:
        said.insert(0, _SIGNS[opening[0]])
    # "No. 1 thing today" counts, and says nothing about no.
    if not said or (clauses[:1] == ["no"] and clauses[1:] and clauses[1][:1].isdigit()):
        return None
    said += [_SIGNS[char] for char in opening if char in _SIGNS]
    return said[0] if {other for other in said if other} == {said[0]} else None


def _of_words(clause: str, language: str) -> YesNo | None:
    if len(clause) == 1 and clause != "n":
        return _OF_ONE_LANGUAGE.get(language, {}).get(clause)
    words = clause.split()
    if (whole := _of_phrase(clause)) is not None or len(words) > 8:
        return whole
    # "Yes definitely", "no para nada": the same said twice.
    for cut in range(1, len(words)):
        said = _of_phrase(" ".join(words[:cut]))
        if said is not None and said == _of_phrase(" ".join(words[cut:])):
            return said
    return None


def _of_phrase(phrase: str) -> YesNo | None:
    # "Yesss", "siii" and "nooo" are said with feeling.
    for spelled in (phrase, _LONG_LETTER.sub(r"\1", phrase), _LONG_LETTER.sub(r"\1\1", phrase)):
        for said, phrases in _SAID.items():
            if spelled in phrases:
                return said
    return None


def _bare(clause: str) -> str:
    """The words of a clause without what leads up to them and trails off; empty for one too long to be any of ours."""
    if len(clause) > _LONGEST:
        return ""
    words = clause.replace("-", " ").split()
    if _of_phrase(" ".join(words)):
        return " ".join(words)
    while len(words) > 1 and words[0] in _LEADING:
        words = words[1:]
    while len(words) > 1 and words[-1] in _TRAILING:
        words = words[:-1]
    return " ".join(words)
