"""Whether several programs are one for each role, by their names.

'client_x.py' and 'client_y.py', 'alice.py' and 'bob.py', 'client.py' and 'client2.py' are: each has
something of its own, or the one a mere letter or number more.  'client_broken.py' beside
'client.py' is a draft, or an attempt, or of another assignment, and 'run_clients.py' starts it;
that there are as many files as roles tells nothing then.
"""

import re

from harness.casting.sources import Source

_APART = re.compile(r"[a-z]|\d+|one|two|first|second|1st|2nd|other")
_BETWEEN = re.compile(r"[\s_.()-]+")


def one_each(files: list[Source]) -> bool:
    """Whether the names of programs say that each is for another role."""
    names = sorted((_BETWEEN.sub("", each.stem.casefold()) for each in files), key=len)
    return all(
        _apart(shorter, longer) for at, shorter in enumerate(names) for longer in names[at + 1 :]
    )


def _apart(shorter: str, longer: str) -> bool:
    unlike = (at for at, letter in enumerate(shorter) if letter != longer[at])
    head = next(unlike, len(shorter))
    tail = len(shorter) - head
    if longer.endswith(shorter[head:]):
        more = longer[head : len(longer) - tail]
    elif shorter in longer:
        more = longer.replace(shorter, "", 1)
    else:
        return True  # both have something of their own
    return not more or _APART.fullmatch(more) is not None
