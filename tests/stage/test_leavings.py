"""What programs leave is taken away, however they made it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness.stage import leavings

_USER = 190_000 + os.getpid() % 9_000  # tests that run beside this one end what has theirs
# A keeper's end, whose programs have an id that another keeper has drawn, too.
_ENDS = f"""
import sys
from harness.stage import displays, shared
from harness.stage.means import Means
means = Means(user={_USER}, threads=True, displays=displays.draw(), playing=sys.argv[1] == "True")
shared._clear(means, "/nowhere")
"""


def test_folders_deeper_than_any_path_are_taken_away(tmp_path: Path) -> None:
    """Eleven hundred folders in each other, some of which nobody may read, with files and links."""
    before = Path.cwd()
    (tmp_path / "kept").write_text("kept", encoding="utf-8")
    top = tmp_path / "left"
    top.mkdir()
    os.chdir(top)
    try:
        for depth in range(1100):
            Path("file").write_bytes(b"x")
            Path("link").symlink_to(tmp_path)
            Path("d" * 200).mkdir()
            os.chdir("d" * 200)
            if depth % 500 == 1:
                Path("..").chmod(0)
    finally:
        os.chdir(before)
    leavings.remove(str(top))
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make files of somebody else's")
def test_only_what_is_a_users_is_swept_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files, folders and links, and nothing of others, a link to which it may have made."""
    monkeypatch.setattr(leavings, "_PLACES", (str(tmp_path), "/nowhere"))
    (tmp_path / "others").write_text("kept", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "others")
    for name in ("folder", "link"):
        os.chown(tmp_path / name, 12345, 12345, follow_symlinks=False)
    leavings.sweep(12345)
    assert [path.name for path in tmp_path.iterdir()] == ["others"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends programs an id")
@pytest.mark.parametrize("playing", [True, False])
def test_a_keeper_ends_what_has_its_id_only_while_it_plays(playing: bool) -> None:
    """At any other time that may be on the stage of another, which would lose a program."""
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, user=_USER) as other:
        top = Path(__file__).parents[2]
        subprocess.run([sys.executable, "-c", _ENDS, str(playing)], cwd=top, check=True)
        other.terminate()
    assert other.returncode == (-signal.SIGKILL if playing else -signal.SIGTERM)
