"""Roles with regions: the file of a student's that has them, and the kit that it is run in.

The given file is that of the role's patterns which lies in ``reference/``; of the student's file of
that name, only the regions are taken (see :mod:`.regions`).  Whatever else was handed in, the rest
of the kit included, is not used.  A file with another name is taken if it alone has the function
that the region stands in; one whose regions are still as they were given is left for another that
has something in them.  It is run by a Python that the kit and the regions in it ask for.
"""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import field
from functools import cache
from pathlib import Path, PurePosixPath

from harness.casting import outside, regions
from harness.casting.copies import find_copies
from harness.casting.deeds import deeds, polls, reads_ahead
from harness.casting.facts import facts
from harness.casting.libraries import lacking, libraries
from harness.casting.lines import Lines
from harness.casting.patterns import expand, match, natural
from harness.casting.pythons import TKINTER, choose
from harness.casting.regions import MARKS, Piece, Region
from harness.casting.sources import Source, Sources, read_sources
from harness.casting.versions import needs
from harness.model.casting import Interpreter, Program, Unfilled
from harness.model.errors import UsageError
from harness.model.quick import dataclass
from harness.model.spec import Role, Spec

REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Given:
    """A file that students fill, as the reference solution has filled it."""

    name: str
    lines: Lines
    regions: tuple[Region, ...]

    @property
    def text(self) -> str:
        """The file as it is given out: its regions emptied."""
        return regions.emptied(self.lines, self.regions)


@dataclass
class Kitted:
    """What came of the roles with regions; see ``Casting``, whose parts these are."""

    programs: dict[str, Program] = field(default_factory=dict)
    unfilled: dict[str, Unfilled] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    mains: dict[str, str] = field(default_factory=dict)


def given(spec: Spec, role: Role) -> Given:
    """The file that a role's students fill.  Raises UsageError, for the instructor."""
    folder = Path(spec.folder, REFERENCE)
    names = [name for pattern in role.files for name in expand(pattern)]
    name = next((each for each in names if (folder / each).is_file()), None)
    if name is None:
        raise UsageError(
            f"{spec.folder}: the role '{role.id}' has regions, so {REFERENCE}/ must hold the file"
            f" that 'files' names: {' or '.join(role.files) or 'none is named'}"
        )
    source = next(iter(read_sources(str(folder), [name])), None)
    if source is None:
        raise UsageError(f"{folder / name}: a file with regions is a Python file")
    lines = Lines(source.text)
    try:
        found = regions.regions(lines)
    except regions.MarksError as error:
        raise UsageError(f"{folder / name}:{error.line}: {error}") from None
    if not found:
        raise UsageError(f"{folder / name}: no region is marked in it, by {MARKS} in comments")
    return Given(name, lines, found)


def files_of(folder: Path) -> list[str]:
    """The files of a folder of the assignment's, without what Python and editors leave there."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and path.suffix != ".pyc"
        and not any(
            part.startswith((".", "__pycache__")) for part in path.relative_to(folder).parts
        )
    )


def cast_kits(
    spec: Spec, roles: Sequence[Role], sources: Sources, pythons: Sequence[Interpreter], by: str
) -> Kitted:
    """Cast the roles that have regions.  Raises UsageError where the kit itself is wrong."""
    found = Kitted()
    for role in roles:
        file = given(spec, role)
        source = _choose(role, file, sources)
        if isinstance(source, Unfilled):
            found.unfilled[role.id] = source
            continue
        found.mains[role.id] = source.path
        own = Lines(source.text)
        pieces = regions.find(own, file.lines, file.regions)
        if not any(pieces):
            found.unfilled[role.id] = Unfilled(role.id, _unmarked(source, file))
            continue
        text, shifts = regions.compose(file.lines, file.regions, pieces)
        found.notes += _notes(source, file, own, pieces, shifts)
        plain = all(line.isascii() for piece in pieces if piece for line in piece.text)
        filled = Source(file.name, text, "utf-8" if plain else source.coding)
        wanted = _libraries(spec, role, file, pieces)
        having = [each for each in pythons if wanted <= each.libraries]
        program = _program(spec, role, file, filled, having, by)
        if isinstance(program, Unfilled) and wanted and len(having) < len(pythons):
            program = Unfilled(role.id, lacking(source.path, wanted), "machine")
        if isinstance(program, Unfilled):
            found.unfilled[role.id] = program
        else:
            found.programs[role.id] = program
    return found


def _choose(role: Role, file: Given, sources: Sources) -> Source | Unfilled:
    """The student's file, by its name; else by the function that its region stands in."""
    copies = find_copies(sources)
    left = [source for source in sources if source.path not in copies]
    named = ([s for s in left if match(pattern, s)] for pattern in role.files)
    functions = {region.within for region in file.regions} - {""}

    @cache
    def lines(path: str) -> Lines:
        return Lines(sources.by_path[path].text)

    def has_function(source: Source) -> bool:
        return any(each.name in functions for each in lines(source.path).functions)

    def is_filled(source: Source) -> bool:
        own = lines(source.path)
        pieces = regions.find(own, file.lines, file.regions)
        return any(piece and not regions.is_empty(own, piece) for piece in pieces)

    files = next((each for each in named if each), None) or [s for s in left if has_function(s)]
    # What is still empty was only handed in beside the other, be that called a copy.
    files = _those(files, is_filled) or _those(list(sources), has_function, is_filled) or files
    if len({source.text for source in files}) > 1:
        names = ", ".join(sorted((source.path for source in files), key=natural))
        why = f"several files could be {file.name}: {names}; hand in only the right one"
        return Unfilled(role.id, why, "person")
    if files:
        return min(files, key=lambda source: (source.path.count("/"), natural(source.path)))
    if notebook := _notebook(file, sources):
        why = f"{notebook} is a notebook: a person has to look for the code of {file.name} in it"
        return Unfilled(role.id, why, "person")
    if renamed := _alike(file, sources.renamed):
        why = f"{renamed[0]} is Python that is not called .py: a person has to see whether it is"
        return Unfilled(role.id, f"{why} {file.name}", "person")
    held = ", ".join(sorted((s.path for s in sources), key=natural)[:8]) or "no Python file"
    return Unfilled(role.id, f"no file is called {file.name}: handed in was {held}")


def _notebook(file: Given, sources: Sources) -> str:
    """A notebook that may hold the file: one that is named like it, or one and no Python at all."""
    found = [p for p in sorted(sources.foreign, key=natural) if p.lower().endswith(".ipynb")]
    alike = _alike(file, found)
    return next(iter(alike if alike or sources.by_path else found), "")


def _alike(file: Given, paths: Sequence[str]) -> list[str]:
    """Those of these files that are named like it, whatever their ending."""
    stem = PurePosixPath(file.name).stem.casefold()
    return [p for p in sorted(paths, key=natural) if stem in PurePosixPath(p).stem.casefold()]


def _those(files: list[Source], *wanted: Callable[[Source], bool]) -> list[Source]:
    return [source for source in files if all(each(source) for each in wanted)]


def _unmarked(source: Source, file: Given) -> str:
    if "\0" in source.text:
        return (
            f"{source.path}: Python cannot read it, as it was not saved as UTF-8 (as UTF-16,"
            " most likely, which some editors call Unicode); save it as UTF-8, and run it once"
        )
    names = " or ".join(f"{region.within}()" for region in file.regions if region.within)
    whose = f", nor a function {names} whose code could be taken" if names else ""
    return (
        f"{source.path}: there are no comment lines {MARKS}{whose}; take {file.name} as it was"
        " given out, put your code between these lines, and hand that in"
    )


def _notes(
    source: Source,
    file: Given,
    own: Lines,
    pieces: Sequence[Piece | None],
    shifts: Sequence[int],
) -> list[str]:
    said = []
    if PurePosixPath(source.path).name.casefold() != PurePosixPath(file.name).name.casefold():
        said.append(f"this was taken for {file.name}")
    for region, piece in zip(file.regions, pieces, strict=True):
        where = f"{region.within}()" if region.within else f"line {region.begin} of {file.name}"
        if piece is None:
            said.append(f"the region in {where} was not found and is taken to be empty")
        elif regions.is_empty(own, piece):
            said.append(f"the region in {where} has no code in it")
        elif not piece.marked:
            said.append(f"the marks of the region in {where} are not whole, or have nothing between"
                        " them, so what stands in that function, beside what was given, was taken"
                        " for it")  # fmt: skip
    said += outside.changes(own, file.lines, file.regions, pieces)
    if any(shifts):
        number = next(each for each in shifts if each)
        said.append(f"where Python names a line of {file.name}, take {number} from it")
    # what a newer Python reads is valid there
    if source.tree is None and said and needs([source]).least <= (3, 0):
        said.append("it is no valid Python as it was handed in")
    return [f"{source.path}: {sentence}." for sentence in said]


def _libraries(
    spec: Spec, role: Role, file: Given, pieces: Sequence[Piece | None]
) -> frozenset[str]:
    """What the regions import, wherever they are come to, that no Python brings along."""
    folder = str(Path(spec.folder, role.regions or ""))
    code = "\n".join(
        line.removeprefix(region.indent)  # a region runs whenever its function does
        for region, piece in zip(file.regions, pieces, strict=True)
        for line in (piece.text if piece else ())
    )
    own = Source(file.name, code)
    kit = read_sources(folder, files_of(Path(folder)))
    return libraries(own, Sources([*kit, own]))


def _program(
    spec: Spec,
    role: Role,
    file: Given,
    filled: Source,
    pythons: Sequence[Interpreter],
    by: str,
) -> Program | Unfilled:
    """The kit with a student's regions in it."""
    folder = Path(spec.folder, role.regions or "").resolve()
    main, *arguments = shlex.split(role.run or file.name)
    kit = {source.path: source for source in read_sources(str(folder), files_of(folder))}
    others = {each.name: each for each in (given(spec, one) for one in _beside(spec, role))}
    solved = kit | {name: Source(name, each.lines.text) for name, each in others.items()}
    if main not in solved:
        raise UsageError(f"{folder}: there is no {main}, which the role '{role.id}' runs")
    sources = Sources(
        (solved | _unreached(solved, others, file, main) | {file.name: filled}).values()
    )
    source = sources.by_path[main]
    uses = sources.uses(source)
    as_solved = Sources(solved.values())
    wanted, asked = needs(as_solved.uses(as_solved.by_path[main])), needs(uses)
    # whatever stands in a region, it is called by a kit of that Python
    asked = asked if asked.two == wanted.two else wanted
    windows = role.window is not None
    python = choose(asked, pythons, windows=windows)
    if python is None:
        whose = "the kit" if asked == wanted else f"{file.name}, with its regions filled,"
        because = f" ({asked.why})" if asked != wanted and asked.why else ""
        because += TKINTER if windows else ""
        why = f"{whose} needs {asked}{because}, which this machine does not have"
        return Unfilled(role.id, why, "machine")
    known = facts(uses)
    laid = [filled, *(each for each in uses if each.path in others and each.path != file.name)]
    return Program(
        role=role.id,
        by=by,
        folder=str(folder),
        main=main,
        python=python,
        args=tuple(arguments),
        addresses=known.addresses,
        names=known.names,
        ports=known.ports,
        reads_ahead=reads_ahead(source, sources),
        polls=polls(source, sources),
        laid=tuple((each.path, each.text.encode(each.coding, "replace")) for each in laid),
        screen=role.window is not None,
        six=known.six,
        probes=known.probes,
        listens="listen" in deeds(source, sources).does,
    )


def _unreached(
    solved: dict[str, Source], files: dict[str, Given], own: Given, main: str
) -> dict[str, Source]:
    """The files of other roles, as given out, that the kit does not import by itself.

    A region that imports one could read and print it: of the reference that would be the solution.
    """
    as_given = Sources((solved | {own.name: Source(own.name, own.text)}).values())
    reached = {each.path for each in as_given.uses(as_given.by_path[main])}
    return {n: Source(n, each.text) for n, each in files.items() if n not in reached}


def _beside(spec: Spec, role: Role) -> list[Role]:
    """The roles whose files lie in the same kit."""
    return [each for each in spec.roles.values() if each.regions == role.regions]
