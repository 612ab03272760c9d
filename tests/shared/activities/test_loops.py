"""Questions asked once for each of several things."""

from typing import Any

import pytest

from shared.activities.definition import Activity
from tests.shared.activities.made_up import LIST, OK, TEXT, Talk, activity, step

YES_NO = {"kind": "yes_no"}


def block(next_can: Any = "how", next_how: Any = "after", **more: Any) -> Activity:
    return activity(
        step("list", {"kind": "list", "count": 9}),
        step("can", YES_NO, "{item}: can you?", each="list", next=next_can),
        step("how", TEXT, "{item}: how?", each="list", next=next_how),
        step("after", TEXT, "And now?"),
        step("last", TEXT, "Last?"),
        **more,
    )


def test_a_block_is_asked_for_one_thing_then_for_the_next() -> None:
    talk = Talk(block()).hear("exam, rent", "yes", "read", "no", "ask Ana")
    assert talk.said[1:] == ["exam: can you?", "exam: how?", "rent: can you?", "rent: how?", "And now?"]
    assert [answer.step_key for answer in talk.kept] == ["list", "can", "how", "can", "how"]


def test_at_most_five_things_are_asked_about() -> None:
    talk = Talk(block()).hear("a, b, c, d, e, f, g", *["yes", "x"] * 5)
    assert talk.state.step == "after" and talk.kept[0].value == ["a", "b", "c", "d", "e", "f", "g"]


def test_where_there_is_nothing_the_block_is_passed_over() -> None:
    assert Talk(block()).hear("none").said[1:] == ["And now?"]
    assert Talk(block()).hear("skip").said[1:] == ["And now?"]


def test_a_block_at_the_end_that_is_passed_over_ends_the_conversation() -> None:
    at_end = activity(step("list", LIST), step("can", YES_NO, "{item}?", each="list"))
    assert Talk(at_end).hear("none").said[1:] == ["Saved to garden."]


def test_a_skip_inside_skips_that_question_only() -> None:
    talk = Talk(block()).hear("exam, rent", "skip", "read")
    assert talk.said[1:] == ["exam: can you?", "exam: how?", "rent: can you?"]


def test_each_thing_is_asked_about_once_more_when_unreadable() -> None:
    talk = Talk(block()).hear("exam, rent", "hm", "hm", "x", "hm")
    assert talk.said.count("exam: can you?") == 1 and talk.said[-1].startswith("A yes, a no")
    assert talk.state.asked == 2 and talk.state.item == 1


def test_a_way_inside_a_block_stays_with_the_thing() -> None:
    inside = activity(
        step("list", LIST),
        step("a", YES_NO, "{item} a?", each="list", next=[{"when": {"choice": "no"}, "goto": "c"}]),
        step("b", TEXT, "{item} b?", each="list"),
        step("c", TEXT, "{item} c?", each="list"),
    )
    assert Talk(inside).hear("x, y", "no", "1", "yes").said[1:] == ["x a?", "x c?", "y a?", "y b?"]


def test_a_way_out_of_a_block_goes_on_with_the_next_thing_and_leads_out_after_the_last() -> None:
    out = block(next_can=[{"when": {"choice": "no"}, "goto": "last"}])
    talk = Talk(out).hear("x, y", "no")
    assert talk.said[-1] == "y: can you?"
    assert talk.hear("no").said[-1] == "Last?"


def test_end_ends_at_once() -> None:
    done = block(next_how=[{"when": {"value": "DONE"}, "goto": "end", "passes": True}])
    assert Talk(done).hear("x, y", "yes", "done").said[-1] == "Saved to garden."


def test_an_end_that_is_for_every_answer_comes_after_the_last_thing() -> None:
    ending = activity(step("list", LIST), step("a", TEXT, "{item}?", each="list", next="end"), step("b"))
    assert Talk(ending).hear("x, y", "1").said[-1] == "y?"
    assert Talk(ending).hear("x, y", "1", "2").said[-1] == "Saved to garden."


def test_what_was_said_of_one_thing_is_not_quoted_for_the_next() -> None:
    quoting = activity(
        step("list", LIST),
        step("a", TEXT, "{item} a?", each="list"),
        step("b", TEXT, "You said {said:a}.", each="list"),
    )
    talk = Talk(quoting).hear("x, y", "tea", "ok", "skip")
    assert talk.said[-1] == "You said ...."


def test_two_blocks_follow_each_other() -> None:
    two = activity(
        step("list", LIST),
        step("which", {"kind": "picks", "of": "list"}, "{list:list}"),
        step("a", TEXT, "{item} a?", each="list"),
        step("b", TEXT, "{item} b?", each="which"),
    )
    talk = Talk(two).hear("x, y", "2", "1", "2")
    assert talk.said[1:] == ["1 x 2 y", "x a?", "y a?", "y b?"]
    assert Talk(two).hear("x, y", "0", "1", "2").said[-1] == "Saved to garden."


def test_variants_take_turns_from_thing_to_thing() -> None:
    ask = {"en": ["{item}: one?", "{item}: two?"], "es": ["{item}: una?", "{item}: dos?"]}
    turning = activity(step("list", LIST), step("a", TEXT, each="list") | {"ask": ask})
    assert Talk(turning).hear("x, y", "1").said[1:] == ["x: one?", "y: two?"]


CARRYING = activity(
    step("ready", OK),
    step("each_worry", TEXT, "{item}?", each="worry"),
    step("all_of_them", TEXT, "{list:worry}", next="end"),
    step("worry", TEXT, next="end"),
    keyword={"en": "WORRY", "es": "PREOCUPA"},
    keyword_step="worry",
    carries="worry",
)


def test_what_earlier_conversations_gathered_is_given_back() -> None:
    talk = Talk(CARRYING, carried=("exam", "rent")).hear("ok", "a", "b")
    assert talk.said[1:] == ["exam?", "rent?", "1 exam 2 rent"]
    assert Talk(CARRYING).hear("ok").state.step == "all_of_them"


def test_of_what_was_gathered_the_newest_five_count() -> None:
    talk = Talk(CARRYING, carried=tuple("abcdefg")).hear("ok", *"12345")
    assert talk.said[1:] == ["c?", "d?", "e?", "f?", "g?", "1 c 2 d 3 e 4 f 5 g"]


def test_what_was_gathered_and_cannot_be_seen_is_nothing() -> None:
    assert Talk(CARRYING, carried=("", " \n", "\0")).state.items("worry") == ()


def test_what_is_told_now_joins_what_was_gathered() -> None:
    adding = activity(step("ready", OK), step("worry", TEXT), step("a", TEXT, "{item}?", each="worry"), carries="worry")
    talk = Talk(adding, carried=("exam",)).hear("ok", "rent", "1", "2")
    assert talk.said[2:4] == ["exam?", "rent?"]
    assert Talk(adding, carried=tuple("abcde")).hear("ok", "rent").state.items("worry") == ("b", "c", "d", "e", "rent")


@pytest.mark.parametrize("words", ["the first one, I think", "hm"])
def test_words_instead_of_numbers_name_no_things(words: str) -> None:
    picking = activity(
        step("list", LIST), step("which", {"kind": "picks", "of": "list"}, "{list:list}"),
        step("a", TEXT, "{item}?", each="which"), step("b", TEXT, "b?"),
    )  # fmt: skip
    assert Talk(picking).hear("x, y", words, words).state.step == "b"
