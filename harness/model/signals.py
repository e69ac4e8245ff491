"""Signals that end programs, in words: their numbers say nothing to most who read of them."""

_WORDS = {
    2: "interrupted, as by Ctrl-C",
    6: "it gave up by itself",
    9: "killed",
    11: "it used memory that is not its own",
    13: "it wrote to whom nobody reads any more",
    14: "its alarm rang",
    15: "asked to end",
    24: "its processor time was used up",
    25: "a file became too large",
}


def signal_told(number: int) -> str:
    """*signal 24 (its processor time was used up)*."""
    return f"signal {number}" + (f" ({_WORDS[number]})" if number in _WORDS else "")
