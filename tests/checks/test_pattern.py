"""Texts to look for: the three styles, blanks in each, and what is refused."""

import pytest

from harness.checks.pattern import Found, choices, matcher
from harness.checks.play import Choice, Pattern, Piece, Value
from harness.checks.wording import quote, said, sayable, shown
from harness.model.spec import Blank


def bare(*pieces: Piece) -> Pattern:
    """A bare text."""
    return Pattern("bare", (pieces,))


def exact(*pieces: Piece) -> Pattern:
    """An exact text."""
    return Pattern("exact", (pieces,))


def regex(*pieces: Piece, flags: str = "") -> Pattern:
    """A regular expression."""
    return Pattern("regex", (pieces,), flags)


def first(
    pattern: Pattern,
    text: str,
    words: dict[str, Choice] | None = None,
    bound: dict[str, str] | None = None,
) -> Found | None:
    """The best match of ``pattern`` in ``text``."""
    for rank in choices(pattern, words or {}, bound or {}):
        for found in matcher(pattern, words or {}, bound or {}, rank).all(text):
            return found
    return None


@pytest.mark.parametrize(
    ("pattern", "text", "there"),
    [
        (bare("X: Alice"), "x :  ALICE!", True),
        (bare("X: Alice"), "('X', 'Alice')", True),
        (bare("Bye"), "goodbye", False),
        (bare("Bye"), "bye-bye", True),
        (bare("line 1"), "line 12", False),
        (bare("received before"), "received\r\nbefore", True),
        (bare("don't"), "Don't", True),
        (bare("-1"), "1", False),
        (bare("-1"), "is: -1\n", True),
        (bare("5 is -1"), "5 = 1", False),
        (bare("-1"), "\u2212 1", True),
        (bare("-1"), "5-1", False),
        (bare("r=", Value("-1")), "r=1", False),
        (bare("r=", Value("-1")), "\x1b[1mr = \x1b[31m-1", True),
        (bare("2026-11-30"), "2026/11/30", True),
        (bare(Value("2026"), "-11"), "2026/11", True),
        (bare("1"), "-1", True),
        (bare("X: Alice"), "\x1b[1;31mX\x1b[0m: \x1b[38;2;255;255;255mAlice\x1b[m", True),
        (bare("Alice"), "X: \x1b[0mAlice\x1b[0m", True),
        (bare("Alice"), "X: [0mAlice", False),
        (bare("X: Alice"), "X[0m: Alice", False),
        (exact("X: Alice"), "X\x1b[0m: Alice", False),
        (exact("Bye"), "goodBye", True),
        (exact("Bye"), "bye", False),
        (exact("a.b"), "axb", False),
        (regex(r"^\d+$"), "x\n42\ny", True),
        (regex(r"^SUB \w+$"), "HI\r\nSUB news\r\nBYE\r\n", True),
        (regex(r"^SUB ", Value("news"), r"$"), "SUB news\r\n", True),
        (regex(r"^SUB \w+$"), "SUB news flash\r\n", False),
        (regex(r"^SUB$"), "SUB\r news", False),
        (regex(r"\$$"), "5 $\r\n", True),
        (regex(r"\$5"), "$5", True),
        (regex(r"[]$]5"), "$5", True),
        (regex(r"a[^\]$]5"), "a$5", False),
        (regex("bob"), "BOB", False),
        (regex("bob", flags="i"), "BOB", True),
        (regex("(?i)bob"), "BOB", True),
        (regex("a.b"), "a\nb", False),
        (regex("a.b", flags="s"), "a\nb", True),
        (regex("a b # c", flags="x"), "ab", True),
    ],
)
def test_how_it_is_quoted_is_how_strict_it_is(pattern: Pattern, text: str, there: bool) -> None:
    """Bare text is tolerant but whole-worded, quotes are exact, slashes are a regex."""
    assert (first(pattern, text) is not None) == there


@pytest.mark.parametrize(
    ("pattern", "text", "there"),
    [
        (bare("got", Blank("m")), "GOT: hi,  there", True),
        (exact("got ", Blank("m")), "got Hi there", True),
        (exact("got ", Blank("m")), "got hi there", False),
        (regex("got ", Blank("m"), "$"), "got Hi \t there", True),
        (regex("got ", Blank("m"), "$"), "got hi there", False),
        (regex("got ", Blank("m"), flags="i"), "got hi there", True),
        (regex("got ", Value("a.b")), "got axb", False),
    ],
)
def test_a_bound_blank_is_its_value(pattern: Pattern, text: str, there: bool) -> None:
    """Its value is as strict as the text around it, and never pattern syntax."""
    assert (first(pattern, text, bound={"m": "Hi there"}) is not None) == there


def test_a_value_of_punctuation_is_looked_for_as_it_is() -> None:
    """A typed ``!!!`` has no words, and is found nevertheless."""
    pattern = bare("said", Blank("m"))
    assert first(pattern, "said: !!!", bound={"m": "!!!"})
    assert not first(pattern, "said: ???", bound={"m": "!!!"})


def test_an_unbound_blank_takes_its_alternative() -> None:
    """It binds to what it matched; in the same text it must then agree."""
    words = {"n": Choice(((regex(r"\w+"),),)), "k": Choice(((bare("one"), bare("two")),))}
    found = first(bare(Blank("n"), "and", Blank("n")), "a and b, c and c", words)
    assert found is not None
    assert found.bound == {"n": "c"}
    found = first(bare("number", Blank("k")), "number TWO", words)
    assert found is not None
    assert found.bound == {"k": "TWO"}


def test_any_within_a_text_is_what_stands_between() -> None:
    """It ends where what follows begins, stays on its line, and is stripped."""
    words = {"m": Choice(any=True)}
    found = first(bare("X", Blank("m"), "received"), "X: hello  there received", words)
    assert found is not None
    assert found.bound == {"m": "hello  there"}
    found = first(exact("name: ", Blank("m")), "name: Bob B. \nnext", words)
    assert found is not None
    assert found.bound == {"m": "Bob B."}
    assert first(exact("a ", Blank("m"), " b"), "a \n b", words) is None


def test_preferred_ranks_come_first() -> None:
    """A list of preferences is tried in its order, ``any`` last, unless it is closed."""
    words = {"m": Choice(((regex("Bob|Alice"),),), any=True)}
    pattern = bare("hi", Blank("m"))
    assert choices(pattern, words, {}) == [{"m": 0}, {"m": 1}]
    assert choices(pattern, words, {"m": "x"}) == [{}]
    assert choices(pattern, words, {}, closed={"m"}) == [{}]
    assert choices(bare(Blank("x")), {}, {}, closed={"x"}) == []
    found = first(pattern, "hi you; hi Bob", words)
    assert found is not None
    assert found.bound == {"m": "Bob"}


def test_what_must_differ_is_refused() -> None:
    """A blank is not bound to a value that another has, within one text either."""
    words = {
        "n": Choice(((bare("X"), bare("Y")),)),
        "m": Choice(((bare("X"), bare("Y")),), distinct=(Blank("n"), Value("Z"))),
    }
    found = first(bare(Blank("m")), "x and y", words, {"n": "X"})
    assert found is not None
    assert found.bound == {"m": "y"}
    found = first(bare(Blank("n"), "then", Blank("m")), "X then X, Y then X", words)
    assert found is not None
    assert found.bound == {"n": "Y", "m": "X"}


def test_a_word_made_of_blanks_binds_these_and_not_itself() -> None:
    """Two replies agree on who and what, not on every letter between."""
    words = {
        "reply": Choice(((bare(Blank("n"), ":", Blank("m"), "first"),),)),
        "n": Choice(((bare("X"), bare("Y")),)),
        "m": Choice(((regex(r"\w+"),),)),
    }
    found = first(bare(Blank("reply")), "It is X: Bob first", words)
    assert found is not None
    assert found.bound == {"n": "X", "m": "Bob"}


def test_either_branch_of_a_pattern_may_bind() -> None:
    """A blank that stands in two branches binds in the one that is taken."""
    words = {"m": Choice(((regex(r"\w+"),),))}
    pattern = regex("<", Blank("m"), ">|\\[", Blank("m"), "\\]")
    found = first(pattern, "see [this]", words)
    assert found is not None
    assert found.bound == {"m": "this"}


def test_mistakes_of_a_spec_are_value_errors() -> None:
    """What the reader of specs should have refused is not searched for."""
    with pytest.raises(ValueError, match="not a regular"):
        matcher(regex("("), {}, {})
    itself = {"w": Choice(((bare("a", Blank("w")),),))}
    with pytest.raises(ValueError, match="contains itself"):
        matcher(bare(Blank("w")), itself, {})


def test_what_can_be_said() -> None:
    """Definite texts, bound blanks, and blanks with a definite alternative can be said."""
    words = {
        "n": Choice(((bare("X"), bare("Y")),)),
        "k": Choice(((bare("X"), bare("Y")),), distinct=(Blank("n"),)),
        "b": Choice(((regex("before"),),), say=bare("received before")),
        "t": Choice(((regex(r"\d+"),),)),
        "r": Choice(((bare(Blank("n"), " ", Blank("b"), " ", Blank("k")),),)),
    }
    assert sayable(bare(Blank("r")), words, set())
    assert not sayable(bare(Blank("t")), words, set())
    assert sayable(bare(Blank("t")), words, {"t"})
    assert not sayable(regex("x"), words, set())
    segments, bound = said(exact(Blank("r"), "!"), words, {})
    assert segments == ("X received before Y!",)
    assert bound == {"n": "X", "b": "received before", "k": "Y"}
    with pytest.raises(LookupError):
        said(bare(Blank("t")), words, {})
    words["l"] = Choice(((regex("SUB"),),), say=exact("> SUB\r\n"))
    assert said(bare(Blank("l")), words, {})[0] == ("> SUB\r\n",)
    assert said(bare(" ", Blank("l"), " "), words, {})[0] == ("> SUB\r\n",)
    assert said(bare(" a ", Blank("l"), " b "), words, {})[0] == ("a > SUB\r\n b",)
    assert said(bare(" a ", Blank("n")), words, {"n": ""})[0] == ("a",)
    assert said(Pattern("exact", (("GET ",), ("/\r\n",))), {}, {})[0] == ("GET ", "/\r\n")


def test_texts_for_a_person() -> None:
    """Quoted readably: one line, escapes for what does not print, cut where it is long."""
    assert quote('say "hi"\n\x1b[1m') == '"say \\"hi\\"\\n\\x1b[1m"'
    assert quote(b"\xff".decode("utf-8", "surrogateescape")) == '"\\xff"'
    assert len(quote("x" * 500)) == 122
    words = {"n": Choice(((bare("X"), bare("Y")),)), "m": Choice(any=True)}
    assert shown(bare(Blank("n"), ": ", Blank("m")), words, {}) == '"X|Y: …"'
    assert shown(bare(Blank("n"), ": ", Blank("m")), words, {"m": "Bob"}) == '"X|Y: Bob"'
    assert shown(regex("a+", Blank("m"), flags="i"), words, {"m": "b"}) == "/a+b/i"
    assert shown(regex("a", Blank("m"), flags="i"), words, {"m": "b"}) == '"ab"'
    assert shown(regex("Alice|Bob"), words, {}) == '"Alice|Bob"'
    assert shown(regex(Blank("m")), words, {"m": "Bob!"}) == '"Bob!"'
    assert shown(regex(Blank("m"), ".*", Blank("m")), words, {"m": "Bob"}) == '"Bob" twice'
    assert shown(bare(Blank("m")), words, {}) == "any text"
    words["s"] = Choice(((regex(r"^4\d\d", flags="i"),),))
    assert shown(bare(Blank("s")), words, {}) == r"/^4\d\d/i"
    assert shown(bare("code ", Blank("s")), words, {}) == '"code …"'
