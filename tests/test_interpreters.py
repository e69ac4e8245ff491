"""Finding the Pythons of a machine, on trees made for the purpose and on this one."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from harness.interpreters import compiling, find, needs_compiling
from harness.model.casting import Interpreter
from tests.slowness import slowness


def install(prefix: Path, version: str, *, whole: bool = True) -> Path:
    """Something that looks like an installed Python."""
    major = version.partition(".")[0]
    (prefix / "bin").mkdir(parents=True)
    executable = prefix / f"bin/python{version}"
    executable.write_text("#!/bin/false\n")
    executable.chmod(0o755)
    (prefix / "bin/python").symlink_to(executable.name)
    (prefix / f"bin/python{major}").symlink_to(executable.name)
    (prefix / f"bin/python{version}-config").symlink_to(executable.name)
    if whole:
        (prefix / f"lib/python{version}").mkdir(parents=True)
        (prefix / f"lib/python{version}/os.py").touch()
    return executable


def mine(found: list[Interpreter], tmp_path: Path) -> list[tuple[tuple[int, int], str]]:
    """Those found under the test's own folder: versions and roots."""
    return [
        (each.version, str(Path(each.root).relative_to(tmp_path)))
        for each in found
        if each.root is not None and each.path.startswith(str(tmp_path))
    ]


def test_finds_pyenvs(tmp_path: Path) -> None:
    """Plain releases are found once each; other implementations and environments are not."""
    versions = tmp_path / ".pyenv/versions"
    install(versions / "2.7.18", "2.7")
    install(versions / "3.8.18", "3.8")
    install(versions / "pypy3.9-7.3", "3.9")
    install(versions / "miniconda3-4.7", "3.7")
    install(versions / "3.12.1", "3.12")
    (versions / "3.12.1/pyvenv.cfg").touch()
    found = find(environ={"HOME": str(tmp_path)})
    assert mine(found, tmp_path) == [
        ((2, 7), ".pyenv/versions/2.7.18"),
        ((3, 8), ".pyenv/versions/3.8.18"),
    ]
    moved = {"HOME": "/nonexistent", "PYENV_ROOT": str(tmp_path / ".pyenv")}
    assert find(environ=moved) == found


def test_finds_uvs(tmp_path: Path) -> None:
    """The folders that uv makes are found once, though a second name leads to the same one."""
    home = tmp_path / ".local/share/uv/python"
    install(home / "cpython-3.12.3-linux-x86_64-gnu", "3.12")
    (home / "cpython-3.12-linux-x86_64-gnu").symlink_to("cpython-3.12.3-linux-x86_64-gnu")
    install(home / "pypy-3.10.14-linux-x86_64-gnu", "3.10")
    expected = [((3, 12), ".local/share/uv/python/cpython-3.12.3-linux-x86_64-gnu")]
    assert mine(find(environ={"HOME": str(tmp_path)}), tmp_path) == expected
    moved = {"UV_PYTHON_INSTALL_DIR": str(home)}
    assert mine(find(environ=moved), tmp_path) == expected


def test_finds_what_is_named(tmp_path: Path) -> None:
    """More may be named, by executable or by folder, in arguments or in the environment."""
    one = install(tmp_path / "one", "3.6")
    install(tmp_path / "two", "3.7")
    install(tmp_path / "three", "3.9")
    environ = {"CALLSHEET_PYTHONS": f"{tmp_path / 'two'}:{tmp_path / 'nowhere'}::"}
    found = find((str(one), str(tmp_path / "three/bin/python")), environ=environ)
    assert mine(found, tmp_path) == [((3, 6), "one"), ((3, 7), "two"), ((3, 9), "three")]


def test_tells_the_version_by_the_library(tmp_path: Path) -> None:
    """An executable called only 'python' has the version of the one library beside it."""
    install(tmp_path / "own", "3.10").rename(tmp_path / "own/bin/snake")
    found = find((str(tmp_path / "own/bin/snake"),), environ={})
    assert mine(found, tmp_path) == [((3, 10), "own")]


def test_leaves_out_what_is_broken(tmp_path: Path) -> None:
    """Without its library, or without leave to execute it, a Python is of no use."""
    broken = install(tmp_path / "broken", "3.10", whole=False)
    locked = install(tmp_path / "locked", "3.10")
    locked.chmod(0o644)
    assert mine(find((str(broken), str(locked)), environ={}), tmp_path) == []


def test_a_virtual_environment_stands_for_its_python(tmp_path: Path) -> None:
    """A program never runs in an environment, the harness's own least of all."""
    base = install(tmp_path / "base", "3.11")
    (tmp_path / "venv/bin").mkdir(parents=True)
    (tmp_path / "venv/pyvenv.cfg").touch()
    (tmp_path / "venv/bin/python").symlink_to(base)
    for name in ("venv", "venv/bin/python"):
        assert mine(find((str(tmp_path / name),), environ={}), tmp_path) == [((3, 11), "base")]


def test_finds_this_machines_own() -> None:
    """What is found here runs, is of the version that was said, and is no environment."""
    found = find()
    assert found
    for each in found:
        said = subprocess.run(
            [each.path, "-c", "import sys; print(tuple(sys.version_info[:2])); print(sys.prefix)"],
            capture_output=True,
            text=True,
            check=True,
            env={},
        ).stdout.splitlines()
        assert said[0] == str(each.version)
        assert said[1] == (each.root or "/usr") or said[1].startswith("/usr")
    if sys.prefix != sys.base_prefix:
        assert not any(each.path.startswith(sys.prefix + os.sep) for each in found)


def test_knows_what_was_installed_for_a_python(tmp_path: Path) -> None:
    """By the names that are imported: packages, single modules and extensions."""
    install(tmp_path / "3.9.1", "3.9")
    site = tmp_path / "3.9.1/lib/python3.9/site-packages"
    (site / "colorama").mkdir(parents=True)
    for name in ("six.py", "zmq.cpython-39-x86_64-linux-gnu.so", "rich-13.0.dist-info"):
        (site / name).touch()
    (found,) = (each for each in find((str(tmp_path / "3.9.1"),)) if each.root is not None
                and each.root.startswith(str(tmp_path)))  # fmt: skip
    assert {"colorama", "six", "zmq"} <= found.libraries
    assert "rich" not in found.libraries


def test_is_quick() -> None:
    """The search is part of every start of the harness: its processor time is a few ms."""
    find()
    rounds = 20
    before = time.process_time()
    for _ in range(rounds):
        find()
    assert (time.process_time() - before) / rounds < 0.02 * slowness()


def test_tells_what_needs_compiling(tmp_path: Path) -> None:
    """A library without compiled files is told, with the command that mends it."""
    for version, compiled in (("2.7", "os.pyc"), ("3.9", "__pycache__/os.cpython-39.pyc")):
        install(tmp_path / version, version)
        python = next(
            each
            for each in find((str(tmp_path / version),), environ={})
            if each.path.startswith(str(tmp_path))
        )
        assert needs_compiling(python)
        library = tmp_path / version / f"lib/python{version}"
        assert compiling(python) == (python.path, "-m", "compileall", "-q", str(library))
        (library / compiled).parent.mkdir(exist_ok=True)
        (library / compiled).touch()
        assert not needs_compiling(python)
        shutil.rmtree(tmp_path / version)


def test_knows_which_have_tkinter(tmp_path: Path) -> None:
    """The package alone is half of it: its extension must be there, or Tk be built in."""
    names = ("without", "half", "whole", "built-in")
    for name in names:
        library = install(tmp_path / name, "3.12").parents[1] / "lib"
        if name != "without":
            (library / "python3.12/tkinter").mkdir()
            (library / "python3.12/tkinter/__init__.py").touch()
        (library / "python3.12/lib-dynload").mkdir()
        if name == "whole":
            (library / "python3.12/lib-dynload/_tkinter.cpython-312-x86_64-linux-gnu.so").touch()
        if name == "built-in":
            (library / "tk8.6").mkdir()
    found = find(tuple(str(tmp_path / name) for name in names), environ={})
    able = {Path(each.path).parents[1].name for each in found if each.windows}
    assert able & set(names) == {"whole", "built-in"}


def test_what_is_said_of_tkinter_is_true() -> None:
    """Each Python of this machine imports it just if it is said to have it."""
    for each in find():
        name = "Tkinter" if each.version[0] == 2 else "tkinter"
        done = subprocess.run([each.path, "-c", f"import {name}"], check=False, capture_output=True)
        assert (done.returncode == 0) == each.windows, each


def test_asyncio_that_reads_nevertheless_is_known(tmp_path: Path) -> None:
    """Early releases of 3.11 begin to read a connection of which they are told not to."""
    versions = tmp_path / ".pyenv/versions"
    calls = "        self._loop._add_reader(fd, callback, *args)\n"
    for name, asks in (
        ("3.11.2", ""),
        ("3.11.7", "        if not self.is_reading():\n            return\n"),
    ):
        install(versions / name, "3.11")
        folder = versions / name / "lib/python3.11/asyncio"
        folder.mkdir()
        code = f"    def _add_reader(self, fd, callback, *args):\n{asks}{calls}"
        (folder / "selector_events.py").write_text(code)
    found = {each.root: each.heeds for each in find(environ={"HOME": str(tmp_path)})}
    assert not found[str(versions / "3.11.2")]
    assert found[str(versions / "3.11.7")]
