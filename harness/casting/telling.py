"""How a program that is both sides is told which of them it is to be.

By a word that is usual for its side, or by one, or a number, at which it does what that side does
(``acting``).  An option that makes it a side may have something behind it: '-c HOST'.
"""

from collections.abc import Iterable
from dataclasses import replace

from harness.casting.acting import acting, by_value
from harness.casting.kinds import INDEX, PLACE, SIDE, is_host
from harness.casting.numbers import numbers
from harness.casting.offers import Given, offered
from harness.casting.options import valued
from harness.casting.parts import of_side
from harness.casting.setting import Setting
from harness.casting.sides import SIDES, bare, optional_word, word_of_its_own, words_for
from harness.casting.slot import Slot
from harness.casting.sources import Source
from harness.casting.special import is_special

OTHER = {"listen": "connect", "connect": "listen"}
_DIGITS = "1230456789"  # whoever counts does so from 1, or from 0


def own_flag(source: Source, setting: Setting) -> tuple[str, ...]:
    """The option that is this client's alone, if another has one, too: '-x' and '-y'."""
    letter, number = ("Y", 2) if setting.number == 1 else ("X", 1)
    mine = word_of_its_own(source, setting.letter, setting.number)
    theirs = word_of_its_own(source, letter, number)
    dashed = all(each and each[0][:1] == "-" for each in (mine, theirs))
    return mine if dashed and mine != theirs else ()


def word_before(
    source: Source,
    setting: Setting,
    deed: tuple[str, ...],
    found: list[Slot],
    kinds: list[str],
    sure: bool = False,
) -> tuple[tuple[str, ...], bool]:
    """The word that makes a program its side, and whether it takes the place of the first value."""
    # what is demanded may be that word itself, under another name
    first = kinds[:1] in (["name"], ["host"]) and not found[0].option
    if sure:
        return deed, first
    word = optional_word(source, setting.side)
    others = words_for(source, OTHER.get(setting.side, ""))
    if not word and others and setting.side == "connect":
        word = word_of_its_own(source, setting.letter, setting.number)
    word = word or deed
    if first and not word and others and not is_host(found[0]):
        word = SIDES[setting.side][:1]  # whatever is not the other one
    theirs = () if word else optional_word(source, OTHER.get(setting.side, ""))
    if len(theirs) > 1:
        word = (*theirs[:-1], SIDES[setting.side][0])  # likewise: '--mode client'
    if word and word[-1] in {slot.option for slot in found}:
        word = ()  # it is said with what stands behind it
    return word, first


def value_behind(word: tuple[str, ...], source: Source) -> Slot | None:
    """What has to stand behind an option that makes a program its side, if anything has to."""
    return valued(source).get(word[-1]) if word and word[-1][:1] == "-" else None


def for_this_side(found: Iterable[Slot], setting: Setting) -> list[Slot]:
    """What is left of the demanded arguments without where to go, for who goes nowhere."""
    if setting.side != "listen":
        return list(found)
    theirs, own = SIDES["connect"], SIDES["listen"]
    return [
        slot
        for slot in found
        if slot.choices
        or slot.command
        or not slot.option
        or bare(slot.option) not in theirs
        or bare(slot.option) in own
        or where(slot) == "port"
    ]


def alternatives(
    demanded: Iterable[Slot], source: Source, used: tuple[Source, ...], setting: Setting
) -> tuple[str, str]:
    """The option that makes a program this side, and the other's: '--server PORT', '--client HOST'.

    Both empty, if there are not these two, or what is said behind one is of use to the other side.
    """
    sided = {
        side: slot.option
        for slot in demanded
        for side in SIDES
        if slot.option and not slot.choices and bare(slot.option) in SIDES[side]
        if bare(slot.option) != "host"  # which any side may have
        if by_value(source, used, slot.option) == side
    }
    for side in SIDES.keys() - sided.keys():
        # one may be told alone, and is not if the other is: '--server', '--client HOST'
        flags = [each[0] for each in offered(source) if bare(each[0]) in SIDES[side]]
        if sided and flags and flags[0][:1] == "-":
            sided[side] = flags[0]
    if len(sided) == 1 and not offered(source):
        # no other word makes it a side: '--connect HOST', and the server without
        return sided.get(setting.side, ""), sided.get(OTHER[setting.side], "")
    if len(sided) < len(SIDES) or setting.side not in sided:
        return "", ""
    return sided[setting.side], sided[OTHER[setting.side]]


def of_the_part(source: Source, used: tuple[Source, ...], setting: Setting) -> list[Given]:
    """The words for a role of one part of several, where what is said at them tells these apart."""
    if not (setting.says and setting.unlike and setting.side):
        return []
    return of_side(source, used, setting.side, setting.says, setting.unlike)


def by_deed(source: Source, used: tuple[Source, ...], setting: Setting) -> tuple[str, ...]:
    """The word at which the program does what its role does; each client may have its own."""
    words = of_the_part(source, used, setting) or [
        given
        for given in acting(source, used, setting.side)
        if not is_special(given[-1], source, setting.beside)
    ]
    words = [given for given in words if not given[-1].isdigit()] or words
    return words[min(setting.number, len(words)) - 1] if words else ()


def with_numbers(
    found: list[Slot],
    source: Source,
    used: tuple[Source, ...],
    setting: Setting,
    deed: tuple[str, ...],
) -> list[Slot]:
    """The same arguments, where one is the number of a side with that number for its choice."""
    own = deed[-1] if deed and deed[-1].isdigit() else ""
    theirs = {word[-1] for word in acting(source, used, OTHER.get(setting.side, ""))}
    if not own and not deed and any(word.isdigit() for word in theirs):
        own = next(each for each in _DIGITS if each not in theirs)
    if not own:
        return found
    known = numbers(source)
    for place, slot in enumerate(found):
        told = slot.name in known or f"[{place + 1}]" in known or slot.name in (INDEX, PLACE)
        if told and slot.number:
            among = slot.choices or known.get(slot.name) or known.get(f"[{place + 1}]", [])
            may = [word for word in among if word not in theirs]
            if may and not deed:
                own = may[min(setting.number, len(may)) - 1]
            return [*found[:place], replace(slot, name=SIDE, choices=[own]), *found[place + 1 :]]
    return found


def where(slot: Slot) -> str:
    """What is said behind the option that makes a program a side: where it listens or connects."""
    return "host and port" if slot.joined else "port" if slot.number else "host"
