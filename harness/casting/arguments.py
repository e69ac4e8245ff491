"""What to put on the command line of a program that reads one.

Only where the assignment's spec gives no command.  What its story gives (``start a with 5``) comes
after these, and stands for as many of the last arguments.  The rules, in order:

1. Which arguments: those that the program reads without first asking whether they are there.  An
   argument with a default, or read only ``if len(sys.argv) > 1``, is left out, unless that default
   is the name of the other client, or leads to its own machine while the server listens elsewhere.
   Where the reading is not understood, an example of how to call the program is followed
   (``usage``).
2. What each is, by the name that it gets, its place in an address, or the usage message: a port,
   a host, a name of the one who runs it, a file, a count.
3. A port gets the port that the programs name, else 12000; a host the server's address, else
   127.0.0.1; a name what the role types where it is asked for one, or, if the spec does not say,
   the letter of the role (X for the first that connects, Y for the second).  What the program takes
   apart at a colon is host and port in one.  A file is what the
   story types there first, for which a mark stands; a folder is the one that it runs in.
   What cannot be told is a port if the program makes a number of it, else that name.
4. A program that is both sides, told apart by a word ('server', 'client') that it compares or
   offers as a choice, gets the word of its role's side; also where it could do without (``sides``).
   Where each client has a word of its own instead ('server', 'X', 'Y'), it gets that; and where
   no word is usual for its side, one at which the program does what that side does (``acting``).
   One that is this side with an argument, and the other with none, gets its arguments.
5. Who has to say which part of an assignment it is to do ('basic', 'chat') says the one that its
   role is about.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from harness.casting.acting import acting, by_count, with_any
from harness.casting.argv import slots
from harness.casting.kinds import SIDE, WHO, kind_of, words_of
from harness.casting.numbers import numbers
from harness.casting.offers import offered
from harness.casting.options import EVERY
from harness.casting.setting import Setting
from harness.casting.sided import sided
from harness.casting.sides import SIDES, bare, words_for
from harness.casting.slot import Slot
from harness.casting.sources import Source
from harness.casting.special import is_special, main_words
from harness.casting.starts import by_place, options
from harness.casting.surroundings import compared, plain, variables
from harness.casting.telling import (
    OTHER,
    alternatives,
    by_deed,
    for_this_side,
    of_the_part,
    own_flag,
    value_behind,
    where,
    with_numbers,
    word_before,
)
from harness.casting.tuples import mark_tuples
from harness.casting.urls import mark_urls
from harness.casting.usage import behind_word
from harness.model.casting import LINE, LOOPBACK

_LETTER = re.compile(r"(?:client|user|name)?[ _-]?([XY])", re.IGNORECASE)
_LINE = 4095  # bytes that a terminal takes at once


def arguments(
    source: Source, setting: Setting, both: bool = False, used: tuple[Source, ...] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The arguments for a program, and in words what each was taken for (both may be empty).

    ``both``: it listens and connects, so that it may have to be told which side it is.  ``used``:
    the program, and what it imports of the same hand-in.
    """
    values, kinds = _arguments(source, setting, both, used or (source,))
    if both and kinds == ("side",) and "add_argument" not in source.code:
        # how it takes what belongs to that word may not be understood
        for slot in behind_word(source, values[-1]):
            kind = kind_of(slot, "port" in kinds)
            values += tuple(_said(slot.option, _value(slot, kind, setting)))
            kinds += (kind,)
    return values, kinds


def _arguments(
    source: Source, setting: Setting, both: bool, used: tuple[Source, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found, own, deed = _asked_for(source, setting, both, used)
    sure = both and bool(of_the_part(source, used, setting))
    values: list[str] = []
    kinds: list[str] = []
    command = ""
    for slot in found:
        if slot.command not in ("", EVERY, command):
            continue
        kind = kind_of(slot, "port" in kinds)
        if slot.parts or (own and slot.option == own):
            parts, told = _apart(slot, setting)
            kinds += told
            values += [slot.option, *parts] if slot.option else parts
            continue
        side = ""
        if "side" not in kinds:
            side = _side(slot, source, setting) if kind == "name" and not sure else ""
            side = side or _said_by_deed(slot, kind, deed, sure)
        kinds.append("side" if side else kind)
        value = side or _value(slot, kind, setting)
        command = value if slot.commands else command
        values += _said(slot.option, value)
    if both and "side" not in kinds:
        word, first = word_before(source, setting, deed, found, kinds, sure)
        if "name" in kinds and (placed := _in_its_place(values, word)):
            kinds.remove("name")
            return placed, ("side", *kinds)
        if word:
            said = ("".join(word),) if word[0].endswith("=") else word
            if behind := value_behind(word, source):
                said += (_value(behind, where(behind), setting),)
            return (*said, *values[first:]), ("side", *kinds[first:])
    unnamed = kinds in ([], ["name"]) and not any(slot.option for slot in found)
    if unnamed and not both and setting.side == "connect" and (flag := own_flag(source, setting)):
        return flag, ("name",)
    return tuple(values), tuple(kinds)


def _in_its_place(values: list[str], word: tuple[str, ...]) -> tuple[str, ...]:
    """The values with a side's word behind its option ('--role', 'role='), if that is among them.

    What the program keeps there was taken for somebody's name.
    """
    said = ["".join(word)] if word[:1] and word[0].endswith("=") else [*word]
    for place, value in enumerate(values if len(word) > 1 else ()):
        if value == word[0] or (len(said) == 1 and value.startswith(word[0])):
            return (*values[:place], *said, *values[place + len(said) :])
    return ()


def _said_by_deed(slot: Slot, kind: str, deed: tuple[str, ...], sure: bool) -> str:
    """The word, or the number, at which a program does what its side does, if this takes it."""
    if sure and len(deed) > 1 and slot.option == deed[0]:
        return deed[-1]
    if kind == SIDE:
        return slot.choices[0]
    return deed[-1] if deed and kind == "name" and deed[-1] in slot.choices else ""


def _asked_for(
    source: Source, setting: Setting, both: bool, used: tuple[Source, ...]
) -> tuple[list[Slot], str, tuple[str, ...]]:
    """The arguments for a role's program, the option that is its side, and the word for that."""
    demanded = _demanded(source, setting.side if both else "", used)
    told_by_any = both and setting.side and not by_count(source, used)
    if told_by_any and with_any(source, used) == setting.side:
        demanded = tuple(replace(slot, unasked=False) for slot in demanded)
    if setting.beside:
        demanded = tuple(_of_the_part(demanded, source, setting))
    found = _needed(demanded, setting, both)
    found = for_this_side(found, setting) if both else found
    own, other = alternatives(demanded, source, used, setting) if both else ("", "")
    if own:
        kept = (slot for slot in demanded if slot in found or slot.option == own)
        found = [slot for slot in kept if slot.option != other]
    deed = by_deed(source, used, setting) if both else ()
    found = with_numbers(found, source, used, setting, deed) if both and setting.side else found
    return found, own, deed


def environment(
    used: tuple[Source, ...], setting: Setting, both: bool = False
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """What a program has to find in its environment, and in words what each was taken for."""
    found: dict[str, tuple[str, str]] = {}
    demanded = variables(used)
    needed = {slot.option for slot in demanded}
    for name, words in compared(used).items() if both and setting.side else ():
        own, other = (
            next((word for word in words if bare(word) in SIDES[side]), "")
            for side in (setting.side, OTHER[setting.side])
        )
        if other and name in needed:
            own = own or SIDES[setting.side][0]  # whatever is not the other one
        if own and plain(name):
            found[name] = own, "side"
    for slot in demanded:
        kind = kind_of(slot, port_given=False)
        if kind in ("port", "host") or words_of(slot.name) & WHO:
            value = _value(replace(slot, option=""), kind, setting)
            found.setdefault(slot.option, (value, kind))
    pairs = tuple((name, value) for name, (value, _) in found.items())
    return pairs, tuple(kind for _, kind in found.values())


def can_be_typed(given: tuple[str, ...]) -> bool:
    """Whether a command line can hold these: no null, no half of a letter, no more than a line."""
    line = " ".join(given)
    try:
        size = len(line.encode())
    except UnicodeEncodeError:  # '\ud800'
        return False
    return "\0" not in line and size <= _LINE


@lru_cache(maxsize=16)  # several roles often share a file
def _demanded(source: Source, side: str, used: tuple[Source, ...]) -> tuple[Slot, ...]:
    """What is demanded; ``side``: of a program that is both, the one that it is to be."""
    own, other = (
        words_for(source, each) or frozenset(word[-1] for word in acting(source, used, each))
        for each in (side, OTHER.get(side, ""))
    )
    counted = by_count(source, used) if side else {}
    found = slots(source, own, other, used, {node: at == side for node, at in counted.items()})
    if side:
        known_so = {slot.option for slot in found}
        found += [slot for slot in sided(source) if slot.option not in known_so]
    if not own | other and not counted:  # else it is the usage of both
        _by_usage(found, source)
    _by_colon(found, source)
    mark_urls(found, source)
    mark_tuples(found, source)
    return tuple(found)


def _of_the_part(slots: Iterable[Slot], source: Source, setting: Setting) -> Iterator[Slot]:
    """The same for a role that is one part of several: which part is for no client to choose.

    Where nothing is said of what an argument may be, the first that is nobody's name tells it.
    """
    words = [setting.word[0]] if len(setting.word) == 1 else []
    words = [word for word in words if word[:1] != "-"] or main_words(source, setting.beside)
    own = setting.word[-1] if setting.word else ""
    known = numbers(source) if own.isdigit() else {}
    for place, slot in enumerate(slots, 1):
        if own in slot.choices and slot.option in ("", setting.word[0]):
            yield replace(slot, choices=[own])
        elif own and slot.number and own in known.get(slot.name, known.get(f"[{place}]", [])):
            yield replace(slot, name=SIDE, choices=[own])
        elif slot.choices:
            rest = [word for word in slot.choices if not is_special(word, source, setting.beside)]
            unasked = slot.unasked and (not rest or slot.given in (*rest, ""))
            yield replace(slot, choices=rest or slot.choices, unasked=unasked)
        elif words and _tells_nothing(slot):
            yield replace(slot, choices=words[:1])
            words = []
        else:
            yield slot


def _tells_nothing(slot: Slot) -> bool:
    """Whether an argument may be anything, and not just a port, a host or somebody's name."""
    plain = (
        slot.option[-1:] in ("", "=")
        and not slot.number
        and kind_of(slot, port_given=False) == "name"
    )
    return plain and not (words_of(slot.name) | words_of(slot.told)) & WHO


def _needed(found: tuple[Slot, ...], setting: Setting, both: bool) -> list[Slot]:
    """What must be said to this role: what is demanded, and a name if it would have the other's.

    What is known by its place has all before it said as well.
    """

    def wanted(slot: Slot) -> bool:
        if not slot.unasked or _misnamed(slot, setting) or _misled(slot, setting):
            return True
        # with a host, a program that is both sides may become the other one
        nothing = bool(slot.option) and not slot.given
        return nothing and not (both and kind_of(slot, port_given=False) != "name")

    places = [slot for slot in found if not slot.option]
    last = max((place for place, slot in enumerate(places, 1) if wanted(slot)), default=0)
    said = {id(slot) for slot in places[: max(0, last - by_place(setting.told))]}
    taken = options(setting.told)
    return [
        slot
        for slot in found
        if id(slot) in said
        or (slot.option and slot.option.rstrip("=") not in taken and wanted(slot))
    ]


def _misnamed(slot: Slot, setting: Setting) -> bool:
    """Whether a client that is told nothing takes the name, or the number, of the other one."""
    if setting.side == "listen" or not slot.given:
        return False
    if _LETTER.fullmatch(slot.given) or slot.given in _choices(slot):
        return slot.given != _value(slot, "name", setting)
    return False


def _misled(slot: Slot, setting: Setting) -> bool:
    """Whether a client that is told nothing looks on its own machine for who listens elsewhere."""
    host = slot.given.partition(":")[0] if slot.joined else slot.given
    own = host.lower() == "localhost" or host.startswith(LOOPBACK)
    return own and setting.away and setting.side == "connect"


def _choices(slot: Slot) -> list[str]:
    """What a client may be called, in the order of the clients."""
    who = bool(words_of(slot.name) & (WHO | {"id"}))
    return slot.choices or ["1", "2"] if who else []


def _said(option: str, value: str) -> list[str]:
    if option.endswith("="):
        return [option + value]
    return [option, value] if option else [value]


def _apart(slot: Slot, setting: Setting) -> tuple[list[str], list[str]]:
    """The values of an argument that has several, or makes the program a side, and their kinds."""
    if not slot.parts:
        return [_value(slot, where(slot), setting)], ["side"]
    kinds: list[str] = []
    for part in slot.parts:
        kinds.append(kind_of(part, "port" in kinds))
    return [_value(p, k, setting) for p, k in zip(slot.parts, kinds, strict=True)], kinds


def _value(slot: Slot, kind: str, setting: Setting) -> str:
    if letter := _LETTER.fullmatch(slot.given):
        own = setting.letter if letter[1].isupper() else setting.letter.lower()
        return slot.given[:-1] + own
    if choices := _choices(slot) if slot.given in _choices(slot) else slot.choices:
        return choices[min(setting.number, len(choices)) - 1]
    if kind in {"file", "folder"}:
        return (setting.config or LINE) if kind == "file" else "."
    values = {"port": str(setting.port), "host": setting.host, "number": str(setting.number)}
    values["place"] = str(setting.number - 1)
    values["host and port"] = slot.form.format(host=setting.host, port=setting.port)
    return values.get(kind, setting.name or setting.letter)


def _side(slot: Slot, source: Source, setting: Setting) -> str:
    """The word that makes a program its role's side, if it knows words for both sides."""
    # an option's word is no other option: '-c' and '-s' stand in many texts
    known = slot.choices or [text for text in source.strings if text[:1] != "-" or not slot.option]
    own, other = (
        next((word for word in known if bare(word) in SIDES[side]), "")
        for side in (SIDES if setting.side == "listen" else reversed(SIDES))
    )
    asked = {given[-1] for given in offered(source)}
    if other in asked and own not in asked and not slot.choices:
        own = ""  # who knows 'server', 'x' and 'y' may have a 'client' in another text
    if other and not own and slot.choices and setting.side:
        # 'server', 'X' and 'Y': it is called what the other side is not
        rest = [word for word in slot.choices if bare(word) not in SIDES[OTHER[setting.side]]]
        return rest[min(setting.number, len(rest)) - 1] if rest else ""
    return own if own and other and setting.side else ""


def _by_usage(found: list[Slot], source: Source) -> None:
    """Take the words of the program's usage message: 'usage: client.py <host> <port>'."""
    texts = iter(source.strings)
    for text in texts:
        if (told := re.search(r"usage(.*)", text, re.IGNORECASE | re.DOTALL)) is not None:
            # The program's own name may stand between: 'usage: ' + sys.argv[0] + ' host port'.
            words = _words(told[1]) or _words(next(texts, ""))
            for slot, word in zip(found, words, strict=False):
                slot.told = slot.told or ("" if slot.option else word)
            return


def _by_colon(found: list[Slot], source: Source) -> None:
    """Mark what is taken apart there: 'host, port = sys.argv[1].split(":")'."""
    cut = r"\s*\.\s*r?(?:split|partition)\s*\(\s*(?P<q>['\"]):(?P=q)"
    place = 0
    for slot in found:
        place += not slot.option
        name = slot.name.lstrip("-").replace("-", "_")
        names = [re.escape(name)] if name else []
        names += [] if slot.option else [rf"argv\s*\[\s*{place}\s*\]"]
        slot.joined = slot.joined or (
            bool(names) and bool(re.search(rf"\b(?:{'|'.join(names)}){cut}", source.uncommented))
        )


def _words(usage: str) -> list[str]:
    first = usage.lstrip().replace("\\n", "\n").partition("\n")[0]
    plain = re.sub(r"\S*\.py\b|\bpython[\d.]*|\{[^}]*\}|%\w+", " ", first)
    return re.findall(r"[A-Za-z][\w-]*", plain)
