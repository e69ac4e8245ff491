"""Which file plays which role, where that is not plain from the files' names."""

from pathlib import PurePosixPath

from harness.model.result import Result
from harness.reports.attempt import cannot_tell, extra_roles, not_attempted
from harness.reports.readable import visible
from harness.reports.words import listed


def players(result: Result) -> str:
    """One sentence; empty if each role has a file of its own that is called like it.

    Roles of extra credit that was not attempted are nobody's, nor are they while that is not known.
    """
    untried = not_attempted(result) or cannot_tell(result)
    left_out = extra_roles(result) if untried else frozenset()
    files: dict[str, list[str]] = {}
    for role, file in result.programs.items():
        if role not in left_out:
            files.setdefault(file, []).append(role)
    if all(len(roles) == 1 and _called(file, roles[0]) for file, roles in files.items()):
        return ""
    parts = [f"{visible(file)} plays {listed(roles)}" for file, roles in files.items()]
    return f"{'; '.join(parts)}."


def _called(file: str, role: str) -> bool:
    return role.lower() in PurePosixPath(file).stem.lower()
