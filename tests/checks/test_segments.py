"""How bytes were cut into events changes no finding; a flood of them costs little."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.checks.match import CAP
from harness.checks.streams import Stream
from harness.model.spec import Spec
from tests.checks.told import Told, spec_of
from tests.slowness import slowness

STORY = """
start server, a
a types: go
one:
  server -> a: Größe {n}
  a prints: "ok\\n"
  a prints: /^done$/
  a prints: Größe
two: never a prints: /secret/i
never a asks
"""
WORDS = "n: /\\d+(?!\\d)/"
WIRE = "hello Größe 42!\r\nbye".encode()
SHOWN = "\x1b]0;title\x07\x1b[1;32mok\x1b[0m\r\nwait\r\ndone\r\n\x1b[2KGröße\xa0".encode()


def cuts(data: bytes) -> st.SearchStrategy[list[bytes]]:
    """Every way to cut ``data`` into pieces."""
    places = st.lists(st.integers(0, len(data)), max_size=12)
    return places.map(lambda at: [data[i:j] for i, j in pairwise(sorted({0, *at, len(data)}))])


WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")


@settings(deadline=None)
@given(st.sampled_from(WIDE).flatmap(lambda name: cuts("a bGrößeGröße!".encode(name))))
def test_wide_text_is_read_however_it_was_cut(pieces: list[bytes]) -> None:
    """UTF-16 and UTF-32 are read, with and without their mark."""
    stream = Stream()
    for n, piece in enumerate(pieces):
        stream.feed(n, piece)
    assert stream.text(0) == "a bGrößeGröße!"


def test_each_message_may_have_its_mark() -> None:
    """A program that encodes every message by itself; datagrams are each read alone."""
    for datagrams in (False, True):
        stream = Stream(datagrams=datagrams)
        for n, word in enumerate(("Alice", "Bob")):
            stream.feed(n, word.encode("utf-16"))
        assert stream.text(0) == "AliceBob"


def test_what_only_has_zeros_in_it_is_not_wide() -> None:
    """Lengths before messages, C strings, and single letters stay as they came."""
    for data in (
        b"\0\0\0\5Alice",
        b"\0\5Alice",
        b"\5\0Alice",
        b"A\0Bob\0",
        b"A\0",
        b"A",
        b"\xff\xfe",
    ):
        stream = Stream()
        stream.feed(0, data)
        assert stream.text(0) == data.decode("utf-8", "surrogateescape")
    terminal = Stream(terminal=True)
    terminal.feed(0, "abc".encode("utf-16-le"))
    assert terminal.text(0) == "a\0b\0c\0"


def told(spec: Spec, wire: list[bytes], shown: list[bytes], after: bytes = b"") -> Told:
    """The story with what was sent and printed in pieces, and ``after`` at the end."""
    t = Told(spec)
    t.go()
    for piece in wire:
        t.sends("server", "a", piece)
    for piece in shown:
        t.prints("a", piece)
    if after:
        t.prints("a", after)
        t.sends("server", "a", after)
    t.quiet()
    return t


def summary(t: Told) -> list[tuple[str, str, str]]:
    """What a reader sees of the findings."""
    return [(f.verdict, f.expected, f.happened) for f in t.findings]


@pytest.mark.timeout(60)
def test_a_long_run_of_returns_costs_what_it_is_long() -> None:
    """A terminal's text is read in time that grows as it does, and not squared."""
    terminal = Stream(terminal=True)
    terminal.feed(0, b"\r" * 400_000 + b"x")
    terminal.feed(1, b"\r" * 400_000 + b"\ny")
    assert len(terminal) == 400_000 + len("x\ny")


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(wire=cuts(WIRE), shown=cuts(SHOWN))
def test_any_cut_gives_the_same_findings(
    tmp_path: Path, wire: list[bytes], shown: list[bytes]
) -> None:
    """Escape sequences, line ends and characters may be cut anywhere."""
    spec = spec_of(tmp_path / "spec", STORY, words=WORDS, casts="whole")
    whole = told(spec, [WIRE], [SHOWN])
    assert [v for v, _, _ in summary(whole)] == ["met"] * 6
    assert summary(told(spec, wire, shown)) == summary(whole)


def test_byte_by_byte_and_with_trailing_data(tmp_path: Path) -> None:
    """One byte an event, and more after it, is the same too."""
    spec = spec_of(tmp_path, STORY, words=WORDS, casts="whole")
    whole = summary(told(spec, [WIRE], [SHOWN]))
    bytewise = told(spec, [bytes([b]) for b in WIRE], [bytes([b]) for b in SHOWN])
    assert summary(bytewise) == whole
    assert summary(told(spec, [WIRE], [SHOWN], b"\r\nand more \xff\x1b[")) == whole


@settings(deadline=None)
@given(st.lists(st.binary(max_size=6), max_size=12))
def test_a_stream_is_the_same_text_however_it_is_cut(pieces: list[bytes]) -> None:
    """Terminal and wire text depend on the bytes alone; every character has an event."""
    for terminal in (False, True):
        cut, whole = Stream(terminal=terminal), Stream(terminal=terminal)
        for n, piece in enumerate(pieces):
            cut.feed(n, piece)
        whole.feed(0, b"".join(pieces))
        assert cut.text(0) == whole.text(0)
        if len(cut):
            assert all(0 <= cut.event(at) < len(pieces) for at in range(1, len(cut) + 1))


def test_a_flood_is_capped_and_costs_little(tmp_path: Path) -> None:
    """Megabytes in small pieces are followed in about linear time."""
    spec = spec_of(
        tmp_path,
        "start a\none: a prints: /x.*needle.*y/s\ntwo: a prints: {m}: end\na prints: three",
        words="m: any",
        casts="whole",
    )
    t = Told(spec)
    t.do()
    begin = time.process_time()
    for _ in range(2000):
        t.prints("a", "x all work and no play: " * 42 + "\n")
        assert t.performance.due() is None
        assert t.performance.lacking
    t.limit(what="output", who="a")
    t.exits("a", None, 9)
    t.quiet()
    t.performance.outcome()
    assert time.process_time() - begin < 6 * slowness()
    assert t.performance.over


@pytest.mark.parametrize(
    ("line", "denied"),
    [("the needle", "/the needle/"), (r"/\bneedle\b.*found/", r"/needle\b.*found/")],
)
def test_at_rest_all_of_a_long_text_is_searched(tmp_path: Path, line: str, denied: str) -> None:
    """What a program says after long tables counts like the first thing that it says."""
    story = f"start a\none: a prints: {line}\ntwo: never a prints: {denied}\nstart b"
    t = Told(spec_of(tmp_path, story, casts="whole"))
    t.do()
    for at in range(40):
        t.prints("a", f"row {at} of the table\n" * 800)
    assert t.performance.lacking == 1
    assert len(t.performance.outcome().findings) == 2
    t.prints("a", "row of another table\n" * 20_000 + "the needle was found\n")
    assert t.performance.lacking == 1  # it goes on, perhaps: so long a text is not read yet
    t.quiet()
    assert t.due() == "start b", t.performance.lacking
    verdicts = {each.source: each.verdict for each in t.performance.outcome().findings}
    assert list(verdicts.values()) == ["met", "unmet"], verdicts


def test_a_question_after_a_long_text_is_heard(tmp_path: Path) -> None:
    """What was printed since the last typing ends in the question, however long it is."""
    t = Told(spec_of(tmp_path, "start a\none: a prints: done", casts="whole"))
    t.do()
    t.prints("a", "table\n" * (CAP // 4))
    t.prints("a", "Your name? ")
    records = t.performance._records
    assert records.asked("a").endswith("Your name? ")
