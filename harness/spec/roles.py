"""Roles and casts: which files may play a part, and who plays it in each cast."""

import re
import shlex
from dataclasses import replace
from pathlib import Path, PurePosixPath

from harness.model.spec import BY_PROGRAM, BY_REFERENCE, BY_SCRIPT, BY_STUDENT, Role
from harness.spec import fields, kits, texts
from harness.spec.draft import Draft, Node, Scalar, suggest
from harness.spec.line import LINK
from harness.spec.names import declared, split

PLAYERS = (BY_STUDENT, BY_SCRIPT, BY_REFERENCE, BY_PROGRAM)
WHOLE = "whole"  # the cast in which every role is played as its own description says

_KEYS = (
    *("files", "run", "does", "else", "by", "host", "port", "answers", "window", "regions"),
    "says",
)
_PORT = re.compile(r"(?:(tcp|udp)\s+)?([0-9]{1,5})")


def read(draft: Draft, node: Node | None, folder: Path) -> dict[str, Role]:
    """The roles by name.  ``a, b: {…}`` makes two with one description."""
    roles: dict[str, Role] = {}
    fallbacks: list[tuple[list[str], Node]] = []
    for key, value in fields.mapping(draft, node, "roles"):
        names = []
        for name, offset in declared(draft, key, "a role", wrong_too=True):
            if name in roles:
                draft.wrong(draft.at(key, offset), f"there is a role '{name}' already")
            elif name in LINK:
                message = f"'{name}' means something in a story; name a role otherwise"
                draft.wrong(draft.at(key, offset), message)
            else:
                names.append(name)
                roles[name] = Role(name)
        values = fields.keys(draft, value, "a role", _KEYS)
        description = _role(draft, value, values, folder)
        roles.update({name: replace(description, id=name) for name in names})
        if "else" in values:
            fallbacks.append((names, values["else"]))
    for names, other in fallbacks:
        for name, chosen in zip(names, _fallback(draft, other, names, roles), strict=False):
            roles[name] = replace(roles[name], fallback=chosen)
    return {name: replace(role, window=_window_of(role, roles)) for name, role in roles.items()}


def _window_of(role: Role, roles: dict[str, Role]) -> str | None:
    """A role's own windows, or those of the program that plays it when it has none of its own."""
    others = (roles[name].window for name in role.fallback if name in roles)
    return role.window or next((window for window in others if window), None)


def casts(draft: Draft, node: Node | None, roles: dict[str, Role]) -> dict[str, dict[str, str]]:
    """Who plays which role, by cast.  ``whole``, in which nothing is changed, always exists."""
    found: dict[str, dict[str, str]] = {}
    for key, value in fields.mapping(draft, node, "casts"):
        for name, _offset in declared(draft, key, "a cast", wrong_too=True):
            found[name] = _cast(draft, name, value, roles)
            if name == WHOLE and found[name]:
                message = f"in '{WHOLE}' every role is as described; name this cast otherwise"
                draft.wrong(key.place, message)
    found.setdefault(WHOLE, {})
    return found


def _cast(draft: Draft, name: str, node: Node, roles: dict[str, Role]) -> dict[str, str]:
    found: dict[str, str] = {}
    if isinstance(node, Scalar) and node.text.strip() in ("", "~", "null"):
        return found
    for key, by in fields.mapping(draft, node, f"the cast '{name}'"):
        player = fields.choice(draft, by, "who plays a role", PLAYERS)
        for role, offset in split(key.text):
            if role not in roles:
                draft.wrong(draft.at(key, offset), f"no role '{role}'{suggest(role, roles)}")
            elif player:
                found[role] = player
                _playable(draft, by, roles[role], player)
    return found


def _playable(draft: Draft, node: Node, role: Role, player: str) -> None:
    """Note a cast that asks for what the role's description does not make possible."""
    if player == BY_PROGRAM and role.regions:
        message = f"'run' of '{role.id}' names a file of its kit: let the reference play it"
        draft.wrong(node.place, message)
    elif player == BY_PROGRAM and role.run is None:
        draft.wrong(node.place, f"the role '{role.id}' has no program: it needs 'run'")
    elif player == BY_STUDENT and not (role.files or role.does or role.fallback):
        draft.wrong(node.place, f"the role '{role.id}' has no 'files' for a student's program")
    elif player == BY_SCRIPT and not (role.does or role.fallback):
        message = f"does '{role.id}' listen or connect? a scripted role needs 'does'"
        draft.wrong(node.place, message)


def _role(draft: Draft, node: Node, values: dict[str, Node], folder: Path) -> Role:
    by = fields.choice(draft, values.get("by"), "'by'", PLAYERS) or BY_STUDENT
    does = fields.choice(draft, values.get("does"), "'does'", ("listen", "connect"))
    proto, port = _port(draft, values.get("port"))
    if by == BY_SCRIPT and does is None:
        does = "listen" if port else "connect"
    if by == BY_PROGRAM and "run" not in values:
        draft.wrong(
            node.place, "a role played by a program needs 'run': the program beside the spec"
        )
    if by == BY_STUDENT and not {"files", "does", "else"} & set(values):
        draft.wrong(
            node.place, "which files play this role? give 'files' (patterns), 'does' or 'else'"
        )
    files = _files(draft, values.get("files"))
    regions = kits.regions(draft, node, values, folder, by)
    return Role(
        "",
        files=files,
        does=does,
        by=by,
        run=_run(draft, values.get("run"), by, folder)
        if "regions" not in values
        else kits.run(draft, values.get("run"), files, folder / regions if regions else None),
        proto=proto,
        port=port,
        host=fields.string(draft, values.get("host"), "'host'"),
        window=_window(draft, values.get("window")),
        regions=regions,
        says=_says(draft, values.get("says")),
    )


def _says(draft: Draft, node: Node | None) -> tuple[str, ...]:
    """Words that tell a role's program from another of that kind."""
    words = []
    for scalar in fields.texts(draft, node, "what a program says"):
        if re.search(r"\w", scalar.text):
            words.append(" ".join(scalar.text.split()))
        else:
            draft.wrong(draft.at(scalar), "what a program says has a letter or digit")
    return tuple(words)


def _window(draft: Draft, node: Node | None) -> str | None:
    """The title of a role's windows, or ``yes``."""
    scalar = fields.text(draft, node, "'window'")
    if scalar is None or scalar.text.strip() == "no":
        return None
    title = " ".join(scalar.text.split())
    if not re.search(r"\w", title):
        draft.wrong(draft.at(scalar), "a window's title has a letter or digit; if any will do: yes")
        return None
    return title


def _files(draft: Draft, node: Node | None) -> tuple[str, ...]:
    patterns = []
    for scalar in fields.texts(draft, node, "a file pattern"):
        pattern = scalar.text.strip()
        path = PurePosixPath(pattern)
        if path.is_absolute() or ".." in path.parts or "\\" in pattern:
            message = "a file pattern stays inside the hand-in: no leading /, no .., no \\"
            draft.wrong(draft.at(scalar), message)
        elif found := texts.PRINTED.match(pattern):
            message = (
                f"{found[0]} would be part of the name: YAML's quotes are those of the keyboard"
            )
            draft.wrong(draft.at(scalar), message)
        elif not _balanced(pattern):
            message = "braces in a file pattern are one level of alternatives: {x,y}"
            draft.wrong(draft.at(scalar), message)
        else:
            patterns.append(pattern)
    return tuple(patterns)


def _balanced(pattern: str) -> bool:
    return not re.search(r"[{}]", re.sub(r"\{[^{},]+(?:,[^{},]+)*\}", "", pattern))


def _port(draft: Draft, node: Node | None) -> tuple[str, int | None]:
    scalar = fields.text(draft, node, "'port'")
    if scalar is None:
        return "tcp", None
    found = _PORT.fullmatch(scalar.text.strip())
    if found is None or not 1 <= int(found[2]) <= 65535:
        message = "a port is a number from 1 to 65535, or tcp or udp and one: udp 12000"
        draft.wrong(draft.at(scalar), message)
        return "tcp", None
    return found[1] or "tcp", int(found[2])


def _run(draft: Draft, node: Node | None, by: str, folder: Path) -> str | None:
    scalar = fields.text(draft, node, "'run'")
    if scalar is None:
        return None
    command = scalar.text.strip()
    try:
        words = shlex.split(command)
    except ValueError:
        draft.wrong(draft.at(scalar), "a quote in this command is never closed")
        return None
    other = [name for name in re.findall(r"\{([^{}]*)\}", command) if name != "file"]
    if other:
        draft.wrong(draft.at(scalar), f"a command knows only {{file}}, not {{{other[0][:30]}}}")
    elif by == BY_STUDENT and "{file}" not in words:
        draft.wrong(draft.at(scalar), "a command has {file} where the student's file goes")
    elif by in (BY_PROGRAM, BY_REFERENCE) and "{file}" not in words and words:
        path = PurePosixPath(words[0])
        if path.is_absolute() or ".." in path.parts or not (folder / path).is_file():
            draft.wrong(draft.at(scalar), f"there is no file '{words[0][:60]}' beside the spec")
    return command


def _fallback(
    draft: Draft, node: Node, names: list[str], roles: dict[str, Role]
) -> list[tuple[str, ...]]:
    chosen = fields.words(draft, node, "'else'")
    for name, scalar, offset in chosen:
        if name not in roles:
            draft.wrong(draft.at(scalar, offset), f"no role '{name}'{suggest(name, roles)}")
        elif name in names:
            draft.wrong(draft.at(scalar, offset), f"the role '{name}' cannot stand in for itself")
    found = [name for name, _, _ in chosen]
    if len(names) == 1:
        return [tuple(found)]
    if len(found) == 1:
        return [tuple(found)] * len(names)
    if len(found) != len(names):
        message = f"'else' gives one role, or one for each of {', '.join(names)}"
        draft.wrong(node.place, message)
    return [(name,) for name in found]
