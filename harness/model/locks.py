"""What a thread waits for that sleeps until another thread does something, by its line of code.

To the kernel a lock, an event, a queue and the join() of a thread are one and the same call.
"""

import re

ANY = "a lock, an event or another thread"

_BY_CODE = (
    (r"\.\s*join\s*\(\s*\)", "another thread"),
    (r"\.\s*acquire\s*\(|^\s*(?:async\s+)?with\b", "a lock"),
    (r"\.\s*get\s*\(", "something in a queue"),
    (r"\.\s*wait\w*\s*\(", "another thread to wake it"),
)


def waited_for(code: str) -> str:
    """*a lock*, *another thread to wake it*, …; all that it may be, if that is not sure."""
    found = [goal for pattern, goal in _BY_CODE if re.search(pattern, code)]
    return found[0] if len(found) == 1 else ANY
