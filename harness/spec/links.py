"""What a scene puts between its roles: links with faults.

``links`` is a mapping from ``a -> b``, the direction that is treated, to what becomes of it.  A
list of such mappings says the same.  Each direction stands once: what two faults in one direction
would do together depends on their order, which nothing here could tell.
"""

import re
from collections.abc import Collection

from harness.model.link import DELAY, JOIN, SPLIT, Link
from harness.spec import fields
from harness.spec.draft import Draft, Mapping, Node, Scalar, Sequence, suggest
from harness.spec.names import NAME, split

AS_IT_IS = "pass"
_LOSSES = frozenset({"lose", "loses", "lost", "loss", "drop", "drops", "late"})
WAYS = (SPLIT, JOIN, DELAY, AS_IT_IS)
MOST_JOINED = 1000
LONGEST_DELAY = 600.0

_WAY = re.compile(rf"\s*({NAME})\s*->\s*({NAME}(?:\s*,\s*{NAME})*)\s*")
_HOW = re.compile(
    r"(split|pass)|(join)\s+(\d{1,4})|(delay)\s+(\d{1,4}(?:\.\d{1,6})?)\s*s(?:econds)?"
)


def read(draft: Draft, node: Node | None, roles: Collection[str]) -> tuple[Link, ...]:
    """The links of a scene, in their order."""
    found: dict[tuple[str, str], Link] = {}
    for key, value in _pairs(draft, node):
        ways = _ways(draft, key, roles)
        treated = _how(draft, value)
        for source, target in ways:
            if (source, target) in found:
                draft.wrong(draft.at(key), f"'{source} -> {target}' stands here twice")
            elif treated is not None:
                found[source, target] = Link(source, target, *treated)
    return tuple(found.values())


def _pairs(draft: Draft, node: Node | None) -> list[tuple[Scalar, Node]]:
    if isinstance(node, Sequence):
        return [pair for entry in node.entries for pair in fields.mapping(draft, entry, "a link")]
    if node is not None and not isinstance(node, Mapping):
        draft.wrong(node.place, "'links' are lines such as: a -> b: split")
        return []
    return list(fields.mapping(draft, node, "links"))


def _ways(draft: Draft, key: Scalar, roles: Collection[str]) -> list[tuple[str, str]]:
    said = _WAY.fullmatch(key.text)
    if said is None:
        draft.wrong(draft.at(key), "a link is written by its direction: a -> b: split")
        return []
    named = [(said[1], said.start(1))]
    named += [(name, said.start(2) + offset) for name, offset in split(said[2])]
    sound = True
    for name, offset in named:
        if name not in roles:
            draft.wrong(draft.at(key, offset), f"no role '{name}'{suggest(name, roles)}")
            sound = False
    for name, offset in named[1:]:
        if name == said[1]:
            draft.wrong(draft.at(key, offset), "a link is between two roles")
            sound = False
    return [(said[1], name) for name, _ in named[1:]] if sound else []


def _how(draft: Draft, node: Node) -> tuple[str, int, float] | None:
    scalar = fields.text(draft, node, "what a link does")
    if scalar is None:
        return None
    said = scalar.text.strip()
    found = _HOW.fullmatch(said)
    if found is None:
        word = said.split(" ")[0]
        if word in _LOSSES:
            message = "links that lose what crosses them are not available in this version"
            draft.wrong(draft.at(scalar), message)
            return None
        end = suggest(word, WAYS) if word not in WAYS else ""
        message = f"a link does 'split', 'join 2', 'delay 2 s' or 'pass', not '{said[:40]}'"
        draft.wrong(draft.at(scalar), message + (end if end.startswith(";") else ""))
        return None
    if found[2]:
        count = int(found[3])
        if not 2 <= count <= MOST_JOINED:
            draft.wrong(draft.at(scalar), f"from 2 to {MOST_JOINED} messages are joined")
            return None
        return JOIN, count, 0.0
    if found[4]:
        seconds = float(found[5])
        if not 0 < seconds <= LONGEST_DELAY:
            draft.wrong(
                draft.at(scalar), f"a delay is more than 0 s, at most {LONGEST_DELAY:.0f} s"
            )
            return None
        return DELAY, 2, seconds
    return ("" if found[1] == AS_IT_IS else SPLIT), 2, 0.0
