"""The programs that can play: a student's, and those of the assignment itself."""

from pathlib import Path

from harness.casting import REFERENCE, TKINTER, cast_roles, files_of
from harness.model.casting import Interpreter, Program, Unfilled
from harness.model.errors import MachineError, UsageError
from harness.model.spec import BY_PROGRAM, BY_REFERENCE, Spec

Troupe = dict[tuple[str, str], Program]
"""By role, and by who plays it there: student, reference or program."""


def own_programs(spec: Spec, interpreters: list[Interpreter]) -> Troupe:
    """The assignment's own programs: its reference solution, cast like a hand-in, and others.

    Raises UsageError where one that is asked for is not there, or files with regions are wrong;
    MachineError where there is no Python for one.
    """
    found: Troupe = {}
    for by in (BY_REFERENCE, BY_PROGRAM):
        for name in _asked_for(spec, by):
            run = spec.roles[name].run
            if run and not run.startswith("{") and not spec.roles[name].regions:
                found[name, by] = _named(spec, name, by, interpreters)
    asked = _asked_for(spec, BY_REFERENCE)
    if not asked and not any(role.regions for role in spec.roles.values()):
        return found
    folder = Path(spec.folder, REFERENCE)
    files = files_of(folder) if folder.is_dir() else []
    solved = cast_roles(spec, str(folder.resolve()), files, interpreters, BY_REFERENCE)
    found |= {(name, BY_REFERENCE): each for name, each in solved.programs.items()}
    for name in sorted(asked):
        if (name, BY_REFERENCE) not in found:
            lost = solved.unfilled.get(name, Unfilled(name, "it has no 'files'"))
            error = MachineError if lost.whose == "machine" else UsageError
            raise error(f"{folder} is to play '{name}', but {lost.why}")
    return found


def _asked_for(spec: Spec, by: str) -> set[str]:
    """The roles that are played ``by`` somebody (reference, program) in some cast."""
    roles = {name for name, role in spec.roles.items() if role.by == by}
    for cast in spec.casts.values():
        roles |= {name for name, who in cast.items() if who == by}
    return roles


def _named(spec: Spec, name: str, by: str, interpreters: list[Interpreter]) -> Program:
    """The program of the assignment's that a role's ``run`` names."""
    role = spec.roles[name]
    file, *arguments = (role.run or "").split()
    path = Path(spec.folder, file).resolve()
    fitting = [each for each in interpreters if each.windows or role.window is None]
    if not fitting:
        what = f"Python{TKINTER if role.window is not None else ''}"
        raise MachineError(f"{path} needs {what}, which this machine does not have")
    return Program(
        role=name,
        by=by,
        folder=str(path.parent),
        main=path.name,
        python=max(fitting, key=lambda each: (each.root is None, each.version)),
        args=tuple(arguments),
        screen=role.window is not None,
    )
