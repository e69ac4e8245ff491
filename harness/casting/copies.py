"""Copies that people keep beside a file: 'server (1).py', 'server_old.py', 'old/server.py'.

A file is a copy only if the plain one lies there too; a lone 'server (1).py' is the program.
"""

import re
from pathlib import PurePosixPath

from harness.casting.sources import Sources

_WORDS = "old|bak|backup|orig|original|prev|previous|copy|kopie|copia"
_COPIES = (
    re.compile(r"(?P<base>.+?)[ _]?\(\d+\)", re.IGNORECASE),
    re.compile(r"(?:copy|kopie|copia)[ _](?:of|von|de)[ _](?P<base>.+)", re.IGNORECASE),
    re.compile(rf"(?P<base>.+?)[ _.~-]+(?:{_WORDS})[ _]?(?:\(?\d+\)?)?", re.IGNORECASE),
    re.compile(rf"(?:{_WORDS})[ _.-]+(?P<base>.+)", re.IGNORECASE),
)
_FOLDER = re.compile(rf"(?:{_WORDS}|backups|archive|archived?)\d*", re.IGNORECASE)


def find_copies(sources: Sources) -> dict[str, str]:
    """Paths of copies, and the path of what each is a copy of."""
    plain = {(_folder(s.path), s.stem.casefold()): s.path for s in sources}
    copies = {}
    for source in sources:
        folder, stem = _folder(source.path), source.stem.casefold()
        bases = [(folder, found["base"]) for form in _COPIES if (found := form.fullmatch(stem))]
        kept = PurePosixPath(*(part for part in folder.parts if not _FOLDER.fullmatch(part)))
        if kept != folder:
            bases.append((kept, stem))
        for base in bases:
            if plain.get(base, source.path) != source.path:
                copies[source.path] = plain[base]
                break
    return copies


def _folder(path: str) -> PurePosixPath:
    return PurePosixPath(path).parent
