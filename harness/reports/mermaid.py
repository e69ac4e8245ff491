"""A run as a Mermaid sequence diagram, for places that show Markdown.

The steps are those of the other diagrams.  Mermaid's language has a dozen characters and words that
mean something in the middle of a text (``;`` ``#`` ``%%`` ``end`` ``<br>`` ``$$``), so of a text
only letters, digits, spaces and a few harmless signs stand as they are; everything else is its
character code (``#59;``), which Mermaid turns back when it draws.  Participants have names of ours.
"""

import re
from collections.abc import Iterable

from harness.model.timeline import Timeline
from harness.reports.diagram import player
from harness.reports.layout import BANDS
from harness.reports.readable import cut, visible, wrap
from harness.reports.step import Step
from harness.reports.steps import Missing, lanes, steps
from harness.reports.words import told

_LONG = 160  # letters of a participant's name
_COLUMNS, _LINES = 48, 4  # of any other text
_MOST = 40_000  # letters of a diagram; Mermaid refuses more than 50,000
_PLAIN = re.compile(r"[^A-Za-z0-9 ,.!?'()\u00a1-\U0010ffff]")
_END = re.compile(r"\be(?=nd\b)", re.IGNORECASE)
_ARROWS = {
    "sent": "->>",
    "connected": "-)",
    "closed": "--)",
    "severed": "--x",
    "missing": "--x",
}


def mermaid(timeline: Timeline, broken: Iterable[int] = (), missing: Iterable[Missing] = ()) -> str:
    """``timeline`` as a diagram; its lines, without a fence.  See :func:`diagram.svg`."""
    late = tuple(missing)
    roles = lanes(timeline, late)
    names = {role: f"p{at}" for at, role in enumerate(roles)}
    lines = ["sequenceDiagram"]
    for role, name in names.items():
        lines.append(f"  participant {name} as {quoted(_head(timeline, role))}")
    size = 0
    for step in steps(timeline, broken, late) if roles else ():
        drawn = _step(step, names)
        size += sum(map(len, drawn))
        if size > _MOST:
            lines.append(f"  Note over {_span(names)}: more steps are left out here")
            break
        lines += drawn
    return "\n".join(lines)


def quoted(words: str) -> str:
    """``words`` so that Mermaid shows them and reads nothing into them."""
    shown = cut(visible(words), _LONG)
    coded = _PLAIN.sub(lambda found: f"#{ord(found[0])};", shown).strip()
    return _END.sub(lambda found: f"#{ord(found[0])};", coded) or "#32;"


def _text(words: str) -> str:
    """``words`` in lines, as Mermaid breaks none by itself."""
    return "<br/>".join(map(quoted, wrap(visible(words), _COLUMNS, _LINES)))


def _head(timeline: Timeline, role: str) -> str:
    by = player(timeline, role)
    return f"{role} ({by})" if by and by != "student's program" else role


def _span(names: dict[str, str]) -> str:
    """All lanes, for what concerns all."""
    first, last = min(names.values(), key=_place), max(names.values(), key=_place)
    return first if first == last else f"{first},{last}"


def _place(name: str) -> int:
    return int(name[1:])


def _step(step: Step, names: dict[str, str]) -> list[str]:
    words = _text(("✗ " if step.bad else "") + " ".join(told(step).split()))
    arrow = _ARROWS.get(step.kind)
    if step.kind in BANDS or step.who not in names:
        line = f"  Note over {_span(names)}: {words}"
    elif arrow and step.to in names and step.to != step.who:
        line = f"  {names[step.who]}{arrow}{names[step.to]}: {words}"
    else:
        line = f"  Note over {names[step.who]}: {words}"
    if not step.bad:
        return [line]
    return ["  rect rgba(220, 60, 50, 0.18)", f"  {line}", "  end"]
