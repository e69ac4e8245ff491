"""YAML text to nodes with positions, safely.

Tags, anchors and aliases are refused (a spec needs none, and they are how YAML files do harm),
repeated keys too (YAML readers silently take the last).  Every scalar stays the text it is:
``yes``, ``010`` and ``1:30`` are what the author typed.  The file is read as a stream of parser
events, so that the bound on depth holds before anything recurses.
"""

import re
from typing import Any

from harness.model.spec import Place
from harness.spec.draft import Draft, Mapping, Node, Scalar, Sequence

DEEPEST = 12

_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]",
)
# What the YAML libraries say (the C and the Python one differ), and what an author can do about it.
_ADVICE = {
    "mapping values are not allowed": (
        "a ': ' cannot stand here; put the whole value in 'quotes', or check the indentation"
    ),
    "cannot start any token": (
        "a value cannot begin with this character (a tab, @, ` or %); put it in 'quotes'"
    ),
    "could not find expected ':'": "a key without its ':', or a value that needs 'quotes'",
    "expected ',' or ']'": "a , or ] is missing here; in [ ], a text with { or [ needs 'quotes'",
    "expected ',' or '}'": "a , or } is missing here; in { }, a text with { or [ needs 'quotes'",
    "expected alphabetic": ("a value that begins with * or & needs 'quotes', as *.py does: '*.py'"),
    "unknown escape character": (
        "in \"double quotes\" YAML takes a \\ for its own; put the value in 'single quotes' instead"
    ),
    "unexpected end of stream": "a quote is opened and never closed",
}
_BLOCK = "the lines of a story stand in a block: write 'story: |' and start a new line"
_STORY = re.compile(r"(\s*)story\s*:\s*(#.*)?")
_STORY_BLOCK = re.compile(r"(\s*)story\s*:\s*\|\S*\s*(#.*)?")
_LEFT = (
    "is this a line of the story above? All its lines stand deeper than 'story:', and none"
    " less deep than the first"
)
_STRUCTURE = "the YAML does not fit together here: check indentation, brackets and quotes"


def compose(draft: Draft) -> Node | None:
    """The one document of the file as nodes; None if it is empty.

    Raises SpecError for text that is not YAML, or uses what a spec may not (see the module).
    Repeated keys are noted in ``draft`` and the first one kept.
    """
    import yaml

    for found in _FORBIDDEN.finditer(draft.text):
        line = draft.text.count("\n", 0, found.start()) + 1
        column = found.start() - draft.text.rfind("\n", 0, found.start())
        draft.wrong(Place(line, column), f"the character {found[0]!r} is not allowed in YAML")
    draft.check()
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(draft)
    try:
        for event in yaml.parse(draft.text, Loader=loader):
            getattr(builder, _HANDLERS.get(type(event).__name__, "ignore"))(event)
            if builder.stopped:
                break
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        place = _place(mark)
        problem = str(getattr(error, "problem", None) or error)
        lead = indentation(draft.line(place.line))
        if odd := odd_indent(lead):
            place, advice = Place(place.line, len(lead) - len(lead.lstrip(" ")) + 1), odd
        elif story := _open_story(draft, place.line):
            place, advice = story, _BLOCK
        elif left := _left_story(draft, place.line):
            place, advice = left, _LEFT
        else:
            advice = _advice(problem)
        draft.wrong(place, advice)
        builder.refused = True
    if builder.refused:
        draft.check()
    return builder.root


_COMMA = (
    "in {{…}} a comma ends a value, and no ':' follows '{}'; a text with a comma in it needs"
    " 'quotes' around all of it"
)

_HANDLERS = {
    "DocumentStartEvent": "document",
    "AliasEvent": "alias",
    "ScalarEvent": "scalar",
    "SequenceStartEvent": "open",
    "MappingStartEvent": "open",
    "SequenceEndEvent": "close_sequence",
    "MappingEndEvent": "close_mapping",
}


class _Builder:
    """Makes nodes of parser events.  ``refused``: the file uses what a spec may not."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.root: Node | None = None
        self.refused = False
        self.stopped = False
        self._documents = 0
        self._stack: list[tuple[Place, list[Node]]] = []

    def ignore(self, event: Any) -> None:
        """Nothing to make of a stream's start and end."""

    def document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._refuse(event, "a spec is one YAML document: '---' starts a second one")
            self.stopped = True

    def alias(self, event: Any) -> None:
        self._refuse(
            event, f"YAML aliases are not used in a spec: write out what *{event.anchor} is"
        )
        self._add(Scalar("", _place(event.start_mark)))

    def scalar(self, event: Any) -> None:
        self._plain_only(event)
        style = event.style if event.style in ("|", ">", "'", '"') else ""
        self._add(Scalar(event.value, _place(event.start_mark), style))

    def open(self, event: Any) -> None:
        self._plain_only(event)
        self._stack.append((_place(event.start_mark), []))
        if len(self._stack) > DEEPEST:
            self._refuse(event, f"nested more than {DEEPEST} deep")
            self.stopped = True

    def close_sequence(self, _event: Any) -> None:
        place, entries = self._stack.pop()
        self._add(Sequence(tuple(entries), place))

    def close_mapping(self, _event: Any) -> None:
        place, flat = self._stack.pop()
        pairs: dict[str, tuple[Scalar, Node]] = {}
        for key, value in zip(flat[::2], flat[1::2], strict=True):
            if not isinstance(key, Scalar):
                message = (
                    "a key is a text, not a list or mapping; {…} at a value's start needs 'quotes'"
                )
                self.draft.wrong(key.place, message)
                self.refused = True
            elif key is not flat[0] and self._bare(value):
                self.draft.wrong(key.place, _COMMA.format(key.text))
            elif key.text in pairs:
                first = pairs[key.text][0].place.line
                self.draft.wrong(
                    key.place, f"'{key.text}' stands here twice (first in line {first})"
                )
            else:
                pairs[key.text] = (key, value)
        self._add(Mapping(tuple(pairs.values()), place))

    def _bare(self, value: Node) -> bool:
        """True for what stands after a key without its colon: ``b`` in ``{a: x, b}``."""
        if not isinstance(value, Scalar) or value.text or value.style:
            return False
        line = self.draft.line(value.place.line)
        return not line[: value.place.column - 1].rstrip().endswith(":")

    def _add(self, node: Node) -> None:
        if self._stack:
            self._stack[-1][1].append(node)
        elif self.root is None:
            self.root = node

    def _plain_only(self, event: Any) -> None:
        if event.tag is not None:
            self._refuse(
                event, "YAML tags are not used in a spec; a text that begins with ! needs 'quotes'"
            )
        if event.anchor is not None:
            self._refuse(
                event,
                "YAML anchors are not used in a spec; a text that begins with & needs 'quotes'",
            )

    def _refuse(self, event: Any, message: str) -> None:
        self.draft.wrong(_place(event.start_mark), message)
        self.refused = True


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


def _open_story(draft: Draft, line: int) -> Place | None:
    """Where ``story:`` stands without its ``|``, if ``line`` is one of its lines."""
    inmost = len(draft.line(line)) - len(draft.line(line).lstrip())
    for number in range(line, 0, -1):
        found = _STORY.fullmatch(draft.line(number))
        if found and len(found[1]) < inmost:
            return Place(number, len(found[1]) + 1)
        written = draft.line(number).strip()
        indent = len(draft.line(number)) - len(draft.line(number).lstrip())
        if written and number < line and indent < inmost and not written.startswith("#"):
            inmost = indent
    return None


def _left_story(draft: Draft, line: int) -> Place | None:
    """Where the lines of a story go out of its block, if what cannot be read follows from that."""
    for number in range(line, 0, -1):
        found = _STORY_BLOCK.fullmatch(draft.line(number))
        if found is None:
            continue
        first = None
        for below in range(number + 1, line + 1):
            text = draft.line(below)
            indent = len(text) - len(text.lstrip())
            if not text.strip():
                continue
            if indent < (len(found[1]) + 1 if first is None else first):
                return Place(below, indent + 1) if indent >= len(found[1]) else None
            first = indent if first is None else first
        return None
    return None


def indentation(line: str) -> str:
    """All that stands before a line's first letter."""
    return line[: len(line) - len(line.lstrip())]


def odd_indent(lead: str) -> str:
    """What is wrong with what a line begins with, which YAML takes for no space."""
    if "\t" in lead:
        return "indent with spaces, not with tabs"
    odd = lead.strip(" ")
    return (
        f"what indents this line looks like a space and is none (U+{ord(odd[0]):04X})"
        if odd
        else ""
    )


def _advice(problem: str) -> str:
    for said, advice in _ADVICE.items():
        if said in problem:
            return advice
    return _STRUCTURE
