"""A hand-in becomes a plain tree, whatever it is."""

import os
import socket
import zipfile
from pathlib import Path

import pytest

from harness.intake import Bounds, open_submission, with_archives
from harness.intake.batch import list_batch, list_others, names_of
from harness.intake.folder import copy_file
from harness.intake.tree import Tree
from harness.model.errors import MachineError, SubmissionError, UsageError


def write(folder: Path, *names: str, text: str = "print('hello')\n") -> Path:
    """Make files in a folder, with the folders above them."""
    for name in names:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return folder


def test_copies_a_folder_as_it_is(tmp_path: Path) -> None:
    """Files and folders arrive with their names and their bytes."""
    source = write(tmp_path / "Team 8", "server.py", "a b/Client X.py", "ünïcode/名.py")
    intake = open_submission(source, tmp_path / "in")
    assert intake.name == "Team 8"
    assert intake.files == ("a b/Client X.py", "server.py", "ünïcode/名.py")
    assert intake.problems == ()
    assert intake.folder == str(tmp_path / "in")
    assert Path(intake.folder, "a b/Client X.py").read_text() == "print('hello')\n"


def test_one_top_folder_is_kept(tmp_path: Path) -> None:
    """A folder in a folder stays where it is: its name may say which program it holds."""
    source = write(tmp_path / "s", "PA2/server.py")
    assert open_submission(source, tmp_path / "in").files == ("PA2/server.py",)


def test_takes_a_single_file(tmp_path: Path) -> None:
    """A hand-in may be one program; its name is the file's without the ending."""
    write(tmp_path, "ann.py")
    intake = open_submission(tmp_path / "ann.py", tmp_path / "in")
    assert (intake.name, intake.files) == ("ann", ("ann.py",))


def test_leaves_out_what_tools_leave_behind(tmp_path: Path) -> None:
    """Version control, caches and virtual environments vanish without a word."""
    source = write(
        tmp_path / "s",
        "server.py",
        ".git/config",
        "__pycache__/server.cpython-311.pyc",
        "__MACOSX/._server.py",
        "._server.py",
        ".DS_Store",
        "venv/pyvenv.cfg",
        "venv/bin/activate_this.py",
        "venv/lib/python3.11/site-packages/pip/main.py",
        "venv/client.py",
    )
    (source / "venv/bin/python").symlink_to("/usr/bin/python3")
    intake = open_submission(source, tmp_path / "in")
    assert intake.files == ("server.py", "venv/client.py")
    assert intake.problems == ()


def test_an_earlier_report_is_no_part_of_the_hand_in(tmp_path: Path) -> None:
    """What ``run . --out my-report`` has recorded must not fill the bounds of the next one."""
    source = write(
        tmp_path / "s",
        "server.py",
        "my-report/runs/order-whole-1.jsonl",
        "my-report/runs/order-whole-1.pcap",
        "runs/server.py",
        "runs/trace.pcap",
    )
    intake = open_submission(source, tmp_path / "in")
    assert intake.files == ("runs/server.py", "runs/trace.pcap", "server.py")
    assert intake.problems == ()


def test_follows_no_link(tmp_path: Path) -> None:
    """Links to files, to folders, to nothing and to the folder itself are skipped and told."""
    write(tmp_path, "secret/reference.py")
    source = write(tmp_path / "s", "server.py")
    (source / "file").symlink_to(tmp_path / "secret/reference.py")
    (source / "folder").symlink_to(tmp_path / "secret")
    (source / "gone").symlink_to("nowhere")
    (source / "loop").symlink_to(".")
    intake = open_submission(source, tmp_path / "in")
    assert intake.files == ("server.py",)
    assert intake.problems == (
        "4 links skipped, since a link can lead out of a hand-in: file, folder, gone, loop.",
    )


def test_opens_no_special_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe, which would block its reader for ever, and a socket are skipped and told."""
    source = write(tmp_path / "s", "server.py")
    os.mkfifo(source / "pipe")
    monkeypatch.chdir(source)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("door")
    intake = open_submission(source, tmp_path / "in")
    assert intake.files == ("server.py",)
    assert intake.problems == ("2 special files skipped (devices, pipes, sockets): door, pipe.",)


def test_a_file_that_its_disk_does_not_give_is_named(tmp_path: Path) -> None:
    """It could be opened, as one that lies in a cloud can be: no traceback, and nobody's fault."""
    tree = Tree(tmp_path, Bounds())
    with pytest.raises(MachineError, match=r"/proc/self/mem cannot be read: Input/output error"):
        copy_file(Path("/proc/self/mem"), ("movie.mp4",), tree)


def test_a_file_of_two_gigabytes_is_not_read(tmp_path: Path) -> None:
    """A huge file costs nothing and is told; the programs beside it are graded."""
    source = write(tmp_path / "s", "server.py")
    with (source / "capture.pcap").open("wb") as file:
        file.truncate(2 * 2**30)
    intake = open_submission(source, tmp_path / "in")
    assert intake.files == ("server.py",)
    assert intake.problems == ("1 file skipped, larger than 16 MiB: capture.pcap.",)


def test_a_huge_single_file_ends_in_a_sentence(tmp_path: Path) -> None:
    """A hand-in of one 2 GB file cannot be opened, and says why."""
    with (tmp_path / "big.py").open("wb") as file:
        file.truncate(2 * 2**30)
    with pytest.raises(SubmissionError, match=r"no files.*larger than 16 MiB: big\.py"):
        open_submission(tmp_path / "big.py", tmp_path / "in")


def test_ten_thousand_files_end_in_a_sentence(tmp_path: Path) -> None:
    """Too many files are no hand-in."""
    source = tmp_path / "s"
    source.mkdir()
    for number in range(10_000):
        (source / f"{number}.txt").touch()
    with pytest.raises(SubmissionError, match=r"more than 2,000 files"):
        open_submission(source, tmp_path / "in")


def test_too_many_folders_end_in_a_sentence(tmp_path: Path) -> None:
    """Empty folders count as well: making them costs just as much."""
    for number in range(30):
        (tmp_path / f"s/{number}").mkdir(parents=True)
    with pytest.raises(SubmissionError, match="more than 10 files"):
        open_submission(tmp_path / "s", tmp_path / "in", Bounds(files=10))


def test_too_large_a_folder_ends_in_a_sentence(tmp_path: Path) -> None:
    """The sizes of all files together are bounded."""
    source = write(tmp_path / "s", "a.txt", "b.txt", "c.txt", text="x" * 1000)
    with pytest.raises(SubmissionError, match="more than 2,500 bytes"):
        open_submission(source, tmp_path / "in", Bounds(size=2500))


def test_too_deep_names_are_skipped(tmp_path: Path) -> None:
    """What lies too deep is left out and told, once."""
    source = write(tmp_path / "s", "server.py", "/".join(["d"] * 40) + "/x.py")
    intake = open_submission(source, tmp_path / "in")
    assert intake.files == ("server.py",)
    assert intake.problems[0].startswith("1 name skipped, more than 20 folders deep: d/d/d")


def test_odd_names_become_safe_and_stay_apart(tmp_path: Path) -> None:
    """Bytes that are no UTF-8, newlines and escape codes are replaced, each name its own."""
    source = write(tmp_path / "s", "server.py")
    odd = [b"caf\xe9.py", b"caf\xea.py", b"new\nline.py", b"red\x1b[31m.py", b"-c.py"]
    for name in odd:
        Path(os.fsdecode(os.fsencode(source) + b"/" + name)).write_bytes(name)
    intake = open_submission(source, tmp_path / "in")
    assert intake.files == (
        "_-c.py",
        "caf_.py",
        "caf_~2.py",
        "new_line.py",
        "red_[31m.py",
        "server.py",
    )
    kept = {Path(intake.folder, name).read_bytes() for name in intake.files if name != "server.py"}
    assert kept == set(odd)
    (sentence,) = intake.problems
    assert sentence.startswith("5 names changed that had unreadable characters: ")
    assert "caf\\xe9.py is now caf_.py" in sentence
    assert sentence.isprintable()


def test_odd_folder_names_keep_their_files_together(tmp_path: Path) -> None:
    """Every file of a renamed folder is found in the same place."""
    folder = os.fsencode(tmp_path / "s") + b"/\xff\xfe"
    source = write(Path(os.fsdecode(folder)), "a.py", "b.py").parent
    assert open_submission(source, tmp_path / "in").files == ("__/a.py", "__/b.py")


def _refused(monkeypatch: pytest.MonkeyPatch, name: str, error: OSError) -> None:
    opener = os.open

    def refuse(path: Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).name == name:
            raise error
        return opener(path, flags, mode)

    monkeypatch.setattr(os, "open", refuse)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("gone.py", FileNotFoundError(2, "No such file or directory")),
        ("notes.txt", PermissionError(13, "Permission denied")),
    ],
)
def test_an_unreadable_file_is_told(
    name: str, error: OSError, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What vanishes between listing and opening, or is no program, costs only itself."""
    source = write(tmp_path / "s", "server.py", name)
    _refused(monkeypatch, name, error)
    intake = open_submission(source, tmp_path / "in")
    assert intake.files == ("server.py",)
    assert intake.problems == (
        f"1 file skipped that could not be read: {name} ({error.strerror}).",
    )


@pytest.mark.parametrize(
    ("name", "alone"), [("server.py", True), ("server.py", False), ("code.zip", False)]
)
def test_a_program_that_this_machine_refuses_is_no_fault_of_the_students(
    name: str, alone: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever unpacked it for themselves alone has to let it be read; nobody gets 0 for that."""
    source = write(tmp_path / "s", "client.py", name)
    _refused(monkeypatch, name, PermissionError(13, "Permission denied"))
    handed = source / name if alone else source
    with pytest.raises(MachineError, match=f"{name} cannot be read: Permission denied; let it"):
        open_submission(handed, tmp_path / "in")


@pytest.mark.parametrize("refused", ["s", "src"])
def test_a_folder_that_this_machine_refuses_is_no_fault_of_the_students(
    refused: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole hand-in, or a folder in it, where the programs may be."""
    source = write(tmp_path / "s", "src/server.py")
    scan = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == refused:
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(MachineError, match=f"{refused} cannot be read: Permission denied"):
        open_submission(source, tmp_path / "in")


def test_an_empty_folder_ends_in_a_sentence(tmp_path: Path) -> None:
    """Nothing handed in is an error of the hand-in, with its own words."""
    (tmp_path / "s").mkdir()
    with pytest.raises(SubmissionError, match="holds no files"):
        open_submission(tmp_path / "s", tmp_path / "in")


def test_a_device_is_no_hand_in(tmp_path: Path) -> None:
    """A path that is neither file nor folder is refused, not read."""
    with pytest.raises(SubmissionError, match="neither a file nor a folder"):
        open_submission(Path("/dev/zero"), tmp_path / "in")


def test_wrong_arguments_are_the_callers(tmp_path: Path) -> None:
    """A path that is not there, and a place to unpack that is in use, are usage errors."""
    source = write(tmp_path / "s", "server.py")
    with pytest.raises(UsageError, match="no such file"):
        open_submission(tmp_path / "nobody", tmp_path / "in")
    with pytest.raises(UsageError, match="is not empty"):
        open_submission(source, write(tmp_path / "used", "x"))
    with pytest.raises(UsageError, match="a folder of their own"):
        open_submission(source, source / "in")


def test_lists_a_class(tmp_path: Path) -> None:
    """Folders, archives and programs are hand-ins; lists, notes and hidden files are not.

    Nor is an archive dropped that cannot be opened: its student is told so.
    """
    write(
        tmp_path,
        "Zoe/server.py",
        "bob.py",
        "dora.rar",
        "emil.7z",
        "finn.pyw",
        "adam.tar.gz",
        "carl.ZIP",
        "README.md",
        "names.csv",
        "expect.yaml",
        ".hidden/x.py",
        "__MACOSX/x.py",
    )
    names = [path.name for path in list_batch(tmp_path)]
    found = ["adam.tar.gz", "bob.py", "carl.ZIP", "dora.rar", "emil.7z", "finn.pyw", "Zoe"]
    assert names == found
    others = [path.name for path in list_others(tmp_path)]
    assert others == ["expect.yaml", "names.csv", "README.md"]


def test_an_archive_inside_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    """Where the programs can only be in there; beside them it may hold anything."""
    for name in ("ann/homework.rar", "bob/homework.7z", "bob/server.py"):
        write(tmp_path, name)
    (said,) = open_submission(tmp_path / "ann", tmp_path / "in" / "ann").problems
    assert "cannot be opened here" in said
    assert "homework.rar" in said
    assert open_submission(tmp_path / "bob", tmp_path / "in" / "bob").problems == ()


def test_archives_beside_programs_are_opened_for_whoever_asks(tmp_path: Path) -> None:
    """All of them, and what is told of them is told as well; not one that is broken."""
    write(tmp_path, "ann/client.py", "bob/client.py", "bob/more.zip")
    with zipfile.ZipFile(tmp_path / "ann" / "more.zip", "w") as archive:
        archive.writestr("server.py", "")
    hand_in = open_submission(tmp_path / "ann", tmp_path / "in" / "ann")
    assert hand_in.files == ("client.py", "more.zip")
    opened = with_archives(hand_in)
    assert opened is not None
    assert (opened.name, opened.files) == ("ann", ("client.py", "more/server.py"))
    assert opened.problems == ("1 archive inside opened: more.zip.",)
    assert with_archives(opened) is None
    assert with_archives(open_submission(tmp_path / "bob", tmp_path / "in" / "bob")) is None


def test_hand_ins_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """Each hand-in of a class has a name of its own, by its whole file name if need be."""
    names = ("ann/server.py", "ann.zip", "ann.py", "bob.tar.gz", "cat\x07/a.py", "cat_/a.py")
    write(tmp_path, *names)
    found = {path.name: name for path, name in names_of(list_batch(tmp_path)).items()}
    assert found == {
        "ann": "ann",
        "ann.zip": "ann.zip",
        "ann.py": "ann.py",
        "bob.tar.gz": "bob",
        "cat\x07": "cat_",
        "cat_": "cat_ (2)",
    }


def test_a_class_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    """The caller is told which folder could not be read."""
    with pytest.raises(UsageError, match="nowhere: No such file"):
        list_batch(tmp_path / "nowhere")
