"""GitLab's code quality report: the places in the code, for the changes of a merge request.

GitLab knows a finding again by its fingerprint, and tells what is new and what was mended; so it is
made of what stays when a line moves: the file, the item or the error, and which of its kind it is.
"""

import json
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

from harness.export.annotations import ERROR, Annotation
from harness.reports.readable import cut, visible

_LONGEST = 1000


def codequality(places: Sequence[Annotation]) -> str:
    """The report, as JSON."""
    seen: Counter[str] = Counter()
    found = []
    for place in places:
        kind = f"{place.file}\0{place.item}\0{place.title}"
        seen[kind] += 1
        mark = f"{kind}\0{seen[kind]}".encode("utf-8", "backslashreplace")
        found.append(
            {
                "description": cut(visible(f"{place.title}. {place.message}", "\n\t"), _LONGEST),
                "check_name": visible(place.item) or "callsheet",
                "fingerprint": sha256(mark).hexdigest(),
                "severity": "major" if place.level == ERROR else "minor",
                "location": {"path": visible(place.file), "lines": {"begin": place.line}},
            }
        )
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"
