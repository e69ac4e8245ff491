"""Archives that lie beside programs, and may hold the one that is missing."""

import shutil
import zipfile
from pathlib import Path

from harness import pipeline
from tests import small


def test_a_program_in_an_archive_beside_others(tmp_path: Path) -> None:
    """It plays if nobody else does; what was given out, or a copy of before, changes nothing."""
    course = pipeline.prepare(small.assignment(tmp_path / "echo"))
    for name, beside, packed, played in (
        ("lacks", "client.py", {"server.py": small.GOOD}, True),
        ("has", "server.py", {"old_server.py": small.SILENT}, True),
        ("two", "client.py", {"a/server.py": small.GOOD, "b/server.py": small.MUTE}, False),
    ):
        source = small.GOOD if beside == "server.py" else "print('a client')\n"
        folder = small.submission(tmp_path / name, source, beside)
        with zipfile.ZipFile(folder / "packed.zip", "w") as archive:
            for inside, text in packed.items():
                archive.writestr(inside, text)
        (tmp_path / "room").mkdir()
        record = pipeline.record(course, pipeline.opened(folder, tmp_path / "room"), 1)
        assert ("server" in record.mains) is played, name
        assert ("packed.zip" in record.files) is (name != "lacks")
        shutil.rmtree(tmp_path / "room")
