"""Whose a message is called."""

from harness.diagnosis import renamed
from tests.diagnosis.hand import hand_in, line, run

CAME = "b -> server: Bob\nserver prints: Y: Bob\na -> server: Alice\nserver prints: X: Alice\n"
NEVER = line("never server prints: x")


def test_a_message_that_gets_another_name() -> None:
    """Bob was Y's when he came, and is X's in the answer."""
    swapped = run(CAME + "server prints: X: Bob received before Y: Alice", NEVER)
    (one,) = renamed.renamed(hand_in(swapped))
    assert one.says.startswith("A message gets another client's name")
    assert one.happened == 'server said that "Bob" was of Y, and then of X'
    told = CAME.replace("Y: Bob", "Client Y sent message 1: Bob")
    answer = run(told + "server prints: Sent to both: X: Bob received before Y: Alice", NEVER)
    assert len(list(renamed.renamed(hand_in(answer)))) == 1


def test_a_message_that_keeps_its_name() -> None:
    """What must never be printed is something else then."""
    kept = run(CAME + "server prints: Y: Bob received before X: Alice", NEVER)
    assert not list(renamed.renamed(hand_in(kept)))
