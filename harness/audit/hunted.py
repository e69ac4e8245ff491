"""A hunt as text: how many were caught and by what, then the survivors, each with its change."""

from collections import Counter

from harness.audit.hunting import BROKEN, CAUGHT, SURVIVED, UNSEEN, Fate, Hunt
from harness.reports.readable import cut, visible, wrap

_LINES = 6  # of one change


def table(hunt: Hunt, width: int = 80) -> str:
    """The whole hunt for a terminal, ``width`` columns wide."""
    graded = len(hunt.fates)
    lines = [
        f"{hunt.title}: the reference changed in {graded} of {hunt.there} small ways",
        "",
        *_counts(hunt, width),
    ]
    for kind, head in (
        (BROKEN, "The grader failed over these:"),
        (UNSEEN, "What this machine could not see decides these:"),
    ):
        if hunt.of(kind):
            lines += ["", head]
        for fate in hunt.of(kind):
            lines += [f"  {fate.mutant.name}", *_wrapped(fate.why, width)]
    if hunt.unexplained:
        lines += ["", "These keep full marks, and nobody has said why:"]
    for fate in hunt.unexplained:
        lines += _survivor(fate, width)
    if hunt.stale:
        lines += ["", "survivors.yaml explains what needs no explanation:"]
        for one in hunt.stale:
            lines += _wrapped(one, width)
    return "\n".join([*lines, "", _end(hunt)]) + "\n"


def _counts(hunt: Hunt, width: int) -> list[str]:
    caught = hunt.of(CAUGHT)
    explained = Counter(fate.why for fate in hunt.of(SURVIVED) if fate.why)
    lines = [f"{len(caught):>6}  lose points"]
    for scene, number in Counter(fate.by for fate in caught).most_common():
        lines.append(f"{number:>12}  {'in all scenes together' if not scene else f'in {scene}'}")
    lines.append(f"{len(hunt.of(SURVIVED)):>6}  keep full marks")
    for why, number in explained.most_common():
        first, *rest = wrap(visible(why), max(width - 14, 20), _LINES)
        lines += [f"{number:>12}  {first}", *(f"{'':14}{line}" for line in rest)]
    if hunt.unexplained:
        lines.append(f"{len(hunt.unexplained):>12}  unexplained")
    return lines


def _survivor(fate: Fate, width: int) -> list[str]:
    mutant = fate.mutant
    lines = ["", f"  {visible(mutant.name)}"]
    for sign, side in (("-", mutant.before), ("+", mutant.after)):
        lines += [cut(f"    {sign} {visible(line)}", width) for line in side[:_LINES]]
        if len(side) > _LINES:
            lines.append(f"    {sign} … and {len(side) - _LINES} more")
    return [*lines, *_wrapped(f"has a part in: {', '.join(fate.lost) or 'no item'}", width)]


def _wrapped(text: str, width: int) -> list[str]:
    return [
        f"    {line}" for line in wrap(visible(" ".join(text.split())), max(width - 4, 20), _LINES)
    ]


def _end(hunt: Hunt) -> str:
    part = "" if len(hunt.fates) == hunt.there else " that was tried"
    return {
        0: f"Every change{part} loses points, or is explained.",
        1: "The rubric is blind to some changes, or survivors.yaml is out of date.",
        2: "It cannot be decided on this machine.",
        3: "The grader itself failed.",
    }[hunt.code]


def data(hunt: Hunt) -> dict[str, object]:
    """The hunt as JSON has it, in format ``callsheet/mutants/v1``."""
    return {
        "schema": "callsheet/mutants/v1",
        "assignment": hunt.assignment,
        "code": hunt.code,
        "there": hunt.there,
        "graded": len(hunt.fates),
        "unexplained": [fate.mutant.name for fate in hunt.unexplained],
        "stale": list(hunt.stale),
        "mutants": [
            {
                "name": fate.mutant.name,
                "file": fate.mutant.file,
                "line": fate.mutant.line,
                "operator": fate.mutant.operator,
                "before": list(fate.mutant.before),
                "after": list(fate.mutant.after),
                "fate": fate.kind,
                "scene": fate.by or None,
                "items": list(fate.lost),
                "why": fate.why or None,
            }
            for fate in hunt.fates
        ],
    }
