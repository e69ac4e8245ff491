"""A class whose hand-ins are repositories: a text file or a CSV that lists them.

In a text file a line is an address or the path of a clone, a name before it if there is one (else
the repository's); ``#`` begins a comment.  In a CSV the column is called repository, url or clone,
and the others say whose it is.  What counts is the last commit that is not after the cut-off.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from harness.intake import git, tables
from harness.intake.tree import Bounds
from harness.model.errors import UsageError
from harness.model.handin import HandIn, Student
from harness.model.quick import dataclass

_WHERE = ("repository", "repo", "url", "repositoryurl", "clone", "cloneurl", "path", "git")
_HEADINGS = {
    **dict.fromkeys(_WHERE, "repository"),
    **dict.fromkeys(("student", "name", "fullname", "team", "studentname"), "name"),
    **dict.fromkeys(("id", "userid", "studentid"), "id"),
    **dict.fromkeys(("sis", "sisuserid", "idnumber"), "sis"),
    **dict.fromkeys(("login", "username", "sisloginid", "githubusername"), "login"),
    **dict.fromkeys(("email", "emailaddress"), "email"),
}
_LEAST = 2  # words of a line with a name in it


@dataclass(frozen=True, slots=True)
class _Listed:
    repository: str
    student: Student


def gather(listing: Path, until: datetime | None, place: Path) -> list[HandIn]:
    """Each repository of the list as it was at the cut-off, below ``place``, a folder of ours.

    Raises UsageError for a list without any; one that cannot be had is a fault of its hand-in.
    """
    found = list(_listed(listing))
    if not found:
        raise UsageError(f"{listing}: it lists no repositories")
    hand_ins = []
    for number, one in enumerate(found):
        room = place / str(number)
        room.mkdir(parents=True)
        hand_ins.append(_hand_in(one, listing.parent, until, room))
    return hand_ins


def _listed(listing: Path) -> Iterator[_Listed]:
    text = tables.text_of(listing)
    if "repository" in tables.headings(text, _HEADINGS):
        for row in tables.rows(text, _HEADINGS):
            if where := row.pop("repository", ""):
                yield _Listed(where, Student(**{"name": _called(where), **row}))
        return
    for line in text.splitlines():
        words = line.strip().split(maxsplit=1) if not line.lstrip().startswith("#") else []
        if len(words) == _LEAST and not _is_place(words[0], listing.parent):
            yield _Listed(words[1].strip(), Student(name=words[0].rstrip(",")))
        elif words:
            yield _Listed(line.strip(), Student(name=_called(line.strip())))


def _is_place(word: str, home: Path) -> bool:
    """Whether a line's first word is a path that goes on after its space, rather than a name."""
    return "/" in word or (home / word).exists()


def _called(repository: str) -> str:
    name = re.split(r"[/:]", repository.rstrip("/"))[-1].removesuffix(".git")
    return name or "submission"


def _hand_in(one: _Listed, home: Path, until: datetime | None, room: Path) -> HandIn:
    where = one.repository
    if "://" not in where and (home / where).exists():
        where = str(home / where)
    blank = HandIn(one.student.name, None, (one.student,))
    bare, files = room / "clone.git", room / "files"
    try:
        git.clone(where, bare)
        commit = git.last_commit(bare, until)
        if commit is None:
            return _with(blank, problem=_nothing(until))
        problem = git.check_out(bare, commit, files, Bounds())
    except git.GitError as error:
        # it may be the network, or a right that nobody gave us: never the student's loss
        return _with(blank, fault=f"the repository could not be had: {error}")
    told = f"Commit {commit.name[:10]} of {commit.when.isoformat()}."
    files.mkdir(exist_ok=True)
    return HandIn(
        one.student.name,
        files,
        (one.student,),
        submitted=commit.when,
        problems=(told, problem) if problem else (told,),
    )


def _with(blank: HandIn, problem: str = "", fault: str = "") -> HandIn:
    problems = (problem,) if problem else ()
    return HandIn(blank.name, None, blank.students, problems=problems, fault=fault)


def _nothing(until: datetime | None) -> str:
    return f"The repository has no commit before {until}." if until else "The repository is empty."
