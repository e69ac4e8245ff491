"""How a program says that it is called, where its reading of the command line is not understood.

The form is taken from an example in its texts and comments: ``python3 client.py -n X [-p PORT]``,
``usage: client.py NAME``, ``client.py name=X port=5000``.  What stands in brackets can be left out.
A word of prose ends it, so that 'client.py connects to the server' asks for nothing.
"""

import re
from collections.abc import Iterator

from harness.casting.slot import Slot
from harness.casting.sources import Source

_MENTIONED = re.compile(r"argv(?!\[0\])")
_FORM = re.compile(
    r"""(?P<option>--?[A-Za-z][\w-]*)
    | (?P<key>[a-z]\w*)=(?P<value>[\w.:|/-]+)
    | (?P<blank><[^<>]+>|\{[^{}]+\})
    | (?P<choice>[A-Za-z0-9]+(?:[|/][A-Za-z0-9]+)+)
    | (?P<port>\d{4,5})\b | (?P<host>localhost|\d+\.\d+\.\d+\.\d+)
    | (?P<who>[XY]\b|[A-Z][A-Z_]+\b)""",
    re.VERBOSE,
)

_ASSIGNED_2 = r"(\w+)[ \t]*=[ \t]*(int[ \t]*\([ \t]*)?(?:sys\.)?argv\[(\d)\]"
_REACHED_2 = r"\.connect(?:_ex)?[ \t]*\([ \t]*\([ \t]*(\w+)"
_USED_2 = r"(int[ \t]*\([ \t]*)?(?:sys\.)?argv\[(\d)\]"


def by_example(source: Source) -> list[Slot]:
    """The arguments by the first example that has any; empty if there is none."""
    if not _MENTIONED.search(source.code):
        return []
    found = (list(_slots(line)) for line in _examples(source))
    return next(filter(None, found), [])


def behind_word(source: Source, word: str) -> list[Slot]:
    """What the first example that begins with a word has behind it: ``chat.py server <port>``."""
    for line in _examples(source):
        first, _, rest = line.partition(" ")
        if first == word and (found := list(_slots(rest))):
            return found
    return []


def _examples(source: Source) -> Iterator[str]:
    """What stands behind the program's name, wherever it does, without what can be left out."""
    name = re.escape(source.path.rpartition("/")[2])
    prog = rf"(?:\b{name}|%prog|%\(prog\)s|\{{(?:sys\.)?argv\[0\]\}})"
    for line in re.findall(rf"{prog}[ \t]+(.*)", source.text):
        yield re.sub(r"\[[^\[\]]*\]", " ", line)


def by_index(code: str) -> list[Slot]:
    """The arguments of a program that does not parse: whatever index it uses."""
    if re.search(r"len[ \t]*\([ \t]*(?:sys\.)?argv[ \t]*\)[ \t]*(?:>|==)", code):
        return []
    slots: dict[int, Slot] = {}
    for number, index in re.findall(_USED_2, code):
        slots.setdefault(int(index), Slot(number=bool(number)))
    for name, number, index in re.findall(_ASSIGNED_2, code):
        slots[int(index)] = Slot(name, number=bool(number))
    for slot in slots.values():
        slot.name = "host" if slot.name in re.findall(_REACHED_2, code) else slot.name
    last = max(slots, default=0)
    return [slots.get(index, Slot()) for index in range(1, last + 1)]


def _slots(form: str) -> Iterator[Slot]:
    option = ""
    for word in form.replace('"', " ").replace("'", " ").split():
        match = _FORM.fullmatch(word.rstrip(",.;:)"))
        if match is None:
            return
        if match["option"]:
            option = match["option"]
            continue
        slot = _slot(match)
        slot.option, option = slot.option or option, ""
        yield slot


def _slot(match: re.Match[str]) -> Slot:
    """What a word of the form stands for."""
    told = match["key"] or (match["blank"] or "").strip("<>{} ") or match["who"] or ""
    for kind in ("port", "host"):
        told = kind if match[kind] else told
    choices = [part.strip() for part in re.split(r"[|/,]", match["choice"] or told)]
    option = f"{match['key']}=" if match["key"] else ""
    return Slot(told=told, option=option, choices=choices if len(choices) > 1 else [])
