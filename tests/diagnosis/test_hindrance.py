"""What keeps the one line that sends from being come to."""

from dataclasses import replace

import pytest

from harness.diagnosis import hindrance, relaying
from harness.diagnosis.case import Case
from tests.diagnosis.hand import hand_in, line, met, run

HEAD = "async def f(server, name, msg):\n    # *** start ***\n"
TAIL = "    # *** end ***\n"
SENDS = (
    "    if server.logged_in() and server.there(name):\n        await server.forward(name, msg)\n"
)
STORY = "a connects\nb connects\na -> server: one\nserver -> b: one\na -> server: two"
DONE = met("server -> b: one", (3,))
MISSED = line("server -> b: two", at=5, expected='server -> b: "two"')
PLAIN = "A message that one client sends is not sent on to the other one"


def case(code: str, story: str = STORY, done: bool = True) -> Case:
    """A hand-in of a kit's server, of which one message is passed on and another is not."""
    lines = [replace(DONE, expected='server -> b: "one"'), MISSED] if done else [MISSED]
    file = {"server": f"{HEAD}{code}{TAIL}"}
    return hand_in(run(story, *lines), code=file, kit=("server",))


@pytest.mark.parametrize(
    ("before", "at"),
    [
        ("    if full(): return\n", 3),
        ("    if not server.logged_in():\n        return\n    if full():\n        return\n", 5),
        ("    if not server.logged_in() or not server.there(name): return\n", 0),
        ("    if full():\n        return\n    if old():\n        return\n", 0),
        ("    for each in x:\n        if full():\n            return\n", 0),
        ("    if full():\n        return\n    return\n", 0),
        ("    if full(): return\n    await rest()\n", 0),
        ("    name = name.strip()\n    if full(): return\n", 0),
    ],
)
def test_a_function_that_returns_before_it_sends(before: str, at: int) -> None:
    """The one condition that asks something else than what was given; of two none is told."""
    (one,) = relaying.not_passed_on(case(before + SENDS))
    told = f"{PLAIN}: your function returns before that"
    assert (one.says, one.line) == ((told, at) if at else (PLAIN, 4 + before.count("\n")))


def test_an_error_may_have_kept_it_from_that() -> None:
    """The given program caught it, and the function returned nowhere."""
    error = (
        r'Traceback (most recent call last):\n  File "server.py", line 5, in f\n    x\nKeyError: 1'
    )
    (one,) = relaying.not_passed_on(
        case(f"    if full(): return\n{SENDS}", f"{STORY}\nserver prints: {error}")
    )
    assert one.says == PLAIN


def test_what_was_never_passed_on_may_have_another_reason() -> None:
    """Then even a question that is asked of what was given may be the wrong one."""
    (one,) = relaying.not_passed_on(case("    if full(): return\n" + SENDS, done=False))
    assert one.says == PLAIN
    other = "    if full(): return\n    if not server.logged_in():\n        pass\n    else:\n    "
    (one,) = relaying.not_passed_on(case(other + SENDS.replace("\n    ", "\n        ")))
    assert one.says != PLAIN
    wrong = other.replace("not server.logged_in", "late") + SENDS.replace("\n    ", "\n        ")
    (one,) = relaying.not_passed_on(case(wrong))
    assert one.says == PLAIN
    odd = "    if full(): return\n" + SENDS.replace("(name):", "(name[1:]):")
    sends = SENDS.replace("\n        await", "\n        ready and await")
    inner = (
        "    async def later():\n        await server.forward(name, msg)\n    if x: await later()\n"
    )
    for each in (SENDS.replace(" and ", " or "), sends, inner):
        (one,) = relaying.not_passed_on(case(f"    if full(): return\n{each}"))
        assert one.says == PLAIN
    (one,) = relaying.not_passed_on(case(odd))
    assert one.says == PLAIN


@pytest.mark.parametrize(
    ("asks", "done", "told"),
    [
        ("not server.there(name)", False, ": it would be only where server.there says no"),
        (
            "server.logged_in() and not server.there(name)",
            False,
            ": it would be only where server.",
        ),
        ("server.logged_in() or not server.there(name)", False, ""),
        ("not server.there(name)", True, ""),
        ("not ready", False, ""),
        ("server.there(name)", False, ""),
        ("server.there(msg)", False, ": server.there is asked about msg, and nothing about name"),
        ("server.there(msg)", True, ""),
        ("server.there(other)", False, ""),
        ("server.there(server)", False, ": server.there is asked about server itself"),
        ("server.there(server)", True, ""),
        ('server.there(name) == "True"', False, ': "True" in quotes is a text'),
        ('server.there(name) is "True"', False, ': "True" in quotes is a text'),
        ('server.there(name) is not "True"', False, ""),
        ('server.mood(name) == "good"', False, ""),
    ],
)
def test_a_condition_that_nothing_ever_came_past(asks: str, done: bool, told: str) -> None:
    """It asks for the contrary, or about something else; if some came past, it is another one."""
    code = f"    if {asks}:\n        await server.forward(name, msg)\n"
    (one,) = relaying.not_passed_on(case(code, done=done))
    assert one.says.startswith(f"{PLAIN}{told}")
    assert (one.says == PLAIN) == (not told)
    both = f"    if server.there(name):\n    {code.replace(chr(10) + ' ', chr(10) + '     ')}"
    (one,) = relaying.not_passed_on(case(both, done=done))
    assert "nothing about" not in one.says


NAMED = """
    a connects
    b connects
    a -> server: {"to": "b", "text": "one Bee"}
    server -> b: one
    a -> server: {"to": "Bee", "text": "two"}
"""


@pytest.mark.parametrize(
    ("asks", "story", "told"),
    [
        ("    if server.there(name.lower()):\n", NAMED, 'lower() makes another name of "Bee"'),
        ("    n = name.lower()\n    if server.there(n):\n", NAMED, "lower() makes another name of"),
        ("    if server.there(name.upper()):\n", NAMED, ""),
        ("    n = msg.lower()\n    if server.there(name):\n", NAMED, ""),
        ("    if server.there(name.lower()):\n", NAMED.replace('"b"', '"B"'), ""),
        ("    if server.there(name.lower()):\n", NAMED.replace('"Bee"', '"bee"'), ""),
    ],
)
def test_a_name_that_is_asked_about_in_other_letters(asks: str, story: str, told: str) -> None:
    """Those that arrived have a name that stays as it is; the text of a message is no name."""
    (one,) = relaying.not_passed_on(case(f"{asks}        await server.forward(name, msg)\n", story))
    assert one.says.startswith(f"{PLAIN}: {told}" if told else PLAIN)
    assert (one.says == PLAIN) == (not told)


@pytest.mark.parametrize(
    ("asks", "verdict", "told"),
    [
        ("name not in absent", "met", f"{PLAIN}: who could not be sent one before is sent none"),
        ("name not in absent", "unmet", PLAIN),
        ("ready(name)", "met", PLAIN),
    ],
)
def test_who_could_not_be_sent_a_message_before(asks: str, verdict: str, told: str) -> None:
    """The story forbade an earlier one, and the condition asks whether a name is among others."""
    story = "a connects\nb connects\na -> server: psst\nb -> server: one\nserver -> a: one\n"
    story += "a -> server: two"
    findings = (
        replace(met("server -> a: one", (4,)), expected='server -> a: "one"', at=4),
        replace(line("never server -> b: psst"), expected='never server -> b: "psst"', at=3,
                verdict=verdict),
        line("server -> b: two", at=6, expected='server -> b: "two"'),
    )  # fmt: skip
    code = f"    if {asks}:\n        await server.forward(name, msg)\n"
    file = {"server": f"{HEAD}{code}{TAIL}"}
    (one,) = relaying.not_passed_on(hand_in(run(story, *findings), code=file, kit=("server",)))
    assert one.says.startswith(told)
    assert (one.says == PLAIN) == (told == PLAIN)


@pytest.mark.parametrize(
    ("outer", "inner", "at"),
    [
        ("server.there(server)", "server.there(name)", 3),
        ("server.there(name)", "not server.there(name)", 4),
        ("server.logged_in()", "server.there(name)", 5),
    ],
)
def test_one_condition_within_another(outer: str, inner: str, at: int) -> None:
    """The odd one is named; where none is, it may be either, and what they keep is named."""
    code = f"    if {outer}:\n        if {inner}:\n            await server.forward(name, msg)\n"
    (one,) = relaying.not_passed_on(case(code, done=False))
    assert one.line == at


COMES = "answer = True\nif answer is other(msg):\n    client.send_message(Message.Pong)"


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        (COMES, 5),
        (COMES.replace("send_message(", "send_message(made("), 0),  # of which one may be the rest
        ("try:\n    client.send_message(1)\nexcept Exception:\n    pass", 0),
        (f"{COMES}\nclient.send_message(2)", 0),
        ("print(msg)", 0),
    ],
)
def test_a_line_of_a_client_that_is_not_come_to(lines: str, at: int) -> None:
    """It is the only one that sends, nothing may have failed there, and nothing was sent."""
    case = client(lines)
    assert [one.line for one in hindrance.not_come_to(case)] == [at] * bool(at)


def test_a_coroutine_may_have_been_come_to() -> None:
    """Without await nothing is sent by it, either."""
    awaited = COMES.replace("client.", "await client.")
    assert [one.line for one in hindrance.not_come_to(client(awaited, "async "))] == [5]
    assert not list(hindrance.not_come_to(client(COMES, "async ")))


def client(lines: str, how: str = "") -> Case:
    """A client of a kit that was sent a Ping, and sent nothing."""
    own = "\n".join(f"    {each}" for each in lines.split("\n"))
    code = f"{how}def answer(client, msg):\n    # *** start ***\n{own}\n    # *** end ***\n"
    owed = line("a -> server: Pong", expected='a -> server: "Pong\\n"')
    story = "server -> a: Ping\na reads server"
    return hand_in(run(story, owed, students=("a",)), code={"a": code}, kit=("a",))
