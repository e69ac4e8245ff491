"""A source file as lines that can be shown: highlighted, numbered, some of them marked."""

from collections.abc import Collection, Iterator
from typing import Any

from pygments import lex
from pygments.lexers import PythonLexer
from pygments.token import Token

from harness.reports.markup import Html, el, join, said

_MOST = 6_000  # lines of a file; more is not read by a person
_KINDS = (
    (Token.Comment, "c"),
    (Token.Literal.String, "s"),
    (Token.Literal.Number, "n"),
    (Token.Keyword, "k"),
    (Token.Operator.Word, "k"),
    (Token.Name.Function, "f"),
    (Token.Name.Class, "f"),
    (Token.Name.Decorator, "f"),
    (Token.Name.Builtin, "b"),
)


def listing(name: str, content: bytes, marked: Collection[int]) -> Html:
    """The file ``name``; ``marked``: lines that something is said about."""
    text = content.decode("utf-8", "replace").removeprefix("\ufeff")
    lines = list(_lines(text.replace("\r\n", "\n").replace("\r", "\n")))
    rows = [
        el(
            "li",
            {"value": str(number), "class": "marked" if number in marked else None},
            el("code", None, line),
        )
        for number, line in enumerate(lines[:_MOST], 1)
    ]
    rest = len(lines) - _MOST
    more = el("p", {"class": "mute"}, f"{rest} more lines are not shown.") if rest > 0 else ""
    # what scrolls must be reachable by keyboard
    box = {"class": "listing", "tabindex": "0", "role": "region", "aria-label": f"code of {name}"}
    return join([el("div", box, el("ol", None, *rows)), more])


def _lines(text: str) -> Iterator[Html]:
    """Every line, highlighted."""
    line: list[Html] = []
    for kind, value in lex(text, PythonLexer(stripnl=False, ensurenl=False)):
        for number, piece in enumerate(value.split("\n")):
            if number:
                yield join(line)
                line = []
            if piece:
                line.append(_piece(kind, piece))
    if line:
        yield join(line)


def _piece(kind: Any, piece: str) -> Html:
    name = next((short for group, short in _KINDS if kind in group), None)
    shown = said(piece)
    return el("span", {"class": name}, shown) if name else shown
