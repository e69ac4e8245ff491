"""Scenes and what is laid into folders: who plays, in which rows, how often, and the story."""

import hashlib
import re
from collections.abc import Set as AbstractSet
from pathlib import PurePosixPath

from harness.model.spec import Role, Scene
from harness.spec import fields, links, story
from harness.spec.draft import Draft, Mapping, Node, Scalar, Sequence, suggest
from harness.spec.names import FILE, NAME, Names, declared
from harness.spec.roles import WHOLE
from harness.spec.story import Told

RUNS = 3
LIMIT = 60
FOUND = 100_000  # bytes; of a channel not much more than twice that is searched at once
LARGEST = 16 * 2**20
MOST_ROWS = 200

_CONTENTS = "a file's content is a text, {random: 1000 bytes} or {bytes: 00 1f ff}"
_KEYS = ("title", "casts", "hosts", "links", "rows", "runs", "put", "limit", "story")

Put = dict[str, dict[str, bytes]]


def read(
    draft: Draft,
    node: Node | None,
    names: Names,
    roles: dict[str, Role],
    casts: AbstractSet[str],
    laid: Put,
) -> dict[str, tuple[Scene, Told]]:
    """The scenes by name, each with how its story was read; ``laid`` lies there in all of them."""
    found = {}
    for key, value in fields.mapping(draft, node, "scenes"):
        # one of a wrong name is read all the same: its labels are there, and its own mistakes
        for name, _offset in declared(draft, key, "a scene") or [(key.text.strip(), 0)]:
            found[name] = _scene(draft, name, value, names, roles, casts, laid)
    return found


def blanks(node: Node | None) -> set[str]:
    """The names of all blanks that some row gives a value, mistakes left for :func:`read`."""
    found: set[str] = set()
    for _key, scene in node.pairs if isinstance(node, Mapping) else ():
        for key, rows in scene.pairs if isinstance(scene, Mapping) else ():
            if key.text == "rows":
                for row in _entries(rows):
                    found |= (
                        {key.text for key, _ in row.pairs} if isinstance(row, Mapping) else set()
                    )
    return found


def files_of(*laid: Put) -> dict[str, bytes]:
    """The blanks for files: of every name that is put with one content only, and can be found."""
    found: dict[str, set[bytes]] = {}
    for files in (files for each in laid for files in each.values()):
        for name, content in files.items():
            found.setdefault(name, set()).add(content)
    return {
        FILE + name: content
        for name, contents in found.items()
        for content in contents
        if len(contents) == 1 and len(content) <= FOUND
    }


def put(draft: Draft, node: Node | None, roles: AbstractSet[str]) -> Put:
    """Files for roles: role → file name → content."""
    found: Put = {}
    for key, value in fields.mapping(draft, node, "put"):
        for role, offset in declared(draft, key, "a role"):
            if role not in roles:
                draft.wrong(draft.at(key, offset), f"no role '{role}'{suggest(role, roles)}")
                continue
            files = found.setdefault(role, {})
            for name, content in fields.mapping(draft, value, f"what is put beside '{role}'"):
                path = PurePosixPath(name.text)
                if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name.text:
                    draft.wrong(
                        name.place, "a file is put inside the role's folder: no leading /, no .."
                    )
                else:
                    files[name.text] = _content(draft, name.text, content)
    return found


def _scene(
    draft: Draft,
    name: str,
    node: Node,
    names: Names,
    roles: dict[str, Role],
    casts: AbstractSet[str],
    laid: Put,
) -> tuple[Scene, Told]:
    values = fields.keys(draft, node, "a scene", _KEYS)
    rows = _rows(draft, values.get("rows"))
    given = frozenset(blank for row in rows.values() for blank in row)
    own = put(draft, values.get("put"), set(roles))
    given |= files_of(laid, own).keys()
    told = Told(whole=False)
    block = fields.text(draft, values.get("story"), "'story'")
    if block is not None:
        told = story.read(draft, block, names, given | set(names.words))
    elif isinstance(node, Mapping) and "story" not in values:
        draft.wrong(node.place, f"the scene '{name}' lacks a 'story'")
    runs = fields.number(draft, values.get("runs"), "'runs'", (1, 100))
    limit = fields.number(draft, values.get("limit"), "'limit'", (1, 3600), "(?:s|seconds)")
    before = draft.noted
    players, hosts = _casts(draft, values.get("casts"), casts), _hosts(draft, values, roles)
    # Who would have played, and where, is not known: nothing is concluded from its lines.
    told.whole &= draft.noted == before
    scene = Scene(
        name,
        told.steps,
        players,
        rows,
        runs or RUNS,
        hosts,
        own,
        float(limit or LIMIT),
        fields.string(draft, values.get("title"), "'title'") or "",
        links.read(draft, values.get("links"), roles),
    )
    return scene, told


def _casts(draft: Draft, node: Node | None, casts: AbstractSet[str]) -> tuple[str, ...]:
    found = []
    for name, scalar, offset in fields.words(draft, node, "'casts'"):
        if name not in casts:
            draft.wrong(draft.at(scalar, offset), f"no cast '{name}'{suggest(name, casts)}")
        elif name in found:
            draft.wrong(draft.at(scalar, offset), f"the cast '{name}' stands here twice")
        else:
            found.append(name)
    return tuple(found) or (WHOLE,)


def _rows(draft: Draft, node: Node | None) -> dict[str, dict[str, str]]:
    pairs: list[tuple[str, Node]]
    if isinstance(node, Sequence):
        pairs = [(str(number), entry) for number, entry in enumerate(node.entries, 1)]
    else:
        pairs = []
        for key, value in fields.mapping(draft, node, "rows"):
            if not re.fullmatch(rf"{NAME}|\d{{1,4}}", key.text.strip()):
                draft.wrong(key.place, f"'{key.text[:30]}' cannot name a row")
            pairs.append((key.text.strip(), value))
    if len(pairs) > MOST_ROWS and node is not None:
        draft.wrong(node.place, f"more than {MOST_ROWS} rows")
        return {}
    rows: dict[str, dict[str, str]] = {}
    for name, entry in pairs:
        rows[name] = {}
        for key, value in fields.mapping(draft, entry, "a row"):
            if not re.fullmatch(NAME, key.text):
                draft.wrong(key.place, f"'{key.text[:30]}' cannot name a blank")
            scalar = fields.text(draft, value, f"the value of {{{key.text}}}")
            if scalar is not None:
                rows[name][key.text] = scalar.text
    return rows


def _entries(rows: Node) -> list[Node]:
    if isinstance(rows, Sequence):
        return list(rows.entries)
    return [value for _, value in rows.pairs] if isinstance(rows, Mapping) else []


def _hosts(draft: Draft, values: dict[str, Node], roles: dict[str, Role]) -> dict[str, str]:
    node = values.get("hosts")
    pairs: list[tuple[str, str, Scalar]] = []
    if isinstance(node, Mapping):
        for key, value in node.pairs:
            host = fields.string(draft, value, "a host's name")
            pairs.append((key.text, host or "h1", key))
    else:
        for said, scalar, _offset in fields.words(draft, node, "'hosts'"):
            role, _, host = said.partition(" ")
            pairs.append((role, host.strip(), scalar))
    found: dict[str, str] = {}
    for role, host, scalar in pairs:
        if role not in roles:
            draft.wrong(draft.at(scalar), f"no role '{role}'{suggest(role, roles)}")
        elif not re.fullmatch(NAME, host):
            draft.wrong(draft.at(scalar), "a host is given as role and name: server h1")
        elif role in found:
            draft.wrong(draft.at(scalar), f"the role '{role}' has a host already")
        else:
            found[role] = host
    return {name: role.host for name, role in roles.items() if role.host} | found


def _content(draft: Draft, name: str, node: Node) -> bytes:
    if isinstance(node, Scalar):
        if "{salt}" in node.text:
            draft.wrong(
                draft.at(node, node.text.index("{salt}")), "{salt} is not available in this version"
            )
        return node.text.encode()
    values = fields.keys(draft, node, "a file's content", ("random", "bytes"))
    if isinstance(node, Mapping) and len(node.pairs) != 1:
        draft.wrong(node.place, _CONTENTS)
    if "bytes" in values:
        return _bytes(draft, fields.text(draft, values["bytes"], "'bytes'"))
    size = fields.number(draft, values.get("random"), "'random'", (1, LARGEST), "bytes")
    # The same bytes for the same name, everywhere and always: a saved timeline stays valid.
    return hashlib.shake_256(name.encode()).digest(size or 0)


def _bytes(draft: Draft, scalar: Scalar | None) -> bytes:
    if scalar is None:
        return b""
    try:
        return bytes.fromhex(scalar.text)
    except ValueError:
        draft.wrong(draft.at(scalar), "'bytes' are written as two hex digits each: 00 1f ff")
        return b""
