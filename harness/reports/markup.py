"""HTML and SVG that cannot be broken out of.

Only this module writes ``<`` and ``"``.  A plain ``str`` is text and is escaped wherever it is put;
what is markup already has the type :class:`Html`, and only :func:`el` and :func:`join` make that
out of anything that is not constant.
"""

import re
from collections.abc import Iterable, Mapping

from harness.reports.readable import pieces, visible

_HARMLESS = re.compile("[ !#-%(-;=?-~\n\t]*").fullmatch  # ASCII but for the five (see escape)
_VOID = frozenset({"br", "hr", "img", "link", "meta", "input"})


class Html(str):
    """Markup, ready to be put into a page."""

    __slots__ = ()


def el(name: str, attributes: Mapping[str, str | None] | None = None, *children: str) -> Html:
    """An element.  Attributes that are None are left out, an empty string stays.

    ``name`` and the attributes' names are ours, never a submission's.
    """
    inside = "".join(
        [
            child if isinstance(child, Html) or _HARMLESS(child) else text(child)
            for child in children
            if child
        ]
    )
    opening = name
    for key, value in (attributes or {}).items():
        if value is not None:
            opening += f' {key}="{value if _HARMLESS(value) else text(value)}"'
    return Html(f"<{opening}>" if name in _VOID else f"<{opening}>{inside}</{name}>")


def escape(content: str) -> str:
    """``content`` with the five characters that mean something to a parser as entities."""
    for letter, entity in _ENTITIES:
        if letter in content:
            content = content.replace(letter, entity)
    return content


_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#x27;"))


def text(content: str) -> Html:
    """``content`` for a place between tags or within a quoted attribute; line ends stay."""
    if _HARMLESS(content):  # most of it, found out fast
        return Html(content)
    return Html(escape(visible(content, "\n\t")))


def join(parts: Iterable[str], between: str = "") -> Html:
    """The parts one after another, ``between`` between them."""
    return Html(
        text(between).join([part if isinstance(part, Html) else text(part) for part in parts])
    )


def said(content: str, keep: str = "\n\t") -> Html:
    """A submission's own words; what does not show is its escape, set apart from the rest."""
    if visible(content, keep) == content:  # as a rule, and found out fast
        return Html(escape(content))
    return join(
        el("span", {"class": "esc"}, piece) if is_escape else piece
        for is_escape, piece in pieces(content, keep)
    )
