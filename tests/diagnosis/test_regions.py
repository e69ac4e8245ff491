"""Roles of which a student writes regions only."""

from dataclasses import replace

from harness.diagnosis import regions
from harness.model.events import Wait
from tests.diagnosis.hand import hand_in, line, run

FILE = "def f(m):\n    # *** start ***\n    # say what\n    {0}\n    # *** end ***\n"
SHORT = line("server -> a: x")


def test_a_region_that_was_left_empty() -> None:
    """Comments and a pass are nothing; any statement is something."""
    empty = hand_in(run("a connects", SHORT), code={"server": FILE.format("pass")}, kit=["server"])
    (one,) = regions.left_empty(empty)
    assert (one.says, one.line) == ("The part that you were to write is still empty", 2)
    filled = hand_in(
        run("a connects", SHORT), code={"server": FILE.format("send(m)")}, kit=["server"]
    )
    assert not list(regions.left_empty(filled))


def test_code_that_stands_outside_of_the_marks() -> None:
    """It is told where it stands, and not that nothing was written."""
    case = hand_in(run("a connects", SHORT), code={"server": FILE.format("pass")}, kit=["server"])
    note = (
        "only what stands between *** start *** and *** end *** is taken, so what was changed"
        " elsewhere was left out: line 6 'send(m)'."
    )
    for file, at in (("server", 6), ("a", 2)):
        noted = replace(case, record=replace(case.record, before=(f"{file}.py: {note}",)))
        (one,) = regions.left_empty(noted)
        assert one.line == at
        assert one.says.startswith("Your code stands outside") == (at != 2)


def test_a_region_that_waits() -> None:
    """Only a line between the marks is the student's: what is given waits as it should."""
    code = {"server": FILE.format("m = receive()") + "f(receive())\n"}

    def at(number: int, on: str = "receive") -> int:
        wait = Wait("server", on, ("a",), file="server.py", line=number, code="x")
        case = hand_in(run("a connects", SHORT, waits=[wait]), code=code, kit=["server"])
        return len(list(regions.blocks_the_loop(case)))

    assert (at(4), at(6)) == (1, 0)
    assert at(4, "processor") == 0  # it computes


def test_an_except_that_keeps_every_error_quiet() -> None:
    """One that names its error, or says it, hides nothing."""
    code = FILE.format("try:\n        server.f(m)\n    except {0}:\n        {1}")

    def found(*parts: str) -> list[int]:
        files = {"server": code.format(*parts)}
        case = hand_in(run("a connects", SHORT), code=files, kit=["server"])
        return [one.line for one in regions.hides_errors(case)]

    assert found("Exception", "pass") == [6]
    assert found("Exception as e", "print(e)") == []
    assert found("OSError", "pass") == []


def test_a_function_that_a_condition_only_names() -> None:
    """The file itself shows how it is called; a plain attribute is no function."""
    called = "if server.logged_in and m:  # server.logged_in()\n        server.f(m)"
    both = called.replace("and m:", "and server.is_in:  # server.is_in()")
    plain = "if server.ready and m:\n        server.f(m)"
    own = "def ok():\n        return m\n    if ok:\n        server.f(m)"
    again = own.replace("    if ok", "    ok = ok()\n    if ok")
    asked = own.replace("if ok", "if ok()")
    for body, lines in (
        (called, [4]),
        (both, [4]),
        (plain, []),
        (own, [6]),
        (again, []),
        (asked, []),
    ):
        files = {"server": FILE.format(body)}
        case = hand_in(run("a connects", SHORT), code=files, kit=["server"])
        assert [one.line for one in regions.not_called(case)] == lines


def test_a_function_that_a_statement_only_names() -> None:
    """One of the student's own, or one that sends; any other name may be anything."""
    for body, lines in (
        ("m.send", [4]),
        ("return m.send", [4]),
        ("return m.name", []),
        ("return m.send()", []),
        ("f", [4]),
        ("m", []),
        ("m.send()", []),
        ("t = {1: lambda: m.send()}\n    t[m]", [5]),
        ("t = {1: lambda: m.send()}\n    t[m]()", []),
        ("t = {1: 2}\n    t[m]", []),
        ("{1: m.send}[m]", [4]),
    ):
        files = {"server": FILE.format(body)}
        case = hand_in(run("a connects", SHORT), code=files, kit=["server"])
        assert [one.line for one in regions.not_called(case)] == lines


def test_a_condition_that_is_always_true() -> None:
    """After or stands something that compares nothing, of the kind that was compared before."""
    for test, lines in (
        ("m == M.Ping or M.Pong", [4]),
        ("m == 'Ping' or 'ping'", [4]),
        ("m == 'Ping' or M.Ping", [4]),
        ("m == 'Ping' or Settings.VERBOSE", []),
        ("m == M.Ping or m == M.Pong", []),
        ("m == M.Ping or other.ready", []),
        ("m == M.Ping and M.Pong", []),
        ("m := M.Ping", [4]),
        ("m := other.Ping", []),
    ):
        typed = FILE.replace("(m)", "(m: M)").format(f"if {test}:\n        server.f(m)")
        case = hand_in(run("a connects", SHORT), code={"server": typed}, kit=["server"])
        assert [one.line for one in regions.always_true(case)] == lines


def test_a_condition_that_compares_nothing() -> None:
    """A value of a type stands there alone; what is written small may well be true or false."""
    tests = {"M.Ping": [4], "m.Ping": [4], "m.ready": [], "N.Ping": [], "m == M.Ping": []}
    for test, lines in tests.items():
        typed = FILE.replace("(m)", "(m: M)").format(f"if {test}:\n        server.f(m)")
        case = hand_in(run("a connects", SHORT), code={"server": typed}, kit=["server"])
        assert [one.line for one in regions.always_true(case)] == lines


def test_a_case_that_takes_whatever_comes() -> None:
    """A name without a dot; what is written small is meant to be given a value, most likely."""
    for case_, lines in (("Ping", [5]), ("M.Ping", []), ("other", []), ("_", []), ("M()", [])):
        body = f"match m:\n        case {case_}:\n            server.f(m)"
        case = hand_in(run("a connects", SHORT), code={"server": FILE.format(body)}, kit=["server"])
        assert [one.line for one in regions.takes_whatever_comes(case)] == lines


def test_a_name_that_was_given_a_function_that_is_not_called() -> None:
    """It is asked for in a condition; if it is given something else, too, it may be that."""
    for body, lines in (
        ("a = server.f\n    if a: server.f(m)", [4]),
        ("a = server.f()\n    if a: server.f(m)", []),
        ("a = server.f\n    a = m\n    if a: server.f(m)", []),
        ("a = m.other\n    if a: server.f(m)", []),
    ):
        files = {"server": FILE.format(body)}
        case = hand_in(run("a connects", SHORT), code=files, kit=["server"])
        assert [one.line for one in regions.not_called(case)] == lines


def test_a_return_whatever_message_comes() -> None:
    """Each of them is something; a text may be empty, and what is only asked first does no harm."""
    for kind, then, lines in (
        ("M", "return", [4]),
        ("M", "print(m)", []),
        ("str", "return", []),
    ):
        typed = FILE.replace("(m)", f"(m: {kind})").format(
            f"if m:\n        {then}\n    server.f(m)"
        )
        case = hand_in(run("a connects", SHORT), code={"server": typed}, kit=["server"])
        assert [one.line for one in regions.always_true(case)] == lines


def test_a_loop_without_end() -> None:
    """The stage gave up on a program that computed; the one loop there is is the place."""
    code = {"server": "while True:\n    pass\n"}
    (one,) = regions.endless_loop(hand_in(run("a connects\nlimit: it computed", SHORT), code=code))
    assert one.line == 1
    goes_on = run("a connects\nlimit: it computed\nserver -> a: hello", SHORT)
    assert not list(regions.endless_loop(hand_in(goes_on, code=code)))
    still = run("a connects\nlimit: nothing happened", SHORT)
    assert not list(regions.endless_loop(hand_in(still, code=code)))


def test_a_loop_whose_condition_stays_as_it_is() -> None:
    """Its function was called with what it asks about, and nothing there is assigned to that."""

    def told(lines: str) -> str:
        code = {"server": FILE.format(lines)}
        spun = run("a connects\nlimit: it computed", SHORT)
        (one,) = regions.endless_loop(hand_in(spun, code=code, kit=["server"]))
        return one.happened.rpartition(", and ")[2]

    assert told("while m != M.Ping:\n        pass") == "nothing in the loop changes m"
    assert told("while m != M.Ping:\n        m = M.Pong") == "nothing more came of it"
    assert told("while n != 1:\n        pass") == "nothing more came of it"
    assert told("while m != f():\n        pass") == "nothing more came of it"
    assert told("while m.left != 1:\n        pass") == "nothing more came of it"
