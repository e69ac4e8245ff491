"""Which assignment a folder is of: found by what is there, asked where that is not enough."""

from pathlib import Path

import pytest

from harness import interpreters
from harness.model.errors import UsageError
from harness.selfcheck.recognising import recognise
from tests import small

TOP = Path(__file__).parents[2] / "assignments"
KNOWN = {place.parent.name: place.parent for place in sorted(TOP.glob("*/spec.yaml"))}
PYTHONS = interpreters.find()
CLIENT = "import socket\nsocket.create_connection(('127.0.0.1', 12000)).sendall(b'x')\n"


def found(folder: Path) -> tuple[str, str]:
    """The assignment of ``folder``, and by what it was found."""
    one = recognise(folder, KNOWN, PYTHONS)
    return one.folder.name, one.by


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A server and a client that could be anybody's."""
    folder = small.submission(tmp_path / "work")
    (folder / "client.py").write_text(CLIENT, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["pingpong-cli", "pingpong-gui", "instant-messaging"])
def test_filled_files_are_known_by_what_was_handed_out(name: str) -> None:
    """Two assignments whose files have the same names are told apart by what stands in them."""
    assert found(TOP / name / "reference") == (name, "the files that were handed out")


@pytest.mark.parametrize("name", ["chat-room", "first-message"])
def test_a_text_that_was_handed_out_is_enough(name: str, work: Path) -> None:
    """A README beside one's own programs says whose they are."""
    (work / "README.md").write_bytes((TOP / name / "README.md").read_bytes())
    assert found(work) == (name, "the files that were handed out")


def test_what_could_be_two_is_asked(work: Path) -> None:
    """Both candidates are named, and how to say which."""
    with pytest.raises(UsageError) as error:
        found(work)
    said = str(error.value)
    assert "work could be for chat-room or first-message." in said
    assert "echo chat-room > .assignment" in said


def test_among_two_the_folder_s_name_decides(work: Path) -> None:
    """As a classroom calls its repositories: the assignment's name, then the student's."""
    assert found(work.rename(work.with_name("first-message-ann")))[0] == "first-message"


def test_an_assignment_with_its_own_names_is_known_by_them(work: Path, tmp_path: Path) -> None:
    """Where only one has roles that these files play, it is that one."""
    known = {**KNOWN, "echo": small.assignment(tmp_path / "echo")}
    (work / "client.py").unlink()
    (work / "README.md").write_text("nothing of anybody's\n", encoding="utf-8")
    one = recognise(work, known, PYTHONS)
    assert (one.folder.name, one.by) == ("echo", "the names of your files")


def test_a_file_says_it_before_all_else(work: Path, tmp_path: Path) -> None:
    """Its line is an id, or a path from where it lies; further up counts within a repository."""
    (work / ".assignment").write_text("\n chat-room\n", encoding="utf-8")
    assert found(work) == ("chat-room", "the file .assignment")
    small.assignment(tmp_path / "echo")
    (work / ".assignment").write_text("../echo\n", encoding="utf-8")
    assert found(work)[0] == "echo"
    inner = small.submission(work / "src" / "mine")
    (work / ".git").mkdir()
    assert found(inner)[0] == "echo"
    (work / ".git").rmdir()
    with pytest.raises(UsageError):
        found(inner)


@pytest.mark.parametrize(
    ("said", "told"), [("chat-rom", "did you mean 'chat-room'?"), ("", "there is")]
)
def test_a_wrong_line_is_no_guess(said: str, told: str, work: Path) -> None:
    """A name that is nobody's is told, with what it is like."""
    (work / ".assignment").write_text(said, encoding="utf-8")
    with pytest.raises(UsageError, match="no such assignment") as error:
        found(work)
    assert told in str(error.value)


def test_a_folder_of_something_else_is_told(tmp_path: Path) -> None:
    """Whoever is in the wrong folder hears so, without a list of all that is in it."""
    folder = small.submission(tmp_path / "notes", "hello", "notes.txt")
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UsageError, match=r"no Python file\. Is it the right folder"):
        found(folder)
    with pytest.raises(UsageError, match="holds no files"):
        found(empty)
    with pytest.raises(UsageError, match="no such file or folder"):
        found(tmp_path / "nowhere")
