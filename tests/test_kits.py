"""Regions of given files, played: what a student filled counts, and nothing else does."""

from pathlib import Path

import pytest

from harness import pipeline
from harness.model.errors import UsageError
from harness.model.result import FAIL, PASS, Result
from tests import kit

# Where a scene is played, this process forks, and pytest has threads; the child only plays it.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> pipeline.Course:
    """The small assignment."""
    return pipeline.prepare(kit.assignment(tmp_path_factory.mktemp("kits") / "loud"))


def graded(
    course: pipeline.Course, folder: Path, server: str | None, client: str | None
) -> tuple[dict[str, str], Result]:
    """The verdict of each item, and the whole result."""
    result = pipeline.grade_submission(course, kit.submission(folder, server, client))
    assert result.fault is None
    return {item.id: item.verdict for item in result.items}, result


def test_a_reference_gets_full_marks(course: pipeline.Course, tmp_path: Path) -> None:
    """The kit, a server that calls the student's file and a client that is one, is run."""
    verdicts, result = graded(course, tmp_path / "a", kit.SERVER_STUDENT, kit.CLIENT_STUDENT)
    assert verdicts == {"says": PASS, "answers": PASS}
    assert result.programs == {"server": "server_student.py", "client": "client_student.py"}
    assert {run.cast for run in result.scenes} == {"whole"}
    assert result.problems == ()


def test_neither_side_pays_for_the_other(course: pipeline.Course, tmp_path: Path) -> None:
    """Beside the student's own partner each side has the reference's."""
    mute = kit.CLIENT_STUDENT.replace("client.send_message(text)", "raise ValueError(text)")
    verdicts, _ = graded(course, tmp_path / "a", kit.SERVER_STUDENT, mute)
    assert verdicts == {"says": FAIL, "answers": PASS}
    broken = kit.SERVER_STUDENT.replace("server.send_message(msg.upper())", "server.send(")
    verdicts, _ = graded(course, tmp_path / "b", broken, kit.CLIENT_STUDENT)
    assert verdicts == {"says": PASS, "answers": FAIL}


def test_casts_that_judge_different_lines_are_all_played(tmp_path: Path) -> None:
    """Where each cast has a reference on the other side, one alone would leave lines unjudged."""
    spec = kit.SPEC.replace("casts: [whole, server, client]", "casts: [server, client]")
    course = pipeline.prepare(kit.assignment(tmp_path / "loud", spec))
    verdicts, result = graded(course, tmp_path / "a", kit.SERVER_STUDENT, kit.CLIENT_STUDENT)
    assert verdicts == {"says": PASS, "answers": PASS}
    assert {run.cast for run in result.scenes} == {"server", "client"}


def test_a_role_without_its_file_loses_only_its_own(
    course: pipeline.Course, tmp_path: Path
) -> None:
    """A client alone is played with the reference's server."""
    verdicts, result = graded(course, tmp_path / "a", None, kit.CLIENT_STUDENT)
    assert verdicts == {"says": PASS, "answers": FAIL}
    assert any("no file is called server_student.py" in item.note for item in result.items)


def test_what_is_outside_cannot_change_the_grade(course: pipeline.Course, tmp_path: Path) -> None:
    """A broken file around a good region passes, and what was changed is told."""
    wild = kit.SERVER_STUDENT.replace("from wire import Peer", "from wire import (Peer\nquit()")
    verdicts, result = graded(course, tmp_path / "a", wild, kit.CLIENT_STUDENT)
    assert verdicts == {"says": PASS, "answers": PASS}
    assert any("line 4 'quit()'" in problem for problem in result.problems)


def test_a_helper_outside_of_the_region_is_missed_and_told(
    course: pipeline.Course, tmp_path: Path
) -> None:
    """Only the region is taken; the note says where the name was left, and what to do."""
    helped = kit.SERVER_STUDENT.replace("msg.upper()", "loud(msg)") + (
        "\n\ndef loud(text):\n    return text.upper()\n"
    )
    verdicts, result = graded(course, tmp_path / "a", helped, kit.CLIENT_STUDENT)
    assert verdicts == {"says": PASS, "answers": FAIL}
    told = next(problem for problem in result.problems if "'loud'" in problem)
    assert "line 16" in told
    assert "move it between the marks" in told


def test_where_a_program_is_stuck_is_the_line_of_the_hand_in(
    course: pipeline.Course, tmp_path: Path
) -> None:
    """The student's own line is named, though the thread sleeps in a function of the kit."""
    stuck = kit.SERVER_STUDENT.replace(
        "    server.send_message(msg.upper())",
        "    more = server.receive_message()\n    server.send_message((msg + more).upper())",
    ).replace("# The server calls this for each message.\n", "# Called\n# for each message.\n#\n")
    verdicts, result = graded(course, tmp_path / "a", stuck, kit.CLIENT_STUDENT)
    assert verdicts["answers"] == FAIL
    place = 1 + stuck[: stuck.index("    more =")].count("\n")
    waits = [wait for run in result.scenes for wait in run.waiting if wait.who == "server"]
    assert waits
    assert (waits[0].file, waits[0].line) == ("server_student.py", place)
    assert waits[0].code == "more = server.receive_message()"


def test_a_reference_without_marks_is_the_instructor_s_mistake(tmp_path: Path) -> None:
    """It is found before anything is graded, with file and line."""
    folder = kit.assignment(tmp_path / "loud")
    file = folder / "reference" / "server_student.py"
    file.write_text(kit.SERVER_STUDENT.replace("    # *** end ***\n", ""))
    with pytest.raises(UsageError, match=r"server_student\.py:10: .* no '\*\*\* end \*\*\*'"):
        pipeline.prepare(folder)
    file.unlink()
    with pytest.raises(UsageError, match="reference/ must hold the file"):
        pipeline.prepare(folder)
