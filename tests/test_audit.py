"""``audit``: whether hand-ins with known verdicts got them, and how that is told."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from harness import audit, pipeline
from harness.audit import Audit, HandIn, judge, table
from harness.audit.judging import CAST, HANDOUT, MISTAKE, REFERENCE
from harness.model.errors import UsageError
from harness.model.result import (
    FAIL,
    FAULT,
    PASS,
    PENDING,
    SOMETIMES,
    UNOBSERVABLE,
    ItemResult,
    Result,
)
from harness.model.spec import Spec
from harness.spec import load
from tests import kit
from tests.commands import call

MUTE = kit.SERVER_STUDENT.replace("server.send_message(msg.upper())", "pass")
ODD = kit.CLIENT_STUDENT.replace("    # *** start ***\n", "").replace("    # *** end ***\n", "")
DUMB = kit.CLIENT_STUDENT.replace("client.send_message(text)", "raise OSError(text)")


def assignment(folder: Path) -> Path:
    """The small assignment with regions, and three mistakes."""
    kit.assignment(folder)
    mistake(folder, "mute", "Wrong: it does not answer.", "{answers: fail}", server=MUTE)
    mistake(folder, "no-marks", "Innocent: the marks were deleted.", "{}", client=ODD)
    mistake(folder, "dumb", "Wrong: it does not send.", "{says: fail}", client=DUMB)
    return folder


def mistake(
    folder: Path,
    name: str,
    why: str,
    verdicts: str,
    *,
    server: str = kit.SERVER_STUDENT,
    client: str = kit.CLIENT_STUDENT,
) -> None:
    """Add a mistake to an assignment."""
    kit.submission(folder / "mistakes" / name / "submission", server, client)
    told = f"why: '{why}'\nverdicts: {verdicts}\n"
    (folder / "mistakes" / name / "expect.yaml").write_text(told)


@pytest.fixture
def spec(tmp_path: Path) -> Spec:
    """The small assignment with its mistakes."""
    return load(assignment(tmp_path / "loud"))


def result(**verdicts: str) -> Result:
    """A result with 10 points for each item that passes."""
    items = tuple(
        ItemResult(name, name, 10 * (verdict == PASS), 10, verdict, note=f"about {name}")
        for name, verdict in verdicts.items()
    )
    score = sum(item.points for item in items)
    return Result("loud", "x", score, 20, 0, "isolated", items, ())


GOOD = {
    (REFERENCE, REFERENCE): result(says=PASS, answers=PASS),
    (HANDOUT, HANDOUT): result(says=FAIL, answers=FAIL),
    (MISTAKE, "dumb"): result(says=FAIL, answers=PASS),
    (MISTAKE, "mute"): result(says=PASS, answers=FAIL),
    (MISTAKE, "no-marks"): result(says=PASS, answers=PASS),
}


def judged(spec: Spec, name: tuple[str, str], other: Result | str) -> Audit:
    """The audit in which one result is another."""
    return judge(spec, audit.mistakes(spec), GOOD | {name: other}, [])


def test_all_as_expected_passes(spec: Spec) -> None:
    """The audit ends with 0, and says nothing but that."""
    found = judge(spec, audit.mistakes(spec), GOOD, [])
    assert found.code == 0
    assert found.losses == {"says": 1, "answers": 1}
    assert table.table(found).endswith("! a fault\n\nThe audit passes.\n")


@pytest.mark.parametrize(
    ("name", "verdicts", "code", "item"),
    [
        ((REFERENCE, REFERENCE), {"says": PASS, "answers": SOMETIMES}, 1, "answers"),
        ((REFERENCE, REFERENCE), {"says": UNOBSERVABLE, "answers": PASS}, 2, "says"),
        ((REFERENCE, REFERENCE), {"says": PENDING, "answers": PASS}, 0, None),
        ((HANDOUT, HANDOUT), {"says": PASS, "answers": FAIL}, 1, ""),
        ((MISTAKE, "mute"), {"says": PASS, "answers": PASS}, 1, "answers"),
        ((MISTAKE, "no-marks"), {"says": PASS, "answers": FAIL}, 1, "answers"),
        ((MISTAKE, "no-marks"), {"says": PASS, "answers": UNOBSERVABLE}, 2, "answers"),
        ((MISTAKE, "mute"), {"says": FAULT, "answers": FAIL}, 3, "says"),
    ],
)
def test_what_disagrees_decides(
    spec: Spec, name: tuple[str, str], verdicts: dict[str, str], code: int, item: str | None
) -> None:
    """Each in its own way: wrong, unseen, or a fault of ours; and it is told why."""
    found = judged(spec, name, result(**verdicts))
    assert found.code == code
    row = next(row for row in found.rows if (row.kind, row.name) == name)
    assert list(row.wrong | row.unseen) == ([] if item is None else [item])
    if item:
        assert f"about {item}" in (row.wrong | row.unseen)[item]
        assert f"about {item}" in table.table(found)


def test_a_hand_in_over_which_the_harness_died_is_a_fault(spec: Spec) -> None:
    """Its last words are told, and the audit is neither passed nor failed."""
    found = judged(spec, (MISTAKE, "mute"), "KeyError: 'x'")
    assert found.code == 3
    assert "mute: the grader failed: KeyError: 'x'" in table.table(found)


def test_a_python_that_is_not_there_was_foreseen(spec: Spec) -> None:
    """What could not be seen for want of it decides nothing, and is told; with it, it does."""
    hand_ins = audit.mistakes(spec)
    old = replace(hand_ins["no-marks"], needs="python<=3.8")
    unseen = {(MISTAKE, "no-marks"): result(says=UNOBSERVABLE, answers=PASS)}
    without = judge(spec, hand_ins | {"no-marks": old}, GOOD | unseen, [(3, 11), (2, 7)])
    assert without.code == 0
    assert "no-marks (python<=3.8)" in " ".join(table.table(without).split())
    assert judge(spec, hand_ins | {"no-marks": old}, GOOD | unseen, [(3, 8)]).code == 2
    assert replace(old, needs="python2").runs_on([(2, 7)])
    assert not replace(old, needs="python2").runs_on([(3, 8)])


def test_what_the_mode_that_was_asked_for_hides_was_foreseen(spec: Spec) -> None:
    """It is counted with a reason; a verdict that is another one, or has no reason, is wrong."""
    hand_ins = audit.mistakes(spec)
    key = (MISTAKE, "no-marks")
    unseen = result(says=UNOBSERVABLE, answers=PASS)
    found = judge(spec, hand_ins, GOOD | {key: unseen}, [], "plain")
    told = " ".join(table.table(found).split())
    assert (found.code, "<-" in told) == (0, False)
    assert "In the mode plain 9 of 10 verdicts were judged, 1 could not be observed." in told
    assert "says, 1 times: unobservable, expected pass: about says" in told
    silent = replace(unseen, items=tuple(replace(item, note="") for item in unseen.items))
    for other in (silent, result(says=FAIL, answers=PASS)):
        wrong = judge(spec, hand_ins, GOOD | {key: other}, [], "plain")
        assert (wrong.code, list(wrong.rows[-1].wrong)) == (1, ["says"])


@pytest.mark.parametrize(
    ("limit", "only", "chosen"), [(2, "", ["dumb", "mute"]), (None, "mar", ["no-marks"])]
)
def test_some_of_the_mistakes_can_be_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int | None, only: str, chosen: list[str]
) -> None:
    """Beside the reference and the handout; every item is still lost by one of all."""
    graded: list[str] = []

    def grade_many(_: object, paths: dict[tuple[str, str], Path], __: object) -> object:
        graded.extend(name for _, name in paths)
        return iter((key, GOOD[key]) for key in paths)

    monkeypatch.setattr(pipeline, "grade_many", grade_many)
    found = audit.audit(assignment(tmp_path / "loud"), 1, lambda *_: None, "", limit, only)
    assert graded == [REFERENCE, HANDOUT, *chosen]
    assert (found.code, [row.name for row in found.rows]) == (0, graded)


def test_a_cast_that_the_reference_does_not_pass_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each cast is graded alone, for what its students do there; others hide it otherwise."""
    asked = {}

    def grade_many(
        course: pipeline.Course, paths: dict[tuple[str, str], Path], _: object
    ) -> object:
        for kind, name in paths:
            if kind == CAST:
                asked[name] = [*course.spec.rubric]
                assert {scene.casts for scene in course.spec.scenes.values()} == {(name[5:],)}
        verdicts = dict.fromkeys(course.spec.rubric, FAIL if "cast server" in asked else PASS)
        return iter((key, GOOD.get(key, result(**verdicts))) for key in paths)

    monkeypatch.setattr(pipeline, "grade_many", grade_many)
    place = assignment(tmp_path / "loud")
    assert audit.audit(place, 1, lambda *_: None).code == 0
    found = audit.audit(place, 1, lambda *_: None, limit=1, casts=True)
    items = {"cast whole": ["says", "answers"], "cast server": ["answers"], "cast client": ["says"]}
    assert (found.code, asked) == (1, items)
    assert [list(row.wrong) for row in found.rows if row.kind == CAST] == [
        [],
        ["answers"],
        ["says"],
    ]
    told = table.table(found)
    assert "\ncast server       0   ✗  <-\n" in told
    assert "cast server: answers: fail, expected pass: about answers" in told


@pytest.mark.parametrize("name", ["first-message", "chat-room", "pingpong-cli", "pingpong-gui"])
def test_the_reference_passes_each_of_its_casts_alone(name: str) -> None:
    """A cast in which not even the reference does well saves nobody who has a broken partner."""
    done = call("audit", name, "--casts", "--limit", "1", "--json", "-")
    found = json.loads(done.stdout)
    rows = [row for row in found["rows"] if row["kind"] == CAST]
    casts = {row["name"]: {*row["verdicts"].values()} for row in rows}
    assert len(casts) > 1
    assert all(each == {PASS} for each in casts.values()), casts


def test_an_item_that_no_mistake_loses_is_named(spec: Spec) -> None:
    """It would not be known to judge anything."""
    hand_ins = {name: each for name, each in audit.mistakes(spec).items() if name != "mute"}
    found = judge(spec, hand_ins, {key: GOOD[key] for key in list(GOOD)[:3]}, [])
    assert found.unlost == ("answers",)
    assert found.code == 1
    assert "answers: no mistake loses it" in table.table(found)


def test_a_table_of_ninety_mistakes_and_many_items_fits_a_terminal(spec: Spec) -> None:
    """A row for each mistake, one sign for each item; what does not fit is cut into blocks."""
    item = spec.rubric["says"]
    names = [f"item-{number}" for number in range(70)]
    wide = replace(spec, rubric={name: replace(item, id=name) for name in names})
    hand_in = HandIn("x", Path(), dict.fromkeys(names, (FAIL,)), "Wrong: all")
    mistakes = {f"a-mistake-with-a-very-long-name-{number}": hand_in for number in range(90)}
    every = result(**dict.fromkeys(names, FAIL))
    odd = result(**dict.fromkeys(names, FAIL) | {"item-69": PASS})
    results: dict[tuple[str, str], Result | str] = {(MISTAKE, name): every for name in mistakes}
    results[MISTAKE, next(iter(mistakes))] = odd
    lines = table.table(judge(wide, mistakes, results, [])).splitlines()
    assert max(map(len, lines)) <= 80
    rows = [line for line in lines if line.startswith("a-mistake-with-a-very-long-name-17 ")]
    assert sum(line.count("✗") for line in rows) == 70
    marked = [line for line in lines if line.endswith("<-")]
    assert {line.split()[0] for line in marked} == {"a-mistake-with-a-very-long-name-0"}


WRONG = {
    "no item": ("why: 'Wrong: x'\nverdicts: {sings: fail}\n", "no item 'sings'"),
    "no verdict": ("why: 'Wrong: x'\nverdicts: {says: bad}\n", "one of pass, partial, fail"),
    "no reason": ("verdicts: {}\n", "'why' says what this is"),
    "neither": ("why: 'It is odd'\nverdicts: {}\n", "begins with 'Innocent: ' or 'Wrong: '"),
    "unknown key": ("why: 'Wrong: x'\nverdicts: {}\nneed: x\n", "no key 'need'"),
    "unknown need": ("why: 'Wrong: x'\nverdicts: {}\nneeds: ruby\n", "python2 or python<=3.N"),
    "no table": ("why: 'Wrong: x'\nverdicts: fail\n", "maps items to verdicts"),
    "no yaml": ("why: 'Wrong\n", "cannot be read"),
    "a colon": ("why: Wrong: x\nverdicts: {}\n", "stands below 'why: >-', indented, or in"),
    "nothing": ("# later\n", "it says nothing of what is expected"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_expectation_is_told_with_its_file(text: str, said: str, spec: Spec) -> None:
    """Whoever wrote it can mend it; nothing is graded before."""
    (Path(spec.folder) / "mistakes" / "mute" / "expect.yaml").write_text(text)
    with pytest.raises(UsageError, match=r"mute/expect\.yaml") as caught:
        audit.mistakes(spec)
    assert said in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_a_mistake_is_a_folder_of_one_shape(spec: Spec) -> None:
    """What is expected, and what was handed in; all that is wrong is told at once."""
    (Path(spec.folder) / "mistakes" / "mute" / "notes.txt").touch()
    (Path(spec.folder) / "mistakes" / "stray.py").touch()
    with pytest.raises(UsageError) as caught:
        audit.mistakes(spec)
    assert [line.split("/")[-1].split(":")[0] for line in str(caught.value).splitlines()] == [
        "mute",
        "stray.py",
    ]


def test_a_sample_class_names_each_of_its_hand_ins(spec: Spec, tmp_path: Path) -> None:
    """One that nothing is expected of, and one that is not there, are both told."""
    folder = tmp_path / "class"
    kit.submission(folder / "ann")
    kit.submission(folder / "bob")
    (folder / "expect.yaml").write_text("ann: {why: all right, verdicts: {}}\n"
                                        "cy: {why: all right, verdicts: {}}\n")  # fmt: skip
    with pytest.raises(UsageError) as caught:
        audit.samples(spec, folder)
    assert "'bob' is not expected" in str(caught.value)
    assert "'cy' is not there" in str(caught.value)


def test_the_command_line_grades_all_and_tells(tmp_path: Path) -> None:
    """Exit code 0 and a table; a wrong expectation makes it 1, and what was seen is told."""
    folder = assignment(tmp_path / "loud")
    done = call("audit", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    for row in ("reference      20  ··", "handout         0  ✗✗", "mute           10  ·✗"):
        assert row in done.stdout
    mistake(folder, "mute", "Wrong: it does not answer.", "{says: fail}", server=MUTE)
    wrong = call("audit", folder, "--json", "-")
    assert wrong.returncode == 1
    told = json.loads(wrong.stdout)
    assert told["schema"] == "callsheet/audit/v1"
    row = next(row for row in told["rows"] if row["name"] == "mute")
    assert set(row["wrong"]) == {"says", "answers"}
    assert told["unlost"] == ["answers"]
