"""No text whatever makes the reader do anything but read it or say what is wrong with it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.model.errors import SpecError
from harness.spec import load
from harness.spec.draft import ReadError
from harness.spec.texts import parse
from tests.fuzz.targets import spec as read

HEAD = """callsheet: 1
roles: {server: {files: x, does: listen}, a: {files: y, does: connect}, u: {by: script}}
words:
  m: any
  f: a|server
  g: a|server, not {f}
  get path: '"GET {path}"'
  join u: |
    start {u}
rubric: {ok: 10 Fine}
casts: {one: {a: script}}
scenes:
  s:
    casts: [whole, one]
    rows: {p: {c: a, t: x}, q: {c: server, t: '{m}'}}
    story: |
"""
PIECES = st.sampled_from(
    [
        *("server", "a", "u", "{c}", "{f}", "{g}", "{m}", "{t}", "{get x}", "{", "}", "ok", "zed"),
        *(" ", " ", " ", ": ", ":", ", ", "->", "\n", "\n  ", "\n    ", "#", "\t", "|", ".."),
        *("start", "stop", "types", "prints", "ends input", "ends with 0", "connects to"),
        *("closes", "reads", "asks", "waits for", "never ", "maybe ", "by now ", "then"),
        *("nothing else", "one of:", "at once:", "maybe:", "until a prints: x:", "do join a"),
        *("each n in 1..3:", "each n, k in a b, b a:", "repeat 3:", "do {c}", "any"),
        *('"', "/", "\\", "x", "é", "\u2028", "\x85", "9" * 30, "[", "(", "*", "?", "!", "&"),
    ]
)
LINES = st.lists(PIECES, max_size=24).map("".join)

ALWAYS = settings(max_examples=150, deadline=None)


@ALWAYS
@given(content=st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    """A file of any bytes is read, or each of its mistakes is told."""
    read(content)


@ALWAYS
@given(text=st.text(max_size=200))
def test_any_text(text: str) -> None:
    """A file of any text that can be written is read, or each of its mistakes is told."""
    read(text.encode("utf-8", "replace"))


@ALWAYS
@given(story=LINES)
def test_any_story(story: str) -> None:
    """A story made of the notation's own pieces in any order is read, or its mistakes are told."""
    indented = "".join(f"      {line}\n" for line in story.split("\n"))
    read((HEAD + indented).encode())


@ALWAYS
@given(text=LINES.filter(lambda text: "\n" not in text), table=st.sampled_from("rwiclpf"))
def test_any_value(text: str, table: str) -> None:
    """Any value in any table, quoted so that it is YAML, is read, or its mistakes are told."""
    quoted = "'" + text.replace("'", "''") + "'"
    places = {
        "r": HEAD.replace("files: x", f"files: {quoted}"),
        "w": HEAD.replace("m: any", f"m: {quoted}"),
        "i": HEAD.replace("10 Fine", f"{{is: 1 X, look: {quoted}, gate: {quoted}}}"),
        "c": HEAD.replace("casts: [whole, one]", f"casts: {quoted}"),
        "l": HEAD.replace("m: any", f"m: [{quoted}, any]"),
        "p": HEAD.replace("t: x", f"t: {quoted}"),
        "f": HEAD.replace("m: any", f"{quoted}: any"),
    }
    read((places[table] + "      start server, a\n      ok: a prints: x\n").encode())


@ALWAYS
@given(source=st.text(max_size=80) | LINES)
def test_any_text_of_a_line(source: str) -> None:
    """A text is understood or refused at a place within it."""
    try:
        text = parse(source)
    except ReadError as wrong:
        offset = wrong.offset
    else:
        offset = 0
        assert text.source == source
    assert 0 <= offset <= len(source)


@pytest.mark.parametrize(
    "story",
    [
        "repeat 1000:\n" * 3,
        "".join(f"{'  ' * depth}repeat 1000:\n" for depth in range(19)),
        "ok:\n" * 20000,
        "".join(f"{'  ' * depth}ok:\n" for depth in range(400)),
        "a prints: " + "{m}" * 1000,
        "a" + " " * 100_000 + "b",
        ", ".join(["a"] * 900) + " print: x",
        "each n in 1..1000:\n  each k in 1..1000:\n    a prints: {n} {k}",
    ],
)
@pytest.mark.timeout(120)
def test_no_story_takes_for_ever(story: str) -> None:
    """Repetition, depth and length have bounds."""
    indented = "".join(f"      {line}\n" for line in story.split("\n"))
    read((HEAD + indented).encode())


@pytest.mark.timeout(120)
def test_words_that_do_words_have_a_bound(tmp_path: Path) -> None:
    """A chain of words, each doing the next one twice, is not followed to its end."""
    chain = "".join(f"  w{n}: |\n    do w{n + 1}\n    do w{n + 1}\n" for n in range(18))
    words = f"words:\n{chain}  w18: |\n    ok: a prints: x\n"
    content = HEAD.replace("words:\n", words) + "      do w0\n"
    (tmp_path / "spec.yaml").write_text(content)
    with pytest.raises(SpecError, match="more than 5000 lines"):
        load(tmp_path)
