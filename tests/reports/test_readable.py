"""Text from a submission is made readable and harmless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reports.readable import columns, cut, decode, pad, scalar, screen, visible, wrap


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\x1b[31m", "\\x1b[31m"),
        ("zoë → 名前 ✗", "zoë → 名前 ✗"),
        ("pass\u200bword", "pass\\u200bword"),
        ("abc\u202egpj.exe", "abc\\u202egpj.exe"),
        ("no\xa0break", "no\\xa0break"),
        (decode(b"\xff\xfe"), "\\xff\\xfe"),
        ("\U000e0041", "\\U000e0041"),
        ("e\u0301" + "\u0301" * 5, "e\u0301\u0301\u0301" + "\\u0301" * 3),
    ],
)
def test_what_does_not_show_is_its_escape(text: str, shown: str) -> None:
    """Controls, direction marks, zero-width and broken bytes become escapes, letters stay."""
    assert visible(text) == shown


@given(st.text() | st.binary().map(decode), st.sampled_from(["", "\n\t"]))
def test_visible_text_shows(text: str, keep: str) -> None:
    """Whatever comes in, what goes out is printable but for what was to be kept."""
    assert all(letter.isprintable() or letter in keep for letter in visible(text, keep))


@given(st.text())
def test_visible_twice_is_visible_once(text: str) -> None:
    """A text that shows is left alone."""
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        (b"\x1b[1;31mred\x1b[0m", "red"),
        (b"\x1b]0;title\x07text\x1b]8;;http://x\x1b\\link", "textlink"),
        (b"\x1b(Bok\x1b7", "ok"),
        (b"\x1b[2J\x1b[H>", ">"),
        (b"\x1bPsecret\x1b\\.", "."),
    ],
)
def test_a_screen_has_no_escape_codes(data: bytes, shown: str) -> None:
    """Terminal codes are gone and line ends are all alike."""
    assert screen(data) == shown


@given(st.text(), st.integers(1, 40))
def test_cut_and_pad_keep_to_their_width(text: str, width: int) -> None:
    """However wide the letters are, a cell of a table has its width."""
    shown = visible(text)
    assert columns(cut(shown, width)) <= width
    assert columns(pad(shown, width)) == width


@given(st.text(), st.integers(2, 40), st.integers(1, 5))
def test_wrap_keeps_to_width_and_height(text: str, width: int, most: int) -> None:
    """Wrapped text fits its box, and is never nothing."""
    lines = wrap(visible(text), width, most)
    assert 1 <= len(lines) <= most
    assert all(columns(line) <= width for line in lines)


def test_wrap_says_when_it_cuts() -> None:
    """What does not fit ends in an ellipsis; what fits is whole, broken at its spaces."""
    assert wrap("alpha beta gamma", 11, 2) == ["alpha beta", "gamma"]
    assert wrap("alpha beta gamma", 6, 2) == ["alpha", "beta …"]


@given(st.text())
def test_scalar_text_can_be_written(text: str) -> None:
    """Only surrogates change, so that the text can be encoded."""
    assert scalar(text).encode().decode() == scalar(text)
    assert scalar("zoë\u200b") == "zoë\u200b"
    assert scalar(decode(b"a\xff")) == "a\\xff"
