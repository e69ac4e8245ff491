"""Lines of a program that do what an expected line is about: where to look, no more than that.

What a source says, and no judgement: a program sends where it calls ``send``, whoever reaches that.
"""

import re
from collections.abc import Mapping

_CALLS = {
    "sends": r"\.\s*(?:send|sendall|sendto|sendmsg|write|send_message|forward_message)\s*\(",
    "reads": r"\.\s*(?:recv|recvfrom|recv_into|read|readline|readuntil|readexactly|makefile)\s*\("
    r"|\breceive_message\s*\(",
    "connects": r"\.\s*(?:connect|connect_ex|create_connection|open_connection)\s*\(",
    "listens": r"\.\s*(?:bind|listen|accept|create_server|start_server)\s*\(",
    "closes": r"\.\s*(?:close|shutdown)\s*\(",
    "resets": r"\.\s*(?:close|shutdown|setsockopt)\s*\(",
    "prints": r"(?<![\w.])print\b|\bstdout\s*\.\s*write\s*\(",
    "asks": r"(?<![\w.])(?:raw_)?input\s*\(|\bstdin\b",
    "waits": r"\b(?:Thread|create_task|gather|select|poll)\s*\(|\.\s*(?:recv|accept|join)\s*\(",
    "ends": r"\.\s*join\s*\(|\b(?:exit|_exit)\s*\(|\bwhile\b",
}
_CALLS["shows"] = _CALLS["prints"]
_DOES = {
    "sends": "sends",
    "reads": "receives",
    "connects": "connects",
    "listens": "listens and accepts",
    "closes": "closes connections",
    "resets": "closes connections",
    "prints": "prints",
    "shows": "prints",
    "asks": "asks for input",
    "waits": "starts threads and waits",
    "ends": "waits for its threads, loops or exits",
}
_LINE = re.compile(
    r"(?:one of: )?(?:never )?(?P<who>[A-Za-z][\w-]*)(?: or [\w-]+)* "
    r"(?:(?P<arrow>->)|(?P<verb>[a-z]+))"
)
_STRINGS = re.compile(r"'''.*?'''|\"\"\".*?\"\"\"|'[^'\n]*'|\"[^\"\n]*\"|#[^\n]*", re.DOTALL)
_SHOWN = 6


def deed(expected: str) -> tuple[str, str]:
    """(who, verb) of an expected line as it is told: ``server -> a: "x"`` is (server, sends)."""
    found = _LINE.match(expected)
    if found is None:
        return "", ""
    verb = "sends" if found["arrow"] else found["verb"]
    return (found["who"], verb) if verb in _CALLS else (found["who"], "")


def lines_that(verb: str, text: str) -> list[int]:
    """The numbers of the lines of ``text`` that do it."""
    bare = _STRINGS.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    calls = re.compile(_CALLS[verb])
    return [n for n, line in enumerate(bare.split("\n"), 1) if calls.search(line)]


def told(verb: str, file: str, code: Mapping[str, str]) -> str:
    """Where ``file`` does it, in a sentence; empty if that is not to be seen."""
    if file not in code or verb not in _CALLS:
        return ""
    numbers = lines_that(verb, code[file])
    if not numbers:
        return ""  # it may do so by ways that are not in the table
    shown = [str(n) for n in numbers[:_SHOWN]]
    more = " and more" if len(numbers) > _SHOWN else ""
    where = f"line {shown[0]}" if len(numbers) == 1 else f"lines {', '.join(shown)}{more}"
    return f"{file} {_DOES[verb]} in {where}."


def line(file: str, number: int, code: Mapping[str, str]) -> str:
    """What stands in a line, without its indentation; empty if that is not known."""
    lines = code.get(file, "").split("\n")
    return lines[number - 1].strip() if 1 <= number <= len(lines) else ""


def around(file: str, number: int, code: Mapping[str, str], beside: int = 2) -> list[str]:
    """The lines around a place, numbered, that line marked; nothing if it is not there."""
    lines = code.get(file, "").split("\n")
    if not 1 <= number <= len(lines):
        return []
    first, last = max(1, number - beside), min(len(lines), number + beside)
    return [
        f"{'▶' if n == number else ' '} {n:>4}  {lines[n - 1].expandtabs(4).rstrip()}"
        for n in range(first, last + 1)
    ]
