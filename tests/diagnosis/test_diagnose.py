"""All rules together: which diagnosis comes first, what is kept secret, what costs nothing."""

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from inspect import get_annotations, isfunction
from pkgutil import iter_modules

import pytest

from harness import diagnosis, marking
from harness.diagnosis.case import Case
from harness.diagnosis.sources import comments, not_handed_in
from harness.model.casting import Unfilled
from harness.model.record import Record, Take
from harness.model.result import FAIL, PASS, Diagnosis, Evidence, ItemResult, SceneRun
from harness.model.timeline import Timeline
from tests.diagnosis.hand import RULES, hand_in, line, run

EARLY = run(
    "a connects\na -> server: Alice\nserver reads a\nb connects",
    line("never server reads a", events=(2,)),
)
PARTS = tuple(iter_modules(diagnosis.__path__))
LOST = ItemResult("one", "The one item", 0, 10, FAIL)


def found(item: ItemResult) -> tuple[Diagnosis, ...]:
    """The diagnoses of a hand-in that was played as above."""
    case = hand_in(EARLY, code={"server": "c.recv(9)\n"}, item=item)
    timeline = Timeline("s", "cast", "", 1, EARLY.by, EARLY.events)
    shown = SceneRun("s", "cast", "", 1, "quiet", 0.1, recorded=timeline)
    take = Take(shown, EARLY.findings, EARLY.by, {}, {}, "", "")
    record: Record = replace(case.record, takes=(take,))
    return diagnosis.diagnose(case.spec, record, (item,))


def test_an_item_that_was_lost_is_explained() -> None:
    """From what was recorded; one that lost nothing needs no explanation."""
    (one,) = found(LOST)
    assert (one.kind, one.items, one.line) == ("reads-early", ("one",), 1)
    assert found(replace(LOST, verdict=PASS, points=10)) == ()


def test_what_explains_more_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of extra credit, too, which counts only where nothing of the main part is explained."""
    items = (
        LOST,
        replace(LOST, id="bye", extra=True, max=5),
        replace(LOST, id="relay", extra=True),
    )

    def said(*names: str) -> Diagnosis:
        return Diagnosis("k", " ".join(names), "", "", names)

    known = (said("bye"), said("relay"), said("one"))
    monkeypatch.setattr(diagnosis, "_ROOTS", ())
    monkeypatch.setattr(diagnosis, "_OTHERS", (lambda _: iter(known),))
    monkeypatch.setattr(diagnosis, "_LAST", ())
    case = hand_in(EARLY, item=LOST)
    told = diagnosis.diagnose(case.spec, case.record, items)
    assert [one.says for one in told] == ["one", "relay", "bye"]


def test_hidden_items_keep_their_secrets() -> None:
    """What only a hidden item asks about is not even looked at."""
    assert found(replace(LOST, hidden=True)) == ()


def test_a_rule_that_fails_costs_nobody_a_grade(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the other rules say is told all the same."""

    def broken(case: Case) -> list[Diagnosis]:
        raise LookupError(case)

    monkeypatch.setattr(diagnosis, "_ROOTS", (broken, *diagnosis._ROOTS))
    assert [one.kind for one in found(LOST)] == ["reads-early"]


def test_what_would_be_thought_of_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hand-in whose texts make the rules endless has a grade without them."""

    def endless(*_: object) -> tuple[Diagnosis, ...]:
        while True:
            pass

    monkeypatch.setattr(marking, "_THOUGHT", 0.1)
    monkeypatch.setattr(diagnosis, "diagnose", endless)
    case = hand_in(EARLY, item=LOST)
    assert marking._diagnoses(case.spec, case.record, (LOST,)) == ()


def test_a_comment_that_is_missing() -> None:
    """It has a file and a line, and the item's own hint."""
    proof = Evidence(
        "a comment at the top of server.py that explains what is asked",
        "nothing is said there before the first statement",
        passed=False,
        file="server.py",
        at=1,
    )
    item = replace(LOST, evidence=(proof,), hint="Why threads?")
    (one,) = comments(hand_in(item=item))
    assert one.says == "The comment at the top of the file is missing"
    assert (one.file, one.line, one.do) == ("server.py", 1, "Why threads?")


def test_a_program_that_was_not_handed_in() -> None:
    """It is said before all else; what the machine lacks is not the student's to hear."""
    why = "no file is called server.py"
    proof = Evidence("a program for server", why, passed=False)
    case = hand_in(item=replace(LOST, evidence=(proof,)))

    def told(whose: str, why: str = why) -> list[tuple[str, str]]:
        gone = replace(case.record, unfilled=(Unfilled("server", why, whose),))
        found = not_handed_in(replace(case, record=gone))
        return [(one.says.partition(",")[0], one.happened) for one in found]

    missing = ("A program was not handed in", "server: no file is called server.py")
    assert told("student") == [missing]
    assert told("machine") == []
    (wide,) = told("student", "server.py: Python cannot read it, as it was not saved as UTF-8")
    assert wide[0] == "Python cannot read a file as it was saved"


def test_comments_of_several_kinds_are_told_together() -> None:
    """Whoever mends the first reads of the second, and how many lines are asked for."""
    top = Evidence("a comment at the top of s.py that explains x", "nothing is said there before",
                   passed=False, file="s.py", at=1)  # fmt: skip
    share = "s.py has a line of comment for every 10 lines of code"
    few = Evidence(share, "0 lines of comment to 40 of code", passed=False, file="s.py", at=1)
    items = (replace(LOST, evidence=(top,)), replace(LOST, id="two", evidence=(few,)))
    one, two = comments(replace(hand_in(), items=items))
    assert one.happened.endswith("Beside that, there are too few comments for somebody else to "
                                 "follow (s.py)")  # fmt: skip
    assert two.happened.endswith(f"Asked for is: {share}")


def test_every_rule_is_asked() -> None:
    """A rule that no list names would never be heard of."""
    asked = {*RULES}
    modules = [import_module(f"{diagnosis.__name__}.{each.name}") for each in PARTS]
    written = {
        value
        for module in modules
        for name, value in vars(module).items()
        if isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
        if get_annotations(value) == {"case": Case, "return": Iterator[Diagnosis]}
    }
    assert written == asked
