"""What hand-ins with known verdicts must get: ``mistakes/*/expect.yaml`` and sample classes.

Each says ``why`` (what is wrong, or innocently odd, and why it deserves these verdicts), the
``verdicts`` of the items that must not pass (one, or a list of those that may be), and what Python
it ``needs``, if not every machine has it.  Items that are not named must pass.

All that is wrong with the files of an assignment is told at once.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import yaml

from harness.model.errors import UsageError
from harness.model.quick import dataclass
from harness.model.result import PASS, PENDING, UNOBSERVABLE, VERDICTS
from harness.model.spec import Spec

FILE, HANDED_IN = "expect.yaml", "submission"
_KEYS = {"why", "verdicts", "needs"}
_NEEDS = re.compile(r"python(?:2|<=3\.(\d+))")


@dataclass(frozen=True, slots=True)
class HandIn:
    """A hand-in, and what each item's verdict may be; items that are not named must pass.

    ``needs``: ``python2``, ``python<=3.8`` or nothing.
    """

    name: str
    path: Path
    verdicts: dict[str, tuple[str, ...]]
    why: str
    needs: str = ""

    def allowed(self, item: str) -> tuple[str, ...]:
        """The verdicts that an item may get; what waits for a person may wait."""
        return self.verdicts.get(item, (PASS, PENDING))

    def lost(self) -> set[str]:
        """The items that it cannot pass, and that are not merely unseen."""
        return {
            item for item, allowed in self.verdicts.items() if not {PASS, UNOBSERVABLE} & {*allowed}
        }

    def runs_on(self, versions: Iterable[tuple[int, int]]) -> bool:
        """Whether a machine with these Pythons has the one that it needs."""
        found = _NEEDS.fullmatch(self.needs)
        if found is None:
            return True
        if found[1] is None:
            return any(version[0] == 2 for version in versions)
        return any((3, 0) <= version <= (3, int(found[1])) for version in versions)


def mistakes(spec: Spec) -> dict[str, HandIn]:
    """The hand-ins of ``mistakes/``, by their folders' names.  Raises UsageError."""
    wrong: list[str] = []
    found: dict[str, HandIn] = {}
    top = Path(spec.folder, "mistakes")
    for folder in sorted(top.iterdir()) if top.is_dir() else ():
        held = {child.name for child in folder.iterdir()} if folder.is_dir() else set()
        if held != {FILE, HANDED_IN}:
            wrong.append(
                f"{folder}: a mistake is a folder with {FILE} and {HANDED_IN}, and no more"
            )
            continue
        file = folder / FILE
        if not (told := _read(file, wrong)):
            continue
        hand_in = _hand_in(spec, folder.name, folder / HANDED_IN, told, f"{file}", wrong)
        if hand_in.why and not hand_in.why.startswith(("Innocent: ", "Wrong: ")):
            wrong.append(f"{file}: 'why' begins with 'Innocent: ' or 'Wrong: '")
        found[folder.name] = hand_in
    if wrong:
        raise UsageError("\n".join(wrong))
    return found


def samples(spec: Spec, folder: Path) -> dict[str, HandIn]:
    """The hand-ins of a sample class, whose ``expect.yaml`` names each.  Raises UsageError."""
    wrong: list[str] = []
    file = folder / FILE
    told = _read(file, wrong)
    there = {path.name for path in folder.iterdir()} - {FILE}
    for name in sorted(there ^ set(told)) if told else ():
        what = "is not expected to get anything" if name in there else "is not there"
        wrong.append(f"{file}: the hand-in '{name}' {what}")
    found = {
        str(name): _hand_in(spec, str(name), folder / str(name), each, f"{file}: {name}", wrong)
        for name, each in told.items()
    }
    if wrong:
        raise UsageError("\n".join(wrong))
    return found


_COLON = "mapping values are not allowed here"


def _read(file: Path, wrong: list[str]) -> dict[str, object]:
    """What is in ``file``; nothing if it is of no use, which is told."""
    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        advice = "a text such as 'Wrong: …' stands below 'why: >-', indented, or in \"quotes\""
        said = advice if error.problem == _COLON else " ".join(str(error).split())
        wrong.append(f"{file}:{line}: cannot be read: {said}")
        return {}
    except (OSError, ValueError, yaml.YAMLError) as error:
        wrong.append(f"{file}: cannot be read: {' '.join(str(error).split())}")
        return {}
    if not isinstance(told, dict) or not told:
        wrong.append(f"{file}: it says nothing of what is expected")
        return {}
    return told


def _hand_in(
    spec: Spec, name: str, path: Path, told: object, where: str, wrong: list[str]
) -> HandIn:
    values = told if isinstance(told, dict) else {}
    if values:
        wrong += [f"{where}: there is no key '{key}'" for key in set(values) - _KEYS]
    why, needs = values.get("why", ""), values.get("needs", "")
    if not isinstance(why, str) or not why.strip():
        wrong.append(f"{where}: 'why' says what this is and why it gets these verdicts")
        why = ""
    if not isinstance(needs, str) or (needs and _NEEDS.fullmatch(needs) is None):
        wrong.append(f"{where}: 'needs' is python2 or python<=3.N")
        needs = ""
    return HandIn(name, path, _verdicts(spec, values.get("verdicts"), where, wrong), why, needs)


def _verdicts(spec: Spec, told: object, where: str, wrong: list[str]) -> dict[str, tuple[str, ...]]:
    if not isinstance(told, dict):
        wrong.append(f"{where}: 'verdicts' maps items to verdicts; {{}} if all pass")
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for item, said in told.items():
        verdicts = tuple(said) if isinstance(said, list) else (said,)
        if item not in spec.rubric:
            wrong.append(f"{where}: the rubric has no item '{item}'")
        elif not verdicts or not set(verdicts) <= set(VERDICTS):
            wrong.append(f"{where}: the verdict of '{item}' is one of {', '.join(VERDICTS)}")
        else:
            found[item] = verdicts
    return found
