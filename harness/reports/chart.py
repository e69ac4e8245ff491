"""A sequence diagram for a terminal, with box characters.

Each role has a line down the screen.  What it types and prints stands to the right of its line,
messages are arrows between the lines.  On a screen too narrow for lanes the steps are sentences.
A ✗ at the left edge marks where reality left the story.
"""

from harness.reports.layout import ARROWS, BANDS
from harness.reports.readable import columns, cut, pad, visible, wrap
from harness.reports.step import Step
from harness.reports.words import sentence, told

_MARGIN = 2
_NARROWEST = 16  # columns of a lane


def draw(lanes: tuple[str, ...], steps: tuple[Step, ...], width: int) -> str:
    """The lines of the diagram, at most ``width`` columns each, no line end at the last."""
    room = width - _MARGIN
    pitch = min(room // max(len(lanes), 1), 40)
    if pitch < _NARROWEST:
        return "\n".join(cut(sentence(step), width) for step in steps)
    found = [" " * _MARGIN + "".join(pad(visible(role), pitch - 1) + " " for role in lanes)]
    alive = set(lanes)
    for step in steps:
        mark = "✗ " if step.bad else "  "
        found += [mark + line for line in _step(step, lanes, alive, pitch)]
        if step.kind in ("exited", "stopped"):
            alive.discard(step.who)
    return "\n".join(line.rstrip() for line in found)


def _step(step: Step, lanes: tuple[str, ...], alive: set[str], pitch: int) -> list[str]:
    if step.kind in BANDS or (step.who not in lanes):
        words = visible(told(step))
        return [f"── {cut(words, pitch * len(lanes) - 8)} ──"]
    if step.kind in ARROWS and step.to in lanes and step.to != step.who:
        return _arrow(step, lanes, alive, pitch)
    mark = "┷" if step.kind in ("exited", "stopped") else "┝" if step.kind == "started" else "│"
    lines: list[str] = []
    for part in told(step).strip().split("\n")[:5]:
        lines += wrap(visible(part), pitch - 3, 3)
    return [_lifelines(lanes, alive, pitch, {step.who: f"{mark} {line}"}) for line in lines]


def _lifelines(lanes: tuple[str, ...], alive: set[str], pitch: int, instead: dict[str, str]) -> str:
    cells = [instead.get(role, "│" if role in alive else "") for role in lanes]
    return "".join(pad(cell, pitch) for cell in cells)


def _arrow(step: Step, lanes: tuple[str, ...], alive: set[str], pitch: int) -> list[str]:
    """The arrow with its text on it, or above it if it is too long."""
    first, last = sorted((lanes.index(step.who), lanes.index(step.to)))
    span = (last - first) * pitch - 1
    words = visible(told(step))
    lines = wrap(words, span - 4, 4)
    before = _lifelines(lanes[:first], alive, pitch, {})
    after = _lifelines(lanes[last:], alive, pitch, {})
    on_it = len(lines) == 1 and columns(words) <= span - 6
    above = [] if on_it else [f"{before}│{pad('  ' + line, span)}{after}" for line in lines]
    shaft = _shaft(step, f" {words} " if on_it and words else "", span)
    if lanes[first] == step.who:
        return [*above, f"{before}├{shaft[:-1]}{_tip(step, '▷▶')}│{after[1:]}"]
    return [*above, f"{before}│{_tip(step, '◁◀')}{shaft[1:]}┤{after[1:]}"]


def _shaft(step: Step, word: str, span: int) -> str:
    dash = {"missing": "╌", "closed": "┄", "severed": "┈"}.get(step.kind, "─")
    free = span - columns(word)
    return dash * (free // 2) + word + dash * (free - free // 2)


def _tip(step: Step, open_and_full: str) -> str:
    return open_and_full[step.kind == "sent"]
