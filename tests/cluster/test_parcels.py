"""What travels between master and workers: whole, and the same on the other side."""

from pathlib import Path

from harness import landing, pipeline
from harness.cluster import parcels
from harness.landing import Whose
from harness.model.handin import Member
from harness.reports.folder import place_files
from harness.store import stamps
from tests import kit


def test_a_hand_in_is_the_same_over_there(tmp_path: Path) -> None:
    """Files in folders, bytes that are no text: its hash is the same when it is opened again."""
    source = kit.submission(tmp_path / "ann")
    (source / "data" / "deep").mkdir(parents=True)
    (source / "data" / "deep" / "bytes").write_bytes(bytes(range(256)))
    (source / "link").symlink_to("/etc/passwd")
    opened = pipeline.opened(source, tmp_path / "here")
    assert not isinstance(opened, str)
    sent = parcels.pack(parcels.parcel("digest", opened, Whose(Member("ann"))))
    again = parcels.unwrap(parcels.unpack(sent), tmp_path / "there")
    assert again.problems == opened.problems != ()
    assert again.folder != opened.folder
    assert landing.hash_of(again) == landing.hash_of(opened)


def test_an_assignment_is_the_same_over_there(tmp_path: Path) -> None:
    """All that hand-ins are graded by travels, and what only people read does not."""
    task = kit.assignment(tmp_path / "task")
    kit.submission(task / "mistakes" / "wrong")
    stamp = stamps.stamp(str(task), [], "")
    sent = parcels.assignment(task, stamp)
    names = {name for name, _ in sent.files}
    assert {"spec.yaml", "kit/server.py", "reference/client_student.py"} <= names
    assert not any(name.startswith(("mistakes", "README")) for name in names)
    parcels.lay(sent.files, tmp_path / "there" / sent.name)
    assert stamps.stamp(str(tmp_path / "there" / "task"), [], "") == stamp


def test_another_assignment_has_another_digest(tmp_path: Path) -> None:
    """A changed spec is another one, and so is the same under another name."""
    digests = set()
    for name, spec in (("one", kit.SPEC), ("two", kit.SPEC), ("three", kit.SPEC + "\n")):
        task = kit.assignment(tmp_path / name, spec)
        digests.add(parcels.assignment(task, stamps.stamp(str(task), [], "")).digest)
    assert len(digests) == 3


def test_a_report_replaces_the_one_before(tmp_path: Path) -> None:
    """Runs of an earlier grading go; what else lies there stays."""
    place_files(
        [("index.html", b"1"), ("runs/a-1.jsonl", b"1"), ("runs/b-1.jsonl", b"1")], tmp_path
    )
    (tmp_path / "notes.txt").write_text("mine")
    place_files([("index.html", b"2"), ("runs/a-1.jsonl", b"2")], tmp_path)
    assert dict(parcels.collect(tmp_path)) == {
        "index.html": b"2",
        "notes.txt": b"mine",
        "runs/a-1.jsonl": b"2",
    }
