"""Copies that people keep beside a file: 'server (1).py', 'server_old.py', 'old/server.py'.

So is one to look for mistakes with, 'server_debug.py': nobody means that beside the plain one.
A file is a copy only if the plain one lies there too; a lone 'server (1).py' is the program.
Where one is called final ('server_final.py'), the plain one, its copies and its numbered versions
are copies of that one.  Of numbered versions alone ('server_v1.py', 'server_v2.py') the highest
counts.  A plain one beside numbered ones may be the first or the last of them: both are left.

'TCPServer_old.py' beside 'TCPServerThreaded.py' is a copy of nothing that is there.  Still its name
says that it is not meant, if another file may play the same role (:func:`is_outdated`).
"""

import re
from pathlib import PurePosixPath

from harness.casting.sources import Source, Sources

_OUTDATED = (
    "old|bak|backup|orig|original|prev|previous|draft"
    # nor are these what was asked for
    "|samples?|examples?|template|stress|dummy|fake|mock"
)
_WORDS = rf"{_OUTDATED}|copy|kopie|copia|debug|dbg"
# Compiled only where a name has one of the words, or a parenthesis, in it.
_COPIES = (
    r"(?P<base>.+?)[ _]?\(\d+\)",
    r"(?:copy|kopie|copia)[ _](?:of|von|de)[ _](?P<base>.+)",
    rf"(?P<base>.+?)[ _.~-]+(?:{_WORDS})[ _]?(?:\(?\d+\)?)?",
    rf"(?:{_WORDS})[ _.-]+(?P<base>.+)",
)
_FOLDER = rf"(?:{_WORDS}|backups|archived?)\d*"
_SIGNS = ("(", *_WORDS.split("|"), "archive")
_FINAL = r"(?P<base>.+?)[ _.-]*final(?:[ _.-]?version)?"
# Not the last letters of 'server1', 'srv1' or 'receiver1'.
_VERSION = (
    r"(?P<base>.+?)[ _.-]*(?<!ser)(?<!sr)(?<!rec)(?<!cei)"
    r"v(?:er(?:sion)?)?[ _.-]?(?P<number>\d+)"
)


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
    return copies | _outdated(sources)


def is_outdated(source: Source, asked: str = "") -> bool:
    """Whether its own name, or its folder's, says that it does not count any more.

    Not by a word that is ``asked`` for: a backup may be what an assignment is about.
    """
    stem, folders = source.stem.casefold(), _folder(source.path).parts
    forms = (rf"(?:.*[\W_])?({_OUTDATED})[ _]?\d*", rf"({_OUTDATED})[\W_].*")
    found = [named[1] for form in forms if (named := re.fullmatch(form, stem))]
    found += [part for part in map(str.casefold, folders) if re.fullmatch(_FOLDER, part)]
    return any(word not in asked for word in found)


def _outdated(sources: Sources) -> dict[str, str]:
    """Paths that a file called final, or a higher version, has made out of date, and by which."""
    finals: dict[tuple[PurePosixPath, str], list[str]] = {}
    versions: dict[tuple[PurePosixPath, str], dict[int, str]] = {}
    for source in sources:
        folder, stem = _folder(source.path), source.stem.casefold()
        if (named := re.fullmatch(_FINAL, stem)) is not None:
            finals.setdefault((folder, named["base"]), []).append(source.path)
        elif (named := re.fullmatch(_VERSION, stem)) is not None:
            numbered = versions.setdefault((folder, named["base"]), {})
            numbered[int(named["number"])] = source.path
    best = {key: each[max(each)] for key, each in versions.items()}
    # Two that are both called final tell nothing.
    best |= {key: paths[0] for key, paths in finals.items() if len(paths) == 1}
    outdated: dict[str, str] = {}
    for key, path in best.items():
        rivals = set(versions.get(key, {}).values())
        if key in finals:
            rivals |= {source.path for source in sources if key in _bases(source)}
        outdated |= dict.fromkeys(rivals - {path}, path)
    return outdated


def _bases(source: Source) -> set[tuple[PurePosixPath, str]]:
    """The folder and name of a file, and of those that it may be a copy of."""
    folder, stem = _folder(source.path), source.stem.casefold()
    forms = (re.fullmatch(form, stem) for form in _COPIES)
    return {(folder, stem), *((folder, form["base"]) for form in forms if form is not None)}


def _folder(path: str) -> PurePosixPath:
    return PurePosixPath(path).parent
