"""What a student's lines do not ask before they use it."""

import pytest

from harness.diagnosis import crashes, strays
from tests.diagnosis.hand import hand_in, line, run

HEAD = "async def f(s, name, msg):\n    # *** start ***\n    # who: s.known()  to: s.there(name)\n"
TAIL = "    # *** end ***\n"
BOTH = "your function never calls known or there"
EITHER = "with or, one side of the condition is enough"
NESTED = """\
    if s.known():
        if s.there(name) or s.there(msg):
            await s.forward(name, msg)
"""
AFTER = (
    "    await s.forward(name, msg)\n    if not s.known() or not s.there(name):\n        return\n"
)
SAYS = "    if not s.known() or not s.there(name):\n        print('no')\n"
PASS = "    if not s.known():\n        pass\n    if not s.there(name):\n        ...\n"
SENDS = "    await s.forward(name, msg)\n"
CASES = [
    (SAYS + SENDS, "this condition keeps nothing from being done", 4),
    (PASS + SENDS, "the conditions before it keep nothing from being done", 8),
    (f"{SAYS}        return\n{SENDS}", "", 7),
    (f"{SAYS}    else:\n    {SENDS}", "", 7),
    (f"{SAYS}    else:\n        return\n{SENDS}", "", 8),
    (PASS.replace("pass", "return") + SENDS, "this condition keeps nothing from being done", 6),
    ("    await s.forward(name, msg)\n", BOTH, 4),
    (
        "    if s.known():\n        await s.forward(name, msg)\n",
        "your function never calls there",
        5,
    ),
    ("    if s.known() and s.there(name):\n        await s.forward(name, msg)\n", "", 5),
    ("    if s.known() or s.there(name):\n        await s.forward(name, msg)\n", EITHER, 4),
    ("    if s.known() or not s.there(name):\n        await s.forward(name, msg)\n", "", 5),
    (AFTER, "your function asks only after that", 4),
    (NESTED, "", 6),
    (NESTED.replace("s.known()", "s.known() or s.there(name)"), "", 6),
]


@pytest.mark.parametrize(("code", "told", "at"), CASES)
def test_a_message_that_should_not_be_passed_on(code: str, told: str, at: int) -> None:
    """What the comments show and no code calls; or a condition of which one side is enough."""
    said = "b -> server: Psst you\nserver -> a: Psst you"
    short = line("never server -> a: x", events=(1,), expected='never server -> a: "Psst you"')
    file = {"server": f"{HEAD}{code}{TAIL}"}
    (one,) = strays.should_not_pass(hand_in(run(said, short), kit=["server"], code=file))
    more = f", and {told}" if told else ""
    assert one.says == f'A message is passed on that should not be{more}: "Psst you"'
    assert one.line == at


@pytest.mark.parametrize(("code", "told", "at"), CASES)
@pytest.mark.parametrize(
    ("error", "asked"), [("LookupError: no b", True), ("ValueError: b", False)]
)
def test_what_the_given_program_could_not_do(
    code: str, told: str, at: int, error: str, asked: bool
) -> None:
    """Only of what is not there could it be asked whether it is."""
    sends = 3 + code[: code.index("await")].count("\n") + 1
    story = (
        r"server prints: Traceback (most recent call last):\n"
        rf'  File "/home/student/server.py", line {sends}, in f\n    await s.forward(name, msg)\n'
        rf"{error}" + "\na -> server: x"
    )
    file = {"server": f"{HEAD}{code}{TAIL}"}
    case = hand_in(run(story, line("server -> a: x")), kit=["server"], code=file)
    (one,) = crashes.refused_by_kit(case)
    more = f", and {told}" if told and asked else ""
    assert one.says == f"Something is asked of the given program that it cannot do{more}: {error}"
    assert one.line == (at if asked else sends)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ther", "ther, where line 3 has there"),
        ("gone", "'S' object has no attribute 'gone'"),
        ("there", "'S' object has no attribute 'there'"),
    ],
)
def test_a_name_that_is_nearly_one_of_those_that_the_comments_show(name: str, told: str) -> None:
    """What is meant stands in the student's own file, some lines above."""
    story = (
        r"server prints: Traceback (most recent call last):\n"
        rf'  File "/home/student/server.py", line 4, in f\n    s.{name}(msg)\n'
        rf"AttributeError: 'S' object has no attribute '{name}'" + "\na -> server: x"
    )
    file = {"server": f"{HEAD}    s.{name}(msg)\n{TAIL}"}
    case = hand_in(run(story, line("server -> a: x")), kit=["server"], code=file)
    (one,) = crashes.does_not_run(case)
    assert one.says == f"Something is asked of an object that it does not have: {told}"


def test_a_condition_that_keeps_nothing_is_known_without_the_comments() -> None:
    """What is asked of what was given is read in the code; of two, both have to be so."""
    said = "b -> server: Psst you\nserver -> a: Psst you"
    short = line("never server -> a: x", events=(1,), expected='never server -> a: "Psst you"')
    bare = HEAD.rpartition("    #")[0]
    leaves = "    if not s.there(name):\n        return\n"
    for code, told, at in (
        (SAYS + SENDS, "this condition keeps", 3),
        (SAYS + leaves + SENDS, "this condition keeps", 3),
        (PASS + SENDS, "the conditions before it keep", 7),
        (PASS + leaves + SENDS, "", 9),
        ("    if name:\n        pass\n" + leaves + SENDS, "", 7),
    ):
        file = {"server": f"{bare}{code}{TAIL}"}
        (one,) = strays.should_not_pass(hand_in(run(said, short), kit=["server"], code=file))
        assert (told in one.says, "keep" in one.says, one.line) == (True, bool(told), at)
