"""An assignment and its chat in one program, which asks which part is to run."""

from functools import cache
from pathlib import Path

import pytest

from harness.checks.answers import fitting
from harness.checks.play import Play
from harness.checks.unfold import unfold
from harness.model.spec import Blank
from harness.spec import load

ASSIGNMENTS = Path(__file__).parents[2] / "assignments"
LINE = "the story's line"
# the scene of each that plays its main part
MAIN = {"first-message": "order", "chat-room": "flow"}


@cache
def play(scene: str, row: str, assignment: str) -> Play:
    """A scene of an assignment with all its programs."""
    return unfold(load(ASSIGNMENTS / assignment), scene, "whole", row)


def typed(
    scene: str, row: str, who: str, printed: str, assignment: str = "first-message"
) -> str | None:
    """What is typed at a question; None if nothing foresees it."""
    reply, bound = fitting(play(scene, row, assignment), who, printed)
    if reply is None:
        return None
    if reply.says is None:
        return LINE
    return "".join(bound[p.name] if isinstance(p, Blank) else str(p) for p in reply.says)


@pytest.mark.parametrize("assignment", MAIN)
@pytest.mark.parametrize(
    ("printed", "main", "extra"),
    [
        ("1. Who was first\n2. Chat room\nChoice: ", "1", "2"),
        ("1. Run the main part\n2. Run extra credit\n3. Exit\nChoice: ", "1", "2"),
        ("a) do the assignment\nb) start a chat\n> ", "a", "b"),
        ("Enter 0 for normal mode or 1 for chat mode: ", "0", "1"),
        ("Type 1 to run the regular program or 2 to run the chat: ", "1", "2"),
        ("[M]ain part or [E]xtra credit? ", "M", "E"),
        ("m) main part\ne) extra credit\n> ", "m", "e"),
        ("Enter M for main assignment, E for extra credit: ", "M", "E"),
        ("Main assignment (1) or extra credit (2)? ", "1", "2"),
        ("Main part or extra credit (m/e)? ", "m", "e"),
        ("Mode (order/chat): ", "order", "chat"),
        ("Type 'main' or 'extra': ", "main", "extra"),
        ("Which part? (1/2) ", "1", "2"),
        ("Part 1 or part 2? ", "1", "2"),
        ("Enable chat? (y/n) ", "n", "y"),
        ("Would you like to run the chat service (yes/no)? ", "no", "yes"),
        ("Do you want to run the chat version? [y/N] ", "N", "y"),
        ("Extra credit? (True/False) ", "False", "True"),
    ],
)
def test_each_part_is_chosen_where_a_program_asks(
    printed: str, main: str, extra: str, assignment: str
) -> None:
    """However it names its parts: by a number, a letter, a word, or yes and no."""
    for who in ("server", "client1", "client2"):
        assert typed(MAIN[assignment], "x-first", who, printed, assignment) == main
    for who in ("hub", "talker1", "talker2"):
        assert typed("chat", "x-leaves", who, printed, assignment) == extra


@pytest.mark.parametrize(
    "printed",
    [
        "1. Main part\n2. Extra credit\n> ",
        "1. Run the main part\n2. Start extra credit\n3. Exit\n> ",
        "1) First message mode\n2) Chat mode\n> ",
    ],
)
def test_so_does_a_chat_room(printed: str) -> None:
    """Its choices need not be put alike, either."""
    for who in ("server", "client1", "client2"):
        assert typed("flow", "x-first", who, printed, "chat-room") == "1"
    for who in ("hub", "talker1", "talker2"):
        assert typed("chat", "x-leaves", who, printed, "chat-room") == "2"


@pytest.mark.parametrize("assignment", MAIN)
@pytest.mark.parametrize(
    ("printed", "first", "second"),
    [
        ("X - message to the chat: ", LINE, LINE),
        ("You are client X. First message, then chat: ", LINE, LINE),
        ("Message (q to quit the chat): ", LINE, LINE),
        ("Enter your first message, or chat> ", LINE, LINE),
        ("Welcome to the main chat: ", None, None),
        ("Send another message in the chat (y/n)? ", "y", "y"),
        ("Join the chat? (y/n) ", "y", "y"),
        ("Enter a message to send to the server: ", LINE, LINE),
        ("Client X - the other one is here.\nFirst message to the chat: ", LINE, LINE),
        ("You take part as client 1 or 2? ", "1", "2"),
    ],
)
def test_other_questions_ask_for_no_part(
    printed: str, first: str | None, second: str | None, assignment: str
) -> None:
    """That a message or the chat is spoken of makes no choice of a question."""
    for scene, row, roles in (
        (MAIN[assignment], "x-first", ("client1", "client2")),
        ("chat", "x-leaves", ("talker1", "talker2")),
    ):
        assert [typed(scene, row, who, printed, assignment) for who in roles] == [first, second]
