r"""Lines of source that Python quotes where it tells of an error: no program has said them.

``print("The server is ready" + 1)`` dies of it, and yet its words come to the terminal, below
``File "server.py", line 3, in <module>``.  What is quoted stands four columns in, and so do the
marks below it.
"""

import re

_FRAME = re.compile(r'  File "[^"\n]*", line \d+(?:, in [^\n]*)?\n')
_BEGINS = '  File "'
_INDENT = "    "
_LONGEST = 1000  # characters of a line that may be such a heading
_PIECES = re.compile(r"[^\n]*\n|[^\n]+")


class Quotations:
    """Takes the text of a terminal as it comes, and leaves the quoted lines out of it."""

    def __init__(self) -> None:
        self._line = ""  # the beginning of the line that is not at its end yet
        self._quoting = False  # whether the line before it announces a quotation, or is one
        self._within = False  # whether the line itself is one
        self._held = ""  # spaces that may be the beginning of one

    def left_out(self, text: str) -> str:
        """``text`` without what of it is quoted; spaces may come with what follows them."""
        text, self._held = self._held + text, ""
        if not self._quoting and _BEGINS not in self._line + text:
            _, end, rest = text.rpartition("\n")
            self._line = rest[:_LONGEST] if end else (self._line + rest)[:_LONGEST]
            return text
        return "".join(map(self._piece, _PIECES.findall(text)))

    def _piece(self, piece: str) -> str:
        if self._quoting and not (self._line or self._within):
            if _INDENT.startswith(piece) and piece != _INDENT:
                self._held = piece
                return ""
            self._within = piece.startswith(_INDENT)
        ends = piece.endswith("\n")
        if self._within:
            self._within = not ends
            return ""
        self._line = (self._line + piece)[:_LONGEST]
        if ends:
            self._quoting = _FRAME.fullmatch(self._line) is not None
            self._line = ""
        return piece
