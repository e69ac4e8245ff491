"""Files of one hand-in that would be graded as hand-ins of their own.

A folder of a class has a folder, an archive or a file for each.  Where the files of one hand-in lie
in it side by side (one was given in place of a class, or a platform unpacked all into one folder),
each would lose what the others do, and nobody would see why.
"""

from collections.abc import Iterable, Mapping

from harness.casting.patterns import means
from harness.model.spec import BY_STUDENT, Role


def parts(roles: Mapping[str, Role], names: Iterable[str]) -> tuple[str, str] | None:
    """The first two of ``names``, of files without suffix, that are named as parts of one hand-in.

    They are if each is meant by the patterns of some role and no role's patterns mean both.
    """
    wanted = {role.files for role in roles.values() if role.by == BY_STUDENT and role.files}
    first: dict[frozenset[tuple[str, ...]], str] = {}
    for name in names:
        meant = frozenset(one for one in wanted if any(means(each, name) for each in one))
        other = next((each for which, each in first.items() if not which & meant), None)
        if meant and other is not None:
            return other, name
        if meant:
            first.setdefault(meant, name)
    return None
