"""What students take home to check with: what is in it, what never is, and that it runs."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness import bundle, handout
from harness.athome import carried
from harness.athome.open import open_to_students
from harness.model.spec import Place, Spec
from harness.spec import load
from tests import kit, small
from tests.package.layouts import unpack

TOP = Path(__file__).resolve().parents[1]
ASSIGNMENTS = sorted(path.parent.name for path in TOP.glob("assignments/*/spec.yaml"))
HIDDEN = """\
callsheet: 1
title: Secrets
roles:
  server: {files: "*server*.py", does: listen}
  client: {by: script}
  judge: {files: "*judge*.py", does: connect}
casts:
  alone: {judge: script}
  solved: {judge: reference}
words:
  riddle: '/open sesame/i'
  greeting: '/hello/i'
  say it: |
    client -> server: {it}
    secret: server -> client: {riddle}
scenes:
  open:
    casts: [alone, solved]
    story: |
      start server
      client connects to server
      client -> server: hi
      greets: server -> client: {greeting}
  closed:
    casts: [alone]
    story: |
      start server
      client connects to server
      do say hush
      both: server -> client: done
  with-us:
    casts: [solved]
    story: |
      start server
      client connects to server
      client -> server: hi
      ours: server -> client: {greeting}
rubric:
  greets: {is: 10 It greets, gate: [secret, ours]}
  ours: 5 It greets beside ours
  both: 4 It says that it is done
  secret: {is: 6 It knows the word, hidden: yes}
"""

BESIDE = """\
callsheet: 1
title: Beside a reference
roles:
  server: {files: "*server*.py", does: listen}
  client: {files: "*client*.py", does: connect}
casts:
  alone: {client: script}
  solved: {server: reference}
scenes:
  both:
    casts: [alone, solved]
    story: |
      start server, client
      client types: hi
      asks: client -> server: /hi/
      answers: server -> client: hello
rubric:
  asks: 5 The client asks
  answers: 5 The server answers
"""


@pytest.fixture
def hidden(tmp_path: Path) -> Spec:
    """An assignment with a hidden item, and a scene that the reference plays in."""
    folder = small.assignment(tmp_path / "secrets", HIDDEN)
    for name, source in (
        ("judge.py", "import socket\n# solved by a teacher\n"),
        ("server.py", small.GOOD),
    ):
        (folder / "reference").mkdir(exist_ok=True)
        (folder / "reference" / name).write_text(source)
    (folder / "README.md").write_text("# Secrets\n")
    (folder / "notes.txt").write_text("open sesame: not for students\n")
    return load(folder)


def test_what_is_hidden_stays_where_it_is(hidden: Spec) -> None:
    """Neither a hidden item's lines, nor its words, nor a solution is in any file."""
    files = carried(hidden)
    for data in files.values():
        assert b"sesame" not in data.lower()
        assert b"solved by a teacher" not in data
        assert b"It knows the word" not in data
    own = sorted(name for name in files if "/assignments/" in name)
    assert own == [".callsheet/assignments/secrets/spec.yaml"]


def test_what_stays_can_be_played(hidden: Spec, tmp_path: Path) -> None:
    """Scenes and casts without the reference; the gates that are gone hold nobody up."""
    unpacked = _unpacked(hidden, tmp_path)
    spec = load(unpacked / ".callsheet" / "assignments" / "secrets")
    assert {name: scene.casts for name, scene in spec.scenes.items()} == {"open": ("alone",)}
    assert {name: item.gate for name, item in spec.rubric.items()} == {"greets": ()}
    assert set(spec.words) == {"greeting"}


def test_what_is_judged_elsewhere_is_said(hidden: Spec) -> None:
    """By its title if students may see it; that there is something hidden, by its worth alone."""
    told = carried(hidden)[".callsheet/elsewhere.txt"].decode()
    assert "- It greets beside ours (5 points)" in told
    assert "- It says that it is done (4 points)" in told
    assert "1 item (6 points) that you do not see" in told


def test_what_only_a_cast_without_them_decides_is_judged_elsewhere(tmp_path: Path) -> None:
    """Where the reference's server is not theirs to have, a client that is left is scripted."""
    left = open_to_students(load(small.assignment(tmp_path / "beside", BESIDE)))
    assert left.scenes == {"both": ("alone",)}
    assert left.items == {"answers"}
    assert [item.id for item in left.elsewhere] == ["asks"]


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_spec_is_the_same_but_for_what_is_left_out(name: str, tmp_path: Path) -> None:
    """Each story, text and item that stays is read as the instructor's is, by every reader."""
    spec = load(TOP / "assignments" / name)
    home = _unpacked(spec, tmp_path) / ".callsheet" / "assignments" / name
    yaml.compose((home / "spec.yaml").read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    given, left = load(home), open_to_students(spec)
    assert set(given.scenes) == set(left.scenes)
    assert set(given.rubric) == left.items == set(spec.rubric)
    for scene in given.scenes.values():
        assert _bare(scene.story) == _bare(spec.scenes[scene.id].story)
        assert _bare(scene.rows) == _bare(spec.scenes[scene.id].rows)
    for kept, had in ((given.rubric, spec.rubric), (given.roles, spec.roles)):
        assert all(_bare(kept[each]) == _bare(had[each]) for each in kept)
    assert all(_bare(word) == _bare(spec.words[each]) for each, word in given.words.items())


def test_regions_come_empty(tmp_path: Path) -> None:
    """In place of the reference stand the files as they are given out, and the kit beside them."""
    spec = load(kit.assignment(tmp_path / "loud"))
    files = carried(spec)
    assert not any(b"upper()" in data for name, data in files.items() if "/assignments/" in name)
    names = {name.rpartition("/loud/")[2] for name in files if "/loud/" in name}
    assert names == {
        "spec.yaml", "kit/wire.py", "kit/server.py",
        "reference/server_student.py", "reference/client_student.py",
    }  # fmt: skip


def test_a_spec_that_only_one_reader_takes_is_put_otherwise(tmp_path: Path) -> None:
    """PyYAML's C reader takes a question mark where the one that goes along does not."""
    spec = load(small.assignment(tmp_path / "echo", small.SPEC.replace("do?}", "do ?}")))
    file = "assignments/echo/spec.yaml"
    text = bundle.assignment(spec)[file].decode()
    yaml.compose(text, Loader=yaml.SafeLoader)
    (tmp_path / "echo" / "spec.yaml").write_text(text)
    assert _bare(load(tmp_path / "echo").rubric) == _bare(spec.rubric)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A handout of the small assignment, unpacked, with a server that sends nothing back."""
    room = tmp_path_factory.mktemp("home")
    spec = load(small.assignment(room / "echo"))
    (room / "echo" / "README.md").write_text("# Echo\n")
    unpack(handout.write(spec, room / "out").archive.read_bytes(), room)
    folder = room / "echo"
    (folder / "spec.yaml").unlink()  # where the zip was unpacked there is no assignment
    (folder / "server.py").write_text(small.SILENT)
    yield folder
    shutil.rmtree(room)


def test_a_student_checks_with_nothing_to_configure(home: Path) -> None:
    """From any folder, by a plain python3: what is wrong is told, what is right is not."""
    done = _check(home)
    assert done.returncode == 1, done.stderr
    assert "The server sends back what it receives" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_check_is_called_as_it_was(home: Path) -> None:
    """What it tells of its words has no command in it that the student has never typed."""
    for words, said in (
        (["--help"], "python3 check.py --explain ITEM"),
        (["--foo"], "usage: check.py [--hint] [--explain ITEM]"),
        (["--foo"], "check.py: it takes no --foo"),
        (["--hint", "a", "b"], "check.py: "),
    ):
        done = _check(home, *words)
        assert said in done.stdout + done.stderr
        assert "grade.py" not in done.stdout + done.stderr


def test_too_old_a_python_is_said(home: Path, tmp_path: Path) -> None:
    """In a sentence that names what is needed; the same where the folder was lost."""
    lone = shutil.copy(home / "check.py", tmp_path)
    done = subprocess.run([sys.executable, lone], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "unpack the zip again" in done.stdout
    launch = (home / ".callsheet" / "launch.sh").read_text()
    old = launch.replace("sys.version_info < (3, 11)", "sys.version_info < (9, 11)")
    (tmp_path / "launch.sh").write_text(old)
    done = subprocess.run(
        ["sh", tmp_path / "launch.sh", "check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert "This needs Python 3.11 or newer" in done.stderr


def test_a_module_of_the_student_s_is_not_the_grader_s(home: Path) -> None:
    """A file called like one of Python's own, in the folder and on PYTHONPATH, changes nothing."""
    (home / "argparse.py").write_text("raise RuntimeError('the wrong one')\n")
    done = _check(home, PYTHONPATH=str(home))
    (home / "argparse.py").unlink()
    assert done.returncode == 1, done.stderr
    assert "the wrong one" not in done.stderr


def _check(home: Path, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["python3", "-I", home / "check.py", *words],
        cwd=home.parent,
        env={"PATH": "/usr/bin:/bin", **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _unpacked(spec: Spec, folder: Path) -> Path:
    handout.lay(carried(spec), folder / "there")
    return folder / "there"


def _bare(value: Any) -> Any:
    """A part of a spec without the places where it stands."""
    if isinstance(value, Place):
        return None
    if is_dataclass(value):
        return [_bare(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, list | tuple):
        return [_bare(one) for one in value]
    if isinstance(value, dict):
        return {name: _bare(one) for name, one in value.items()}
    return value
