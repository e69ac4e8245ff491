"""Runs told by hand, one event a line, and the hand-in that they make.

A run is told so::

    a connects
    a -> server: Alice
    server reads a
    server prints: X: Alice
    server closes a
    server exits 0

A finding is the line that it is about, with what is known of it: ``line("never server reads a",
events=(2,))``; of one that was met, ``met("…")``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import Place
from harness.model import events as ev
from harness.model.play import MET, UNMET, Finding
from harness.model.record import Record, Source
from harness.model.result import FAIL, Diagnosis, ItemResult
from harness.model.spec import Role, Spec

ITEM = "one"
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
    item: ItemResult | None = None,
) -> Case:
    """A hand-in of such runs, with the ``code`` of its roles (of each one file, ``<role>.py``)."""
    regions = {role: "kit" for role in kit}
    roles = {
        "server": Role("server", does="listen", regions=regions.get("server")),
        "a": Role("a", does="connect", regions=regions.get("a")),
        "b": Role("b", does="connect", regions=regions.get("b")),
    }
    lost = item or ItemResult(ITEM, "The one item", 0, 10, FAIL)
    files = {role: (Source(f"{role}.py", text.encode()),) for role, text in (code or {}).items()}
    record = Record(
        "isolated",
        "",
        "",
        sources=files,
        mains={role: f"{role}.py" for role in files},
        files=tuple(f"{role}.py" for role in files),
    )
    return Case(Spec("test", "Test", "", roles, {}, {}, {}, {}), runs, (lost,), record)


def place(one: Diagnosis) -> Place:
    """Where a diagnosis says that it is."""
    return Place(one.file, one.line, one.code)


def _event(n: int, told: str) -> ev.Event:
    at: dict[str, int] = {"n": n, "at": n}
    who, _, rest = told.partition(" ")
    verb, _, more = rest.partition(" ")
    said = told.partition(": ")[2].replace("\\n", "\n").encode()
    match verb.rstrip(":"):
        case "->":
            to = more.partition(":")[0]
            return ev.Sent(**at, who=who, to=to, conn=_conn(who, to), proto="tcp", data=said)
        case "connects":
            proto = more or "tcp"
            return ev.Connected(**at, who=who, to="server", conn=_conn(who), proto=proto)
        case "listens":
            return ev.Listening(**at, who=who, proto=more or "tcp", address="", port=12000)
        case "reads":
            return ev.Read(**at, who=who, of=more, conn=_conn(who, more), count=100)
        case "closes":
            return ev.Closed(**at, who=who, to=more, conn=_conn(who, more), how="fin")
        case "exits":
            return ev.Exited(**at, who=who, code=int(more))
        case "prints":
            return ev.Printed(**at, who=who, data=said + b"\n")
        case "types":
            return ev.Typed(**at, who=who, data=said + b"\n")
        case "asks":
            return ev.Asked(**at, who=who)
    raise ValueError(told)


def _conn(*roles: str) -> str:
    return "c2" if "b" in roles else "c1"
