"""Runs told by hand, one event a line, and the hand-in that they make.

A run is told so::

    a connects
    a -> server: Alice
    server reads a
    server prints: X: Alice
    server closes a
    server exits 0
    quiet: a keyboard, server receive a

A finding is the line that it is about, with what is known of it:
``line("never server reads a", events=(2,))``; of one that was met, ``met("…")``.

Every rule looks at every hand-in that is told here, whichever rule it is told for: none may fail.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from harness import diagnosis
from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import Place
from harness.model import events as ev
from harness.model.link import Link
from harness.model.play import MET, UNMET, Finding
from harness.model.record import Record, Source
from harness.model.result import FAIL, Diagnosis, ItemResult
from harness.model.spec import Role, Scene, Spec

ITEM = "one"
RULES = (*diagnosis._ROOTS, *diagnosis._OTHERS, *diagnosis._LAST)
_VERBS = ("prints", "shows", "reads", "closes", "ends", "connects", "waits", "asks", "one of")


def run(
    story: str,
    *findings: Finding,
    students: Iterable[str] = ("server",),
    waits: Iterable[ev.Wait] = (),
    scene: str = "s",
    row: str = "",
    number: int = 1,
) -> Run:
    """A run; ``students``: the roles that students' programs play, the others are scripted."""
    roles = ("server", "a", "b")
    by = {role: "student" if role in set(students) else "script" for role in roles}
    rows = [line.strip() for line in story.strip().splitlines()]
    events = tuple(_event(n, line) for n, line in enumerate(rows))
    return Run(scene, "cast", row, number, by, events, findings, tuple(waits))


def line(
    words: str, events: tuple[int, ...] = (), at: int = 99, happened: str = "", expected: str = ""
) -> Finding:
    """A line of the story that was not as it should be, labelled with the one item there is."""
    mood, rest = ("never", words[6:]) if words.startswith("never ") else ("must", words)
    actor, _, more = rest.partition(" ")
    if more.startswith("-> "):
        verb, to = "sends", more[3:].partition(":")[0]
    else:
        verb = next(verb for verb in _VERBS if more.startswith(verb))
        found = re.match(r"(?:for |to )?(a|b|server)\b", more.removeprefix(verb).strip())
        to = found[1] if found and verb in {"reads", "closes", "connects", "waits"} else ""
    return Finding(
        step=1,
        line=1,
        source=words,
        items=(ITEM,),
        actors=(actor,),
        verdict=UNMET,
        mood=mood,
        verb=verb,
        objects=(to,) if to else (),
        events=events,
        expected=expected or words,
        happened=happened or "something else",
        at=at,
    )


def met(words: str, events: tuple[int, ...] = ()) -> Finding:
    """A line of the story that was as it should be."""
    return replace(line(words, events), verdict=MET)


def hand_in(
    *runs: Run,
    code: Mapping[str, str] | None = None,
    kit: Iterable[str] = (),
    linked: Iterable[str] = (),
    item: ItemResult | None = None,
) -> Case:
    """A hand-in of such runs, with the ``code`` of its roles (of each one file, ``<role>.py``).

    ``kit``: the roles of which only regions are a student's; ``linked``: the scenes with links.
    """
    wire = (Link("a", "server", "split"),)
    scenes = {
        each.scene: Scene(each.scene, (), ("cast",), links=wire if each.scene in linked else ())
        for each in runs
    }
    regions = dict.fromkeys(kit, "kit")
    roles = {
        "server": Role("server", does="listen", regions=regions.get("server")),
        "a": Role("a", does="connect", regions=regions.get("a")),
        "b": Role("b", does="connect", regions=regions.get("b")),
    }
    lost = item or ItemResult(ITEM, "The one item", 0, 10, FAIL)
    files: dict[str, tuple[Source, ...]]
    files = {role: (Source(f"{role}.py", text.encode()),) for role, text in (code or {}).items()}
    record = Record(
        "isolated",
        "",
        "",
        sources=files,
        mains={role: f"{role}.py" for role in files},
        files=tuple(f"{role}.py" for role in files),
    )
    case = Case(Spec("test", "Test", "", roles, {}, {}, scenes, {}), runs, (lost,), record)
    for rule in RULES:
        list(rule(case))
    return case


def place(one: Diagnosis) -> Place:
    """Where a diagnosis says that it is."""
    return Place(one.file, one.line, one.code)


def _event(n: int, told: str) -> ev.Event:
    if told.startswith("quiet"):
        words = [wait.split() for wait in told.partition(": ")[2].split(", ") if wait]
        waits = [ev.Wait(w, on, tuple(of), thread=at) for at, (w, on, *of) in enumerate(words, 1)]
        return ev.Quiet(n=n, at=n, who=ev.STAGE, waits=tuple(waits))
    if told.startswith("limit"):
        detail = told.partition(": ")[2]
        return ev.Limit(n=n, at=n, who=ev.STAGE, what="patience", detail=detail)
    who, _, rest = told.partition(" ")
    verb, _, more = rest.partition(" ")
    said = told.partition(": ")[2].replace("\\n", "\n").encode()
    kind, values = _made(who, verb.rstrip(":"), more, said)
    return kind(n=n, at=n, who=who, **values)


def _made(who: str, verb: str, more: str, said: bytes) -> tuple[type[ev.Event], dict[str, Any]]:
    """The kind of an event and what is its own."""
    to = more.partition(":")[0]
    conn = "c2" if "b" in (who, to) else "c1"
    proto = more or "tcp"
    kinds: dict[str, tuple[type[ev.Event], dict[str, Any]]] = {
        "->": (ev.Sent, {"to": to, "conn": conn, "proto": "tcp", "data": said}),
        "connects": (ev.Connected, {"to": "server", "conn": conn, "proto": proto}),
        "listens": (ev.Listening, {"proto": proto, "address": "", "port": 12000}),
        "reads": (ev.Read, {"of": to, "conn": conn, "count": 100}),
        "closes": (ev.Closed, {"to": to, "conn": conn, "how": "fin"}),
        "refused": (ev.Refused, {"proto": proto.partition(":")[0], "target": said.decode()}),
        "resets": (ev.Closed, {"to": to, "conn": conn, "how": "rst"}),
        "exits": (ev.Exited, {"code": int(more) if more.isdigit() else None}),
        "prints": (ev.Printed, {"data": said + b"\n"}),
        "shows": (ev.Shown, {"window": "", "text": said.decode()}),
        "types": (ev.Typed, {"data": said + b"\n"}),
        "asks": (ev.Asked, {}),
    }
    return kinds[verb]
