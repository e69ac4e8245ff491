"""What keeps Python from reading a file."""

import pytest

from harness.diagnosis.unread import detail, no_program


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("'(' was never closed", "a bracket is never closed, ("),
        ("unexpected EOF while parsing", "something that was begun, like a bracket, is never"),
        ("unmatched ')'", "a bracket is closed that was not opened, )"),
        (
            "closing parenthesis ']' does not match opening parenthesis '('",
            "] stands where ( would be closed",
        ),
        ("unterminated string literal (detected at line 1)", "a text's quotes are not closed"),
        ("unterminated triple-quoted f-string literal", "a text's quotes are not closed"),
        ("EOL while scanning string literal", "a text's quotes are not closed"),
        ("expected ':'", "it expects a colon there"),
        ("invalid syntax. Perhaps you forgot a comma?", "most likely a comma is missing"),
        ("invalid syntax. Maybe you meant '==' or ':=' instead", "= gives a name a value"),
        ("positional argument follows keyword argument", "in a call, what has a name"),
        ("invalid syntax", ""),
        ("invalid decimal literal", ""),
    ],
)
def test_what_python_says_of_it(message: str, told: str) -> None:
    """In plain words; what has none of them is left to what Python says."""
    found = detail(message, "x = 1")
    assert found.startswith(told)
    assert bool(found) == bool(told)


@pytest.mark.parametrize(
    ("code", "bracket"),
    [
        ("if a(b:", "("),
        ("while (a == 1 and b[2]:", "("),
        ("for x in f(3):", ""),
        ("if a(')':", "("),
        ("if a b:", ""),
        ("if a(b,", ""),
        ("x = f(b:", ""),
        ("if f(lambda x:", ""),
        ("if a):", ""),
        ("if a(b]:", ""),
        ("if " + "a" * 100 + "(b:", ""),
    ],
)
def test_a_bracket_that_is_still_open_where_a_block_should_begin(code: str, bracket: str) -> None:
    """Python only says that the syntax is invalid, at the colon."""
    told = f"a bracket is never closed, {bracket}" if bracket else ""
    assert detail("invalid syntax", code) == told
    assert not detail("invalid decimal literal", code)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("if a && b:", "&& is of another"),
        ("if a || b:", "|| is of another"),
        ("if !ready(a):", "! before a value"),
        ("n++", "++ is of another"),
        ("n--  # one less", "-- is of another"),
        ("else if a == 1:", "else if is of another"),
        ("} else if (a) {", "else if is of another"),
        ("if (a == 1) {", "{ is of another"),
        ("x = {", ""),
        ("if a != b c:", ""),
        ("print('a && b' c)", ""),
        ("a b  # n++", ""),
        ("x = a if b else c d", ""),
    ],
)
def test_what_other_languages_write(code: str, says: str) -> None:
    """Told in Python's own word for it; not if it stands in a text or a comment."""
    found = detail("invalid syntax", code)
    assert (found[: len(says)], bool(found)) == (says, bool(says))


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("<<<<<<< HEAD", "a merge by git was not finished"),
        (r"{\rtf1\ansi\ansicpg1252", "by a word processor, as RTF"),
        ("<!DOCTYPE html>", "it is a web page"),
        ("```python", "``` marks code on a page"),
        (">>> import socket", "Python's own prompt"),
        ("... print(x)", "Python's own prompt"),
        ("!pip install sockets", "a command in a notebook"),
        ("%matplotlib inline", "a command in a notebook"),
        ("$ python3 server.py", "a command for a terminal"),
        ("python3 server.py", "a command for a terminal"),
        ("12  import socket", "begin with numbers"),
        ("1: def serve(conn):", "begin with numbers"),
        ("3. def main():", "begin with numbers"),
        ("7 # the server", "begin with numbers"),
        # what may be the rest of a line above it, or a line with another mistake
        ("%name)", ""),
        ("!ready", ""),
        ("1 if ready else 2", ""),
        ("python = 3 3", ""),
        (">> 2", ""),
        ("x = 1 >>> 2", ""),
        ("{'rtf': 1", ""),
        ("12 + import", ""),
        ("======== server ========", ""),
    ],
)
def test_what_a_file_is_that_is_no_program(code: str, says: str) -> None:
    """By how the line begins at which Python gives up; nothing is said of what may be one."""
    told, do = no_program(code)
    assert says in told
    assert bool(told) == bool(do) == bool(says)
