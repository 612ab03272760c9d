"""What a text costs."""

import pytest

from shared.activities.segments import fold, is_gsm7, measure


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", "gsm7", 0, 0),
        ("a", "gsm7", 1, 1),
        ("a" * 160, "gsm7", 160, 1),
        ("a" * 161, "gsm7", 161, 2),
        ("a" * 306, "gsm7", 306, 2),
        ("a" * 307, "gsm7", 307, 3),
        ("ñé¿Ü", "gsm7", 4, 1),
        ("€" * 80, "gsm7", 160, 1),
        ("€" * 81, "gsm7", 162, 2),
        # 152 units fit whole euros in a part of 153, so the 153rd unit stays empty.
        ("€" * 153, "gsm7", 306, 3),
        ("a" * 152 + "€" + "a" * 7, "gsm7", 161, 2),
        ("á", "ucs2", 1, 1),
        ("’" * 70, "ucs2", 70, 1),
        ("’" * 71, "ucs2", 71, 2),
        ("’" * 134, "ucs2", 134, 2),
        ("’" * 135, "ucs2", 135, 3),
        ("😀" * 35, "ucs2", 70, 1),
        ("😀" * 36, "ucs2", 72, 2),
        ("😀" * 67, "ucs2", 134, 3),
        ("\ud800", "ucs2", 1, 1),
    ],
)
def test_a_text_costs_what_the_carrier_bills(text: str, encoding: str, units: int, segments: int) -> None:
    cost = measure(text)
    assert (cost.encoding, cost.units, cost.segments) == (encoding, units, segments)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("It’s “fine” – really…", 'It\'s "fine" - really...'),
        ("física, acción, José, niño, pingüino, Ángel", "fisica, accion, José, niño, pingüino, Angel"),
        ("no\u00a0gap", "no gap"),
        ("plain {text} €", "plain {text} €"),
        ("", ""),
    ],
)
def test_what_the_gsm_alphabet_lacks_is_folded_into_its_plain_form(text: str, plain: str) -> None:
    assert fold(text) == plain and is_gsm7(fold(text))


def test_what_has_no_plain_form_stays_as_it_is() -> None:
    assert fold("tea 😀 茶") == "tea 😀 茶"
