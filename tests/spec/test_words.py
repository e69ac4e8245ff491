"""Words: what a blank may stand for."""

from collections.abc import Callable

import pytest

from harness.model.errors import SpecError
from harness.model.spec import Spec, Text, Word

Read = Callable[[str], Spec]

HEAD = """callsheet: 1
roles: {a: {files: x}, b: {files: y}}
rubric: {x: {by: person, is: 1 X}}
words:
  g: X
"""


def bare(source: str) -> Text:
    """A bare text without blanks."""
    return Text("bare", ((source,),), "", source)


def exact(source: str) -> Text:
    """An exact text of one segment, without escapes."""
    return Text("exact", ((source,),), "", f'"{source}"')


def regex(source: str, flags: str = "") -> Text:
    """A regular expression without blanks."""
    return Text("regex", ((source,),), flags, f"/{source}/{flags}")


WORDS = [
    ("a|b", Word("w", roles=("a", "b"))),
    ("a", Word("w", roles=("a",))),
    ("'a|b, not {g}'", Word("w", roles=("a", "b"), distinct=("g",))),
    ("any", Word("w", any=True)),
    ("'any, not {g}'", Word("w", any=True, distinct=("g",))),
    ("X", Word("w", ranks=((bare("X"),),))),
    ("X|Y z", Word("w", ranks=((bare("X"), bare("Y z")),))),
    ("X, not Y", Word("w", ranks=((bare("X, not Y"),),))),
    ("'X|Y, not {g}'", Word("w", ranks=((bare("X"), bare("Y")),), distinct=("g",))),
    ("'/a|b/i | \"c|d\"'", Word("w", ranks=((regex("a|b", "i"), exact("c|d")),))),
    # a role's name in a pattern or in quotes is none
    ("'/x|a|y/'", Word("w", ranks=((regex("x|a|y"),),))),
    ("'\"x|a|y\"'", Word("w", ranks=((exact("x|a|y"),),))),
    ("[X, Y|Z, any]", Word("w", ranks=((bare("X"),), (bare("Y"), bare("Z"))), any=True)),
    ("{say: X}", Word("w", ranks=((bare("X"),),), say=bare("X"))),
    ("{say: X, or: /y/}", Word("w", ranks=((bare("X"),), (regex("y"),)), say=bare("X"))),
    (
        "{say: X, or: [/y/, Z|Q, any]}",
        Word(
            "w",
            ranks=((bare("X"),), (regex("y"),), (bare("Z"), bare("Q"))),
            say=bare("X"),
            any=True,
        ),
    ),
]


@pytest.mark.parametrize(("written", "word"), WORDS)
def test_a_word_is_read(written: str, word: Word, read: Read) -> None:
    """Roles, texts, ranks, what to say, what to differ from; | inside quotes separates nothing."""
    assert read(f"{HEAD}  w: {written}\n").words["w"] == word


def test_words_keep_the_order_of_the_file(read: Read) -> None:
    """Words of all kinds stay in the order in which they were written."""
    spec = read(f"{HEAD}  w: |\n    start a\n  v: Y\n")
    assert list(spec.words) == ["g", "w", "v"]


@pytest.mark.parametrize(
    ("written", "about", "advice"),
    [
        (r"x\d|a|y", r"x\d", "/slashes/"),
        ("(x|a|y)", "(x", "/slashes/"),
        ("z|a|x.*", "x.*", "/slashes/"),
        ("x (again?)|a", "x (again?)", '"quotes"'),
        ("who?|a", "who?", '"quotes"'),
    ],
)
def test_a_pattern_without_slashes_is_told_apart_from_a_text(
    written: str, about: str, advice: str, read: Read
) -> None:
    """Where a role's name is one of the texts between its bars."""
    with pytest.raises(SpecError) as told:
        read(f"{HEAD}  w: {written}\n")
    said = str(told.value)
    assert f"'a' is a role and '{about}' is not" in said
    assert advice in said
