"""Keys: what each of a keyboard types, and strokes of them (XTEST)."""

import struct

from harness.stage import x11
from harness.stage.x11 import Answer, Display

SHIFT, CONTROL, RETURN, TAB, DELETE = 0xFFE1, 0xFFE3, 0xFF0D, 0xFF09, 0xFFFF
_BEYOND_LATIN = 0x01000000  # keysyms for Unicode begin here

Stroke = tuple[int, bool]  # a key, and whether with Shift


class Keys:
    """The keyboard of one display.  ``xtest``: the number of its extension.

    A character that no key types is given to one that types nothing yet; each to another, since a
    program asks what a key types when it is pressed, or later.
    """

    def __init__(self, display: Display, xtest: int, about: Answer) -> None:
        self._display, self._xtest = display, xtest
        self._codes: dict[int, Stroke] = {}
        self._free: list[int] = []
        self._width = about.data[1]
        symbols = [each[0] for each in struct.iter_unpack("=I", about.data[32:])]
        for place in range(0, len(symbols), self._width):
            code = display.keycodes[0] + place // self._width
            row = symbols[place : place + self._width]
            if not any(row):
                self._free.append(code)
            for shift, symbol in enumerate(row[:2]):
                if symbol:
                    self._codes.setdefault(symbol, (code, bool(shift)))

    def for_sign(self, sign: str) -> Stroke | None:
        """The stroke that types a character; None if no key is left for it."""
        number = {"\n": RETURN, "\r": RETURN, "\t": TAB}.get(sign, ord(sign))
        latin = number < 256 or number in (RETURN, TAB)
        return self.for_symbol(number if latin else _BEYOND_LATIN + number)

    def for_symbol(self, symbol: int) -> Stroke | None:
        """The stroke that types a keysym; None if no key is left for it."""
        if symbol not in self._codes:
            if not self._free:
                return None
            code = self._free.pop()
            self._display.retype(code, [symbol] * self._width)
            self._codes[symbol] = code, False
        return self._codes[symbol]

    def type(self, stroke: Stroke, *, control: bool = False) -> None:
        """Press and release a key, with whatever has to be held meanwhile."""
        fake, extension = self._display.fake, self._xtest
        code, shift = stroke
        held = [CONTROL] * control + [SHIFT] * shift
        holding = [key[0] for key in map(self.for_symbol, held) if key is not None]
        for each in holding:
            fake(extension, x11.KEY_PRESS, each)
        fake(extension, x11.KEY_PRESS, code)
        fake(extension, x11.KEY_RELEASE, code)
        for each in reversed(holding):
            fake(extension, x11.KEY_RELEASE, each)
