"""What a region uses of the student's that stands outside of it: it goes along."""

import ast

import pytest

from harness.casting.along import additions, spread, with_heads
from harness.casting.lines import Lines
from harness.casting.regions import compose, find, regions

GIVEN = '''\
"""Given."""

from utils import Message


async def forwards(server, msg: Message):
    """Forward a message."""
    # *** start ***
    await server.forward_message(msg)
    # *** end ***


if __name__ == "__main__":
    server = 1
'''
FORWARDS = "    await server.forward_message(msg)"
HEAD = "async def forwards(server, msg: Message):"
IMPORT = "from utils import Message\n"

given = Lines(GIVEN)
of = regions(given)


def composed(own: str) -> str:
    """The file that is run."""
    lines = Lines(own)
    pieces = spread(lines, given, of, find(lines, given, of))
    headed = with_heads(lines, given, of, pieces)
    more = additions(lines, headed, of, pieces)
    parts = sorted([*zip(of, pieces, strict=True), *more], key=lambda part: part[0].begin)
    return compose(headed, [region for region, _ in parts], [piece for _, piece in parts])[0]


@pytest.mark.parametrize(
    ("defined", "used"),
    [
        ("import json", "json.dumps(msg)"),
        ("from os import (path as where,\n    sep)", "where.join(sep)"),
        ("async def helper(x):\n    # one\n\n    return x", "await helper(msg)"),
        ("@cached\n@again\ndef helper(x):\n    return x", "helper(msg)"),
        ("COUNT: int = 0", "COUNT + 1"),
        ("first, second = 1, 2", "second"),
        ("try:\n    import ujson as js\nexcept ImportError:\n    import json as js", "js.dumps(1)"),
        ("class Log:\n    lines = []\n", "Log.lines"),
    ],
)
@pytest.mark.parametrize("below", [False, True])
def test_what_a_region_uses_goes_along(defined: str, used: str, *, below: bool) -> None:
    """On its own lines, beside all that was given; what nobody uses does not."""
    own = (
        GIVEN.replace("\n\nif __name__", f"\n\n{defined}\n\n\nif __name__")
        if below
        else GIVEN.replace(IMPORT, f"{defined}\n\n{IMPORT}unused = 1\n")
    )
    text = composed(own.replace(FORWARDS, f"    x = {used}"))
    ast.parse(text)
    rows = own.replace(FORWARDS, f"    x = {used}").split("\n")
    for line in (*defined.split("\n"), f"    x = {used}"):
        if line:
            assert text.split("\n")[rows.index(line)] == line
    assert "unused" not in text
    left = iter(text.split("\n"))
    assert all(line in left for line in GIVEN.split("\n") if line and line != FORWARDS)
    assert defined not in composed(own.replace(FORWARDS, "    x.y(helpers)"))


def test_what_goes_along_takes_along_what_it_uses() -> None:
    """A helper of a helper; a counter that the region calls global."""
    own = GIVEN.replace(
        IMPORT, f"import time\n{IMPORT}\n\ndef a():\n    b()\n\n\ndef b():\n    time.sleep(1)\n"
    )
    text = composed(own.replace(FORWARDS, "    a()"))
    assert "import time" in text
    assert "def b():\n    time.sleep(1)" in text
    counts = GIVEN.replace(IMPORT, f"{IMPORT}count = 0\n")
    assert "\ncount = 0\n" in composed(
        counts.replace(FORWARDS, "    global count\n    count = count + 1")
    )
    assert "\ncount = 0\n" not in composed(counts.replace(FORWARDS, "    count = 1"))


def test_what_was_given_is_not_replaced() -> None:
    """Another program to run, or another definition of a given name, stays where it is."""
    for added in ("Message = None\n", 'if __name__ == "__main__" and 1:\n    more = 2\n'):
        own = GIVEN.replace("\n\nif __name__", f"\n\n{added}\n\nif __name__")
        text = composed(own.replace(FORWARDS, "    print(Message, more)"))
        assert added.split("\n")[0] not in text


@pytest.mark.parametrize(
    "head",
    [
        "async def forwards(s, m):",
        "async def forwards(self, message: 'a, b') -> None:",
        "async def forwards(server, msg, seen=[]):",
        "def forwards(server, msg):",
        "async def passes_on(s, m):",
    ],
)
def test_a_head_is_the_student_s_if_it_is_called_alike(head: str) -> None:
    """With other names, with more that may be left out, with async or without."""
    text = composed(GIVEN.replace(HEAD, head))
    assert head.replace("passes_on", "forwards") in text.split("\n")
    assert HEAD not in text


@pytest.mark.parametrize("parameters", ["server", "server, msg, more", "*all", "server, *, msg"])
def test_a_head_that_is_called_otherwise_is_put_back(parameters: str) -> None:
    """What calls it was given and is right."""
    assert HEAD in composed(GIVEN.replace(HEAD, f"async def forwards({parameters}):"))


@pytest.mark.parametrize("filled", ["    pass", "    await server.forward_message(text)"])
def test_what_stands_around_the_marks_goes_along(filled: str) -> None:
    """In a function in which nothing else was given; its docstring and what follows are not."""
    own = GIVEN.replace("    # *** start", "    text = msg.upper()\n    # *** start")
    own = own.replace(FORWARDS, filled).replace(
        "end ***\n",
        "end ***\n    await server.forward_message(\n        text,\n    )\n    # done\n",
    )
    text = composed(own)
    ast.parse(text)
    rows = own.split("\n")
    for line in ("    text = msg.upper()", filled, "        text,", "    )"):
        assert text.split("\n")[rows.index(line)] == line
    assert text.count("Forward a message") == 1
    assert text.endswith(GIVEN[GIVEN.index("if __name__") :])


def test_what_stands_around_the_marks_beside_given_code_is_left_out() -> None:
    """There nobody can tell what is a change of that code."""
    both = Lines(GIVEN.replace("    # *** end ***", "    # *** end ***\n    return True"))
    own = Lines(both.text.replace("return True", "print(msg)\n    return True"))
    region = regions(both)
    assert spread(own, both, region, find(own, both, region)) == find(own, both, region)


def test_thousands_of_helpers_are_found_in_one_pass() -> None:
    """Each uses the next one."""
    count = 4_000
    chain = "".join(f"def f{n}():\n    f{n + 1}()\n" for n in range(count))
    text = composed(GIVEN.replace(IMPORT, IMPORT + chain).replace(FORWARDS, "    f0()"))
    assert f"def f{count - 1}():" in text
    long = f"async def forwards(s, {'m' * 50_000}):"
    assert HEAD in composed(GIVEN.replace(HEAD, long + ")->" * 50_000))
