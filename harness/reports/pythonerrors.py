"""What an error of Python's says, for somebody who meets it for the first time."""

import re


def meaning(error: str) -> str:
    """What the last line of a traceback says, in a sentence or two; empty if it says it itself."""
    return next((words for begin, words in _MEANINGS.items() if re.match(begin, error)), "")


_MEANINGS = {
    r"NameError|UnboundLocalError": (
        "A name is used that nothing was assigned to there: is it spelt alike everywhere, "
        "imported, and set before this line is reached?"
    ),
    r"ModuleNotFoundError|ImportError": (
        "A module is not found: is its name spelt right, and does the file come with what you "
        "hand in? Only Python's own library is there besides."
    ),
    r"SyntaxError: invalid (non-printable )?character": (
        "There is a character in this line that does not belong there, often one that cannot be "
        "seen, pasted from a page or a document: delete the line, and type it anew."
    ),
    r"SyntaxError|IndentationError|TabError": (
        "Python cannot read the file at all, so nothing of it was run. Often the mistake is "
        "just before the place that it names: a bracket, a colon, a space."
    ),
    r"TypeError.*bytes-like|TypeError.*str.*bytes|TypeError.*bytes.*str": (
        "A socket carries bytes, not text: encode() before you send, decode() after you receive."
    ),
    r"AttributeError.*bytes|AttributeError.*'str' object has no attribute 'decode'": (
        "This is text where bytes were meant, or the other way round: encode() makes bytes of "
        "text, decode() text of bytes."
    ),
    r"AttributeError.*NoneType|TypeError.*NoneType": (
        "The value is None: a function that returns nothing, or a value that was never set."
    ),
    r"BrokenPipeError|ConnectionResetError|ConnectionAbortedError": (
        "The other side had closed the connection already. Who closed it, and was it too early?"
    ),
    r"EOFError": ("Nothing more could be typed: the program asked for more input than there was."),
    r"OSError.*(Bad file descriptor|Errno 9\b)": (
        "The socket had been closed already, perhaps by another thread."
    ),
    r"OSError.*(not connected|Errno 107\b)": (
        "This socket has no connection: accept() returns another socket, and that one has it."
    ),
    r"OSError.*(in use|Errno 98\b)": (
        "Two sockets want the same port. Is bind() called twice, or the program started twice?"
    ),
    r"socket\.gaierror": (
        "There is no host of the name to which it wants to connect: is it spelt right, and is it "
        "a name at all?"
    ),
    r"UnicodeDecodeError": (
        "What came is no text of that encoding, or only half of a character has come so far."
    ),
    r"ValueError: invalid literal for int|ValueError: could not convert": (
        "It should be a number, and is not. What exactly was in it? print(repr(…)) shows that."
    ),
    r"IndexError|KeyError": (
        "There is nothing at that place: is the list shorter, or the key spelt otherwise, "
        "than you think? What came, and was it all there already?"
    ),
}
