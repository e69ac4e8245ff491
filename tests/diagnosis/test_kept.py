"""What would send and is only kept, in a student's few lines."""

import pytest

from harness.diagnosis import kept
from tests.diagnosis.test_slips import kit


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("print(1)\ndef f(m):\n    client.send(m)", 5),
        ("def f(m):\n    client.send(m)\nf(msg)", 0),
        ("def f(m):\n    print(m)\nclient.send(msg)", 0),
        ("def f(m):\n    client.send(m)\nclient.send(msg)", 0),
        ("def given(m):\n    client.send(m)", 4),
        ("def answer(client, msg):\n    client.send(msg)\nawait answer(client, msg)", 0),
    ],
)
def test_a_function_of_ones_own_that_nothing_calls(lines: str, at: int) -> None:
    """Told where nothing else sends; who calls one of its name elsewhere calls another one."""
    assert [one.line for one in kept.helper_uncalled(kit(lines))] == [at][: bool(at)]


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("if msg:\n    reply = lambda: client.send(msg)", 5),
        ("lambda: client.send(msg)", 4),
        ("partial(client.send, msg)", 4),
        ("reply = functools.partial(client.send, msg)", 4),
        ("reply = lambda: client.send(msg)\nreply()", 0),
        ("reply = lambda: client.send(msg)\nclient.send(2)", 0),
        ("reply = lambda: msg", 0),
        ("partial(print, msg)", 0),
        ("do(client.send, msg)", 0),
        ("Timer(1, client.send, [msg])", 4),
        ("t = threading.Thread(target=client.send, args=(msg,))", 4),
        ("t = threading.Thread(target=client.send, args=(msg,))\nt.start()", 0),
        ("Timer(1, client.send, [msg]).start()", 0),
    ],
)
def test_what_is_only_described(lines: str, at: int) -> None:
    """A lambda and a partial() do nothing by themselves, and neither has been called."""
    assert [one.line for one in kept.kept_uncalled(kit(lines))] == [at][: bool(at)]


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("client.send = msg", 4),
        ("client.last = msg", 0),
        ("client.send = msg\nclient.send(msg)", 0),
    ],
)
def test_a_function_that_is_given_another_value(lines: str, at: int) -> None:
    """A value is assigned to it where the brackets of a call were meant."""
    assert [one.line for one in kept.replaced(kit(lines))] == [at][: bool(at)]
