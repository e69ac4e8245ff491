"""Mistakes of a class: the same explanation is one, and what goes together stands together."""

from dataclasses import replace
from pathlib import Path

from harness.checks import findings
from harness.model.result import Diagnosis, Evidence, ItemResult, Result
from harness.reports import mistakes as under_test
from harness.reports.common_mistakes import common_mistakes
from harness.reports.mistakes import mistakes, shape, together
from tests.reports import build


def _item(name: str, *happened: str, points: float = 0, extra: bool = False) -> ItemResult:
    proofs = tuple(Evidence("server -> a", words, False, line=7) for words in happened)
    return ItemResult(name, f"Title of {name}", points, 10, "fail", extra, proofs)


def _class(**given: list[ItemResult]) -> list[Result]:
    return [replace(build.sample(name), items=tuple(items)) for name, items in given.items()]


def test_what_a_program_said_does_not_part_explanations() -> None:
    """Quoted texts, numbers and file names differ; what is said of them does not."""
    one = Evidence("x", 'server sent "Hi \\"Bob\\"" in 3 bytes', False, line=3, file="a.py", at=1)
    other = replace(one, happened='server sent "Ho" in 12 bytes', file="b.py", at=9)
    assert shape(one) == shape(other)
    assert shape(one) != shape(replace(one, line=4))
    assert shape(one) != shape(replace(one, happened="server sent nothing"))
    look = Evidence("a comment at the top of a.py", "there is none", False, file="a.py")
    assert shape(look) == shape(replace(look, expected="a comment at the top of b.py", file="b.py"))


def test_the_kind_of_an_error_parts_explanations() -> None:
    """A NameError is another mistake than a SyntaxError, whatever else is quoted."""
    ended = 'it had ended with exit code 1, its last line "{}: more"'
    kinds = [
        Evidence("x", ended.format(kind), False) for kind in ("NameError", "KeyError", "NameError")
    ]
    first, second, third = map(shape, kinds)
    assert first == third
    assert first != second


def test_the_same_explanation_is_told_once() -> None:
    """Whoever has it is in one group, with what all of them lost, and an example of the first."""
    found = mistakes(
        _class(
            ann=[_item("order", 'server sent "Ann first"')],
            bob=[_item("order", 'server sent "Bob first"', points=4)],
            cy=[_item("order", "server sent nothing")],
        )
    )
    assert [(one.who, one.lost) for one in found] == [(("ann", "bob"), 16), (("cy",), 10)]
    name, proof = found[0].example
    assert name == "ann"
    assert proof is not None
    assert proof.happened == 'server sent "Ann first"'


def test_what_most_others_have_decides() -> None:
    """Of several findings of a student, the one that more share is the one that is told."""
    found = mistakes(
        _class(
            ann=[_item("order", "odd", "common")],
            bob=[_item("order", "common")],
            cy=[_item("order", "strange", "common")],
        )
    )
    assert [one.who for one in found] == [("ann", "bob", "cy")]
    assert found[0].example[1] == Evidence("server -> a", "common", False, line=7)


def test_a_student_is_told_each_item_once() -> None:
    """However explanations overlap, nobody is in two groups of an item, and nobody in none."""
    found = mistakes(
        _class(
            ann=[_item("order", "one", "two")],
            bob=[_item("order", "two", "three")],
            cy=[_item("order", "three", "four")],
            dee=[_item("order", "four", "five")],
            eve=[_item("order", "six", "seven")],
        )
    )
    assert sorted(who for one in found for who in one.who) == ["ann", "bob", "cy", "dee", "eve"]
    assert [len(one.who) for one in found] == [2, 2, 1]
    alone = found[-1].example[1]
    assert alone is not None
    assert alone.happened == "six"


def test_items_lost_by_the_same_students_are_one_mistake() -> None:
    """They stand together, in the rubric's order; an item that others lost too does not."""
    found = mistakes(
        _class(
            ann=[_item("tcp", "x"), _item("order", "y"), _item("bye", "z")],
            bob=[_item("tcp", "x"), _item("order", "y"), _item("bye", "z")],
            cy=[_item("bye", "z")],
        )
    )
    told = [([item.id for item in one.items], one.who) for one in found]
    assert told == [(["tcp", "order"], ("ann", "bob")), (["bye"], ("ann", "bob", "cy"))]
    assert together(found) == {0: [(1, 2)], 1: [(0, 2)]}


def test_an_explanation_that_points_elsewhere_is_no_example() -> None:
    """Where one of the items tells the error itself, that one is shown."""
    elsewhere = 'nothing came; it had ended with the error that is told at "Order"'
    itself = 'it had ended with exit code 1, its last line "NameError: x"'
    (found,) = mistakes(_class(ann=[_item("tcp", elsewhere), _item("order", itself)]))
    assert found.example[1] is not None
    assert found.example[1].happened == itself


def test_what_only_follows_from_something_else_groups_nobody() -> None:
    """That what should come before never came is no explanation, if there is another."""
    hollow = under_test._HOLLOW
    found = mistakes(
        _class(ann=[_item("order", hollow, "a crash")], bob=[_item("order", hollow, "a lock")])
    )
    assert [one.who for one in found] == [("ann",), ("bob",)]
    assert len(mistakes(_class(ann=[_item("order", hollow)], bob=[_item("order", hollow)]))) == 1
    assert hollow in Path(str(findings.__file__)).read_text(encoding="utf-8")


def test_extra_credit_stands_apart() -> None:
    """Who lost nothing but extra credit is in no mistake of the main part."""
    everybody = _class(ann=[_item("relay", "x", extra=True)], bob=[_item("relay", "x", extra=True)])
    assert mistakes(everybody) == []
    assert [one.who for one in mistakes(everybody, extra=True)] == [("ann", "bob")]
    told = common_mistakes(everybody, {})
    assert "Nobody lost points of the main part." in told
    assert "2 submissions, 20 points not earned" in told


def test_nobody_who_lost_nothing_is_named() -> None:
    """A pass, and what could not be judged, is no mistake."""
    fine = [replace(_item("a", "x"), verdict=verdict) for verdict in ("pass", "unobservable")]
    assert mistakes(_class(ann=fine)) == []
    assert common_mistakes(_class(ann=fine), {}) == ""


def test_the_section_links_who_has_a_mistake() -> None:
    """Shared mistakes in full with links, those of one alone folded, the commonest pairs named."""
    links = {name: f"{name}/index.html" for name in ("ann", "bob", "cy")}
    told = common_mistakes(
        _class(
            ann=[_item("tcp", "x"), _item("bye", "z")],
            bob=[_item("tcp", "x"), _item("bye", "z")],
            cy=[_item("bye", "z"), _item("order", "alone")],
        ),
        links,
    )
    shared, alone = told.split("<details", 1)
    assert shared.count('<article class="mistake"') == 2
    assert 'Example: <a href="ann/index.html">ann</a>' in shared
    assert '<li><a href="cy/index.html">cy</a></li>' in shared
    assert '<b>Often with </b><a href="#m2">' in shared
    assert "1 mistake that only one submission makes" in alone


def _diagnosed(name: str, one: Diagnosis, *items: ItemResult) -> Result:
    return replace(build.sample(name), items=items, diagnoses=(one,))


EARLY = Diagnosis("too-early", 'It says something before it is true: "done"', "", "", ("order",))


def test_a_misconception_is_one_mistake_whatever_it_cost() -> None:
    """Its name parts and joins, not the explanations; the example is one with a place."""
    placed = replace(EARLY, says=EARLY.says.replace("done", "over"), file="s.py", line=7, code="x")
    placed = replace(placed, items=("order", "tcp"))
    (found,) = mistakes(
        [
            _diagnosed("ann", EARLY, _item("tcp", "x", points=10), _item("order", "one way")),
            _diagnosed("bob", placed, _item("tcp", "y"), _item("order", "another way")),
        ]
    )
    assert (found.who, found.lost) == (("ann", "bob"), 30)
    assert [item.id for item in found.items] == ["tcp", "order"]
    assert found.title == 'It says something before it is true: "…"'
    assert (found.example[0], found.named) == ("bob", placed)


def test_what_no_misconception_explains_is_grouped_by_its_explanation() -> None:
    """Of one student, too: the items that it does not name."""
    found = mistakes(
        [
            _diagnosed("ann", EARLY, _item("order", "x"), _item("tcp", "same")),
            _diagnosed("bob", replace(EARLY, items=()), _item("tcp", "same")),
        ]
    )
    told = [([item.id for item in one.items], one.who, one.title) for one in found]
    assert told == [(["tcp"], ("ann", "bob"), ""), (["order"], ("ann",), EARLY.says)]


def test_errors_are_one_mistake_by_their_kind() -> None:
    """Which name it was is each program's own."""

    def error(says: str) -> str:
        return under_test.title(Diagnosis("error", says))

    assert error("A name is used that nothing defines: repyl") == (
        "A name is used that nothing defines"
    )
    syntax = "Python cannot read the file: there is a syntax error in it"
    assert error(syntax) == syntax
    uncaught = "The program makes an error that nothing catches: {}Error: x is 3"
    assert error(uncaught.format("Key")) != error(uncaught.format("Type"))
    assert error(uncaught.format("Key")).endswith(": KeyError")


def test_a_misconception_heads_its_card_with_the_line_in_the_code() -> None:
    """The example's own line, as its writer wrote it."""
    one = replace(EARLY, file="s.py", line=7, code='print("<done>")', happened="Nobody was there")
    told = common_mistakes([_diagnosed("ann", one, _item("order", "x"))], {})
    assert "<h3>It says something before it is true: &quot;done&quot;</h3>" in told
    assert "s.py, line 7" in told
    assert "print(&quot;&lt;done&gt;&quot;)" in told
    assert "Nobody was there" in told
