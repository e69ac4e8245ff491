"""Sentences on a terminal: wrapped, beside a label, by degrees of help."""

from harness.reports.degrees import Degree
from harness.reports.ink import Paint
from harness.reports.readable import cut, visible, wrap


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """``text`` in lines; those after a sign of two columns stand beneath its text."""
    shown = visible(" ".join(text.split()))
    hang = "  " if shown[1:2] == " " and not shown[:1].isalnum() else ""
    lines = wrap(shown, max(width - len(indent) - len(hang), 20), 12)
    return [indent + (hang if n else "") + line for n, line in enumerate(lines)]


def labelled(name: str, text: str, width: int, paint: Paint) -> list[str]:
    """``text`` beside a label, its lines beneath one another."""
    lines = wrap(visible(" ".join(text.split())), max(width - 12, 12), 8)
    labels = [name, *[""] * len(lines)]
    return [
        f"  {paint('dim', f'{label:<10}')}{line}"
        for label, line in zip(labels, lines, strict=False)
    ]


def helped(found: tuple[Degree, ...], degree: int, width: int, paint: Paint) -> list[str]:
    """So many degrees of help; all there are, if more were asked for."""
    lines: list[str] = []
    for n, each in enumerate(found[:degree], 1):
        head = f"{each.name} ({n} of {len(found)})"
        lines += ["", paint("bold", f"  {head}"), *wrapped(each.text, width, "  ")]
        lines += [cut(visible(f"    {line}"), width) for line in each.lines]
    return lines
