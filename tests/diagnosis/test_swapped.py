"""Parts that stand between the marks of the wrong file."""

import pytest

from harness.diagnosis import crashes, swapped
from tests.diagnosis.hand import hand_in, line, run

HERE = """\
from kit import Message, Server
def passes_on(server, msg):
    # *** start ***
    {0}
    # *** end ***
server = Server()
"""
THERE = HERE.replace("server", "client").replace("Server", "Client").replace("passes_on", "answers")
PASSES_ON, ANSWERS = "server.forward_message(msg)", "client.send_message(Message.Pong)"


@pytest.mark.parametrize(
    ("here", "there", "found"),
    [
        (ANSWERS, PASSES_ON, [4]),
        (PASSES_ON, ANSWERS, []),
        (ANSWERS, ANSWERS, []),  # one of them alone may be misspelt
        (f"client = server; {ANSWERS}", PASSES_ON, []),
        ("print(msg)", PASSES_ON, []),
    ],
)
def test_two_parts_that_have_changed_places(here: str, there: str, found: list[int]) -> None:
    """Each uses a name that means something in the other file only."""
    short = line("server -> b: x"), line("a -> server: x")
    lost = run("a connects", *short, students=("server", "a"))
    code = {"server": HERE.format(here), "a": THERE.format(there)}
    told = list(swapped.changed_places(hand_in(lost, code=code, kit=("server", "a"))))
    assert [one.line for one in told] == found
    assert all("client is what the function in a.py is given" in one.says for one in told)
    assert not list(swapped.changed_places(hand_in(lost, code=code, kit=("a",))))


def test_a_name_of_the_other_file() -> None:
    """One part alone that uses what the other one is given: that tells more than a missing name."""
    code = {"server": HERE.format(ANSWERS), "a": THERE.format(ANSWERS)}
    error = (
        r"server prints: Traceback (most recent call last):\n"
        r'  File "/home/student/server.py", line 4, in passes_on\n    x\n'
        r"NameError: name '{0}' is not defined"
    )

    def says(name: str) -> str:
        lost = run(f"{error.format(name)}\nserver exits 1", line("server -> b: x"))
        well = run("a connects", students=("a",))
        (one,) = crashes.does_not_run(hand_in(lost, well, code=code, kit=("server", "a")))
        return f"{one.says}. {one.do}"

    assert says("client") == (
        "client is what the function in a.py is called with, and nothing here has that name."
        " Yours is called with: server, msg."
    )
    assert says("message").startswith("A name is used that nothing defines: message")
