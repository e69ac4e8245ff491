"""Texts: bare, exact, regex, and the blanks in them."""

import pytest

from harness.model.spec import Blank, Part, Text
from harness.spec.draft import ReadError
from harness.spec.texts import parse

X, Y = Blank("x"), Blank("y")

TEXTS: list[tuple[str, str, tuple[tuple[Part, ...], ...]]] = [
    ("hello, World", "bare", (("hello, World",),)),
    ("{x}", "bare", ((X,),)),
    ("a {x}b{y}", "bare", (("a ", X, "b", Y),)),
    ('{"x": 1} {} {1}', "bare", (('{"x": 1} {} {1}',),)),
    ('say "x"', "bare", (('say "x"',),)),
    ("a/b/", "bare", (("a/b/",),)),
    ('"a"', "exact", (("a",),)),
    ('"a" "b"  "c"', "exact", (("a",), ("b",), ("c",))),
    ('""', "exact", ((),)),
    (r'"\r\n\t\0\\\"\{x\}"', "exact", (('\r\n\t\0\\"{x}',),)),
    (r'"\x41\x00"', "exact", (("A\0",),)),
    (r'"\xc3\xa9é"', "exact", (("éé",),)),
    (r'"\xff{x}"', "exact", (("\udcff", X),)),
    ('"{x y}"', "exact", ((Blank("x y"),),)),
    (r"/a|b/", "regex", (("a|b",),)),
    (r"/{x}\d{2}\{y}[/{y}]/", "regex", ((X, r"\d{2}\{y}[/", Y, "]"),)),
    (r"/[]/]\/[^]/]/", "regex", ((r"[]/]\/[^]/]",),)),
]


@pytest.mark.parametrize(("source", "style", "segments"), TEXTS)
def test_how_it_is_quoted_is_how_strict_it_is(
    source: str, style: str, segments: tuple[tuple[Part, ...], ...]
) -> None:
    """The three styles, with blanks, escapes and segments."""
    assert parse(source) == Text(style, segments, "", source)


def test_flags_follow_the_closing_slash() -> None:
    """A regex keeps its flags."""
    assert parse("/a b/six").flags == "six"


def test_a_byte_written_in_hexadecimal_is_that_byte() -> None:
    """What is no UTF-8 survives encoding with surrogateescape."""
    ((part,),) = parse(r'"\xff\x00"').segments
    assert isinstance(part, str)
    assert part.encode("utf-8", "surrogateescape") == b"\xff\0"


@pytest.mark.parametrize(
    "source", ["/" + "(" * 3000 + "/", "/a{99999999999}/", "/" + "x" * 5000 + "/", "/[b-a]/", "/*/"]
)
def test_monstrous_patterns_are_refused(source: str) -> None:
    """What the regex compiler chokes on is a mistake like any other."""
    with pytest.raises(ReadError):
        parse(source)
