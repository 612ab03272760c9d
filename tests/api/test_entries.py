"""What clients said, as staff read it: word for word, except what was meant for nobody or taken back."""

from uuid import UUID

from flask.testing import FlaskClient

from tests.api.homework import entries
from tests.signing import Phone


def test_private_words_are_counted_and_shown_to_nobody(staff: FlaskClient, phone: Phone, agreed: UUID) -> None:
    phone.text("The bus driver waited")
    phone.text("PRIVATE: Only for myself")
    note, private = entries(staff, agreed)
    assert (note["kind"], note["words"], note["withdrawn_at"]) == ("note", "The bus driver waited", None)
    assert (private["kind"], private["words"], private["value"]) == ("private", None, None)
    assert "Only for myself" not in staff.get(f"/api/v1/entries?client_id={agreed}").text


def test_words_that_were_taken_back_are_marked_and_no_longer_shown(
    staff: FlaskClient, phone: Phone, agreed: UUID
) -> None:
    for words in ("But this", "Not that", "UNDO"):
        phone.text(words)
    kept, taken = entries(staff, agreed)
    assert (kept["words"], kept["withdrawn_at"]) == ("But this", None)
    assert (taken["words"], taken["value"]) == (None, None)
    assert taken["withdrawn_at"] is not None
