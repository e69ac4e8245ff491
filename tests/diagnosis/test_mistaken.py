"""Clients that answer the message that asks for no answer, and not the one that does."""

import pytest

from harness.diagnosis import mistaken
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
