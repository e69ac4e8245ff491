"""Clients that answer the message that asks for no answer, and not the one that does."""

import pytest

from harness import diagnosis
from harness.diagnosis import behind, mistaken
from tests.diagnosis.hand import hand_in, line, run

CODE = {"a": "# start\nif m != M.Ping:\n    c.send(m)\n# end\n"}
PONG = line("a -> server: Pong", at=0)


@pytest.mark.parametrize(
    ("story", "says"),
    [
        ("server -> a: Ping\nserver -> a: Pong\na -> server: Pong", ['Only "Pong" is answered']),
        ("server -> a: Ping\na -> server: Ping\nserver -> a: Pong", []),  # a wrong answer
        ("server -> a: Ping\nserver -> a: Pong", []),
        ("a -> server: a\nserver -> a: Ping", []),
        ("server -> a: Ping\nserver -> a: Pong\na -> server: x\nserver -> a: Pong", []),
        ("server -> a: Ping\\nPing\nserver -> a: Pong\na -> server: Pong", []),
    ],
)
def test_a_client_that_answers_the_other_message(story: str, says: list[str]) -> None:
    """The one never, the other always; who answers both, or neither, has another mistake."""
    told = run(story, PONG, students=("a",))
    found = list(mistaken.answers_the_other(hand_in(told, code=CODE, kit=("a",))))
    assert [one.says.partition(", and")[0] for one in found] == says
    assert all(one.line == 2 for one in found)
    assert not list(mistaken.answers_the_other(hand_in(told, code=CODE)))


def test_who_answers_the_other_message_is_not_one_behind() -> None:
    """Where either may be so, since the two messages take turns, the simpler is told."""
    story = "server -> a: Ping\nserver -> a: Pong\na -> server: Pong"
    missed = line("a -> server: Pong", at=0, expected='a -> server: "Pong\\n"')
    case = hand_in(run(story, missed, students=("a",)), code=CODE, kit=("a",))
    (one,), (other,) = mistaken.answers_the_other(case), behind.answers_one_behind(case)
    assert one.items == other.items
    rules = [rule for rules in (diagnosis._ROOTS, diagnosis._OTHERS) for rule in rules]
    assert rules.index(mistaken.answers_the_other) < rules.index(behind.answers_one_behind)
