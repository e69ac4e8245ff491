"""What an except for all errors may keep quiet."""

import pytest

from harness.diagnosis import crashes, hushed
from harness.model.events import Wait
from tests.diagnosis.hand import hand_in, line, run

OWED = line("server -> a: x", at=9)
BOTH = "a connects\nb connects"
SENDS = "def say(c):\n    try:\n        c.send(text)\n    except:\n        pass\n"
MAIN = "def main():\n    say(a)\n    both.wait()\n"
AT_WAIT = Wait("server", "lock", file="server.py", line=8, code="both.wait()")


@pytest.mark.parametrize(
    ("code", "story", "wait", "told"),
    [
        (SENDS + MAIN, "", AT_WAIT, True),
        (SENDS + MAIN, "server exits 0", None, True),
        (SENDS, "server exits 0", None, False),
        (SENDS + MAIN, "server exits 1", None, False),
        (SENDS + MAIN, "server -> a: hello", AT_WAIT, False),
        (SENDS + MAIN + "c.send(x)\n", "", AT_WAIT, False),
        (SENDS.replace("except:", "except OSError:") + MAIN, "", AT_WAIT, False),
        (SENDS.replace("pass", "print(1)") + MAIN, "", AT_WAIT, False),
        (f"{SENDS}def main():\n    both.wait()\n    both.wait()\n    say(a)\n", "", AT_WAIT, False),
        (f"{SENDS}def main():\n    if x: say(a)\n    both.wait()\n", "", AT_WAIT, False),
        (SENDS + MAIN, "", Wait("server", "accept"), False),
    ],
    ids=["past it", "ended well", "not called", "failed", "sent something", "sends elsewhere",
         "of one kind", "says something", "not yet", "on one way only", "nobody knows where"],
)  # fmt: skip
def test_a_server_that_sends_where_every_error_is_kept_quiet(
    code: str, story: str, wait: Wait | None, told: bool
) -> None:
    """It has come past all of these lines, and nothing was sent; that it failed nobody saw."""
    lost = run(f"{BOTH}\n{story}".strip(), OWED, waits=[wait] if wait else [])
    found = [*hushed.sends_nothing(hand_in(lost, code={"server": code}))]
    assert [one.line for one in found] == [4] * told


NOTES = (
    "first, second = got\ndef f(c):\n    try:\n        x = c.recv(9)\n        got.append(x)\n"
    "    except:\n        pass\n"
)
DIES = (
    "a -> server: A\nb -> server: B\nserver reads a\nserver reads b\n"
    r"server prints: Traceback (most recent call last):\n"
    r'  File "/home/student/server.py", line 1, in <module>\n    first, second = got\n'
    "ValueError: not enough values to unpack (expected 2, got 0)\nserver exits 1"
)


@pytest.mark.parametrize(
    ("code", "story", "told"),
    [
        (NOTES, DIES, True),
        (NOTES.replace("except:", "except OSError:"), DIES, False),
        (NOTES.replace("pass", "print(c)"), DIES, False),
        (f"{NOTES}got.append(0)\n", DIES, False),
        (NOTES.replace("= got", "= text.split()"), DIES, False),
        (NOTES, DIES.replace("server reads b", "server prints: hi"), False),
        (NOTES, DIES.replace("not enough values to unpack", "invalid literal"), False),
    ],
    ids=["each was heard", "one kind of error", "says something", "filled elsewhere", "another",
         "one was not heard", "another error"],
)  # fmt: skip
def test_a_list_that_is_filled_where_every_error_is_kept_quiet(
    code: str, story: str, told: bool
) -> None:
    """Who was heard should be in it; before that it may be short for another reason."""
    (one,) = crashes.does_not_run(hand_in(run(f"{BOTH}\n{story}", OWED), code={"server": code}))
    assert one.says.startswith("Something is missing in got, and every error") == told
