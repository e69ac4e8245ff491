"""A student's own check on a terminal: one thing first, all of it in width, help by degrees."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings

from harness.model import events as ev
from harness.model.result import Evidence, ItemResult, Result
from harness.reports import degrees, nearby
from harness.reports.advice import advice
from harness.reports.checked import Page, checked
from harness.reports.excerpt import excerpt
from harness.reports.readable import columns
from harness.reports.sides import explained
from harness.reports.steps import lanes, steps
from tests.reports import build
from tests.reports.texts import ANY, filled

_OURS = re.compile(r"\x1b\[\d*m")
SERVER = "import socket\n\n# never send() here\nx = 'send('\nfor one in all:\n    one.send(reply)\n"
CODE = {"server.py": SERVER, "client.py": "a\nb\n    sock.send(mesage.encode())\n"}


@pytest.fixture
def calm() -> Result:
    """The sample without the run in which a program ended with an error."""
    sample = build.sample()
    scenes = tuple(run for run in sample.scenes if run.row != "against")
    items = tuple(item for item in sample.items if item.id != "ack-both")
    return replace(sample, items=items, scenes=scenes, programs={"server": "server.py"})


def test_one_thing_is_first_and_the_rest_is_short(calm: Result) -> None:
    """What to fix is told once in full, with the run that shows it; then lists."""
    told = checked(calm, Page(100, found="the names of your files"))
    assert told.index("34.17 of 80 points") < told.index("Fix first (10 points), not met: The")
    assert told.index("Fix first") < told.index("order · whole · b-first") < told.index("Also lost")
    assert told.count("Fix first") == 1
    assert "Assignment first-message, known by the names of your files." in told
    assert "✓ Passed (3): tcp, clients-initiate, relay" in told
    assert "early" not in told.split("Also lost")[0]
    assert told.endswith("--explain arrival-order shows what was expected beside what happened.\n")


@pytest.mark.parametrize(
    "why",
    [
        "server wants JSON, and none of its clients ever sent it anything; mend these first",
        "this could not be observed: more packets crossed than could be recorded",
    ],
)
def test_what_waits_for_a_mend_is_not_promised_to_be_judged(calm: Result, why: str) -> None:
    """Handed in as it is, it could not be judged there, either."""
    items = tuple(replace(i, note=why) if i.id == "hosts" else i for i in calm.items)
    told = checked(replace(calm, items=items), Page(100))
    assert why.rpartition(" ")[2] in told
    assert "It is not lost" not in told


def test_what_no_machine_sees_is_left_to_a_person(calm: Result) -> None:
    """The program itself keeps it from being seen, and would where it is handed in."""
    for why in ("its event loop takes messages out of the socket", "it looks again and again"):
        note = f"this could not be observed: {why} and so on"
        items = tuple(replace(i, note=note) if i.id == "hosts" else i for i in calm.items)
        told = checked(replace(calm, items=items), Page(100))
        assert "no machine sees that of a program like this" in " ".join(told.split())
        assert "when you hand in" not in told


def test_the_diagram_shows_what_is_missing_of_that_item_only(calm: Result) -> None:
    """Lines that other items lack would lead away from it."""
    told = checked(calm, Page(100))
    assert 'expected: "Y: Alice' in told
    assert "expected: prints" not in told
    assert "expected: prints" in explained(calm, "prints", Page(100))


def test_what_could_not_be_observed_is_not_lost(calm: Result) -> None:
    """It is told with its worth, the reason, and what would let the machine see it."""
    told = checked(calm, Page(100, better="Install the thing."))
    assert "? Could not be observed, 10 points (1): hosts" in told
    assert "why: This machine has no interpreter for Python 2.7." in told
    assert "It is not lost: it is judged when you hand in. Install the thing." in told
    assert "✎ For a person, 10 points (1): comment" in told
    assert "hosts" not in told.split("Also lost")[1].split("? Could")[0]


def test_what_no_machine_can_see_is_not_promised_to_be_judged(calm: Result) -> None:
    """An event loop reads ahead wherever it runs; for what else is not seen the promise holds."""
    why = (
        "this could not be observed: its event loop takes messages out of the socket before the "
        "program asks for them, so when the program itself received one cannot be seen"
    )
    ahead = ItemResult("ahead", "Ahead", 0, 5, "unobservable", note=why)
    seen = [one for one in calm.items if one.verdict != "unobservable"]
    told = checked(replace(calm, items=(*seen, ahead)), Page(200))
    assert "It is not lost: no machine sees that of a program like this" in told
    assert "it is judged when you hand in" not in told
    both = checked(replace(calm, items=(*calm.items, ahead)), Page(200))
    assert both.count("It is not lost: ") == 2


def test_an_error_that_ended_a_program_is_first() -> None:
    """With its words, its place, and what stands there."""
    told = checked(_only_crash(), Page(100, code=CODE))
    assert "Fix first: a ended with an error." in told
    assert "it said   NameError: name 'mesage' is not defined" in told
    helped = checked(_only_crash(), Page(100, code=CODE, degree=3))
    assert "what it means (2 of 3)" in helped
    assert "is it spelt alike everywhere" in helped


def _only_crash() -> Result:
    proof = Evidence("a -> server: x", "a sent nothing", False, "order", "whole", "against", 1)
    item = ItemResult("sends", "Sends", 0, 10, "fail", evidence=(proof,))
    return replace(build.sample(), items=(item,), scenes=(build.crashed(),))


def test_full_marks_are_plain_words() -> None:
    """Who has them reads of nothing to fix and nothing to ask for."""
    passed = tuple(item for item in build.items() if item.verdict == "pass")
    told = checked(replace(build.sample(), items=passed, scenes=(build.good(),)), Page())
    assert "✓ All that is checked here passed." in told
    assert "--hint" not in told
    assert "Fix first" not in told


# Help by degrees


def test_each_degree_says_a_little_more(calm: Result) -> None:
    """A nudge, the teacher's hint, what was expected and where; never more than was asked for."""
    item = advice(calm).item
    assert item is not None
    found = degrees.of_item(item, calm, CODE)
    assert [each.name for each in found] == ["nudge", "hint", "expected, and where"]
    assert found[1].text == item.hint
    for asked in range(5):
        told = checked(calm, Page(100, degree=asked, code=CODE))
        texts = [" ".join(told.split()).count(" ".join(one.text.split())) for one in found]
        assert texts == [1] * min(asked, 3) + [0] * max(3 - asked, 0)
        assert ("Still stuck? --hint" in told) == (0 < asked < 3)


def test_a_teacher_s_own_degrees_come_instead_of_ours(calm: Result) -> None:
    """There are as many degrees as the teacher wrote, in that order."""
    item = advice(calm).item
    assert item is not None
    found = degrees.of_item(replace(item, nudges=("one", "two"), hint="three"), calm, CODE)
    assert [each.text for each in found[:3]] == ["one", "two", "three"]
    assert len(found) == 4


def test_a_nudge_is_about_what_was_seen(calm: Result) -> None:
    """Who got it instead; an error in a window; a wait in one's own code; else the first cross."""
    run = build.reversed_reply()
    assert run.recorded is not None
    wrong = run.broken[0]
    lacking = ((wrong, "server", "b", "x"),)
    own = replace(calm, scenes=(replace(run, missing=lacking),))
    proof = Evidence(
        "server -> b: x", "server sent nothing to b", False, "order", "whole", "b-first", 1
    )
    item = ItemResult("told", "Tells", 0, 10, "fail", evidence=(proof,))
    assert "instead: a." in degrees.of_item(item, own, {})[0].text
    window = replace(proof, happened='nothing; its window showed "NameError: x"')
    assert "A window says" in degrees.of_item(replace(item, evidence=(window,)), own, {})[0].text
    silent = replace(own, scenes=(replace(run, missing=((0, *lacking[0][1:]),)),))
    assert "server waits" in degrees.of_item(item, silent, {})[0].text
    kit = replace(silent, files=())
    assert "first ✗" in degrees.of_item(item, kit, {})[0].text


def test_several_files_for_a_role_are_first() -> None:
    """Nothing can be judged before one of them is gone."""
    why = "several files could be 'server': a.py, b.py; leave only the right one"
    note = f"{why}; its 10 points are not counted as lost"
    proof = Evidence("a program for server", why, False)
    item = ItemResult("told", "Tells", 0, 10, "unobservable", evidence=(proof,), note=note)
    told = checked(replace(build.sample(), items=(item,), scenes=()), Page(100, better="Better."))
    assert f"Fix first: {why}." in " ".join(told.split())
    assert "Better." not in told
    assert "of 80 points (10 not judged here)" in told


def test_the_last_degree_names_the_place(calm: Result) -> None:
    """Where the program waits, if it is known; else where the source does what was expected."""
    item = next(item for item in calm.items if item.id == "prints")
    proof = replace(item.evidence[0], expected='server -> b: "x"', happened="nothing", run=1)
    one = replace(item, evidence=(proof,))
    last = degrees.of_item(one, calm, CODE)[-1].text
    assert "In the end thread 2 waits for a message from b: server.py, line 14" in last
    elsewhere = replace(one, evidence=(replace(proof, row="a-first"),))
    last = degrees.of_item(elsewhere, calm, CODE)[-1].text
    assert last.endswith("server.py sends in line 6.")


def test_lines_that_do_something_are_code() -> None:
    """What stands in comments and texts does nothing."""
    assert nearby.lines_that("sends", SERVER) == [6]
    assert nearby.told("sends", "server.py", CODE) == "server.py sends in line 6."
    assert nearby.told("listens", "server.py", CODE) == ""
    assert nearby.told("sends", "gone.py", CODE) == ""
    assert nearby.around("server.py", 99, CODE) == []
    assert nearby.around("client.py", 3, CODE, 1)[1] == "▶    3      sock.send(mesage.encode())"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('server -> a: "x"', ("server", "sends")),
        ("never server reads a", ("server", "reads")),
        ('one of: server prints: "x" or a prints: "y"', ("server", "prints")),
        ("a waits for server in a thread", ("a", "waits")),
        ("a comment at the top", ("a", "")),
        ("", ("", "")),
    ],
)
def test_who_was_to_do_what(line: str, told: tuple[str, str]) -> None:
    """The deed of an expected line, as it is told."""
    assert nearby.deed(line) == told


# One item, its two sides


def test_expected_stands_beside_what_happened(calm: Result) -> None:
    """They are two columns on a wide terminal, and stand one under the other on a narrow one."""
    wide = explained(calm, "accept-both-first", Page(90))
    assert "✗ never server reads a before b is connected │ server read 5 bytes of a" in wide
    assert wide.index("early · server · 1, run 1") < wide.index("expected")
    narrow = explained(calm, "accept-both-first", Page(50))
    assert "expected  never server reads a" in narrow
    assert "happened  server read 5 bytes" in narrow


def test_what_was_seen_in_another_run_says_so(calm: Result) -> None:
    """The diagram is of one run only."""
    item = next(item for item in calm.items if item.id == "arrival-order")
    other = replace(item.evidence[0], expected="other", row="a-first")
    more = replace(item, evidence=(item.evidence[0], other))
    told = explained(replace(calm, items=(more,)), "arrival-order", Page(90))
    assert told.index("✗ server → b:") < told.index("in order · whole · a-first, run 1:")


# Terminals


@pytest.mark.parametrize("width", [40, 60, 80, 110])
@pytest.mark.parametrize("rows", [None, 21, 60])
def test_no_line_is_wider_than_the_terminal(width: int, rows: int | None) -> None:
    """Whatever is shown fits, from forty columns on."""
    page = Page(width, rows, degree=3, code=CODE, found="the names of your files", better="Try.")
    for told in (checked(build.sample(), page), explained(build.sample(), "prints", page)):
        assert max(columns(line) for line in told.split("\n")) <= width


def test_colour_only_when_asked_for() -> None:
    """The text is the same with colours and without."""
    for tell in (checked, lambda result, page: explained(result, "arrival-order", page)):
        plain, bright = (tell(build.sample(), Page(colour=each)) for each in (False, True))
        assert "\x1b" not in plain
        assert "\x1b[31m" in bright
        assert _OURS.sub("", bright) == plain


def test_a_tall_diagram_is_cut_around_what_broke() -> None:
    """As much as there is room for, that place always; the whole where there is room for it."""
    run = build.reversed_reply()
    assert run.recorded is not None
    roles, found = lanes(run.recorded), steps(run.recorded, run.broken)
    whole = excerpt(roles, found, 90, 99)
    assert "more steps" not in whole
    for room in (9, 12):
        part = excerpt(roles, found, 90, room)
        assert part.count("\n") < room
        assert "✗" in part
        assert "more steps" in part
    started = excerpt(roles, found, 90, 9, focus=0)
    assert "┝ starts" in started
    assert "✗" not in started


@settings(max_examples=30, deadline=None)
@given(filled(ANY))
def test_nothing_that_a_submission_says_reaches_the_terminal(result: Result) -> None:
    """No control code, no direction mark, no broken byte gets through, in code neither."""
    words = result.items[0].evidence[0]
    page = Page(degree=9, code={words.file: f"{words.happened}\n" * 5})
    for told in (checked(result, page), explained(result, result.items[0].id, page)):
        assert all(letter.isprintable() or letter == "\n" for letter in told)


def test_who_sends_without_end_is_told(calm: Result) -> None:
    """What came of it cannot be known; which program it was, and what it sent, can."""
    why = "this could not be observed: more packets crossed than could be recorded"
    items = tuple(replace(i, note=why) if i.id == "hosts" else i for i in calm.items)
    for who, times, unseen, told in (
        ("server", 1200, "wire", True),
        ("server", 1200, "read", False),
        ("server", 30, "wire", False),
        ("c", 1200, "wire", False),
    ):
        tape = build.opened()
        for _ in range(times):
            tape.sends(who, "a", "hello")
        tape.add(ev.Unseen, what=unseen, why="more packets crossed")
        run = replace(calm.scenes[0], recorded=tape.timeline(by={"server": "student"}))
        text = checked(replace(calm, items=items, scenes=(run,)), Page(100))
        assert ("times: does a loop there ever end" in text) == told
