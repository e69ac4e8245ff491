"""Static looks at source files: a proposal for items that a person may judge.

* The roles that a look names, or every role, say whose programs are looked at: what extra credit
  adds to a hand-in cannot cost points that the look gives for the rest.
* ``top comment``: what the role's main file says before its first statement, in comments or a
  docstring.  Imports and what is about the file (``__author__ = "Kim"``) may come before it or
  between; a shebang and an encoding line say nothing.
  Below settings (a port, a host) a text in triple quotes is still about the file; a comment there
  is about what follows it.
  A main file that leaves the work to modules of its own may leave the explanation to them, too.
  If a pattern is asked for, it must be in there.  Fewer than ``FEWEST`` words explain nothing, nor
  do a few that are said over and over.
* ``all comments``: in every file of these programs, at least one line that says something
  (comment or docstring) for every ``SHARE`` lines that do something; imports count as neither.
  A module beside the main file that has fewer lines than that may say nothing: an empty
  ``__init__.py``, or a port and a host that both sides import.
  A comment that was there ``OFTEN`` times already says nothing more, nor does a copy of the code.
  If a pattern is asked for, it must be in one of the files of each program: of several modules
  one says why there is a lock.

These rules are simple on purpose: the evidence shows what was found, and a person may correct it.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from harness.checks.effort import Endless
from harness.checks.pattern import matcher
from harness.checks.play import Pattern
from harness.checks.remarks import CODE, COMMENT, DOCSTRING, IMPORT, SETTING, Remark, remarks
from harness.checks.wording import shown
from harness.model.result import Evidence
from harness.model.spec import Blank, Look, Text

FEWEST = 8
DIFFERENT = 5
OFTEN = 3
SHARE = 10
EXCERPT = 600
SAID = 60
# Chinese and Japanese put no spaces between words: there each letter counts as one.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")

Files = Mapping[str, Sequence[tuple[str, bytes]]]
Proposal = tuple[bool | None, tuple[Evidence, ...]]


def look_at(look: Look, files: Files) -> Proposal:
    """What ``look`` finds in ``files``: whether the item should pass, and the evidence.

    ``files`` maps each role that a student plays to its files as (name, content), the main file
    first.  None instead of a verdict: there was nothing to look at.
    """
    chosen = _chosen(look, files)
    if not chosen:
        return None, ()
    if look.what == "top comment":
        evidence = tuple(_best_top(look, played) for played in _each_program(look, files))
    else:
        programs = _each_program(look, files)
        mains = {played[0] for played in programs}
        said = {file for played in programs if _mentioned(look, played) for file in played}
        evidence = tuple(
            _commented(look, *file, main=file in mains, told=file in said) for file in chosen
        )
    return all(piece.passed for piece in evidence), evidence


def _each_program(look: Look, files: Files) -> list[tuple[tuple[str, bytes], ...]]:
    """The files of each program to look at, each program once, though it may play several roles."""
    roles = look.roles or tuple(files)
    return list(dict.fromkeys(tuple(files[role]) for role in roles if files.get(role)))


def _chosen(look: Look, files: Files) -> list[tuple[str, bytes]]:
    """The files to look at, each once, though several roles may share one."""
    return list(dict.fromkeys(file for played in _each_program(look, files) for file in played))


def _best_top(look: Look, played: Sequence[tuple[str, bytes]]) -> Evidence:
    """The top comment of the main file, or of the first module that has what that one lacks."""
    found = [_top(look, name, source) for name, source in played]
    return next((piece for piece in found if piece.passed), found[0])


def _top(look: Look, name: str, source: bytes) -> Evidence:
    said = list(_before_code(remarks(source)))
    text = _told(said)
    expected = f"a comment at the top of {name} that explains"
    if look.pattern is not None:
        short = _short(look.pattern)
        expected += f", with {_shown(look.pattern)} in it" if short else " what is asked"
    spoken = _WORD.findall(text.casefold())
    words = len(spoken)
    if not words:
        happened = "nothing is said there before the first statement"
    elif look.pattern is not None and not _holds(look.pattern, text):
        verb = "mention it" if _short(look.pattern) else "explain that"
        happened = f"what it says there does not {verb}"
    elif words < FEWEST:
        happened = f"it says only {words} word{'s' if words > 1 else ''}"
    elif len(set(spoken)) < DIFFERENT:
        happened = "it says the same words over and over"
    else:
        happened = "there is one"
    return Evidence(
        expected,
        happened,
        happened == "there is one",
        file=name,
        at=said[0].first if said else 1,
        excerpt=_cut(text),
    )


def _before_code(found: Sequence[Remark]) -> Iterator[Remark]:
    settings = False
    for place, remark in enumerate(found):
        if remark.kind == CODE:
            return
        settings = settings or remark.kind == SETTING
        if remark.kind in {IMPORT, SETTING} or (settings and remark.kind != DOCSTRING):
            continue
        following = found[place + 1] if place + 1 < len(found) else None
        if (
            remark.kind == COMMENT
            and following is not None
            and following.kind in {CODE, SETTING}
            and following.first <= remark.first
        ):
            # A remark within or at the end of the first statement is about that statement.
            return
        yield remark


def _mentioned(look: Look, played: Sequence[tuple[str, bytes]]) -> bool:
    """Whether what is asked for is in the comments of one of a program's files."""
    return look.pattern is None or any(
        _holds(look.pattern, _told(remarks(source))) for _, source in played
    )


def _told(found: Sequence[Remark]) -> str:
    return "\n".join(remark.text for remark in found if remark.text)


def _commented(look: Look, name: str, source: bytes, *, main: bool, told: bool) -> Evidence:
    found = remarks(source)
    doing = [one for one in found if one.kind in {CODE, SETTING}]
    code = {line for one in doing for line in range(one.first, one.last + 1)}
    said = _said(found, _rows(source, code))
    spared = not main and len(code) < SHARE
    enough = spared or (bool(said) and len(said) * SHARE >= len(code))
    happened = f"{len(said)} line{'' if len(said) == 1 else 's'} of comment to {len(code)} of code"
    expected = f"{name} has a line of comment for every {SHARE} lines of code"
    if look.pattern is not None:
        asked = _shown(look.pattern) if _short(look.pattern) else "what is asked"
        expected += f", and {asked} in them"
        if not told:
            enough, happened = False, f"{happened}, none of which mentions it"
    first = next((remark.first for remark in found if remark.text), 1)
    return Evidence(expected, happened, enough, file=name, at=first, excerpt=_cut(_told(found)))


def _said(found: Sequence[Remark], code: Collection[str]) -> set[int]:
    """The lines that say something to a reader."""
    said: set[int] = set()
    times: Counter[str] = Counter()
    for remark in found:
        if remark.kind in {CODE, SETTING} or not re.search(r"\w", remark.text):
            continue
        times[remark.text] += remark.kind == COMMENT
        if times[remark.text] <= OFTEN and remark.text not in code:
            said.update(range(remark.first, remark.last + 1))
    return said


def _rows(source: bytes, numbers: Collection[int]) -> frozenset[str]:
    """These lines of a source, bare."""
    rows = source.decode("latin-1").replace("\r\n", "\n").split("\n")
    return frozenset(row.strip() for n, row in enumerate(rows, 1) if n in numbers)


def _pattern(text: Text) -> Pattern:
    # A look stands in no story: a blank in it can only be meant as its name.
    segments = tuple(
        tuple(piece.name if isinstance(piece, Blank) else piece for piece in segment)
        for segment in text.segments
    )
    return Pattern(text.style, segments, text.flags)


def _holds(text: Text, said: str) -> bool:
    try:
        return any(matcher(_pattern(text), {}, {}).all(said))
    except Endless:  # no comment that explains anything, and a person sees it
        return False


def _short(text: Text) -> bool:
    """False for a pattern so long that it would tell a reader less than the item's title."""
    return len(_shown(text)) <= SAID


def _shown(text: Text) -> str:
    return shown(_pattern(text), {}, {})


def _cut(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}…"
