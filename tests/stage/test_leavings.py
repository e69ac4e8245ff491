"""What programs leave is taken away, however they made it."""

import os
from pathlib import Path

import pytest

from harness.stage import leavings


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
