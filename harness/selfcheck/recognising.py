"""Which assignment a student's folder is of.

In this order: what a file ``.assignment`` says; whose handout the files come from; whose roles they
can play; and among several, whose name the folder has.  What is left open is asked, never guessed:
to be checked for another assignment is worse than to be asked.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from harness import handout, pipeline, rooms
from harness.casting import cast_roles
from harness.intake import Intake
from harness.model.casting import Interpreter
from harness.model.errors import SpecError, UsageError
from harness.model.quick import dataclass
from harness.model.spec import BY_STUDENT, Spec
from harness.spec import load

MARKER = ".assignment"
_PROGRAM = ".py"
_TEXTS = (_PROGRAM, ".md", ".txt")
_MOST = 2**18  # bytes of one file
_LONG = 20  # letters that a line must have to say something
_LINES = 4  # of the lines that only one handout has, so many at least must be there
_CLEARLY = 4  # times as many as of any other


@dataclass(frozen=True, slots=True)
class Recognised:
    """The assignment's folder, and in a few words by what it was found (empty: it was named)."""

    folder: Path
    by: str = ""


def recognise(
    submission: Path, known: Mapping[str, Path], pythons: list[Interpreter]
) -> Recognised:
    """The assignment of ``submission`` among the ``known`` ones, by their ids.

    Raises UsageError that names those that it may be.
    """
    if not submission.exists():
        raise UsageError(f"{submission}: there is no such file or folder")
    noted = marked(submission, known)
    if noted is not None:
        return noted
    with rooms.room() as place:
        hand_in = pipeline.opened(submission, place)
        if isinstance(hand_in, str):
            raise UsageError(f"{_name(submission)} cannot be checked. {hand_in}")
        return _by_files(submission, hand_in, known, pythons)


def marked(submission: Path, known: Mapping[str, Path]) -> Recognised | None:
    """What a file ``.assignment`` says: the folder's own, or one further up in its repository.

    None without one.  Raises UsageError for one that names no assignment.
    """
    home = submission.resolve()
    home = home if home.is_dir() else home.parent
    above = (home, *home.parents)
    top = next((n for n, each in enumerate(above) if (each / ".git").exists()), 0)
    for folder in above[: top + 1]:
        marker = folder / MARKER
        if marker.is_file():
            return _said(marker, known)
    return None


def _said(marker: Path, known: Mapping[str, Path]) -> Recognised:
    text = marker.read_text(encoding="utf-8", errors="replace")
    said = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if said in known:
        return Recognised(known[said], f"the file {MARKER}")
    path = marker.parent / said
    if said and (path / "spec.yaml").is_file():
        return Recognised(path, f"the file {MARKER}")
    close = get_close_matches(said, known, 1)
    meant = f"did you mean '{close[0]}'?" if close else f"there is {', '.join(known)}."
    raise UsageError(f"{marker} says {said[:60]!r}, and there is no such assignment; {meant}")


def _by_files(
    submission: Path, hand_in: Intake, known: Mapping[str, Path], pythons: list[Interpreter]
) -> Recognised:
    specs = _specs(known)
    liked = _by_handout(hand_in, specs)
    if liked:
        return Recognised(known[liked], "the files that were handed out")
    fits = {name: _fit(spec, hand_in, pythons) for name, spec in specs.items()}
    most = max(fits.values(), default=0)
    likely = [name for name, fit in fits.items() if fit == most > 0]
    if len(likely) == 1:
        return Recognised(known[likely[0]], "the names of your files")
    named = [name for name in likely if _is_called(submission, name)]
    if len(named) == 1:
        return Recognised(known[named[0]], "the name of the folder")
    raise UsageError(_unknown(submission, hand_in, likely, list(known)))


def _specs(known: Mapping[str, Path]) -> dict[str, Spec]:
    """The assignments that can be read; what is wrong with others is told to their teachers."""
    found = {}
    for name, folder in known.items():
        try:
            found[name] = load(folder)
        except (SpecError, UsageError):
            continue
    return found


def _by_handout(hand_in: Intake, specs: Mapping[str, Spec]) -> str:
    """The assignment whose own lines stand in these files; empty if that is not clear."""
    given = {name: _handed_out(spec) for name, spec in specs.items()}
    here: set[str] = set()
    for file in hand_in.files:
        if file.lower().endswith(_TEXTS):
            here |= _lines(Path(hand_in.folder, file).read_bytes())
    counts = {}
    for name, lines in given.items():
        others = set().union(*(each for other, each in given.items() if other != name))
        counts[name] = len((lines - others) & here)
    best, *rest = sorted(counts, key=lambda name: -counts[name]) or [""]
    second = counts[rest[0]] if rest else 0
    clear = best and counts[best] >= max(_LINES, _CLEARLY * second)
    return best if clear else ""


def _handed_out(spec: Spec) -> set[str]:
    try:
        files = handout.content(spec)
    except UsageError:
        return set()
    texts = (data for name, data in files.items() if name.lower().endswith(_TEXTS))
    return set().union(*map(_lines, texts))


def _lines(data: bytes) -> set[str]:
    text = data[:_MOST].decode("utf-8", "replace")
    return {line.strip() for line in text.splitlines() if len(line.strip()) >= _LONG}


def _fit(spec: Spec, hand_in: Intake, pythons: list[Interpreter]) -> float:
    """The share of an assignment's roles, extra credit aside, that these files can play."""
    roles = [
        role.id
        for role in spec.roles.values()
        if role.by == BY_STUDENT and not role.fallback and (role.files or role.does)
    ]
    try:
        casting = cast_roles(spec, hand_in.folder, hand_in.files, pythons)
    except UsageError:
        return 0
    return sum(role in casting.mains for role in roles) / max(len(roles), 1)


def _is_called(submission: Path, name: str) -> bool:
    """Whether the folder, or that around it, is called like the assignment: first-message-ann."""
    places = submission.resolve().parts[-2:]
    return any(each == name or each.startswith((f"{name}-", f"{name}_")) for each in places)


def _unknown(submission: Path, hand_in: Intake, likely: list[str], known: list[str]) -> str:
    name = _name(submission)
    if likely:
        head = f"{name} could be for {' or '.join(likely)}."
        example = likely[0]
    else:
        programs = [file for file in hand_in.files if file.lower().endswith(_PROGRAM)]
        held = ", ".join(programs[:4]) + (" …" if len(programs) > 4 else "")
        head = f"No assignment was found whose programs are in {name}"
        head += f" ({held})." if held else ", which has no Python file. Is it the right folder?"
        head += f"\nThere is {', '.join(known)}." if known else ""
        example = known[0] if known else "ASSIGNMENT"
    return (
        f"{head}\nSay which it is by its name after 'check', as in: check {example}"
        f"\nor once and for all, in your folder: echo {example} > {MARKER}"
    )


def _name(submission: Path) -> str:
    return submission.resolve().name or str(submission)
