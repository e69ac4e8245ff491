"""What keeps Python from reading a file, where its message or the line's own brackets tell it."""

import io
import re
import tokenize

_LONGEST = 99  # characters of a line that is known as a whole
_BEGINS = re.compile(r"(if|elif|while|for|with|def|class|async|except)\b")
_CLOSES = {"(": ")", "[": "]", "{": "}"}
_SAVE = "Save it as plain text (in an editor for programs, say), open that, and run it once."
_MERGE = (
    "Between <<<<<<< and >>>>>>> each version of some lines stands, with ======= between them. "
    "Make one of the two, and delete the marks."
)
_DELETE = "Delete whatever is no code: what does not belong there, in this line and in others?"
# Lines that no program begins so: what they show, and what to do.
_NO_PROGRAM = (
    (r"(<{7}|={7}|>{7})( |$)", "a merge by git was not finished, and its marks are there", _MERGE),
    (r"\{\\rtf", "it was saved by a word processor, as RTF, with marks for fonts", _SAVE),
    (r"(?i)<(!doctype|html|head|\?xml)\b", "it is a web page, and no program", _SAVE),
    (r"```|~~~", "``` marks code on a page or in a chat, and is no part of it",
     "Delete the lines with ```, and whatever stands before the first and after the last of them."),
    (r">>>( |$)|\.\.\. ", ">>> and ... are what Python's own prompt shows, and no part of the code",
     "Delete >>> and ... before each line, and the lines that Python had answered."),
    (r"!(pip|python|apt|ls|cd|sudo)|%(matplotlib|run|pip|load_ext|%\w)",
     "a line with ! or % before it is a command in a notebook, and in no other file", _DELETE),
    (r"\$ |(pip3?|python3?|sudo|cd|apt(-get)?) +[\w.~/-]", "this is a command for a terminal",
     _DELETE),
    (r"\d+[.:)|]?\s+(#|(import|from|def|class|if|while|for|try|print)\b)(?!.*\belse\b)",
     "its lines begin with numbers, which were copied with them",
     "Delete the numbers, and look at the indentation."),
)  # fmt: skip
_TOLD = (
    (r"'(.)' was never closed", "a bracket is never closed, {0}"),
    (r"unexpected EOF while parsing", "something that was begun, like a bracket, is never closed"),
    (r"unmatched '(.)'", "a bracket is closed that was not opened, {0}"),
    (r"closing parenthesis '(.)' does not match .* '(.)'", "{0} stands where {1} would be closed"),
    (r"unterminated .*string literal|(?:EOL|EOF) while scanning", "a text's quotes are not closed"),
    (r"^expected ':'", "it expects a colon there"),
    (r"Perhaps you forgot a comma", "most likely a comma is missing"),
    (r"Maybe you meant '=='", "= gives a name a value, and == compares"),
    (r"positional argument follows keyword", "in a call, what has a name (a=1) comes last"),
)
# What other languages write, in a line without its texts and comments.
_QUOTED = re.compile(r"""'[^']*'|"[^"]*"|#.*""")
_FOREIGN = re.compile(r"&&|\|\||!(?=[\w(])|\+\+(?!\w)|--(?!\w)|^\W*else +if\b|[)\w]\s*(?=\{$)")
_OTHERS = {
    "&&": "&& is of another language, and Python says and",
    "||": "|| is of another language, and Python says or",
    "!": "! before a value is of another language, and Python says not",
    "++": "++ is of another language, and Python says += 1",
    "--": "-- is of another language, and Python says -= 1",
    "else if": "else if is of another language, and Python says elif",
}
_BRACES = "{ is of another language, and Python has a colon there, and indents what comes below"


def no_program(code: str) -> tuple[str, str]:
    """What else the line shows the file to be, and what to do; empty if it may be a program."""
    found = ((says, do) for begins, says, do in _NO_PROGRAM if re.match(begins, code.strip()))
    says, do = next(found, ("", ""))
    return (f"Python cannot read the file: {says}" if says else ""), do


def detail(message: str, code: str) -> str:
    """What it is, by Python's message and the line that it names; '' if that is not known."""
    plain = _QUOTED.sub("''", code).strip()
    foreign = _FOREIGN.search(plain) if re.match("invalid syntax|expected ':'", message) else None
    if foreign:
        sign = " ".join(re.findall(r"&&|\|\||!|\+\+|--|else|if", foreign[0]))
        return _OTHERS.get(sign, _BRACES)
    for pattern, says in _TOLD:
        if found := re.search(pattern, message):
            return says.format(*found.groups())
    left = _left_open(code) if message == "invalid syntax" else ""
    return f"a bracket is never closed, {left}" if left else ""


def _left_open(code: str) -> str:
    """The bracket that is still open at the colon by which a line ends, as no block begins."""
    if len(code) > _LONGEST or not _BEGINS.match(code) or re.search(r"\blambda\b", code):
        return ""
    last, opened = "", list[str]()
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if token.type == tokenize.OP:
                last = token.string
                if last in _CLOSES:
                    opened.append(last)
                elif opened and last == _CLOSES[opened[-1]]:
                    opened.pop()
                elif last in _CLOSES.values():
                    return ""
    except (tokenize.TokenError, SyntaxError):
        pass  # the line ends within the bracket
    return opened[-1] if opened and last == ":" else ""
