"""The file of a class: what was handed in, what was played, and what it came to under which spec.

The rules:

* One file, one writer at a time, and every hand-in lands in one transaction: whoever is killed
  leaves all or nothing of it.  The journal is SQLite's own rollback journal and not a log beside
  the file: it leaves nothing behind, can be copied at rest, and works on a network's disk too.
* Nothing is written over.  What was played, and each grade that came of it, stays with the text of
  its spec and the hash of its harness; the last grade of a hand-in is the one that counts.  What a
  later harness found in a play stands beside what was found when it was played.
* A connection lasts as long as one call, since SQLite's must not be carried across a fork.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from harness.model.errors import MachineError, UsageError
from harness.model.handin import Member
from harness.model.quick import dataclass
from harness.model.record import Correction, Record
from harness.store import packing, whose
from harness.store.packing import Packed
from harness.store.stamps import Stamp

STORE = "grades.sqlite"
VERSION = 2
PLAYED, KEPT, MARKED = "played", "kept", "marked again"
_MACHINE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
_PATIENCE = 60.0  # for another process that is writing; a write takes milliseconds

_FOUND = """
CREATE TABLE IF NOT EXISTS found (
    play INTEGER PRIMARY KEY, harness TEXT NOT NULL, head BLOB NOT NULL);
"""  # since version 2
_TABLES = """
CREATE TABLE specs (assignment TEXT PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE plays (
    play INTEGER PRIMARY KEY, assignment TEXT NOT NULL, harness TEXT NOT NULL,
    machine TEXT NOT NULL, hand_in TEXT NOT NULL, head BLOB NOT NULL,
    at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE takes (play INTEGER, n INTEGER, events BLOB, rest BLOB, PRIMARY KEY (play, n));
CREATE TABLE jobs (job TEXT PRIMARY KEY, play INTEGER NOT NULL);
CREATE TABLE grades (
    grade INTEGER PRIMARY KEY, submission TEXT NOT NULL, play INTEGER, assignment TEXT NOT NULL,
    harness TEXT NOT NULL, how TEXT NOT NULL, result BLOB NOT NULL,
    at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
CREATE INDEX grades_of ON grades (submission, grade);
CREATE TABLE class (submission TEXT PRIMARY KEY, member TEXT NOT NULL);
CREATE TABLE corrections (
    correction INTEGER PRIMARY KEY, submission TEXT NOT NULL, item TEXT NOT NULL, points REAL,
    reason TEXT NOT NULL, member TEXT NOT NULL, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
"""


@dataclass(frozen=True, slots=True)
class Landing:
    """A graded hand-in on its way into the store.

    ``packed``: what was played, or None where the store has it (as play ``play``).  ``job``: that
    for which it stands from now on, or empty: what a fault of the harness is in stands for none.
    ``result``: the result as JSON.  ``found``: the play's head with what this harness found in it,
    where another one had played it; else empty.
    """

    submission: str
    hand_in: str
    how: str
    result: str
    packed: Packed | None = None
    play: int | None = None
    job: str = ""
    found: bytes = b""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a hand-in stands: its last grade, and the play that it came of.

    ``harness``: which played it.  ``member``: how it came when the class was graded last.
    ``head`` is empty where there is no play (the harness failed); ``found_by``: the harness that
    found what stands in it.
    """

    submission: str
    play: int | None
    hand_in: str
    harness: str
    machine: str
    head: bytes
    found_by: str
    result: str
    member: Member


class Store:
    """The file at ``path``; made when it is first written to."""

    def __init__(self, path: Path) -> None:
        self.path = path

    # Writing

    def enrol(self, members: Iterable[Member], stamp: Stamp, spec: str) -> None:
        """Say who is in the class, in this order, and by which spec they will be graded."""
        rows = [(each.name, packing.pack_member(each)) for each in members]
        with self._open(write=True) as database:
            database.execute("DELETE FROM class")
            database.executemany("INSERT INTO class VALUES (?, ?)", rows)
            _keep_spec(database, stamp, spec)

    def land(self, landings: Iterable[Landing], stamp: Stamp, spec: str = "") -> None:
        """Keep graded hand-ins: all of them or nothing."""
        with self._open(write=True) as database:
            if spec:
                _keep_spec(database, stamp, spec)
            for landing in landings:
                play = landing.play
                if landing.packed is not None:
                    play = _keep_play(database, landing.packed, landing.hand_in, stamp)
                if landing.job and play is not None:
                    job = (landing.job, play)
                    database.execute("INSERT OR REPLACE INTO jobs VALUES (?, ?)", job)
                if landing.found:
                    found = (play, stamp.harness, landing.found)
                    database.execute("INSERT OR REPLACE INTO found VALUES (?, ?, ?)", found)
                _keep_grade(database, landing, play, stamp)

    def correct(self, corrections: Iterable[tuple[str, str, float | None, str]]) -> None:
        """Keep what a person decided: hand-in, item, points (None: as before), and the reason."""
        with self._open(write=True) as database:
            database.executemany(
                "INSERT INTO corrections (submission, item, points, reason, member) "
                "SELECT submission, ?, ?, ?, member FROM class WHERE submission = ?",
                [(*rest, name) for name, *rest in corrections],
            )

    # Reading

    def played(self, job: str) -> int | None:
        """The number of the play that stands for ``job``, if there is one."""
        with self._open() as database:
            row = database.execute("SELECT play FROM jobs WHERE job = ?", (job,)).fetchone()
        return row[0] if row else None

    def record(self, play: int, found: bytes = b"") -> Record:
        """What was played as ``play``, with all that was recorded.

        ``found``: its head with what a later harness found in it, to be taken instead.
        """
        with self._open() as database:
            (head,) = database.execute("SELECT head FROM plays WHERE play = ?", (play,)).fetchone()
            rows = database.execute(
                "SELECT events, rest FROM takes WHERE play = ? ORDER BY n", (play,)
            ).fetchall()
        record = packing.unpack(found or head)
        return packing.with_takes(record, rows)

    def timelines(self, play: int) -> list[bytes]:
        """The timelines of a play's takes, packed."""
        with self._open() as database:
            found = database.execute("SELECT events FROM takes WHERE play = ? ORDER BY n", (play,))
            return [events for (events,) in found]

    def standings(self) -> list[Standing]:
        """How everybody of the class stands who has a grade, in its order."""
        with self._open() as database:
            rows = database.execute(
                "SELECT c.submission, g.play, coalesce(p.hand_in, ''), coalesce(p.harness, ''), "
                "coalesce(p.machine, ''), coalesce(f.head, p.head, x''), "
                "coalesce(f.harness, p.harness, ''), g.result, c.member FROM class c "
                "JOIN grades g ON g.grade = "
                "(SELECT max(grade) FROM grades WHERE submission = c.submission) "
                "LEFT JOIN plays p ON p.play = g.play LEFT JOIN found f ON f.play = g.play "
                "ORDER BY c.rowid"
            ).fetchall()
        return [
            Standing(
                submission=name,
                play=play,
                hand_in=hand_in,
                harness=harness,
                machine=machine,
                head=head,
                found_by=found_by,
                result=_text(result),
                member=packing.member(came),
            )
            for name, play, hand_in, harness, machine, head, found_by, result, came in rows
        ]

    def enrolled(self) -> list[str]:
        """Everybody of the class, graded or not, in its order."""
        with self._open() as database:
            rows = database.execute("SELECT submission FROM class ORDER BY rowid")
            return [name for (name,) in rows]

    def corrections(self) -> Mapping[str, tuple[Correction, ...]]:
        """The corrections that hold, by hand-in: as it is called now (see ``store.whose``)."""
        with self._open() as database:
            rows = database.execute(
                "SELECT member, item, points, reason FROM corrections ORDER BY correction"
            ).fetchall()
            came = database.execute("SELECT submission, member FROM class").fetchall()
        members = {name: packing.member(member) for name, member in came} if rows else {}
        last = {
            (name, item): (points, reason)
            for member, item, points, reason in rows
            if (name := whose.name_now(packing.member(member), members)) is not None
        }
        found: dict[str, list[Correction]] = {}
        for (name, item), (points, reason) in last.items():
            if points is not None:
                found.setdefault(name, []).append(Correction(item, points, reason))
        return {name: tuple(each) for name, each in found.items()}

    @contextmanager
    def _open(self, *, write: bool = False) -> Iterator[sqlite3.Connection]:
        """The file, for one transaction.  Raises UsageError for a file that is no store,
        MachineError where it cannot be written or read as any other could.
        """
        if not write and not self.path.is_file():
            raise UsageError(
                f"{self.path.parent}: no class was graded into this folder (there is no "
                f"{self.path.name}); name the one that 'batch' wrote to with --out"
            )
        try:
            with closing(sqlite3.connect(self.path, _PATIENCE, isolation_level=None)) as database:
                _prepare(database, self.path)
                if write:
                    database.execute("BEGIN IMMEDIATE")
                yield database
                if write:
                    database.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in _MACHINE:
                raise MachineError(f"{self.path}: {error}") from error
            raise UsageError(f"{self.path}: {error}") from error
        except sqlite3.DatabaseError as error:
            raise UsageError(f"{self.path} is not a store of grades ({error})") from error


def _text(result: bytes) -> str:
    return zlib.decompress(result).decode()


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version == 0:
        database.execute("BEGIN IMMEDIATE")
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version == 0:  # nobody else has made it in between
            for statement in (*_TABLES.split(";"), _FOUND):
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {VERSION}")
        database.execute("COMMIT")
    elif version == 1:
        database.execute(_FOUND)
        database.execute(f"PRAGMA user_version = {VERSION}")
    elif version != VERSION:
        raise UsageError(f"{path} was written by another version of the harness")


def _keep_spec(database: sqlite3.Connection, stamp: Stamp, spec: str) -> None:
    database.execute("INSERT OR IGNORE INTO specs VALUES (?, ?)", (stamp.assignment, spec))


def _keep_play(database: sqlite3.Connection, packed: Packed, hand_in: str, stamp: Stamp) -> int:
    made = database.execute(
        "INSERT INTO plays (assignment, harness, machine, hand_in, head) VALUES (?, ?, ?, ?, ?)",
        (stamp.assignment, stamp.harness, stamp.machine, hand_in, packed.head),
    )
    assert made.lastrowid is not None
    rows = [(made.lastrowid, n, *take) for n, take in enumerate(packed.takes)]
    database.executemany("INSERT INTO takes VALUES (?, ?, ?, ?)", rows)
    return made.lastrowid


def _keep_grade(
    database: sqlite3.Connection, landing: Landing, play: int | None, stamp: Stamp
) -> None:
    """Write a grade down, if it is not the one that stands there already."""
    last = database.execute(
        "SELECT play, assignment, result FROM grades WHERE submission = ? "
        "ORDER BY grade DESC LIMIT 1",
        (landing.submission,),
    ).fetchone()
    result = zlib.compress(landing.result.encode())
    if last == (play, stamp.assignment, result):
        return
    database.execute(
        "INSERT INTO grades (submission, play, assignment, harness, how, result) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (landing.submission, play, stamp.assignment, stamp.harness, landing.how, result),
    )
