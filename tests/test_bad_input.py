"""A class full of what should not be handed in: each ends in a clear result, and in nothing else.

The class is graded once as the user who runs the tests and once as an ordinary one.  Among the bad
ones there are good ones, which must not notice.
"""

import io
import json
import os
import re
import select
import shutil
import socket
import stat
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import bad_programs as bad
from tests import small
from tests.faults.strike import MOMENTS, stopped
from tests.house import LIBRARIES, ORDINARY, OWN, House
from tests.stage.player import mounted

pytestmark = pytest.mark.timeout(1500)

TOP = Path(__file__).resolve().parents[1]
HUGE = 2 * 2**30
MARKUP = "<img src=x onerror=alert(4)>\x1b[2J"


@dataclass(frozen=True, slots=True)
class Bad:
    """One bad hand-in: how it is made, and what the result must say.

    ``make`` writes it as ``path``, a name that nothing has yet.  ``full``: it loses nothing for it.
    ``says`` is looked for in the item's note and the result's problems.
    """

    make: Callable[[Path], object]
    says: str = ""
    full: bool = False
    name: str = ""


def program(source: str) -> Callable[[Path], object]:
    """A folder with one program."""
    return lambda path: small.submission(path, source)


def _huge_file(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(HUGE)


def _with_huge_file(path: Path) -> None:
    _huge_file(small.submission(path) / "data.bin")


def _many(path: Path) -> None:
    small.submission(path)
    for number in range(10_000):
        (path / f"{number}.txt").touch()


def _large(path: Path) -> None:
    """As much as is taken, in files that take more room than they are long."""
    small.submission(path)
    for number in range(1900):
        (path / f"{number}.txt").write_bytes(bytes(33_000))


def _odd_names(path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(path) + b"-\xff\xfe"))
    folder.mkdir()
    for name in (b"my\xe9server.py", b"-c.txt", b"a\nb.txt", b"\xc3(.txt"):
        (folder / os.fsdecode(name)).write_text(small.GOOD, encoding="utf-8")


def _zip(*names: str) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.writestr(name, small.GOOD)
            link = zipfile.ZipInfo("out")
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, "/etc")

    return make


def _tar(path: Path) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for name, kind, target in (
            ("out", tarfile.SYMTYPE, str(path.parent)),
            ("hard", tarfile.LNKTYPE, "/etc/passwd"),
            ("pipe", tarfile.FIFOTYPE, ""),
        ):
            link = tarfile.TarInfo(name)
            link.type, link.linkname = kind, target
            archive.addfile(link)
        for name in ("out/escaped.py", "server.py"):
            entry = tarfile.TarInfo(name)
            entry.size = len(small.GOOD)
            archive.addfile(entry, io.BytesIO(small.GOOD.encode()))


CLASS = {
    "a-good-one": Bad(program(small.GOOD + f"# {bad.MARKER}\n"), full=True),
    "m-good-one": Bad(program(small.GOOD), full=True),
    "z-good-one": Bad(program(small.GOOD), full=True),
    # what is handed in
    "empty": Bad(Path.mkdir, r"The hand-in holds no files\."),
    "huge-file": Bad(_huge_file, "larger than", name="huge-file.py"),
    "huge-zip": Bad(_huge_file, "is none, or is broken", name="huge-zip.zip"),
    "with-a-huge-file": Bad(_with_huge_file, r"larger than .*data\.bin", full=True),
    "ten-thousand-files": Bad(_many, "more than 2,000 files"),
    "odd-names": Bad(_odd_names, "unreadable characters", full=True),
    "upward": Bad(
        _zip("../../escaped.py", "server.py"),
        r"lead out of the hand-in: \.\./\.\./escaped\.py",
        full=True,
        name="upward.zip",
    ),
    "absolute": Bad(
        _zip("/tmp/escaped.py", "server.py"),
        "lead out of the hand-in: /tmp/escaped",
        full=True,
        name="absolute.zip",
    ),
    "links": Bad(_tar, "2 links skipped.*1 special file", full=True, name="links.tar.gz"),
    # what programs do
    "syntax-error": Bad(program(bad.SYNTAX_ERROR), "SyntaxError"),
    "forks-for-ever": Bad(program(bad.FORKS_FOR_EVER), "had ended|at its limit of"),
    "fills-memory": Bad(program(bad.FILLS_MEMORY), "MemoryError|at its limit of .* memory"),
    "fills-memory-together": Bad(program(bad.FILLS_MEMORY_TOGETHER), "at its limit of .* memory"),
    "fills-the-disk": Bad(program(bad.FILLS_THE_DISK), "No space left on device"),
    "fills-the-disk-with-nothing": Bad(
        program(bad.FILLS_THE_DISK_WITH_NOTHING), "No space left on device"
    ),
    "prints-for-ever": Bad(program(bad.PRINTS_FOR_EVER), "at its limit of .* output"),
    "ignores-signals": Bad(program(bad.IGNORES_SIGNALS), "it waits for a signal"),
    "daemon": Bad(program(bad.DAEMON), "it had ended"),
    "busy-daemon": Bad(program(bad.BUSY_DAEMON), "it had ended"),
    "kills-its-parent": Bad(program(bad.KILLS_ITS_PARENT), "had ended|by signal 9"),
    "reads-proc": Bad(program(bad.READS_PROC), full=True),
    "looks-for-the-reference": Bad(program(bad.LOOKS_FOR_THE_REFERENCE), full=True),
    "connects-outward": Bad(program(bad.CONNECTS_OUTWARD), full=True),
    "writes-markup": Bad(program(bad.WRITES_MARKUP), full=True),
    "is-named-markup": Bad(
        lambda path: small.submission(path, small.GOOD, f"{MARKUP}server.py"),
        full=True,
        name=MARKUP,
    ),
}


@dataclass(frozen=True)
class Graded:
    """The class, graded: the results by name, and what was seen of it from outside."""

    house: House
    results: dict[str, dict[str, Any]]
    said: str
    code: int
    reached: bool
    mounts_changed: bool
    left: list[int]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(user, marks=pytest.mark.xdist_group(f"bad-input-{user}"))
        for user in (OWN, ORDINARY)
    ],
)
def graded(request: pytest.FixtureRequest) -> Iterator[Graded]:
    """The whole class, graded by ``batch`` in one go."""
    house = House(request.param, bad.MARKER)
    assignment = small.assignment(house.path / "echo")
    small.submission(assignment / "reference", small.GOOD + f"# {bad.MARKER}\n")
    (house.path / "class").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        for name, one in CLASS.items():
            one.make(house.path / "class" / (one.name or name))
        outward = house.path / "class" / "connects-outward" / "server.py"
        outward.write_text(bad.CONNECTS_OUTWARD.replace("{port}", str(listener.getsockname()[1])))
        # the name of the house in every command line
        for file in (house.path / "class").glob("*/server.py"):
            file.rename(file.with_name(f"server-{house.path.name}.py"))
        mounts = mounted()
        words = ("batch", "echo", "class", "--out", "out", "--jobs", "8")
        with house.call(*words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            said, _ = process.communicate()
        left = house.inhabitants()
        reached = bool(select.select([listener], [], [], 0)[0])
    written = json.loads((house.out / "results.json").read_text(encoding="utf-8"))["results"]
    yield Graded(
        house,
        {one["submission"]: one for one in written},
        said.decode(),
        process.returncode,
        reached,
        bool(mounted() - mounts),
        left,
    )
    shutil.rmtree(house.path)


def _named(graded: Graded, name: str) -> dict[str, Any]:
    """The result of a hand-in of the class: those with odd names are found by their beginning."""
    if CLASS[name].name == MARKUP:
        return next(one for who, one in graded.results.items() if who.startswith("<img"))
    return next(one for who, one in graded.results.items() if who.startswith(name))


def _printed(graded: Graded, name: str) -> str:
    """All that was recorded of a hand-in."""
    result = _named(graded, name)
    return "".join(
        (graded.house.out / scene["timeline"]).read_text(encoding="utf-8")
        for scene in result["scenes"]
    )


@pytest.mark.parametrize("name", CLASS)
def test_a_bad_hand_in_ends_in_a_clear_result(name: str, graded: Graded) -> None:
    """Its own result says what was amiss; what can still be graded is."""
    result, expected = _named(graded, name), CLASS[name]
    item = next(item for item in result["items"] if item["id"] == "echoes")
    told = " ".join([*result["problems"], item["note"]])
    assert result["fault"] is None
    assert item["verdict"] == ("pass" if expected.full else "fail"), told
    assert re.search(expected.says, told), told
    assert {scene["ended"] for scene in result["scenes"]} <= {"done", "quiet", "limit"}


def test_the_class_is_whole(graded: Graded) -> None:
    """Every hand-in has its result, and points were lost in an ordinary way."""
    assert len(graded.results) == len(CLASS)
    assert graded.code == 1, graded.said


def test_nothing_is_left(graded: Graded) -> None:
    """No process, no mount, no temporary file, nothing outside the places that were given."""
    assert graded.left == []
    assert not graded.mounts_changed
    assert list(graded.house.temporary.iterdir()) == []
    assert not Path("/tmp/escaped.py").exists()
    assert list(graded.house.path.rglob("escaped.py")) == []
    assert {path.name for path in graded.house.path.iterdir()} - {*LIBRARIES} == {
        *("harness", "grade.py", "echo", "class", "tmp", "out"),
    }


def test_nobody_sees_what_is_not_theirs(graded: Graded) -> None:
    """A program finds no reference, no program of others, nor what the harness was started with."""
    assert "found in" not in _printed(graded, "looks-for-the-reference")
    proc = _printed(graded, "reads-proc")
    assert "cmdline" in proc
    for secret in (bad.MARKER, "grade.py", "callsheet-", "spec.yaml", "--jobs", str(TOP)):
        assert secret not in proc


def test_nobody_gets_out(graded: Graded) -> None:
    """A listener on the machine itself is not reached, nor anything else."""
    assert not graded.reached
    tried = _printed(graded, "connects-outward")
    assert "Connection refused" in tried
    assert "Network is unreachable" in tried
    assert "reached" not in tried


@pytest.mark.parametrize("name", ["writes-markup", "is-named-markup"])
def test_pages_show_markup_and_control_characters_as_text(name: str, graded: Graded) -> None:
    """No tag of a submission's becomes one of the page's, no control code is passed on."""
    result = _named(graded, name)
    where = graded.house.out / Path(result["scenes"][0]["timeline"]).parts[0]
    pages = [(where / "index.html").read_text(encoding="utf-8")]
    pages.append((graded.house.out / "index.html").read_text(encoding="utf-8"))
    assert "&lt;" in pages[0]
    for page in (*pages, graded.said):
        assert "\x1b" not in page
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", page)
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_as_much_as_is_taken_in_can_be_played_too(tmp_path: Path) -> None:
    """Files of 60 MB in all, which take more room than they are long, are no fault of ours."""
    _large(tmp_path / "large")
    small.assignment(tmp_path / "echo")
    words = [sys.executable, str(TOP / "grade.py"), "run", "echo", "large"]
    assert subprocess.run(words, cwd=tmp_path, check=False, capture_output=True).returncode == 0


# The harness itself is killed


@pytest.mark.parametrize("user", [OWN, ORDINARY])
def test_nothing_outlives_the_harness(user: str) -> None:
    """SIGKILL in the middle of a batch ends every program, whatever it does about signals."""
    house = House(user, bad.MARKER)
    small.assignment(house.path / "echo")
    source = bad.IGNORES_SIGNALS.replace("while True", "print('here', flush=True)\nwhile True")
    # its name is that by which inhabitants are known
    small.submission(house.path / "class" / "endless", source, f"server-{house.path.name}.py")
    for number in range(8):
        small.submission(house.path / "class" / f"quick-{number}", small.MUTE)
    words = ("batch", "echo", "class", "--out", "out", "--jobs", "2")
    shutil.copy(MOMENTS, house.path)  # an ordinary user may not be let into the checkout
    path = house.path / "moment"
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door:
        door.bind(str(path))
        door.listen()
        path.chmod(0o666)
        before = (str(house.path / Path(MOMENTS).name), str(path), "Printed")
        with house.call(*words, before=before, stderr=subprocess.DEVNULL) as process:
            try:
                plug = stopped(door, process)  # where only the endless one comes to
                assert plug, "it was never played"
                watched = _watch(house.inhabitants())
            finally:
                process.kill()
        assert len(watched) > 3
        _wait_for_the_end_of(watched)
        while found := house.inhabitants():  # begun while they were counted
            _wait_for_the_end_of(_watch(found))
        plug.close()
    shutil.rmtree(house.path)


def _watch(pids: list[int]) -> list[int]:
    """A descriptor for each process that is still there."""
    watched = []
    for pid in pids:
        with suppress(ProcessLookupError):
            watched.append(os.pidfd_open(pid))
    return watched


def _wait_for_the_end_of(watched: list[int]) -> None:
    """Wait until every process has ended (and fail if one does not: the test's time runs out)."""
    for descriptor in watched:
        select.select([descriptor], [], [])
        os.close(descriptor)
