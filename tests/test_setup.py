"""harness/setup.sh: what it does to a checkout whose environment is not its own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
# what the script calls; apt-get is not among it, so a test installs nothing
TOOLS = (
    *("bash", "cat", "cksum", "dirname", "env", "grep"),
    *("id", "mktemp", "readlink", "rm", "sed", "tail"),
)


def test_an_environment_behind_a_link_is_not_cleared(tmp_path: Path) -> None:
    """Where .venv is a symbolic link, what it points to stays whole, and the operator is told."""
    checkout, shared, tools = tmp_path / "checkout", tmp_path / "shared", tmp_path / "bin"
    for folder in (checkout / "harness", checkout / "bench", shared, tools):
        folder.mkdir(parents=True)
    for file in ("harness/setup.sh", "pyproject.toml", "bench/requirements.txt"):
        shutil.copy(TOP / file, checkout / file)
    for name in TOOLS:
        (tools / name).symlink_to(shutil.which(name) or name)
    (tools / "python3").symlink_to(sys.executable)
    (shared / "precious").touch()
    (checkout / ".venv").symlink_to(shared)
    done = subprocess.run(
        [checkout / "harness/setup.sh", "grade"],
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (shared / "precious").exists()
    assert done.returncode == 1
    assert f".venv is a symbolic link, to {shared}" in done.stderr


@pytest.mark.xdist_group("kept-together")
def test_what_shares_the_machine_is_kept_on_one_worker(request: pytest.FixtureRequest) -> None:
    """Xdist names the group to its workers; with a pytest that it does not know it cannot."""
    if getattr(request.config.option, "loadgroup", False):
        assert request.node.nodeid.endswith("@kept-together")
