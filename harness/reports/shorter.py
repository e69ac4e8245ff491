"""What is left out of a diagram so that a person can read it.

Quiet in the middle of a scene, floods, and what never came once it is clear that nothing does.
"""

from collections.abc import Iterator

from harness.reports.step import Step


def shortened(found: list[Step]) -> tuple[Step, ...]:
    """The steps that are worth showing, in their order."""
    return tuple(_collapsed(_cut_short(_without_quiet(found))))


def _without_quiet(found: list[Step]) -> list[Step]:
    """Quiet stays where it says something: beside what is missing, and where all stops for good."""
    kept: list[Step] = []
    last = max((at for at, step in enumerate(found) if step.kind != "exited"), default=-1)
    for at, step in enumerate(found):
        if step.kind in ("quiet", "lull") and not step.bad and at != last:
            beside = found[max(at - 1, 0) : at + 2]
            if not any(other.kind == "missing" for other in beside):
                continue
            if kept and kept[-1].kind == step.kind:
                continue
        kept.append(step)
    return kept


def _cut_short(found: list[Step]) -> list[Step]:
    """A story that could not go on at all: after a few of its lines that is clear enough."""
    end = next(
        (at for at in range(len(found), 0, -1) if found[at - 1].kind not in _NOTHING_DONE), 0
    )
    tail = [step for step in found[end:] if step.kind == "missing"]
    if len(tail) <= _ENOUGH + 1:
        return found
    first = found[end:][: found[end:].index(tail[_ENOUGH])]
    return [*found[:end], *first, Step("more", "", "", "missing", count=len(tail) - _ENOUGH)]


_NOTHING_DONE = frozenset({"missing", "undone", "quiet", "lull"})
_ENOUGH = 4  # lines that did not come, after which one is told how many more
_FEW = 6  # repetitions that a person still reads one by one
_MOST = 160  # steps of a diagram


def _collapsed(found: list[Step]) -> Iterator[Step]:
    """Floods cut: of steps that repeat, alone or as a short cycle, only the first and the last."""
    shorter: list[Step] = []
    at = 0
    while at < len(found):
        period, times = _cycle(found, at)
        if times * period <= _FEW or times < 4:
            shorter.append(found[at])
            at += 1
            continue
        first, end = at + 2 * period, at + (times - 1) * period
        shorter += found[at:first]
        shorter.append(_more(found[first:end]))
        at = end + period
        shorter += found[end:at]
    if len(shorter) <= _MOST:
        return iter(shorter)
    return iter(_middle_cut(shorter))


def _cycle(found: list[Step], at: int) -> tuple[int, int]:
    """(length, number) of the equal cycles that begin at ``at``; the length that covers most."""
    best = (1, 1)
    for period in (1, 2, 3, 4):
        times = 1
        while _alike(found, at, at + times * period, period):
            times += 1
        if period * times > best[0] * best[1] and times > 1:
            best = (period, times)
    return best


def _alike(found: list[Step], first: int, second: int, period: int) -> bool:
    if second + period > len(found):
        return False
    for offset in range(period):
        one, other = found[first + offset], found[second + offset]
        if one.bad or other.bad or one.kind in _KEPT:
            return False
        if (one.kind, one.who, one.to) != (other.kind, other.who, other.to):
            return False
    return True


_KEPT = frozenset(
    {
        *("started", "typed", "exited", "stopped", "fault", "limit", "unseen", "more"),
        *("pressed", "filled", "picked", "shut", "severed"),
    }
)


def _middle_cut(found: list[Step]) -> Iterator[Step]:
    """At most about ``_MOST`` steps: the beginning, the end, and all that is bad."""
    head, tail = _MOST * 2 // 3, len(found) - _MOST // 3
    gap: list[Step] = []
    for at, step in enumerate(found):
        if head <= at < tail and not step.bad:
            gap.append(step)
            continue
        if gap:
            yield _more(gap)
            gap = []
        yield step


def _more(left_out: list[Step]) -> Step:
    """One step that stands for others: whose they are if they are all alike."""
    kinds = {(step.kind, step.who, step.to) for step in left_out}
    count = sum(step.count or 1 for step in left_out)
    kind, who, to = kinds.pop() if len(kinds) == 1 else ("", "", "")
    return Step("more", who, to, kind, count=count)
