"""Messages that a student's lines put together anew."""

from dataclasses import replace

import pytest

from harness.diagnosis import remade
from harness.model.result import FAIL, ItemResult
from tests.diagnosis.hand import hand_in, line, run

KIT = ("server",)
SHORT = line("server -> b: x")
CODE = "# *** start ***\ns.send({0})\n# *** end ***\n"


@pytest.mark.parametrize(
    ("sent", "count"),
    [
        (['{"text": "one"}', '{"text": "two three"}'], 1),
        (['{"text": "one"}', '{"text": ""}', '{"text": "two three"}'], 1),
        (['{"text": "one two three"}'], 0),
        (['{"text": "one"}'], 0),
        (['{"text": "one"}', '{"text": "two"}'], 0),
        (['{"text": "one"}', '{"name": "two three"}'], 0),
    ],
)
def test_a_message_in_pieces(sent: list[str], count: int) -> None:
    """All of it came, in more than one; that a part is missing is another mistake."""
    rows = ['a -> server: {"to": "b", "text": "one two three"}']
    played = run("\n".join([*rows, *(f"server -> b: {each}\\n" for each in sent)]), SHORT)
    found = [*remade.in_pieces(hand_in(played, kit=KIT, code={"server": CODE.format("m")}))]
    assert len(found) == count
    assert not list(remade.in_pieces(hand_in(played)))
    for one in found:
        assert one.line == 2
        assert one.happened == f'"one two three" was sent on as {len(sent)} messages'


def test_all_that_is_sent_on_in_pieces() -> None:
    """It is one mistake, whatever lines of the story are lost by it."""
    story = "a -> server: one two\nserver -> b: one\\n\nserver -> b: two\na -> server: me too\n"
    second = line("server -> b: y", at=6)
    played = run(f"{story}server -> b: me\\n\nserver -> b: too", replace(SHORT, at=2), second)
    item = ItemResult("two", "The other item", 0, 10, FAIL)
    case = hand_in(played, kit=KIT, code={"server": CODE.format("m")})
    both = replace(case, items=(*case.items, item))
    named = replace(played, findings=(replace(SHORT, at=2), replace(second, items=("two",))))
    (one,) = remade.in_pieces(replace(both, runs=(named,)))
    assert one.items == ("one", "two")


@pytest.mark.parametrize(
    ("written", "sent", "count"),
    [
        ('{"text": m, "from": "me"}', '{"text": "hi", "from": "me"}', 1),
        ('{"text": m, "from": "me"}', '{"text": "hi", "from": "a"}', 0),
        ('{"text": m, "from": x}', '{"text": "hi", "from": "me"}', 0),
        ('{"text": "no", "kind": "x"}', '{"text": "no", "kind": "x"}', 0),
        ('{"text": m, "kind": "x"}', '{"text": "hi", "kind": "x"}', 0),
    ],
)
def test_a_text_that_is_written_by_hand(written: str, sent: str, count: int) -> None:
    """It stands in the code and was sent with the message, and did not come with it."""
    story = f'a -> server: {{"text": "hi", "kind": "x"}}\nserver -> b: {sent}'
    case = hand_in(run(story, SHORT), kit=KIT, code={"server": CODE.format(written)})
    found = list(remade.by_hand(case))
    assert len(found) == count
    for one in found:
        assert (one.line, '"from": "me"' in one.says) == (2, True)
