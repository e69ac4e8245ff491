"""Functions that are named where their value is meant."""

import pytest

from harness.diagnosis import uncalled
from harness.diagnosis.code import Place
from tests.diagnosis.hand import hand_in, line, run


@pytest.mark.parametrize(
    ("code", "printed", "at"),
    [
        ("x = 1\nprint(s.recv)", "<built-in method recv of socket object at 0x7>", 2),
        ("d = s.recv(9).decode\nprint(d)", "<built-in method decode of bytes object at 0x7>", 1),
        ("print(f'{c.name}')", "<bound method Client.name of <C object at 0x7>>", 1),
        ("print(s.recv(9))", "<built-in method recv of socket object at 0x7>", 0),
        ("print(s.recv)\nx = s.recv", "<built-in method recv of socket object at 0x7>", 0),
        ("print(s.recv)", "recv", 0),
    ],
)
def test_a_function_that_is_printed(code: str, printed: str, at: int) -> None:
    """Python shows what it is; the line is told if only one names it so."""
    case = hand_in(
        run(f"server prints: {printed}", line("server prints: x")), code={"server": code}
    )
    assert [one.line for one in uncalled.prints_a_function(case)] == [at][: bool(at)]


def test_a_function_that_is_used_as_a_value() -> None:
    """What is named on purpose, for a thread, say, is none of those that return what was meant."""
    code = hand_in(code={"server": "t = C(self.run)\nd = s.recv(9).decode\n"}).code("server")
    assert uncalled.uncalled_value(code) == Place("server.py", 2, "d = s.recv(9).decode")
