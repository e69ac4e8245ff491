"""What a traceback quotes of a program is not what the program said."""

from pathlib import Path

import pytest

from harness.checks.quotations import Quotations
from tests.checks.told import told

TOLD = """\
ready
Traceback (most recent call last):
  File "server.py", line 3, in <module>
    print("The server is waiting" + 1)
          ~~~~~~~~~~~~~~~~~~~~~~~~^~~
  File "server.py", line 9, in f
    g(
TypeError: can only concatenate str
    indented, and said
  File "server.py", line 3
    x = = 1
        ^
SyntaxError: invalid syntax
> """
LEFT = """\
ready
Traceback (most recent call last):
  File "server.py", line 3, in <module>
  File "server.py", line 9, in f
TypeError: can only concatenate str
    indented, and said
  File "server.py", line 3
SyntaxError: invalid syntax
> """


@pytest.mark.parametrize("size", [1, 2, 3, 5, 40, 1000])
def test_quoted_source_is_left_out_however_it_comes(size: int) -> None:
    """In whichever pieces it comes, and whatever else is indented."""
    quotations = Quotations()
    pieces = [TOLD[n : n + size] for n in range(0, len(TOLD), size)]
    assert "".join(map(quotations.left_out, pieces)) == LEFT


def test_a_prompt_is_there_at_once() -> None:
    """Only spaces below a heading wait for what follows them."""
    quotations = Quotations()
    assert quotations.left_out("Name: ") == "Name: "
    assert quotations.left_out("\nAgain: ") == "\nAgain: "
    assert quotations.left_out('\n  File "a.py", line 3, in f\n  ').endswith("in f\n")
    assert quotations.left_out("x") == "  x"


def test_what_dies_before_it_is_said_was_not_said(tmp_path: Path) -> None:
    """A program that ends in the statement that should print has printed nothing of it."""
    t = told(tmp_path, "start server\none: server prints: The server is waiting")
    t.go()
    t.prints("server", TOLD[: TOLD.index("    indented")])
    t.exits("server", 1)
    t.quiet()
    assert t.one().verdict == "unmet"
    assert t.one().happened.endswith('its last line "TypeError: can only concatenate str"')
