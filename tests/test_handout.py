"""``handout``: what students get, and that nothing else is overwritten or given away."""

import ast
import json
import zipfile
from pathlib import Path

import pytest

from harness import handout
from harness.model.errors import UsageError
from harness.model.spec import Spec
from harness.spec import load
from tests import kit, small
from tests.commands import call


@pytest.fixture
def spec(tmp_path: Path) -> Spec:
    """The small assignment with regions."""
    folder = kit.assignment(tmp_path / "loud")
    (folder / "mistakes").mkdir()
    (folder / "mistakes" / "secret.py").touch()
    (folder / "kit" / "__pycache__").mkdir()
    (folder / "kit" / "__pycache__" / "wire.pyc").touch()
    return load(folder)


def test_a_handout_has_the_kit_and_the_files_to_fill(spec: Spec, tmp_path: Path) -> None:
    """README, given files as they are, and the reference without what stands in its regions."""
    made = handout.write(spec, tmp_path / "out")
    names = {
        path.relative_to(tmp_path / "out").as_posix()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert {name for name in names if not name.startswith(".callsheet/")} == {
        "README.md", "server.py", "wire.py", "server_student.py", "client_student.py", "check.py",
    }  # fmt: skip
    assert set(made.files) == names
    assert made.emptied == ("client_student.py", "server_student.py")
    text = (tmp_path / "out" / "server_student.py").read_text()
    ast.parse(text)
    assert "upper" not in text
    assert "# Send it back in capitals." in text


def test_the_same_assignment_gives_the_same_zip(spec: Spec, tmp_path: Path) -> None:
    """Byte by byte, wherever it is written; it holds what the folder does."""
    one, other = (handout.write(spec, tmp_path / place) for place in ("here/out", "there/out"))
    assert one.archive == tmp_path / "here" / "out.zip"
    assert one.archive.read_bytes() == other.archive.read_bytes()
    with zipfile.ZipFile(one.archive) as packed:
        held = {name: packed.read(name) for name in packed.namelist()}
    assert held == {f"loud/{name}": (one.folder / name).read_bytes() for name in one.files}


def test_an_earlier_handout_is_replaced(spec: Spec, tmp_path: Path) -> None:
    """Files that are no longer in it go."""
    handout.write(spec, tmp_path / "out")
    (Path(spec.folder) / "kit" / "wire.py").rename(Path(spec.folder) / "kit" / "plug.py")
    handout.write(spec, tmp_path / "out")
    assert not (tmp_path / "out" / "wire.py").exists()
    assert (tmp_path / "out" / "plug.py").exists()


@pytest.mark.parametrize("case", ["a file more", "a changed file", "no zip", "another zip"])
def test_what_is_not_an_earlier_handout_is_left_alone(
    case: str, spec: Spec, tmp_path: Path
) -> None:
    """Somebody's work is not overwritten, and the message says what to do."""
    made = handout.write(spec, tmp_path / "out")
    if case == "a file more":
        (made.folder / "notes.txt").touch()
    elif case == "a changed file":
        (made.folder / "server_student.py").write_text("# hours of work\n")
    elif case == "no zip":
        made.archive.unlink()
    else:
        made.archive.write_bytes(b"PK")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(UsageError, match="name a new folder"):
        handout.write(spec, tmp_path / "out")
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_without_regions_the_skeleton_is_handed_out(tmp_path: Path) -> None:
    """README and skeleton, or only the README; nothing at all is a mistake."""
    folder = small.assignment(tmp_path / "echo")
    spec = load(folder)
    with pytest.raises(UsageError, match="nothing to hand out"):
        handout.write(spec, tmp_path / "out")
    (folder / "README.md").write_text("# Echo\n")
    assert handout.content(spec) == {"README.md": b"# Echo\n"}
    (folder / "skeleton").mkdir()
    (folder / "skeleton" / "server.py").touch()
    (folder / "reference").mkdir()
    (folder / "reference" / "server.py").write_text(small.GOOD)
    assert set(handout.content(spec)) == {"README.md", "server.py"}


def test_a_reference_that_cannot_be_emptied_is_the_instructor_s_mistake(
    spec: Spec,
) -> None:
    """A statement that begins above its region and ends in it would be no Python."""
    file = Path(spec.folder) / "reference" / "server_student.py"
    marked = (
        "    for _ in range(1):\n    # *** start ***\n        pass\n    # *** end ***\n    else:\n"
    )
    file.write_text(
        kit.SERVER_STUDENT.replace(
            "    # *** start ***\n", f"{marked}        if 1:\n    # *** start ***\n"
        )
    )
    with pytest.raises(
        UsageError, match=r"without its regions server_student\.py is no valid Python"
    ):
        handout.content(spec)


def test_the_command_line_names_what_it_wrote(spec: Spec, tmp_path: Path) -> None:
    """As text and as JSON; a folder that is not ours is wrong usage."""
    done = call("handout", spec.folder, tmp_path / "out")
    assert done.returncode == 0
    assert "server_student.py   (its regions are empty)" in done.stdout
    told = json.loads(call("handout", spec.folder, tmp_path / "out", "--json", "-").stdout)
    assert told["schema"] == "callsheet/handout/v1"
    assert told["emptied"] == ["client_student.py", "server_student.py"]
    refused = call("handout", spec.folder, spec.folder)
    assert (refused.returncode, refused.stdout) == (64, "")
    assert "not empty" in refused.stderr
