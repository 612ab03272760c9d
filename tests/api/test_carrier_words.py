"""A carrier word is the whole text and nothing but it; in doubt a text is words."""

import pytest

from services.api.carrier_words import CarrierWord, carrier_word

STOP, START, HELP, YES = CarrierWord.STOP, CarrierWord.START, CarrierWord.HELP, CarrierWord.YES


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "stop",
        "Stop.",
        "STOP!",
        " stop \n",
        '"Stop"',
        "“STOP”",
        "‘stop’",
        "*stop*",
        "(stop)",
        "stop...",
        "¡STOP!",
        "StopAll",
        "stop all",
        "Unsubscribe",
        "CANCEL",
        "End",
        "quit",
        "Revoke",
        "OPTOUT",
        "opt out",
        "\u00a0STOP\u00a0",
    ],
)
def test_stop_in_all_its_forms(text: str) -> None:
    assert carrier_word(text) is STOP


@pytest.mark.parametrize(("text", "word"), [("Start", START), ("UNSTOP!", START), ("help", HELP), ("Info?", HELP)])
def test_start_and_help(text: str, word: CarrierWord) -> None:
    assert carrier_word(text) is word


@pytest.mark.parametrize("text", ["YES", "Yes!", "yes.", "“Yes”", "y", "Yes please", "yes, please".replace(",", "")])
def test_yes_in_all_its_forms(text: str) -> None:
    assert carrier_word(text) is YES


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".",
        "stop it please",
        "please stop",
        "I can't stop",
        "STOP please",
        "stop stop",
        "stop1",
        "st op",
        "s.t.o.p",
        "non-stop",
        "unstoppable",
        "Start where?",
        "help me",
        "I need help",
        "information",
        "yes but",
        "yes and no",
        "yesterday",
        "the end",
        "End of the day",
        "quit smoking",
        "cancel my plans",
        "yes " * 2_000,
        "stop" + " " * 40 + "it",
        "no",
        "end it all",
        "\ud800stop",
        "stop\0",
        "STOP\u202e it",
    ],
)
def test_a_sentence_is_never_a_carrier_word(text: str) -> None:
    assert carrier_word(text) is None
