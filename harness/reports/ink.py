"""Colours of a terminal, if there are to be any."""

_COLOURS = {
    "pass": "32",
    "fail": "31",
    "partial": "33",
    "sometimes": "33",
    "fault": "35",
    "unobservable": "36",
    "pending": "36",
    "bold": "1",
    "dim": "2",
}


class Paint:
    """Wraps texts in colours, named by what they mean: a verdict, ``bold``, ``dim``."""

    def __init__(self, colour: bool) -> None:
        self._colour = colour

    def __call__(self, name: str, text: str) -> str:
        """``text`` in the colour of ``name``; as it is where there are no colours."""
        code = _COLOURS.get(name)
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour and code and text else text
