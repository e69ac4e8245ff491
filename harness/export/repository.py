"""What Classroom 50 wants to be told of a hand-in, from what a job on GitHub knows.

Whoever runs a grader there puts the owner's name and the type in afterwards, so here they are only
what is likely.
"""

from collections.abc import Mapping
from datetime import datetime

from harness.export.classroom50 import Stamp, stamp_time
from harness.model.errors import MachineError

COMMITTED = "CALLSHEET_COMMITTED"  # when, as `git log --format=%cI` has it
_SUBMIT = "submit/"


def stamp(assignment: str, about: Mapping[str, str]) -> Stamp:
    """The stamp of the hand-in that ``about``, a job's environment, speaks of.

    Raises MachineError if it is not said when it was committed.
    """
    repository = about.get("GITHUB_REPOSITORY") or "unknown/unknown"
    home = f"{about.get('GITHUB_SERVER_URL') or 'https://github.com'}/{repository}"
    commit = about.get("GITHUB_SHA") or "unknown"
    name = about.get("GITHUB_REF_NAME") or commit
    tag = name if name.startswith(_SUBMIT) else f"{_SUBMIT}{name}"
    try:
        committed = datetime.fromisoformat(about.get(COMMITTED, ""))
    except ValueError:
        raise MachineError(f"it is not known when this was committed; set {COMMITTED}") from None
    return Stamp(
        classroom=about.get("GITHUB_REPOSITORY_OWNER") or repository.partition("/")[0],
        assignment=assignment,
        owner=about.get("GITHUB_ACTOR") or "unknown",
        submission=tag,
        commit=commit,
        release=f"{home}/releases/tag/{tag}",
        review=f"{home}/commit/{commit}",
        datetime=stamp_time(committed),
    )
