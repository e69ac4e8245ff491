"""Points from findings: rows, casts, runs, and what is nobody's fault."""

from dataclasses import replace
from pathlib import Path

import pytest

from harness.grading import Grade, RunFindings, grade
from harness.model.casting import Unfilled
from harness.model.play import Finding
from harness.model.result import Evidence, ItemResult
from harness.model.spec import Spec
from harness.spec import load
from tests.checks.told import spec_of

STORY = """
start server, a, b
one: server -> {who}: hello
two:
  a prints: x
  b prints: y
three: one of:
  server prints: z
  {f} prints: z
"""
RUBRIC = """
one: {is: 10 One, hint: Think.}
two: 10 Two
three: +5 Three
"""


@pytest.fixture
def spec(tmp_path: Path) -> Spec:
    """Three items; the first is about the server, the second about the clients."""
    return made(tmp_path, RUBRIC)


def made(folder: Path, rubric: str) -> Spec:
    """The story above with this rubric."""
    rows = "first: {who: a}\nsecond: {who: b}"
    return spec_of(folder, STORY, items=rubric, rows=rows, words="f: a|b")


def found(verdict: str, item: str = "one", step: int = 1, actor: str = "server") -> Finding:
    """A finding."""
    happened = "it came" if verdict == "met" else f"nothing of {actor}"
    return Finding(
        step, 20 + step, "line", (item,), (actor,), verdict, expected=item, happened=happened
    )


def run(
    *findings: Finding, cast: str = "whole", row: str = "first", number: int = 1
) -> RunFindings:
    """A run of the scene."""
    return RunFindings("s", cast, row, number, findings)


def item(result: Grade, name: str = "one") -> ItemResult:
    """One item's result."""
    return next(one for one in result.items if one.id == name)


def test_all_met_is_full_marks(spec: Spec) -> None:
    """Points, extra credit apart, and evidence for what passed."""
    result = grade(spec, [run(found("met"), found("met", "two", 2, "a"), found("met", "three", 4))])
    assert (result.score, result.max, result.extra, result.extra_max) == (20, 20, 5, 5)
    one = item(result)
    assert (one.verdict, one.points, one.passed, one.runs, one.hint) == ("pass", 10, 1, 1, "Think.")
    assert one.evidence[0].happened == "it came"
    assert one.note == ""


def test_every_row_must_pass(spec: Spec) -> None:
    """One row that fails is enough to lose the item."""
    runs = [run(found("met")), run(found("unmet"), row="second")]
    one = item(grade(spec, runs))
    assert (one.verdict, one.points, one.note) == ("fail", 0, "nothing of server")
    assert [piece.passed for piece in one.evidence] == [False, True]
    assert (one.evidence[0].row, one.evidence[0].line) == ("second", 21)


def test_the_best_cast_counts_side_by_side(spec: Spec) -> None:
    """A broken partner takes no points: each side may pass in another cast."""
    both = [
        run(found("met", "two", 2, "a"), found("unmet", "two", 3, "server"), cast="whole"),
        run(found("unmet", "two", 2, "a"), found("met", "two", 3, "server"), cast="server"),
    ]
    assert item(grade(spec, both), "two").verdict == "pass"


def test_half_of_the_work_in_each_of_two_casts_is_none(spec: Spec) -> None:
    """The lines of roles that are always cast together count in one cast, not in a mixture."""
    halves = [
        run(found("met", "two", 2, "a"), found("unmet", "two", 3, "b"), cast="whole"),
        run(found("unmet", "two", 2, "a"), found("met", "two", 3, "b"), cast="clients"),
    ]
    assert item(grade(spec, halves), "two").verdict == "fail"
    halves.append(run(found("met", "two", 2, "a"), found("unobservable", "two", 3, "b"), cast="x"))
    assert item(grade(spec, halves), "two").verdict == "unobservable"


def test_all_rows_of_a_cast_count(spec: Spec) -> None:
    """A cast that passes in one row and fails in another has failed."""
    rows = [
        run(found("met"), cast="whole", row="first"),
        run(found("unmet"), cast="whole", row="second"),
        run(found("unmet"), cast="server", row="first"),
        run(found("met"), cast="server", row="second"),
    ]
    assert item(grade(spec, rows)).verdict == "fail"


def test_sometimes_is_a_share_for_a_person_to_look_at(spec: Spec) -> None:
    """A race gives the share of runs that passed, and says how often."""
    runs = [run(found("met" if n != 2 else "unmet"), number=n) for n in (1, 2, 3)]
    one = item(grade(spec, runs))
    assert (one.verdict, one.points, one.review) == ("sometimes", 6.67, True)
    assert (one.passed, one.runs) == (2, 3)
    assert one.note == "it passed in 2 of 3 runs; where it did not: nothing of server"


def scene(name: str, verdict: str, number: int) -> RunFindings:
    """A run of another scene, with one line about item one."""
    return RunFindings(name, "whole", "first", number, (found(verdict),))


@pytest.mark.parametrize(
    ("often", "once", "passed", "runs"),
    [
        (("met", "met", "met"), ("unmet",), 0, 3),
        (("unmet", "met", "met"), ("met",), 2, 3),
        (("met", "met", "met"), ("met",), 3, 3),
        (("met", "met", "met", "met"), ("met", "unmet"), 2, 4),
        (("met", "unmet", "met"), ("met", "met"), 2, 3),
    ],
)
def test_a_scene_that_is_run_less_often_counts_over_and_over(
    often: tuple[str, ...], once: tuple[str, ...], passed: int, runs: int, spec: Spec
) -> None:
    """A line that failed in the only run of its scene is not saved by the runs of another."""
    played = [scene("s", verdict, n) for n, verdict in enumerate(often, 1)]
    played += [scene("t", verdict, n) for n, verdict in enumerate(once, 1)]
    one = item(grade(spec, played))
    assert (one.passed, one.runs) == (passed, runs)
    assert one.points == round(10 * passed / runs, 2)


def test_shares_of_lines_and_of_nothing(tmp_path: Path) -> None:
    """``share: lines`` is partial credit; ``share: none`` wants all runs."""
    rubric = "one: {is: 10 One, share: none}\ntwo: {is: 10 Two, share: lines}\nthree: +5 Three"
    spec = made(tmp_path, rubric)
    runs = [
        run(found(one), found("met", "two", 2), found("unmet", "two", 3), number=n)
        for n, one in ((1, "met"), (2, "unmet"))
    ]
    result = grade(spec, runs)
    assert (item(result).verdict, item(result).points, item(result).review) == (
        "sometimes",
        0,
        True,
    )
    two = item(result, "two")
    assert (two.verdict, two.points, two.review) == ("partial", 5, False)
    assert two.note.startswith("50% of what it asks for was there: nothing of")


def test_what_could_not_be_observed_loses_nothing(spec: Spec) -> None:
    """No cast met it and one could not see it: unobservable, said in the note."""
    runs = [run(found("unobservable")), run(found("unmet"), cast="server")]
    one = item(grade(spec, runs))
    assert (one.verdict, one.points) == ("unobservable", 0)
    assert one.note == "nothing of server; its 10 points are not counted as lost"
    runs.append(run(found("met"), cast="clients"))
    assert item(grade(spec, runs)).verdict == "pass"
    seen = [run(found("met")), run(found("unobservable"), number=2)]
    one = item(grade(spec, seen))
    assert (one.verdict, one.passed, one.runs) == ("pass", 1, 1)


def test_a_line_that_failed_fails_though_another_was_not_seen(spec: Spec) -> None:
    """What is known to be wrong is wrong."""
    one = item(grade(spec, [run(found("unobservable"), found("unmet", step=2))]))
    assert one.verdict == "fail"


def test_a_fault_of_ours_is_no_evidence(spec: Spec) -> None:
    """A run in which the harness failed counts for nothing; with no other the item is a fault."""
    broken = RunFindings("s", "whole", "first", 1, (found("unmet"),), fault="the tap died")
    one = item(grade(spec, [broken]))
    assert (one.verdict, one.note, one.review) == (
        "fault",
        "the harness failed: the tap died",
        True,
    )
    assert item(grade(spec, [broken, run(found("met"), number=2)])).verdict == "pass"
    assert (
        item(grade(spec, [], faults={"s": "no network"})).note == "the harness failed: no network"
    )
    assert item(grade(spec, [])).verdict == "fault"


def test_a_scene_of_nothing_but_faults_gives_no_points(tmp_path: Path) -> None:
    """What passed in another scene is not all that the item asks for; what failed there counts."""
    folder = tmp_path / "two"
    spec = made(folder, RUBRIC)
    text = (folder / "spec.yaml").read_text()
    second = "  t:\n    story: |\n      start server, a\n      one: server -> a: again\nrubric:"
    (folder / "spec.yaml").write_text(text.replace("rubric:", second))
    spec = load(folder)
    broken = [RunFindings("t", "whole", "", n, fault="the tap burst\nTraceback") for n in (1, 2)]
    for verdict, expected in (("met", "fault"), ("unmet", "fail")):
        one = item(grade(spec, [run(found(verdict)), *broken]))
        assert (one.verdict, one.points) == (expected, 0)
        assert one.note == ("the harness failed: the tap burst" if verdict == "met" else one.note)
    assert item(grade(spec, [run(found("met"))], faults={"t": "no net"})).verdict == "fault"
    again = RunFindings("t", "whole", "", 3, (found("met", step=9),))
    assert item(grade(spec, [run(found("met")), *broken, again])).verdict == "pass"


def test_a_role_that_nothing_fits_fails_its_items_alone(spec: Spec) -> None:
    """The student is told why; the other side keeps its points."""
    runs = [run(found("met", "two", 2, "a"), found("met", "two", 3, "b"), cast="clients")]
    gone = Unfilled("server", "no file listens")
    result = grade(spec, runs, unfilled=[gone])
    assert (item(result).verdict, item(result).note) == ("fail", "no file listens")
    assert item(result).evidence == (
        Evidence("a program for server", "no file listens", passed=False),
    )
    assert item(result, "two").verdict == "pass"
    assert item(result, "three").verdict == "fail"


def test_what_failed_is_told_before_what_could_not_be_seen(spec: Spec) -> None:
    """An item that failed says by what, whatever else nobody saw."""
    unseen = replace(found("unobservable"), happened="this could not be observed")
    one = item(grade(spec, [run(unseen, found("unmet", step=2))]))
    assert (one.verdict, one.note) == ("fail", "nothing of server")
    assert [piece.happened for piece in one.evidence] == [one.note, unseen.happened]


def test_why_it_could_not_be_seen_is_told_before_what_another_cast_came_to(spec: Spec) -> None:
    """Of a line that nobody judges, the reason stands first, in whichever cast it is."""
    unseen = replace(found("unobservable"), happened="this could not be observed")
    one = item(grade(spec, [run(found("unmet")), run(unseen, cast="server")]))
    assert one.verdict == "unobservable"
    assert [piece.happened for piece in one.evidence] == [unseen.happened, "nothing of server"]


def test_a_role_that_the_machine_cannot_run_is_unobservable(spec: Spec) -> None:
    """No interpreter that fits is the machine's fault."""
    gone = Unfilled("b", "there is no Python 2 here", "machine")
    result = grade(spec, [run(found("met"), cast="server")], unfilled=[gone])
    assert item(result).verdict == "pass"
    two = item(result, "two")
    assert two.verdict == "unobservable"
    assert two.note == "there is no Python 2 here; its 10 points are not counted as lost"


def test_an_item_that_nobody_could_play_tells_who_was_missing(spec: Spec) -> None:
    """Where another role of the scene is missing, that is why there is no evidence."""
    result = grade(spec, [], unfilled=[Unfilled("a", "no client")])
    assert (item(result).verdict, item(result).note) == ("fail", "no client")


def test_a_gate_shuts_an_item(tmp_path: Path) -> None:
    """Points only if its gates pass; a gate that is unknown leaves it unknown."""
    rubric = "one: 10 One\ntwo: {is: 10 Two, gate: one}\nthree: +5 Three"
    spec = made(tmp_path, rubric)
    for verdict, expected, points in (
        ("met", "pass", 10),
        ("unmet", "fail", 0),
        ("unobservable", "unobservable", 0),
    ):
        two = item(grade(spec, [run(found(verdict), found("met", "two", 2))]), "two")
        assert (two.verdict, two.points) == (expected, points)
        assert ("One" in two.note) == (verdict != "met")


def test_a_hidden_gate_is_not_named(tmp_path: Path) -> None:
    """What students do not see is not told by an item that they do."""
    rubric = "one: {is: 10 One, hidden: yes}\ntwo: {is: 10 Two, gate: one}\nthree: +5 Three"
    spec = made(tmp_path, rubric)
    two = item(grade(spec, [run(found("unmet"), found("met", "two", 2))]), "two")
    assert (two.verdict, two.note) == ("fail", "it counts only with: an item that is not shown")


def test_a_look_at_the_source_proposes(tmp_path: Path) -> None:
    """A person may correct it; without any proposal it is pending."""
    rubric = """
    one: {is: 10 One, by: person, look: server top comment /thread/}
    two: {is: 10 Two, look: all comments}
    three: {is: +5 Three, by: person}
    """
    spec = made(tmp_path, rubric)
    good = Evidence("a comment", "there is one", passed=True)
    poor = Evidence("comments", "1 line to 90", passed=False)
    result = grade(spec, [], {"one": (True, (good,)), "two": (False, (good, poor))})
    one, two, three = result.items
    assert (one.verdict, one.points, one.review) == ("pass", 10, True)
    assert (two.verdict, two.points, two.review, two.note) == ("fail", 0, False, "1 line to 90")
    assert two.evidence == (poor, good)
    assert (three.verdict, three.review) == ("pending", True)
    assert item(grade(spec, [])).verdict == "pending"
    gone = item(grade(spec, [], unfilled=[Unfilled("server", "no server")]))
    assert (gone.verdict, gone.note) == ("fail", "no server")


def test_evidence_is_short_and_says_each_thing_once(spec: Spec) -> None:
    """Failures first, repeated ones once, a dozen pieces at most."""
    findings = [found("unmet", step=n % 20, actor=f"r{n % 20}") for n in range(60)]
    one = item(grade(spec, [run(*findings, found("met", step=30))]))
    assert len(one.evidence) == 12
    assert [piece.passed for piece in one.evidence] == [False] * 11 + [True]
    assert len({piece.happened for piece in one.evidence}) == 12


def test_what_a_cast_never_came_to_is_no_evidence_where_another_failed(spec: Spec) -> None:
    """That one cast did not come so far explains nothing beside what went wrong in the other."""
    other = replace(found("unreached"), happened="it cannot be told")
    one = item(grade(spec, [run(other, cast="whole"), run(found("unmet"), cast="server")]))
    assert [piece.happened for piece in one.evidence] == ["nothing of server"]
    alone = item(grade(spec, [run(other, cast="whole")]))
    assert [piece.happened for piece in alone.evidence] == ["it cannot be told"]


def test_what_ended_a_program_is_told_once(spec: Spec) -> None:
    """The first item quotes a program's last words; what else was lost by them refers to it."""
    died = '; it had ended with exit code 1, its last line "NameError: name \\"x\\""'
    one = replace(found("unmet"), happened=f"server sent nothing{died}")
    both = f"server is shut{died}; server is mute{died}"
    two = replace(found("unmet", "two", 2, "a"), happened=both)
    result = grade(spec, [run(one, two, found("unmet", "three", 4))])
    assert item(result).note == f"server sent nothing{died}"
    told = '; it had ended with the error that is told at "One"'
    assert item(result, "two").note == f"server is shut{told}; server is mute{told}"
    assert item(result, "two").evidence[0].happened == item(result, "two").note
    assert item(result, "three").note == "nothing of server"
    secret = replace(spec, rubric=spec.rubric | {"one": replace(spec.rubric["one"], hidden="yes")})
    shown = grade(secret, [run(one, two)])
    assert item(shown, "two").note.startswith(f"server is shut{died}")
    alone = grade(spec, [run(found("met"), two)])
    same = "; it had ended with the same error"
    assert item(alone, "two").note == f"server is shut{died}; server is mute{same}"
    # another program may die of the same mistake, in a line of its own
    other = replace(two, happened=f"b is mute{died}")
    assert item(grade(spec, [run(one, other)]), "two").note == f"b is mute{died}"


def test_several_programs_for_a_role_are_for_a_person(spec: Spec) -> None:
    """Nothing is lost by what cannot be told; the reason names the files."""
    result = grade(spec, [run(found("met"))], unfilled=[Unfilled("a", "a.py or b.py", "person")])
    assert item(result, "two").verdict == "unobservable"
    assert "a.py or b.py" in item(result, "two").note
