"""Copies that people keep beside a file: 'server (1).py', 'server_old.py', 'old/server.py'.

A file is a copy only if the plain one lies there too; a lone 'server (1).py' is the program.
"""

import re
from pathlib import PurePosixPath

from harness.casting.sources import Sources

_WORDS = "old|bak|backup|orig|original|prev|previous|copy|kopie|copia"
# Compiled only where a name has one of the words, or a parenthesis, in it.
_COPIES = (
    r"(?P<base>.+?)[ _]?\(\d+\)",
    r"(?:copy|kopie|copia)[ _](?:of|von|de)[ _](?P<base>.+)",
    rf"(?P<base>.+?)[ _.~-]+(?:{_WORDS})[ _]?(?:\(?\d+\)?)?",
    rf"(?:{_WORDS})[ _.-]+(?P<base>.+)",
)
_FOLDER = rf"(?:{_WORDS}|backups|archived?)\d*"
_SIGNS = ("(", *_WORDS.split("|"), "archive")


def find_copies(sources: Sources) -> dict[str, str]:
    """Paths of copies, and the path of what each is a copy of."""
    plain = {(_folder(s.path), s.stem.casefold()): s.path for s in sources}
    copies = {}
    for source in sources:
        folder, stem = _folder(source.path), source.stem.casefold()
        if not any(sign in source.path.casefold() for sign in _SIGNS):
            continue
        forms = (re.fullmatch(form, stem) for form in _COPIES)
        bases = [(folder, form["base"]) for form in forms if form is not None]
        kept = [part for part in folder.parts if not re.fullmatch(_FOLDER, part.casefold())]
        if len(kept) < len(folder.parts):
            bases.append((PurePosixPath(*kept), stem))
        for base in bases:
            if plain.get(base, source.path) != source.path:
                copies[source.path] = plain[base]
                break
    return copies


def _folder(path: str) -> PurePosixPath:
    return PurePosixPath(path).parent
