"""Messages that a student's lines put together anew: in several pieces, or with texts of their own.

What crosses is a record, or a line; which text of a record is the message is known by its name,
under which it came.
"""

import ast
from collections.abc import Iterator

from harness.diagnosis.asked import is_due
from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import Place
from harness.diagnosis.difference import texts
from harness.diagnosis.regions import own_lines, own_send
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis


def in_pieces(case: Case) -> Iterator[Diagnosis]:
    """One message came, and all of it is sent on as several."""
    found = [
        (hub, f, whole, pieces)
        for hub, f, said, sent in _sent_on(case)
        for name, whole in texts(said)
        for pieces in [[each for key, each in texts(sent) if key == name]]
        if _all_of(pieces) == _all_of([whole])
        if len([each for each in pieces if each.strip()]) > 1
    ]
    for hub, _, whole, pieces in found[:1]:
        yield from case.diagnosis(
            "in-pieces",
            [f for server, f, *_ in found if server == hub],
            "One message is sent on as several, and each of them has a part of it",
            own_send(case, hub),
            happened=f'"{_flat(whole)}" was sent on as {len(pieces)} messages',
            do="Your function is called once for each message: send it on once, whole.",
        )


def by_hand(case: Case) -> Iterator[Diagnosis]:
    """A text of a record stands in the student's own line, where it should be what it is."""
    for hub, f, said, sent in _sent_on(case):
        came = {*texts(said)}
        same = came & {*texts(sent)}  # so that it is this message, put together anew
        there = [pair for pair in same if not _written(case, hub, *pair).line]
        for name, what in texts(sent) if there else ():
            place = _written(case, hub, name, what)
            if (name, what) not in came and place.line:
                yield from case.diagnosis(
                    "by-hand",
                    [f],
                    f'What is sent on says "{name}": "{what}", whoever it comes from: that is '
                    "written in your line",
                    place,
                    happened=f.happened,
                    do="Which of the functions that are given puts together what is sent on?",
                )
                return


def _sent_on(case: Case) -> Iterator[tuple[str, Finding, str, str]]:
    """Of kits: a line that was not met, what another had said last, and what was sent upon that."""
    for hub in case.listeners:
        for run in case.alone(hub) if case.is_kit(hub) else ():
            for f in run.unmet:
                said = _last(run, hub, f)
                if is_due(f, hub) and f.objects and said is not None:
                    own = [e for e in run.all(ev.Sent, hub) if said.n < e.n <= f.at]
                    sent = b"".join(e.data for e in own if e.to in f.objects)
                    yield hub, f, text(said.data), text(sent)


def _last(run: Run, hub: str, finding: Finding) -> ev.Sent | None:
    """What was said to a server last, by somebody else than who should be sent something."""
    said = [e for e in run.all(ev.Sent) if e.to == hub and e.n <= finding.at]
    return said[-1] if said and said[-1].who not in finding.objects else None


def _written(case: Case, hub: str, name: str, what: str) -> Place:
    """The one line of a student's own in which a record is written that has this text."""
    found = {
        case.code(hub).line(file, value.lineno)
        for file, tree in case.code(hub).trees()[:1]
        for node in (ast.walk(tree) if tree is not None else ())
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(value, ast.Constant)
        if (key.value, value.value) == (name, what) and value.lineno in own_lines(case, hub)
    }
    return found.pop() if len(found) == 1 else Place()


def _all_of(parts: list[str]) -> str:
    return "".join("".join(parts).split())


def _flat(said: str) -> str:
    return " / ".join(said.splitlines())
