"""Who waits for whom, in words: how a story that is stuck ends for its reader.

A program with a window waits for whoever uses it in its toolkit's main loop, or in a dialog's.  For
the kernel that is a lock, or one of several things, so the line of code has to tell; where it is
not known nothing is said of such a wait, since a window that a lock has frozen looks the same.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from harness.model.events import Wait
from harness.model.locks import waited_for

END = "Nothing more can happen."
_COMPUTES = "processor"
_GOES_ON = {_COMPUTES, "clock"}  # by itself, in its own time
_MAIN_LOOP = re.compile(r"\bmainloop\s*\(")
_DIALOG = re.compile(
    r"\b(?:wait_window|wait_variable|show(?:info|warning|error)"
    r"|ask(?:okcancel|yesno|yesnocancel|question|retrycancel|string|integer|float))\s*\("
)


def at_windows(waits: Iterable[Wait]) -> tuple[Wait, ...]:
    """The same waits; those in a toolkit's loop wait for somebody to use the window.

    Beside it the toolkit has a thread of its own, which is nobody's code.
    """
    every = tuple(waits)
    looping = {wait.who for wait in every if _is_at_window(wait)}
    return tuple(
        replace(wait, on="window", of=()) if _is_at_window(wait) else wait
        for wait in every
        if not (wait.who in looping and _is_untold(wait) and not wait.file)
    )


def beside_windows(waits: Iterable[Wait]) -> tuple[Wait, ...]:
    """The waits of a program with windows without those that its toolkit's loop may be."""
    return tuple(wait for wait in waits if not _is_untold(wait))


def _is_at_window(wait: Wait) -> bool:
    if _MAIN_LOOP.search(wait.code):
        return True
    return _is_untold(wait) and _DIALOG.search(wait.code) is not None


def _is_untold(wait: Wait) -> bool:
    return wait.on in {"lock", "several"} and not wait.of


def sentence(waits: tuple[Wait, ...]) -> str:
    """All of ``waits`` as one paragraph, a sentence for each role; '' if there are none.

    For example: *server: the main thread waits at server.py:19 for thread 2 to end; thread 2 waits
    at server.py:11, `data = conn.recv(1024)`, for a message from X. X waits for the keyboard.
    Nothing more can happen.*
    """
    roles = dict.fromkeys(wait.who for wait in waits)
    said = [_role(role, [wait for wait in waits if wait.who == role]) for role in roles]
    if not any(wait.on in _GOES_ON for wait in waits):
        said.append(END)
    return " ".join(said) if roles else ""


def clause(waits: Iterable[Wait], who: str) -> str:
    """What ``who`` waits for, without places in its code: *waits for a message from X*; or ''."""
    own = [wait for wait in waits if wait.who == who]
    objects = dict.fromkeys(goal(wait) for wait in own if wait.on != _COMPUTES)
    said = [f"waits {' and '.join(objects)}"] if objects else []
    if any(wait.on == _COMPUTES for wait in own):
        said.append("computes")
    return " and ".join(said)


def goal(wait: Wait) -> str:
    """What one thread waits for: *for the keyboard*, *for a message from X*, …"""
    if wait.on == "thread":
        return f"for thread {wait.until} to end" if wait.until else "for another thread to end"
    if wait.on == "lock":
        return f"for {waited_for(wait.code)}"
    if wait.on == "send":
        return f"to send to {_names(wait.of)}, who does not read" if wait.of else "to send"
    sort = _GOALS.get(wait.on, _GOALS["unknown"])
    return f"for {sort[1].format(_names(wait.of))}" if wait.of else f"for {sort[0]}"


_GOALS = {
    "keyboard": ("the keyboard", "the keyboard"),
    "window": ("somebody to use its window", "somebody to use its window"),
    "accept": ("a connection", "a connection from {}"),
    "receive": ("a message", "a message from {}"),
    "connect": ("its connection to be accepted", "{} to accept its connection"),
    "child": ("another process to end", "another process to end"),
    "pipe": ("output of another process", "output of {}"),
    "signal": ("a signal", "a signal"),
    "clock": ("time to pass", "time to pass"),
    "several": ("one of several things", "something from {}, among other things"),
    "unknown": ("something that cannot be told", "something of {}"),
}


def _names(roles: tuple[str, ...]) -> str:
    return " or ".join(roles)


def _role(role: str, waits: list[Wait]) -> str:
    if len(waits) == 1 and waits[0].thread == 1:
        return f"{role} {_waits(waits[0])}."
    threads = [f"{_thread(wait)} {_waits(wait)}" for wait in waits]
    return f"{role}: {'; '.join(threads)}."


def _thread(wait: Wait) -> str:
    return "the main thread" if wait.thread == 1 else f"thread {wait.thread}"


def _waits(wait: Wait) -> str:
    place = ""
    if wait.file:
        place = f" at {wait.file}:{wait.line}" if wait.line else f" in {wait.file}"
        # A thread that waits for another says all there is to say without its code.
        if wait.code and wait.on != "thread":
            place += f", `{wait.code.strip()}`,"
    return f"computes{place.rstrip(',')}" if wait.on == _COMPUTES else f"waits{place} {goal(wait)}"
