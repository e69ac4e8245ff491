"""Charts by pygal, taken over shape by shape.

pygal chooses scales and places everything.  Of what it draws only shapes and texts are kept, with
the few attributes that place them: the page's own style sheet colours them, so that they follow
light, dark and print, and nothing of it needs a script or a style of its own, which the page's
policy forbids.  It is imported where it is used: only the class page has charts.
"""

import re
import sys
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

from harness.reports.markup import Html, el, join
from harness.reports.readable import visible

_WIDE = 360  # drawn for a phone; on a larger screen it grows
_LETTER = 12.5
_KEPT = {
    "g": ("class", "transform"),
    "rect": ("class", "x", "y", "width", "height"),
    "path": ("class", "d"),
    "text": ("class", "x", "y"),
}
_CLASSES = frozenset({"axis", "guide", "major", "line", "bar", "text-overlay", "x", "y"})
_LEFT_OUT = frozenset({"background", "tooltip"})
_LONG = re.compile(r"-?\d+\.\d+")

Series = tuple[str, str, Sequence[float]]
"""(class for the style sheet, name, a value for each label)"""


def columns(labels: Sequence[str], values: Sequence[int], told: str) -> Html:
    """Upright bars, one a label, each with its number on top.  ``told``: the same in words."""
    chart = _pygal().Bar(
        **_common(230),
        print_values_position="top",
        x_label_rotation=0,
        range=(0, max([*values, 1])),
        show_y_labels=False,
    )
    chart.x_labels = list(labels)
    chart.add("", list(values), formatter=lambda value: f"{value:g}" if value else "")
    return _picture(chart.render_tree(), ["count"], told, "upright")


def shares(labels: Sequence[str], parts: Sequence[Series], told: str) -> Html:
    """Bars that lie, one a label from the top, cut into ``parts`` that add up to 100."""
    chart = _pygal().HorizontalStackedBar(
        **_common(70 + 26 * len(labels)),
        range=(0, 100),
        margin_right=26,  # half of the last label
    )
    chart.x_labels = [visible(label) for label in reversed(labels)]
    chart.y_labels = [0, 50, 100]
    chart.value_formatter = lambda value: f"{value:.0f} %"
    for _, name, values in parts:
        chart.add(name, list(reversed(values)), formatter=_large)
    return _picture(chart.render_tree(), [kind for kind, _, _ in parts], told)


def _pygal() -> Any:
    """The library, without the hook for its plugins that it puts into Python's imports.

    The hook is of a kind that Python no longer knows, and makes every import that fails warn.
    """
    import pygal

    sys.meta_path[:] = [one for one in sys.meta_path if type(one).__module__ != pygal.__name__]
    return pygal


def _large(value: float) -> str:
    """The number, where a bar has room for it."""
    return f"{value:.0f}" if value >= 9 else ""


def _common(height: int) -> dict[str, Any]:
    from pygal.style import Style

    sizes = dict.fromkeys(("label", "major_label", "value", "legend"), _LETTER)
    style = Style(**{f"{name}_font_size": size for name, size in sizes.items()})
    return {
        "width": _WIDE, "height": height, "style": style, "css": [], "js": [], "margin": 6,
        "spacing": 8, "show_legend": False, "print_values": True, "print_zeroes": False,
        "truncate_label": -1, "show_y_guides": False,
    }  # fmt: skip


def _picture(tree: Element, kinds: Sequence[str], told: str, shape: str = "") -> Html:
    box = {
        "class": f"plot {shape}".strip(),
        "viewBox": tree.get("viewBox"),
        "role": "img",
        "aria-label": told,
    }
    return el("svg", box, *_shapes(tree, kinds, ""))


def _shapes(parent: Element, kinds: Sequence[str], kind: str) -> list[Html]:
    """What is drawn within ``parent``, groups that only hold one another left out."""
    found = []
    for one in parent:
        tag = str(one.tag).rpartition("}")[2]
        words = (one.get("class") or "").split()
        if tag not in _KEPT or _LEFT_OUT & set(words) or (tag == "rect" and _empty(one)):
            continue
        of = next((kinds[int(word[6:])] for word in words if word.startswith("serie-")), kind)
        inside = [shape for shape in _shapes(one, kinds, of) if shape]
        attributes = _attributes(one, tag, words, of)
        if tag == "g" and not attributes:
            found.append(join(inside))
        elif tag == "text":
            found.append(el("text", attributes, one.text) if one.text else Html(""))
        elif tag != "g" or inside:
            found.append(el(tag, attributes, *inside))
    return found


def _empty(rect: Element) -> bool:
    return min(float(rect.get(name) or 0) for name in ("width", "height")) < 0.05


def _attributes(one: Element, tag: str, words: list[str], kind: str) -> dict[str, str | None]:
    names = [word for word in words if word in _CLASSES]
    if tag == "rect":
        names = [kind]
    given = {name: _short(one.get(name) or "") for name in _KEPT[tag] if name != "class"}
    kept: dict[str, str | None] = {name: value for name, value in given.items() if value}
    return ({"class": " ".join(names)} if names else {}) | kept


def _short(numbers: str) -> str:
    """Tenths of a pixel are enough."""
    return _LONG.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), numbers)
