"""Whatever is texted, in whatever state a conversation is: it is kept verbatim, read, and told; nothing breaks."""

import random
from datetime import timedelta
from uuid import UUID

from bench.states import open_states
from bench.texts import random_text
from services.api.main import Api
from services.api.received import Conversation, InboundText
from shared.clock import VirtualClock
from shared.ids import new_id
from tests.api.homework import Clinic, kept_texts
from tests.cast import MAYA


def test_random_texts_through_every_open_state_are_kept_verbatim(
    api: Api, agreed: UUID, clinic: Clinic, clock: VirtualClock
) -> None:
    chance = random.Random(3)
    assigned = {
        activity.slug: clinic.assign(agreed, activity.slug, link="clinic.example/rest")
        for activity in api.library.all()
    }
    states = open_states()
    sent = []
    for number, opened in enumerate(chance.sample(states, 250)):
        with api.database.begin() as db:
            conversation = Conversation(
                new_id(), assigned[opened.activity.slug], "prompt", opened.activity, opened.state
            )
            closes_at = clock() + timedelta(hours=4)
            api.conversing.dialogues.open(db, agreed, conversation, clock(), closes_at)
            db.exec_driver_sql("update api.contact set consent = 'given'")
        sent.append(random_text(chance))
        api.inbox.receive(InboundText(f"SM9{number:031x}", MAYA.phone, sent[-1]))

    kept = kept_texts(api)[-len(sent) :]
    assert [words for _, words, _ in kept] == sent
    assert all(read_at is not None for _, _, read_at in kept)
