"""What a package does where something is missing: it is fetched, or said to be missing."""

import shutil
import subprocess
from pathlib import Path

import pytest

from harness import bundle
from harness.package import content, zipped
from harness.spec import load
from tests import small
from tests.package.layouts import unpack

WINDOW = "does: listen, window: yes"
TOOLS = ("sh", "dirname", "basename", "env", "uname", "rm", "true", "mkdir", "cat", "mv", "find")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An unpacked package for Gradescope, and a machine that has hardly anything."""
    spec = load(small.assignment(tmp_path / "echo", small.SPEC.replace("does: listen", WINDOW)))
    files = {
        name: data
        for name, data in content(spec, "gradescope").items()
        if not name.startswith("callsheet/harness/clock/build/")
    }
    unpack(zipped(files), tmp_path / "source")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in TOOLS:
        if found := shutil.which(name):
            (tools / name).symlink_to(found)
    (tools / "apt-get").write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/fetched\n')
    (tools / "apt-get").chmod(0o755)
    return tmp_path


def _set_up(place: Path) -> tuple[int, str, str]:
    done = subprocess.run(
        ["sh", place / "source" / "setup.sh"],
        # what a test fetches would stay on this machine
        env={"PATH": str(place / "tools"), "PIP_NO_INDEX": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr, (place / "fetched").read_text()


def test_what_is_missing_is_fetched(place: Path) -> None:
    """bubblewrap; for windows an X server; a compiler where no clock library came along."""
    (place / "tools" / "python3").symlink_to("/usr/bin/python3")
    code, printed, fetched = _set_up(place)
    assert code == 0
    for name in ("bubblewrap", "xvfb", "gcc libc6-dev"):
        assert f"--no-install-recommends {name}\n" in fetched
    assert "no clock library: programs that sleep take their time" in printed
    assert "Mode: " in printed  # as the doctor found this machine


def test_without_a_python_the_setup_fails(place: Path) -> None:
    """Where the image is built, and not for each student: every name of one was tried."""
    code, printed, fetched = _set_up(place)
    assert code == 1
    assert "no Python 3.11 or newer" in printed
    assert "python3\n" in fetched
    assert "python3.12\n" in fetched


def test_what_was_compiled_goes_along_only_with_its_sources(tmp_path: Path) -> None:
    """One that was built of something else would be at odds with what it is used by."""
    folder = tmp_path / "session"
    shutil.copytree(bundle.HARNESS / "session", folder, ignore=shutil.ignore_patterns("build"))
    if shutil.which("cc") is None:
        pytest.skip("no C compiler")
    subprocess.run([folder / "build.sh"], check=True)
    (program,) = (folder / "build").glob("shell-*[!s]")
    (other,) = (folder / "build").glob("keyboard-*[!s]")
    assert bundle.fits(program)
    assert bundle.fits(other)
    (folder / "shell.c").write_text("int main(void) { return 0; }\n")
    assert not bundle.fits(program)
    program.with_name(f"{program.name}.sources").unlink()
    assert not bundle.fits(program)
