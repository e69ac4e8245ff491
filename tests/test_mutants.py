"""``audit --mutants``: a reference changed in small ways, and what the rubric sees of it."""

import ast
import json
from pathlib import Path

import pytest

from harness.audit import hunted, mutating, survivors
from harness.audit.hunting import CAUGHT, SURVIVED, UNSEEN, Fate, Hunt, breed
from harness.audit.mutating import Mutant, mutants, sample
from harness.audit.notebook import Note, Notebook
from harness.audit.source import Source, every
from harness.audit.spared import spared
from harness.model.errors import UsageError
from harness.spec import load
from harness.store.stamps import Stamp
from tests import kit, small
from tests.commands import call

ROOT = Path(__file__).resolve().parent.parent

# operator, a source, and a line that it must make of it
OPERATORS = (
    ("change-comparison", "a == b", "a != b"),
    ("change-comparison", "a not in b", "a in b"),
    ("change-comparison", "a < b", "a <= b"),
    ("negate-condition", "while a < b: f()", "while not (a < b): f()"),
    ("negate-condition", "x = [a for a in b if a]", "x = [a for a in b if not (a)]"),
    ("swap-boolean", "a and b", "a or b"),
    ("drop-operand", "a and b", "b"),
    ("drop-not", "f(not a)", "f(a)"),
    ("flip-boolean", "f(daemon=True)", "f(daemon=False)"),
    ("change-arithmetic", "a + b", "a - b"),
    ("change-arithmetic", "a += b", "a -= b"),
    ("change-number", "s.bind(('', 12000))", "s.bind(('', 12001))"),
    ("change-text", "f('Pong')", "f('XXPong')"),
    ("change-text", "f(b'')", "f(b'XX')"),
    ("change-text", r"f(f'{a}\n{b} says')", r"f(f'{a}\n{b}XX says')"),
    ("drop-line-end", r"f(b'Ping\r\n')", "f(b'Ping')"),
    ("drop-line-end", r"f(f'{a}\n')", "f(f'{a}')"),
    ("drop-value", "f(f'{a}: {b}')", "f(f'{a}: ')"),
    ("swap-values", "f(f'{a}: {b}')", "f(f'{b}: {a}')"),
    ("swap-arguments", "f(a, 'ü', c)", "f('ü', a, c)"),
    ("swap-arguments", "x, y = z()", "y, x = z()"),
    ("swap-arguments", "f((a, b), c)", "f(c, (a, b))"),
    ("skip-last", "for x in (a, b): f()", "for x in (list((a, b))[:-1]): f()"),
    ("swap-boolean", "(a or b) and c", "(a or b) or c"),
    ("other-receiver", "a.recv(9)\nb.sendall(c)", "a.sendall(c)"),
    ("other-method", "a.tell(b)\na.ask(c)", "a.ask(b)"),
    (
        "only-once",
        "for a in b:\n    a.close()",
        '    if not globals().get("once"): globals()["once"] = True; a.close()',
    ),
    (
        "only-once",
        "def told(a):\n    a.send(b)",
        '    if not globals().get("once"): globals()["once"] = True; a.send(b)',
    ),
    ("other-member", "f(M.Ping)\nf(M.Pong)", "f(M.Pong)"),
    ("other-member", "s.shutdown(socket.SHUT_WR)", "s.shutdown(socket.SHUT_RD)"),
    ("drop-call", "f(a.strip())", "f(a)"),
    ("start-run", "t.start()", "t.run()"),
    ("call-target", "T(target=f, args=(a,))", "T(target=f(a), args=(a,))"),
    ("delete-statement", "a.sendall(b)", "pass"),
    ("delete-statement", "a = 1\na = 2", "pass"),
    ("repeat-statement", "a.sendall(b)", "a.sendall(b); a.sendall(b)"),
    ("swap-statements", "a.sendall(b)\na.close()", "a.close()"),
    ("swap-jump", "while a:\n    break", "    continue"),
    ("skip-first", "for a in b: f()", 'for a in __import__("itertools").islice(b, 1, None): f()'),
    ("skip-last", "for a in b: f()", "for a in list(b)[:-1]: f()"),
    ("loop-once", "while True:\n    f()", "    break"),
    ("return-nothing", "def f():\n    return 1", "    return None"),
    ("reraise", "try:\n    f()\nexcept OSError:\n    g()", "    raise"),
    ("drop-with", "with lock:\n    f()", "if [lock]:"),
    ("drop-with", "with open(a) as b:\n    f()", "if [b := (open(a))]:"),
    ("drop-await", "async def f():\n    await g()", "    g()"),
)


@pytest.mark.parametrize(("operator", "text", "line"), OPERATORS)
def test_each_operator_makes_its_change(operator: str, text: str, line: str) -> None:
    """One place changes, and all else stays as it was typed."""
    made = [each for each in mutants("x.py", text) if each.operator == operator]
    assert any(line in each.source.split("\n") for each in made), [each.source for each in made]
    assert all(each.source != text for each in made)


SPARED = (
    ("docstrings", '"""A text."""\n'),
    ("docstrings", 'def f():\n    """A text."""\n    pass'),
    ("types", "def f(a: 'A') -> 'B':\n    pass"),
    ("imports", "import socket\nfrom threading import Thread, Lock"),
    ("entry", 'if __name__ == "__main__":\n    main()'),
    ("sizes", "x = a.recv(1024)"),
    ("sizes", "LONGEST = 1024\nx = a.recv(LONGEST)"),
    ("codecs", 'x = f(encoding="utf-8", errors="replace")'),
)


@pytest.mark.parametrize(("rule", "text"), SPARED)
def test_what_nobody_could_tell_is_not_changed(rule: str, text: str) -> None:
    """Each rule spares what it names."""
    source = Source(text)
    assert {spared(node, source) for node in every(source.module)} - {""} == {rule}
    assert mutants("x.py", text) == ()


@pytest.mark.parametrize(
    "text", ["x = a.recv(1)", "x = f(1024)", "LONGEST = 1024\nx = a.recv(LONGEST)\nf(LONGEST)"]
)
def test_a_size_that_a_message_may_have_is_changed(text: str) -> None:
    """What may cut a message, or says something else as well, is no size."""
    assert [each for each in mutants("x.py", text) if each.operator == "change-number"]


def test_the_same_source_gives_the_same_mutants_by_their_names() -> None:
    """Sorted by place, each name once, each program once, all of them Python."""
    made = mutants("server.py", small.GOOD)
    assert made == mutants("server.py", small.GOOD)
    assert [each.line for each in made] == sorted(each.line for each in made)
    assert len({each.name for each in made}) == len(made)
    assert len({ast.dump(ast.parse(each.source)) for each in made}) == len(made)
    assert "server.py:6 delete-statement" in [each.name for each in made]
    assert "server.py:3 swap-arguments.2" in [
        each.name for each in mutants("server.py", "\n\nf(a, b, c)")
    ]


def test_a_sample_is_spread_over_all() -> None:
    """The same one each time, from the beginning to near the end."""
    made = mutants("server.py", small.GOOD)
    few = sample(made, 4)
    assert len(few) == 4
    assert few == sample(made, 4)
    assert few[0] == made[0]
    assert few[-1] in made[len(made) // 2 :]
    assert sample(made, None) == sample(made, 1000) == made


def test_only_what_students_write_is_changed(tmp_path: Path) -> None:
    """In a file with regions no line outside of them."""
    kit.assignment(tmp_path / "loud")
    made = breed(load(tmp_path / "loud"))
    assert {each.file for each in made} == {"client_student.py", "server_student.py"}
    for each in made:
        text = (tmp_path / "loud" / "reference" / each.file).read_text().split("\n")
        begin = next(n for n, line in enumerate(text, 1) if "*** start ***" in line)
        end = next(n for n, line in enumerate(text, 1) if "*** end ***" in line)
        assert begin < each.line < end


# Explanations

PRINT = next(
    each for each in mutants("server.py", small.GOOD) if each.name == "server.py:6 delete-statement"
)
WHY = "Not asked: nobody has to print."


def explained(
    folder: Path,
    *,
    line: str = "print(data.decode())",
    by: str = "delete-statement",
    why: str = WHY,
) -> tuple[survivors.Explanation, ...]:
    """Write one explanation, and read it."""
    text = f"- why: '{why}'\n  file: server.py\n  changes: |\n    {by}: {line}\n"
    (folder / "survivors.yaml").write_text(text)
    return survivors.read(folder)


def test_an_explanation_finds_its_line_by_what_it_says(tmp_path: Path) -> None:
    """Wherever the line has moved; of other lines and operators it says nothing."""
    told = explained(tmp_path)
    moved = mutants("server.py", f"pass\n\n{small.GOOD}")
    assert survivors.explaining(PRINT, told) == told[0]
    assert [each.name for each in moved if survivors.explaining(each, told)] == [
        "server.py:8 delete-statement"
    ]
    assert told[0].why == WHY


def test_an_explanation_that_nothing_needs_is_stale(tmp_path: Path) -> None:
    """A line that is gone is always told; what is caught, once all have been graded."""
    every = mutants("server.py", small.GOOD)
    gone = explained(tmp_path, line="print(nothing)")
    assert survivors.stale(gone, every, [], whole=False) == (
        "server.py: delete-statement changes no line 'print(nothing)'",
    )
    told = explained(tmp_path)
    assert survivors.stale(told, every, [PRINT], whole=True) == ()
    assert survivors.stale(told, every, [], whole=False) == ()
    more = explained(tmp_path, by="delete-statement drop-call")
    assert survivors.stale(more, every, [PRINT], whole=True) == (
        "server.py: drop-call of 'print(data.decode())' is always caught",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("why: x", "no list of explanations"),
        ("- 'x", "cannot be read"),
        ("- {why: so, file: a.py, changes: 'x-y: z'}", "begins with 'Equivalent: '"),
        ("- {why: 'Equivalent: x', changes: 'x-y: z'}", "names a file"),
        ("- {why: 'Equivalent: x', file: a.py}", "has lines of 'operators: line of code'"),
        ("- {why: 'Equivalent: x', file: a.py, changes: 'f(x)'}", "code': f(x)"),
        ("- {why: 'Equivalent: x', file: a.py, changes: 'x-y: z', by: y}", "no key 'by'"),
    ],
)
def test_a_wrong_explanation_is_told_with_its_file(text: str, said: str, tmp_path: Path) -> None:
    """Nothing is graded before it is mended."""
    (tmp_path / "survivors.yaml").write_text(text)
    with pytest.raises(UsageError, match=r"survivors\.yaml") as caught:
        survivors.read(tmp_path)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "file", sorted(ROOT.glob("assignments/*/survivors.yaml")), ids=lambda file: file.parent.name
)
def test_what_an_assignment_explains_is_there(file: Path) -> None:
    """Whoever changes a reference changes its explanations; whether they are needed is graded."""
    told = survivors.read(file.parent)
    assert told
    assert survivors.stale(told, breed(load(file.parent)), [], whole=False) == ()


# What came of it


def hunt(*fates: Fate, stale: tuple[str, ...] = ()) -> Hunt:
    """A hunt of all mutants of the small server."""
    return Hunt("echo", "Echo", 40, fates, stale)


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (hunt(Fate(PRINT, CAUGHT, "echo", ("shows",))), 0),
        (hunt(Fate(PRINT, SURVIVED, why=WHY)), 0),
        (hunt(Fate(PRINT, SURVIVED)), 1),
        (hunt(stale=("server.py: x",)), 1),
        (hunt(Fate(PRINT, UNSEEN, why="no tap")), 2),
        (hunt(Fate(PRINT, "fault", why="KeyError"), Fate(PRINT, SURVIVED)), 3),
    ],
)
def test_what_is_left_unexplained_decides(found: Hunt, code: int) -> None:
    """The exit code is that of every audit."""
    assert found.code == code


def test_a_survivor_is_shown_with_its_change() -> None:
    """Its name, the line before and after, and the items that its file has a part in."""
    shown = hunted.table(hunt(Fate(PRINT, SURVIVED, lost=("shows",)), Fate(PRINT, UNSEEN, why="?")))
    for part in (
        "server.py:6 delete-statement\n    - print(data.decode())\n    + pass",
        "has a part in: shows",
        "1  unexplained",
        "The rubric is blind",
    ):
        assert part in shown
    assert "nobody has said why" not in hunted.table(hunt(Fate(PRINT, SURVIVED, why=WHY)))


def test_what_was_graded_is_known_again(tmp_path: Path) -> None:
    """By the same mutant with the same assignment; a line that was cut off is nothing."""
    stamp, file = Stamp("a", "m", "h", "x"), tmp_path / "kept.jsonl"
    Notebook(file, stamp).keep(PRINT, Note(CAUGHT, "echo", ("shows",), ""))
    file.write_text(file.read_text() + '{"job": "')
    other = next(each for each in mutants("server.py", small.GOOD) if each != PRINT)
    assert Notebook(file, stamp).find(PRINT) == Note(CAUGHT, "echo", ("shows",), "")
    assert Notebook(file, stamp).find(other) is None
    assert Notebook(file, Stamp("b", "m", "h", "x")).find(PRINT) is None
    assert Notebook(None, stamp).find(PRINT) is None


# The whole


@pytest.fixture(scope="module")
def blind(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small assignment, whose rubric has forgotten that the server prints."""
    spec = small.SPEC.replace("  shows: 5 It shows what it receives\n", "").replace("shows: ", "")
    folder = small.assignment(tmp_path_factory.mktemp("blind") / "echo", spec)
    small.submission(folder / "reference")
    return folder


def test_a_blind_rubric_is_shown_where_it_is_blind(blind: Path) -> None:
    """What is not printed keeps full marks until that is explained; what is not sent does not."""
    words = ("audit", blind, "--mutants", "--only", "delete-statement", "--jobs", "2")
    found = call(*words, "--json", blind / "found.json", "--keep", blind.parent / "kept.jsonl")
    assert found.returncode == 1, found.stdout + found.stderr
    told = json.loads((blind / "found.json").read_text())
    fates = {each["before"][0]: each for each in told["mutants"]}
    assert told["schema"] == "callsheet/mutants/v1"
    assert told["unexplained"] == ["server.py:6 delete-statement"]
    assert fates['plug.sendall(data + b" goodbye")']["items"] == ["echoes", "talks"]
    assert "- print(data.decode())\n    + pass" in found.stdout
    (blind / "found.json").unlink()
    explained(blind)
    again = call(*words, "--keep", blind.parent / "kept.jsonl")
    assert again.returncode == 0, again.stdout + again.stderr
    assert WHY in again.stdout


def test_a_reference_that_is_wrong_is_not_changed(blind: Path) -> None:
    """Whatever is found of its mutants would say nothing."""
    (blind / "reference" / "server.py").write_text(small.SILENT)
    try:
        done = call("audit", blind, "--mutants")
    finally:
        (blind / "reference" / "server.py").write_text(small.GOOD)
    assert done.returncode == 64
    assert "the reference itself does not get full marks (echoes, talks)" in done.stderr


def test_a_choice_of_mutants_is_of_mutants() -> None:
    """Whoever forgets --mutants is told."""
    done = call("audit", "first-message", "--only", "delete-statement")
    assert done.returncode == 64
    assert "no mistake has 'delete-statement' in its name" in done.stderr
    assert "needs --mutants" in done.stderr


def test_what_it_needs_is_named_where_it_lacks(tmp_path: Path) -> None:
    """LibCST is an extra: whoever has not installed it is told how."""
    (tmp_path / "libcst.py").write_text("raise ModuleNotFoundError('none', name='libcst')")
    done = call("audit", "first-message", "--mutants", env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 64
    assert "install callsheet[mutants]" in done.stderr


def test_a_mutant_names_the_line_by_which_it_is_explained() -> None:
    """The line in which its change begins, without the space around it."""
    made: tuple[Mutant, ...] = mutating.mutants("x.py", "if a:\n    f(\n        b, c)\n")
    swapped = next(each for each in made if each.operator == "swap-arguments")
    assert (swapped.line, swapped.at) == (3, "b, c)")
    assert (swapped.before, swapped.after) == (("        b, c)",), ("        c, b)",))
