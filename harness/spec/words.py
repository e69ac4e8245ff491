"""Words: names for a text, alternatives, a choice of roles, or a piece of story with arguments.

``a|b`` of role names is a choice of roles; any other ``A|B`` are texts of equal rank.  A list
ranks its entries.  ``any`` is whatever comes and so stands last.  ``, not {f}`` at the end excludes
what another blank stands for.  A word written as a block (``|``) is lines of a story.
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

from harness.model.quick import dataclass
from harness.model.spec import Text, Word
from harness.spec import fields, story, texts
from harness.spec.draft import Draft, Mapping, Node, ReadError, Scalar, Sequence
from harness.spec.names import NAME, Names, Signature

_NOT = re.compile(rf"\s*,\s*not\s+(\{{{NAME}\}}(?:\s*(?:,|and|or)\s*\{{{NAME}\}})*)\s*$")
# What is written in patterns, and hardly in a text.
_PATTERN = re.compile(
    r"\\[A-Za-z]|\(\?|\.[*+?]|\[[^\]]+\]|\w[*?](?=\w)|^\^|\$$|\([^()]*$|^[^()]*\)"
)
# A call is replaced by the text of its word, and a text has no alternatives.
_ONE_TEXT = "is one text then: no list, no alternatives (A|B), no 'say' or 'or'"


@dataclass(frozen=True, slots=True)
class Entry:
    """A word before it is read: the key that names it, its arguments, its definition."""

    name: str
    args: tuple[str, ...]
    key: Scalar
    node: Node

    @property
    def is_lines(self) -> bool:
        """Whether it is a piece of story."""
        return isinstance(self.node, Scalar) and self.node.style == "|"


def entries(draft: Draft, node: Node | None) -> list[Entry]:
    """The words that a spec declares.  ``join u: …`` is the word ``join`` with one argument."""
    found: dict[str, Entry] = {}
    for key, value in fields.mapping(draft, node, "words"):
        name, *args = key.text.split() or [""]
        odd = [one for one in (name, *args) if not re.fullmatch(NAME, one)]
        if odd:
            message = f"'{odd[0][:40]}' cannot name a word: letters, digits, _ and - only"
            draft.wrong(key.place, message)
        elif name in found:
            first = found[name].key.place.line
            draft.wrong(key.place, f"there is a word '{name}' already (in line {first})")
        elif name == "any" or len({name, *args}) <= len(args):
            message = f"'{key.text}' uses a name twice, or 'any', which means whatever comes"
            draft.wrong(key.place, message)
        else:
            found[name] = Entry(name, tuple(args), key, value)
    return list(found.values())


def texts_of(draft: Draft, declared: list[Entry], names: Names) -> dict[str, Word]:
    """The words that are texts or roles; ``names`` learns how all words are used."""
    found = {}
    for entry in declared:
        if entry.is_lines:
            names.words[entry.name] = Signature("lines", entry.args)
        else:
            word = _text_word(draft, entry.name, entry.args, entry.node, names)
            body = word.ranks[0][0] if word.ranks else texts.parse(entry.name)
            names.words[entry.name] = Signature("text", entry.args, body)
            found[entry.name] = word
    return found


def pieces_of(
    draft: Draft, declared: list[Entry], names: Names, given: AbstractSet[str]
) -> tuple[dict[str, Word], set[str]]:
    """The words that are lines of a story, and the rubric items that label them.

    ``given``: the blanks that rows give.
    """
    found, labels = {}, set()
    for entry in declared:
        if entry.is_lines and isinstance(entry.node, Scalar):
            scope = {*given, *names.words, *entry.args}
            told = story.read(draft, entry.node, names, scope)
            found[entry.name] = Word(entry.name, args=entry.args, lines=told.steps)
            labels |= told.labels
    return found, labels


def alternatives(source: str) -> list[Text]:
    """The texts of ``A|B``; a | inside /…/ or "…" separates nothing.  Raises :class:`ReadError`."""
    found = []
    for start, end in _pieces(source):
        piece = source[start:end].rstrip()
        if not piece:
            raise ReadError(min(start, len(source)), "an alternative is missing beside the |")
        try:
            found.append(_checked(texts.parse(piece)))
        except ReadError as wrong:
            raise ReadError(start + wrong.offset, wrong.message) from None
    return found


def _text_word(draft: Draft, name: str, args: tuple[str, ...], node: Node, names: Names) -> Word:
    """The word that ``node`` defines; a word without alternatives if it cannot be read."""
    if args and isinstance(node, Mapping | Sequence):
        draft.wrong(node.place, f"'{name}' has arguments, and {_ONE_TEXT}")
        return Word(name, args=args)
    if isinstance(node, Mapping):
        return _said(draft, name, node)
    if isinstance(node, Sequence):
        return _ranked(draft, name, node)
    scalar = fields.text(draft, node, f"the text of '{name}'")
    if scalar is None:
        return Word(name, args=args)
    _refuse_lost_ends(draft, scalar)
    if args:
        text = fields.parsed(draft, scalar, texts.parse)
        if text and text.style == "bare" and "|" in text.source:
            draft.wrong(draft.at(scalar), f"'{name}' has arguments, and {_ONE_TEXT}")
        return Word(name, ranks=((text,),) if text else (), args=args)
    return fields.parsed(draft, scalar, lambda source: _word(name, source, names)) or Word(name)


def _refuse_lost_ends(draft: Draft, scalar: Scalar) -> None:
    """Refuse a bare text with a line end: whoever writes one means it to be sent.

    YAML takes the double quotes of such a text for its own, and a bare text ignores white space.
    """
    bare = not scalar.text.lstrip().startswith(('"', "/"))
    if scalar.style == '"' and bare and re.search(r"[\n\r\t\0]", scalar.text):
        draft.wrong(
            scalar.place,
            "these quotes are YAML's own, and a bare text has no line ends or tabs; "
            "an exact text stands in both: '\"…\\n\"'",
        )


def _checked(text: Text) -> Text:
    texts.refuse_letters(text)
    if text.style == "bare" and not texts.has_word(text.segments[0]):
        raise ReadError(
            0, 'bare text ignores punctuation, so this has nothing to look for; use "quotes"'
        )
    if text.style == "exact" and len(text.segments) > 1:
        raise ReadError(0, 'a word is one "segment"; several stand only in a line that sends')
    return text


def _pieces(source: str) -> Iterator[tuple[int, int]]:
    """Where each alternative begins, and where the | behind it stands."""
    end = -1
    while end < len(source):
        start = end + 1
        start += len(source[start:]) - len(source[start:].lstrip())
        end = _end(source, start)
        yield start, end


def _end(source: str, start: int) -> int:
    at = start
    if source.startswith("/", at):
        at = texts.closing(source, at)
    while at < len(source) and source[at] != "|":
        if source[at] == '"' and source.startswith('"', start):
            at = texts.quoted(source, at)
        at += 1
    return at


def _word(name: str, source: str, names: Names) -> Word:
    excluded = _NOT.search(source)
    distinct: tuple[str, ...] = ()
    if excluded:
        distinct = tuple(re.findall(rf"\{{({NAME})\}}", excluded[1]))
        source = source[: excluded.start()]
    if source == "any":
        return Word(name, distinct=distinct, any=True)
    pieces = [source[start:end].strip() for start, end in _pieces(source)]
    known = [piece for piece in pieces if piece in names.roles]
    if known and len(known) == len(pieces):
        return Word(name, distinct=distinct, roles=tuple(dict.fromkeys(pieces)))
    if known:
        others = [piece for piece in pieces if piece not in names.roles]
        other = next(filter(_PATTERN.search, others), others[0])
        advice = 'a text named like a role needs "quotes"'
        if _PATTERN.search(other):
            advice = "a pattern stands between /slashes/, or each | separates texts or roles"
        raise ReadError(
            source.index(other), f"'{known[0]}' is a role and '{other}' is not; {advice}"
        )
    rank = alternatives(source)
    _no_any(rank)
    return Word(name, ranks=(tuple(rank),), distinct=distinct)


def _ranked(draft: Draft, name: str, node: Sequence) -> Word:
    ranks, anything = [], False
    for number, entry in enumerate(node.entries, 1):
        scalar = fields.text(draft, entry, f"an alternative of '{name}'")
        if scalar is None:
            continue
        _refuse_lost_ends(draft, scalar)
        if scalar.text.strip() == "any":
            anything = True
            if number < len(node.entries):
                draft.wrong(draft.at(scalar), "'any' takes whatever comes, so it stands last")
            continue
        rank = fields.parsed(draft, scalar, alternatives)
        if rank:
            ranks.append(tuple(rank))
            if any(text.source == "any" for text in rank):
                draft.wrong(draft.at(scalar), "'any' stands alone, as the last entry of a list")
    if not node.entries:
        draft.wrong(node.place, f"the word '{name}' has no alternatives")
    return Word(name, ranks=tuple(ranks), any=anything)


def _said(draft: Draft, name: str, node: Mapping) -> Word:
    values = fields.keys(draft, node, f"the word '{name}'", ("say", "show", "or"))
    if "show" in values and "say" not in values:
        return _shown(draft, name, node, values)
    scalar = fields.text(draft, values.get("say"), f"what to say for '{name}'")
    if scalar is not None:
        _refuse_lost_ends(draft, scalar)
    say = (
        fields.parsed(draft, scalar, lambda source: _checked(texts.parse(source)))
        if scalar
        else None
    )
    if "say" not in values:
        draft.wrong(
            node.place, f"the word '{name}' lacks 'say'; {{…}} that is a text needs 'quotes'"
        )
    elif scalar is not None and say is not None and (say.style == "regex" or say.source == "any"):
        draft.wrong(
            draft.at(scalar), "what is to be said is a definite text, no /pattern/ and not 'any'"
        )
    if values.get("or") is None:
        return Word(name, ranks=((say,),) if say else (), say=say)
    rest = _others(draft, name, values["or"])
    first = ((say,),) if say else ()
    return Word(name, ranks=(*first, *rest.ranks), say=say, any=rest.any)


def _shown(draft: Draft, name: str, node: Mapping, values: dict[str, Node]) -> Word:
    """``{show: text, or: …}``: what is looked for, and how it reads to a person."""
    scalar = fields.text(draft, values["show"], f"what to show for '{name}'")
    show = fields.parsed(draft, scalar, texts.parse) if scalar else None
    if "or" not in values:
        draft.wrong(node.place, f"the word '{name}' has nothing to look for; add 'or'")
        return Word(name)
    return replace(_others(draft, name, values["or"]), show=show)


def _others(draft: Draft, name: str, node: Node) -> Word:
    """The alternatives under ``or``."""
    if isinstance(node, Scalar):
        node = Sequence((node,), node.place)
    found = _ranked(draft, name, node) if isinstance(node, Sequence) else None
    if found is None:
        draft.wrong(node.place, "'or' is a text or a list of texts")
    return found or Word(name)


def _no_any(rank: list[Text]) -> None:
    if any(text.source == "any" for text in rank):
        raise ReadError(0, "'any' takes whatever comes: use a list, with 'any' as its last entry")
