"""Slips that can be read in a student's few lines."""

from dataclasses import replace

import pytest

from harness.diagnosis import slips
from harness.diagnosis.case import Case
from harness.model import events as ev
from tests.diagnosis.hand import hand_in, line, run

KIT = """\
from kit import Client
async def answer(client: Client, msg):
    # *** start ***
{lines}
    # *** end ***
def given(client):
    return 1
    client.send(2)
"""
SHORT = line("a -> server: Pong", expected='a -> server: "Pong"')


def kit(lines: str, end: str = "") -> Case:
    """A given program with these lines of a student's in it, which sends nothing."""
    own = "\n".join(f"    {each}" for each in lines.split("\n"))
    played = run(f"server -> a: Ping\na reads server{end}", SHORT, students=("a",))
    return hand_in(played, code={"a": KIT.format(lines=own)}, kit=("a",))


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("return\nif msg:\n    client.send(1)", 4),
        ("if msg:\n    return\n    client.send(1)", 5),
        ("while msg:\n    break\n    client.send(1)\nprint(msg)", 5),
        ("if not msg:\n    return\nclient.send(1)", 0),
        ("client.send(1)\nreturn\nclient.send(2)", 0),
        ("print(msg)\nreturn", 0),
    ],
)
def test_what_sends_stands_behind_a_return(lines: str, at: int) -> None:
    """Told only where nothing else sends, and the return is not under a condition of its own."""
    assert [one.line for one in slips.never_reached(kit(lines))] == [at][: bool(at)]


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("if msg:\n    client.send('msg')", 5),
        ("client.send('x', 'client')", 4),
        ("client.send(msg)", 0),
        ("client.send('message')", 0),
        ("print('msg')\nclient.send(msg)", 0),
        ("client.send('msg', 'client')", 0),
        ("if client.ready('msg'):\n    client.send(msg)", 4),
    ],
)
def test_a_name_in_quotes(lines: str, at: int) -> None:
    """It is spelt as what the function was called with, and given to what sends."""
    assert [one.line for one in slips.name_in_quotes(kit(lines))] == [at][: bool(at)]


def test_a_program_that_ends_with_an_error_has_no_slips() -> None:
    """What Python says of it is known."""
    assert not list(slips.never_reached(kit("return\nclient.send(1)", "\na exits 1")))


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("asyncio.ensure_future(server.forward(msg))", 4),
        ("asyncio.gather(server.forward(msg))", 4),
        ("await asyncio.create_task(server.forward(msg))", 0),
        ("task = asyncio.create_task(server.forward(msg))\nawait task", 0),
        ("asyncio.create_task(sleep(1))\nserver.forward(msg)", 0),
    ],
)
def test_what_sends_is_left_to_a_task(lines: str, at: int) -> None:
    """It is the cause only if nothing is lost but where two messages cross."""
    own = "\n".join(f"    {each}" for each in lines.split("\n"))
    code, kit = {"server": KIT.format(lines=own)}, ("server",)
    story = "a connects\nb connects\nb -> server: pong\na -> server: ping\nserver -> b: pong"
    missing = line("server -> a: pong", at=4)
    crossing = run(story, missing, line("never server -> b: pong", (4,)))
    alone = run("a connects\nb connects\na -> server: ping\nserver -> b: ping")
    found = list(slips.left_to_a_task(hand_in(crossing, alone, code=code, kit=kit)))
    assert [one.line for one in found] == ([at] if at else [])
    elsewhere = run("a connects\nb connects\na -> server: ping", line("server -> b: ping"))
    case = hand_in(crossing, alone, elsewhere, code=code, kit=kit)
    assert not list(slips.left_to_a_task(case))
    # and where nothing is well, something else may be the cause
    assert not list(slips.left_to_a_task(hand_in(crossing, code=code, kit=kit)))


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("threading.Timer(1, server.forward, [msg]).start()", 4),
        ("Thread(target=server.forward, args=(msg,)).start()", 4),
        ("t = Thread(target=server.forward, args=(msg,))\nt.start()\nt.join()", 0),
        ("Thread(target=server.forward(msg)).start()", 0),
        ("Thread(target=print, args=(msg,)).start()\nserver.forward(msg)", 0),
    ],
)
def test_what_sends_on_is_left_to_a_thread(lines: str, at: int) -> None:
    """It is the cause only of what is lost now and then, and of no client's."""
    own = "\n".join(f"    {each}" for each in lines.split("\n"))
    code, kit = {"server": KIT.format(lines=own)}, ("server",)
    lost = run("a connects\nb connects\na -> server: ping", line("server -> b: ping"))
    well = run("a connects\nb connects\na -> server: ping\nserver -> b: ping")
    found = list(slips.left_to_a_thread(hand_in(lost, well, code=code, kit=kit)))
    assert [one.line for one in found] == ([at] if at else [])
    assert not list(slips.left_to_a_thread(hand_in(lost, code=code, kit=kit)))


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("t = asyncio.create_task(client.send(1))\nt.cancel()", 5),
        ("t = asyncio.create_task(client.send(1))\nawait t", 0),
        ("t = asyncio.create_task(other())\nt.cancel()\nclient.send(1)", 0),
        ("timer.cancel()", 0),
    ],
)
def test_a_task_that_is_cancelled(lines: str, at: int) -> None:
    """Only one that sends is missed."""
    assert [one.line for one in slips.cancelled(kit(lines))] == [at][: bool(at)]


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("print(1)\nmap(client.send, [msg])", 5),
        ("list(map(client.send, [msg]))", 0),
        ("(client.send(m) for m in [msg])", 4),
        ("async def g():\n    yield await client.send(msg)\ng()", 6),
        ("def g():\n    yield client.send(msg)\nlist(g())", 0),
        ("def g():\n    client.send(msg)\ng()", 0),
        ("[client.send(m) for m in [msg]]", 0),
        ("map(str, [msg])", 0),
    ],
)
def test_what_sends_only_when_it_is_asked_for(lines: str, at: int) -> None:
    """What is lazy sends nothing until it is asked for; a list asks for all of it."""
    assert [one.line for one in slips.lazy(kit(lines))] == [at][: bool(at)]


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("if msg:\n    yield client.send(msg)", 5),
        ("async def to():\n    yield 1\nasync for x in to():\n    client.send(msg)", 0),
        ("to = lambda: (yield)\nclient.send(msg)", 0),
        ("client.send(msg)", 0),
    ],
)
def test_a_function_that_is_made_a_generator(lines: str, at: int) -> None:
    """By a yield of its own; in a function within it, that is only this one's matter."""
    assert [one.line for one in slips.generator(kit(lines))] == [at][: bool(at)]


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("await lock.acquire()\nif msg:\n    return\nclient.send(msg)\nlock.release()", 6),
        ("lock.acquire()\nclient.send(msg)", 4),
        ("if msg:\n    return\nlock.acquire()\nclient.send(msg)\nlock.release()", 0),
        ("lock.acquire()\nif msg:\n    lock.release()\n    return\nlock.release()", 0),
        ("lock.acquire()\nlock.release()\nif msg:\n    return\nclient.send(msg)", 0),
        ("lock.acquire()\ntry:\n    if msg:\n        return\nfinally:\n    lock.release()", 0),
        ("def f():\n    return 1\nlock.acquire()\nlock.release()", 0),
        ("lock.acquire()\ndef f():\n    return 1\nlock.release()", 0),
        ("def back():\n    lock.release()\nlock.acquire()\nif msg:\n    back()\n    return", 0),
        ("lock.acquire(False)\nclient.send(msg)", 0),
        ("async with lock:\n    return", 0),
    ],
)
def test_a_lock_that_is_not_given_back(lines: str, at: int) -> None:
    """On the way that leaves before, or on all ways; finally is on each."""
    assert [one.line for one in slips.never_released(kit(lines))] == [at][: bool(at)]


@pytest.mark.parametrize(
    ("lines", "signal", "told"),
    [
        ("import tkinter as tk\ntk.Toplevel()", 11, [4]),
        ("from tkinter import ttk\nttk.Label()", 11, [4]),
        ("import tkinter as tk\ntk.Toplevel()", 9, []),
        ("import ctypes\nctypes.string_at(0)", 11, []),
    ],
)
def test_windows_that_another_thread_makes(lines: str, signal: int, told: list[int]) -> None:
    """Only a program with a window, and which broke down: Tk may bear it for a while."""
    case = kit(lines, "\na exits")
    (played,) = case.runs
    end = ev.Exited(n=2, at=2, who="a", code=None, signal=signal)
    case = replace(case, runs=(replace(played, events=(*played.events[:-1], end)),))
    windows = {**case.spec.roles, "a": replace(case.spec.roles["a"], window="a")}
    with_window = replace(case, spec=replace(case.spec, roles=windows))
    assert [one.line for one in slips.windows_from_a_thread(with_window)] == told
    assert not list(slips.windows_from_a_thread(case))
