"""The rubric: points, extra credit, hints, and what a person has to judge."""

import re
from collections.abc import Set as AbstractSet

from harness.model.spec import Item, Look, Text
from harness.spec import fields, texts
from harness.spec.draft import Draft, Mapping, Node, ReadError, Scalar, suggest
from harness.spec.names import declared

_KEYS = ("is", "hint", "by", "look", "hidden", "share", "gate")
# What the points and the title of an item are called elsewhere.
_MEANT = dict.fromkeys(
    ("points", "marks", "score", "worth", "title", "name", "description"),
    'points and title are one text: is: "10 Title"',
)
_POINTS = re.compile(r"(\+?)\s*([0-9]{1,4}(?:\.[0-9]{1,2})?)\s+(\S.*)", re.DOTALL)
_UNIT = re.compile(r"(?:pts?|points?|marks?)\b\.?\s*[-:\u2013\u2014]?\s*(\S.*)", re.DOTALL)
_LOOK = re.compile(
    r"(?:(?P<roles>[^\s,]+(?:\s*,\s*[^\s,]+)*)\s+)?"
    r"(?P<what>top comment|all comments)(?:\s+(?P<text>.+))?",
    re.DOTALL,  # a long pattern, with the flag x, stands in several lines
)
_HIDDEN = {"no": "no", "false": "no", "yes": "yes", "true": "yes"}


def names(draft: Draft, node: Node | None, roles: AbstractSet[str]) -> frozenset[str]:
    """The ids of the items, known before the stories are read."""
    found = set()
    for key, _value in fields.mapping(draft, node, "rubric"):
        for name, offset in declared(draft, key, "an item"):
            if "," in key.text:
                draft.wrong(
                    key.place, "one item a line; items with one description cannot be told apart"
                )
            elif name in roles:
                message = f"'{name}' is a role too; a role and an item never share a name"
                draft.wrong(draft.at(key, offset), message)
            found.add(name)
    return frozenset(found)


def read(draft: Draft, node: Node | None, roles: AbstractSet[str]) -> dict[str, Item]:
    """The items by id, in the order of the file."""
    items: dict[str, Item] = {}
    known = names(draft, node, roles)
    for key, value in fields.mapping(draft, node, "rubric"):
        item = _item(draft, key, value, roles)
        # Of one whose name no line can have as a label, it is told already.
        if item and item.id in known:
            items[item.id] = item
    _gates(draft, node, items, known)
    return items


def _item(draft: Draft, key: Scalar, node: Node, roles: AbstractSet[str]) -> Item | None:
    if "," in key.text:
        return None
    table = isinstance(node, Mapping)
    values = fields.keys(draft, node, "an item", _KEYS, meant=_MEANT) if table else {"is": node}
    called_otherwise = isinstance(node, Mapping) and _MEANT.keys() & {
        one.text for one, _ in node.pairs
    }
    if "is" not in values and called_otherwise:
        return None
    if "is" not in values:
        draft.wrong(node.place, f"the item '{key.text}' lacks 'is': its points and title")
        return None
    headline = fields.text(draft, values["is"], "an item's points and title")
    if headline is None:
        return None
    found = _POINTS.fullmatch(headline.text.strip())
    if found is None:
        said = headline.text.strip()[:40]
        message = (
            f'an item is its points and its title, as in "10 Title" or "+5 Title", not \'{said}\''
        )
        draft.wrong(draft.at(headline), message)
        return None
    if unit := _UNIT.match(found[3]):
        message = f"the number alone says how many points: {found[1]}{found[2]} {unit[1][:40]}"
        draft.wrong(draft.at(headline), message)
        return None
    hints = [one.text.strip() for one in fields.texts(draft, values.get("hint"), "'hint'")]
    return Item(
        key.text.strip(),
        " ".join(found[3].split()),
        float(found[2]),
        extra=bool(found[1]),
        hint=hints[-1] if hints else "",
        by=fields.choice(draft, values.get("by"), "'by'", ("machine", "person")) or "machine",
        look=_look(draft, values.get("look"), roles),
        hidden=_hidden(draft, values.get("hidden")),
        share=fields.choice(draft, values.get("share"), "'share'", ("runs", "lines", "none"))
        or "runs",
        gate=tuple(name for name, _, _ in fields.words(draft, values.get("gate"), "'gate'")),
        place=draft.at(key),
        nudges=tuple(hints[:-1]),
    )


def _hidden(draft: Draft, node: Node | None) -> str:
    scalar = fields.text(draft, node, "'hidden'")
    if scalar is None:
        return "no"
    said = scalar.text.strip()
    if said not in _HIDDEN:
        dated = said.startswith("until") or re.match(r"\d", said)
        message = "'hidden' is yes or no"
        more = (
            "; hidden until a date is not available in this version"
            if dated
            else f", not '{said[:40]}'"
        )
        draft.wrong(draft.at(scalar), message + more)
    return _HIDDEN.get(said, "no")


def _look(draft: Draft, node: Node | None, roles: AbstractSet[str]) -> Look | None:
    scalar = fields.text(draft, node, "'look'")
    if scalar is None:
        return None
    # One that cannot be read still says that the item is judged by a look.
    return fields.parsed(draft, scalar, lambda one: _looked(one, roles)) or Look("top comment")


def _looked(source: str, roles: AbstractSet[str]) -> Look:
    found = _LOOK.fullmatch(source)
    if found is None:
        raise ReadError(
            0,
            "a look is [roles] 'top comment' or 'all comments', and perhaps a text: "
            "server top comment /thread/i",
        )
    looked_at = tuple(name.group() for name in re.finditer(r"[^\s,]+", found["roles"] or ""))
    for role in looked_at:
        if role not in roles:
            raise ReadError(source.index(role), f"no role '{role}'{suggest(role, roles)}")
    pattern: Text | None = None
    if found["text"]:
        try:
            pattern = texts.parse(found["text"].strip())
        except ReadError as wrong:
            raise ReadError(found.start("text") + wrong.offset, wrong.message) from None
        if texts.blanks(pattern):
            raise ReadError(found.start("text"), "a look knows no blanks")
    return Look(found["what"], looked_at, pattern)


def _gates(
    draft: Draft, node: Node | None, items: dict[str, Item], known: AbstractSet[str]
) -> None:
    for _key, value in fields.mapping(draft, node, "rubric") if node else ():
        gate = (
            {key.text: one for key, one in value.pairs}.get("gate")
            if isinstance(value, Mapping)
            else None
        )
        for name, scalar, offset in fields.words(draft, gate, "'gate'"):
            if name not in known:  # one that could not be read is there all the same
                end = suggest(name, known)
                draft.wrong(draft.at(scalar, offset), f"no rubric item '{name}'{end}")
    for item in items.values():
        if _leads_to(item.id, item.gate, items):
            draft.wrong(item.place, f"the gates of '{item.id}' lead back to itself")


def _leads_to(goal: str, start: tuple[str, ...], items: dict[str, Item]) -> bool:
    seen: set[str] = set()
    todo = list(start)
    while todo:
        name = todo.pop()
        if name == goal:
            return True
        if name not in seen and name in items:
            seen.add(name)
            todo.extend(items[name].gate)
    return False
