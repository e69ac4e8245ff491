"""Functions that a given program calls."""

from dataclasses import replace

import pytest

from harness.casting.lines import Lines
from harness.casting.outside import changes
from harness.casting.regions import Piece, Region
from harness.diagnosis import crashes, kits, regions
from harness.diagnosis.case import Case
from tests.diagnosis.hand import hand_in, line, run

FILE = "def f(m):\n    # *** start ***\n    {0}\n    # *** end ***\n"
SHORT = line("server -> a: x")
_LACKS = (
    r"server prints: Traceback (most recent call last):\n"
    r'  File "/home/student/server.py", line 3, in f\n    {0}\n'
    r"{1}"
)


def failed(code: str, error: str, end: str = "\nserver exits 1") -> Case:
    """A hand-in whose region ended with an error."""
    story = _LACKS.format(code, error) + end
    return hand_in(run(story, SHORT), kit=["server"], code={"server": FILE.format(code)})


def test_a_name_that_is_defined_outside_of_the_marks() -> None:
    """The casting told so of this file; a name of which it did not is only not imported."""
    case = failed("time.sleep(1)", "NameError: name 'time' is not defined")
    (one,) = crashes.does_not_run(case)
    assert one.says == "A module is used and never imported: time"
    (note,) = changes(
        Lines("import time\ndef f(m):\n    # start\n    time.sleep(1)\n    # end\n"),
        Lines("def f(m):\n    # start\n    # end\n"),
        (Region(2, 2),),
        (Piece(3, 4, ("    time.sleep(1)",)),),
    )[:1]
    for file, says in (("server", "time is defined outside of the marks (line 1)"), ("a", "A mod")):
        noted = replace(case, record=replace(case.record, before=(f"{file}.py: {note}",)))
        (one,) = crashes.does_not_run(noted)
        assert one.says.startswith(says)
        assert one.line == 3


def test_a_parameter_that_was_renamed_outside_of_the_marks() -> None:
    """The region has names that are nobody's where it is set into the given file."""
    case = failed("m.send(text)", "NameError: name 'text' is not defined")
    note = (
        "server.py: 'text' is used in a region but is a parameter in line 1 alone, which is not "
        "taken: in a region the parameters have the names that they were given"
    )
    noted = replace(case, record=replace(case.record, before=(note,)))
    (one,) = crashes.does_not_run(noted)
    assert one.says.startswith("text is a parameter's new name outside of the marks (line 1)")


def test_an_error_that_the_given_program_catches() -> None:
    """It is not said that nothing catches it, since that would only bring a try."""
    error = "LookupError: no client has the user name 'gil'"
    (one,) = crashes.refused_by_kit(failed("m.send()", error, end="\nserver -> a: sorry"))
    assert one.says.startswith("Something is asked of the given program that it cannot do: Lookup")
    assert "Do not catch it" in one.do
    assert not list(crashes.does_not_run(failed("m.send()", error, end="")))
    (one,) = crashes.refused_by_kit(failed("raise LookupError(m)", error, end=""))
    assert one.says.startswith("Your function ends with an error that it raises itself: Lookup")
    (one,) = crashes.does_not_run(failed("m.send()", error))
    assert one.says.startswith("The program makes an error that nothing catches")


@pytest.mark.parametrize(("asked", "told"), [("m.is_there", 0), ("m.is_there(m)", 1)])
def test_an_error_after_a_question_that_was_only_named(asked: str, told: int) -> None:
    """That is told by itself, and at its own line: with brackets the error would not be."""
    code = f"if {asked}:  # m.is_there(m)\n        m.send()"
    source = {"server": FILE.format(code)}
    story = _LACKS.format("m.send()", "LookupError: no client has the user name 'gil'")
    case = hand_in(run(story.replace("line 3", "line 4"), SHORT), kit=["server"], code=source)
    assert len(list(crashes.refused_by_kit(case))) == told
    assert len(list(regions.not_called(case))) == 1 - told


_GIVEN = (
    r'm.send({0})\n    ~~~~^^^\n  File "/home/student/kit.py", line 9, in send\n    {1}\n    ^^^'
)


@pytest.mark.parametrize(
    ("code", "raised", "error", "says"),
    [
        ('"x"', "raise TypeError(m)", "TypeError: a message, not 'x'", "A text stands where"),
        ('"x"', "raise ValueError(m)", "ValueError: 'y', not 'x'", "Something is asked of the"),
        ("M", "raise TypeError(m)", "TypeError: not <enum 'M'>", "M is a type, and one of"),
        ("M", "raise TypeError(m)", "TypeError: not <class 'kit.M'>", "M is a type, and one of"),
        ("M.a", "raise TypeError(m)", "TypeError: not <enum 'M'>", "Something is asked of the"),
        ('"x"', "self.x(m)", "TypeError: a message, not 'x'", "The program makes an error that"),
        ('"x"', "raise OSError(m)", "OSError: [Errno 107] x", "Something is sent or received on"),
    ],
)
def test_what_the_given_program_refuses(code: str, raised: str, error: str, says: str) -> None:
    """It raises an error of its own, in words that tell what it takes."""
    story = _LACKS.format(_GIVEN.format(code, raised), error) + "\nserver exits 1"
    source = {"server": FILE.format(f"m.send({code})")}
    (one,) = crashes.does_not_run(hand_in(run(story, SHORT), kit=["server"], code=source))
    assert one.says.startswith(says)
    assert one.line == 3
    told = error not in one.says  # once is enough
    assert one.happened == "There server ends" + f": {error}" * told


def test_arguments_in_the_wrong_order() -> None:
    """What somebody said stands in the error where a name should."""
    error = "LookupError: no client has the user name 'hello Bob'"
    (one,) = crashes.refused_by_kit(failed("m.send()", error, end="\na -> server: hello Bob"))
    assert one.says.startswith("A message stands where something else belongs: LookupError")
    (one,) = crashes.refused_by_kit(failed("m.send()", error, end="\na -> server: hi"))
    assert one.says.startswith("Something is asked of the given program that it cannot do")


def test_a_task_that_is_left_behind() -> None:
    """Its function has returned: not to say so would not be true."""
    code = "async def later():\n        while not m.there():\n            await sleep(1)"
    played = run("a connects\nlimit: nothing happened for 12 s", SHORT)
    (one,) = kits.never_returns(hand_in(played, kit=["server"], code={"server": FILE.format(code)}))
    assert one.says == "Your function leaves a task behind, whose loop waits until m.there says yes"


@pytest.mark.parametrize(
    ("limit", "late"), [("limit: nothing happened for 12 s", True), ("quiet: b keyboard", False)]
)
def test_what_a_task_sends_later(limit: str, late: bool) -> None:
    """Only what was sent after all had waited in vain was kept for later."""
    code = "async def later():\n        while not m.there():\n            await sleep(1)"
    story = f"a -> server: psst\n{limit}\nserver -> b: psst\nlimit: nothing happened for 1 s"
    short = line("never server -> b: psst", (2,), expected='never server -> b: "psst"')
    case = hand_in(run(story, short), kit=["server"], code={"server": FILE.format(code)})
    (one,) = kits.never_returns(case)
    told = 'which sends later what could not be sent when it came: "psst"'
    assert one.says.endswith(told if late else "whose loop waits until m.there says yes")
    assert one.happened == ("something else" if late else "server slept there over and over")


@pytest.mark.parametrize(
    ("test", "looks"),
    [
        ("not m.there()", "waits until m.there says yes"),
        ("m.away()", "waits as long as m.away says yes"),
        ("m.n < 1", "sleeps, looks, and sleeps again"),
    ],
)
def test_what_a_loop_waits_for(test: str, looks: str) -> None:
    """It is said where it is the answer to one question."""
    played = run("a connects\nlimit: nothing happened for 12 s", SHORT)
    code = {"server": FILE.format(f"while {test}:\n        sleep(1)")}
    (one,) = kits.never_returns(hand_in(played, kit=["server"], code=code))
    assert one.says == f"Your function does not return: its loop {looks}"


def test_what_is_the_given_programs_own() -> None:
    """A name that begins with an underscore, between the marks."""
    code = {"server": FILE.format("m._users.send(1)")}
    (one,) = kits.reaches_past(hand_in(run("a connects", SHORT), kit=["server"], code=code))
    assert (one.line, "_users" in one.says) == (3, True)
    code = {"server": FILE.format("m.users.send(1)") + "m._users = 1\n"}
    assert not list(kits.reaches_past(hand_in(run("a connects", SHORT), kit=["server"], code=code)))


@pytest.mark.parametrize(
    ("code", "limit", "lines"),
    [
        ("while not m.there():\n        sleep(1)", "nothing happened for 12 s", [3]),
        ("while not m.there():\n        sleep(1)", "it computed for 12 s", []),
        ("while not m.there():\n        m.look()", "nothing happened for 12 s", []),
        ("sleep(1)", "nothing happened for 12 s", []),
    ],
)
def test_a_function_that_does_not_return(code: str, limit: str, lines: list[int]) -> None:
    """The stage lost patience with a program that slept, and one loop of the student's sleeps."""
    played = run(f"a connects\nlimit: {limit}", SHORT)
    case = hand_in(played, kit=["server"], code={"server": FILE.format(code)})
    assert [one.line for one in kits.never_returns(case)] == lines
    both = run(f"a connects\nlimit: {limit}", SHORT, students=("server", "a"))
    case = hand_in(both, kit=["server"], code={"server": FILE.format(code)})
    assert not list(kits.never_returns(case))


def test_a_question_that_is_never_asked() -> None:
    """The comments show it, and no code does; of two such nobody knows which is meant."""
    shown = "# who may: m.allowed(name)\n    # to send: m.send(text)\n    {0}"

    def found(code: str) -> list[str]:
        files = {"server": FILE.format(shown.format(code))}
        case = hand_in(run("a connects", SHORT), kit=["server"], code=files)
        return [one.says for one in kits.never_asked(case)]

    assert found("m.send('x')") == [
        "Your function never calls allowed, and it is likely that it should"
    ]
    assert found("if m.allowed(1): pass") == []
    files = {"server": FILE.format(shown.format("if m.allowed(1): print('x')"))}
    case = hand_in(run("a connects", SHORT), kit=["server"], code=files)
    (one,) = kits.never_sends_on(case)
    assert one.says == "Your function never calls send, which would send the message on"
    assert one.line == 4
    assert found("if m.allowed(1): m.send('x')") == []
    assert found("pass") == []
