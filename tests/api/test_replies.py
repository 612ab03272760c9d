"""What a client texts, and what they get back."""

from uuid import UUID

from flask.testing import FlaskClient
from uuid_utils.compat import uuid7

from services.api.main import Api
from shared.activities import library
from shared.activities.state import Params
from shared.bus import tell
from shared.clock import VirtualClock
from shared.events import ReminderSent
from tests.conftest import Cluster
from tests.signing import Phone, new_sid


def assign(api: Api, client_id: UUID, clinician_id: UUID, slug: str, **params: object) -> UUID:
    activity = library.latest(slug)
    with api.database.begin() as db:
        return api.caseload.assign(
            db,
            client_id=client_id,
            clinician_id=clinician_id,
            slug=slug,
            params=Params(code=activity.code_name, **params),  # type: ignore[arg-type]
            schedule=activity.schedule,  # type: ignore[arg-type]
            reason=None,
        )


def question_sent(cluster: Cluster, api: Api, clock: VirtualClock, client_id: UUID, assignment_id: UUID) -> UUID:
    """The notifier says that tonight's first question has gone out."""
    occurrence_id = uuid7()
    notifier = cluster.database("notifier")
    with notifier.begin() as db:
        tell(
            db,
            api.bell,
            clock(),
            ReminderSent(
                client_id=client_id,
                reminder_id=uuid7(),
                assignment_id=assignment_id,
                occurrence_id=occurrence_id,
                kind="prompt",
                step=None,
                sent_at=clock(),
            ),
        )
    notifier.close()
    return occurrence_id


def entries(staff: FlaskClient, client_id: UUID) -> list[dict[str, object]]:
    items: list[dict[str, object]] = staff.get(f"/api/v1/entries?client_id={client_id}").json["items"]
    return items


def test_yes_is_the_only_way_to_get_homework_texts(phone: Phone, maya: UUID, staff: FlaskClient) -> None:
    assert "reply YES" in phone.text("hello, who is this?")[0]
    assert "Thank you" in phone.text("Yes!")[0]
    assert staff.get(f"/api/v1/clients/{maya}").json["consent"] == "given"
    assert [entry["words"] for entry in entries(staff, maya)] == ["hello, who is this?"]


def test_an_evening_of_three_good_things_is_answered_question_by_question(
    phone: Phone, maya: UUID, lind: UUID, api: Api, empty: Cluster, clock: VirtualClock, staff: FlaskClient
) -> None:
    phone.text("YES")
    assignment_id = assign(api, maya, lind, "three-good-things")
    occurrence_id = question_sent(empty, api, clock, maya, assignment_id)

    assert "SKIP" in phone.text("The bus driver waited for me")[0]
    assert "second" in phone.text("She saw me running")[0]
    assert phone.text("Done")[0].startswith("Saved to garden.")
    assert phone.text("good night") == ["Saved as a note for your session."]

    told = entries(staff, maya)
    assert [(entry["step"], entry["kind"], entry["words"]) for entry in told] == [
        ("first", "text", "The bus driver waited for me"),
        ("first_more", "text", "She saw me running"),
        ("second", "skipped", "Done"),
        (None, "note", "good night"),
    ]
    assert {entry["occurrence_id"] for entry in told[:3]} == {str(occurrence_id)}


def test_a_keyword_opens_its_conversation_at_any_time(
    phone: Phone, maya: UUID, lind: UUID, api: Api, staff: FlaskClient
) -> None:
    phone.text("YES")
    assign(api, maya, lind, "grounding")

    assert "from 0" in phone.text("ground")[0]
    assert "5 things" in phone.text("about 8")[0]
    assert [entry["value"] for entry in entries(staff, maya)] == [8]


def test_the_same_message_again_gets_the_same_reply_and_is_kept_once(
    phone: Phone, maya: UUID, staff: FlaskClient
) -> None:
    phone.text("YES")
    sid = new_sid()
    first = phone.text("a thought", sid)
    again = phone.text("a thought", sid)

    assert first == again == ["Saved as a note for your session."]
    assert len(entries(staff, maya)) == 1


def test_stop_is_honoured_at_once_and_start_brings_texts_back(phone: Phone, maya: UUID, staff: FlaskClient) -> None:
    phone.text("YES")
    assert "no more texts" in phone.text(" Stop. ")[0]
    assert phone.text("are you there") == []
    assert "Welcome back" in phone.text("start")[0]
    assert [entry["words"] for entry in entries(staff, maya)] == ["are you there"]


def test_words_that_may_mean_danger_are_answered_with_988_and_never_with_saved(
    phone: Phone, maya: UUID, staff: FlaskClient, clock: VirtualClock
) -> None:
    phone.text("YES")
    first = phone.text("I don’t want to be here anymore")
    second = phone.text("i want to die")

    assert len(first) == 1 and "988" in first[0] and "911" in first[0]
    assert second == []
    assert [entry["words"] for entry in entries(staff, maya)] == ["I don’t want to be here anymore", "i want to die"]
