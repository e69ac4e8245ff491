"""The questions that programs of any networking homework ask: ``answers: usual``.

They stand in ``usual.yaml`` beside this module, once for all assignments.  The rules:

* The file is read when a spec asks for it, and once.  Its patterns are not compiled to see whether
  they are sound, as an instructor's are: the tests do that, and it takes most of the time.
* Its words are in the spec that uses them under names that no instructor can write (with a space),
  so that neither can take the other's.
* What depends on the assignment is put in here: whom a role is, its port, how many connect.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from harness.model.quick import dataclass
from harness.model.spec import Answer, Blank, Part, Place, Text, Word
from harness.spec import texts
from harness.spec.document import compose
from harness.spec.draft import Draft, Node, Scalar, Sequence

FILE = Path(__file__).with_name("usual.yaml")
LINE = "line"
NAME = "name"
PORT = 12000

Says = tuple[Part, ...] | None


@dataclass(frozen=True, slots=True)
class Asker:
    """A role that is asked the usual questions.

    ``does``: listen or connect; ``number``: how many such roles stand before it in the spec, those
    with an ``else`` counted apart; ``name``: what it types for its name (None: the story's own
    line); ``facts``: what else stands for blanks of the file.
    """

    does: str
    number: int
    name: Says
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Row:
    question: str
    pattern: Text
    typed: tuple[Says, ...]


def answers(asker: Asker, place: Place) -> tuple[Answer, ...]:
    """What is typed at the usual questions of a role; ``place``: where the spec asks for that."""
    found = []
    for row in _tables()[0][asker.does]:
        if len(row.typed) == 1 or asker.number < len(row.typed):
            says = row.typed[asker.number if len(row.typed) > 1 else 0]
            found.append(Answer(place, f"usual: {row.question}", row.pattern, _put_in(says, asker)))
    return tuple(found)


def words() -> dict[str, Word]:
    """The words that the usual questions are made of."""
    return dict(_tables()[1])


def _put_in(says: Says, asker: Asker) -> Says:
    if says == (Blank(NAME),):
        return asker.name
    if says is None:
        return None
    return texts.merged([asker.facts.get(p.name, p) if isinstance(p, Blank) else p for p in says])


@cache
def _tables() -> tuple[dict[str, tuple[_Row, ...]], dict[str, Word]]:
    """The rows by what a role does, and the words by the names that they have in a spec."""
    draft = Draft(FILE.name, FILE.read_text(encoding="utf-8"))
    tables = {key.text: _pairs(node) for key, node in _pairs(compose(draft))}
    draft.check()
    listed = tables.pop("words")
    own = {key.text: f"usual {key.text}" for key, _ in listed}
    vocabulary = {
        own[key.text]: Word(own[key.text], ranks=((_text(_source(node), own),),))
        for key, node in listed
    }
    return {
        does: tuple(_row(key.text, node, own) for key, node in pairs)
        for does, pairs in tables.items()
    }, vocabulary


def _row(question: str, node: Node, own: Mapping[str, str]) -> _Row:
    entries = node.entries if isinstance(node, Sequence) else (node,)
    sources = [_source(entry) for entry in entries]
    typed = [None if one == f"{{{LINE}}}" else _own(texts.parts_of(one), own) for one in sources]
    return _Row(question, _text(question, own), tuple(typed))


def _text(source: str, own: Mapping[str, str]) -> Text:
    text = texts.parse(source, tried=True)
    return replace(text, segments=tuple(_own(segment, own) for segment in text.segments))


def _own(parts: tuple[Part, ...], own: Mapping[str, str]) -> tuple[Part, ...]:
    return tuple(Blank(own.get(p.name, p.name)) if isinstance(p, Blank) else p for p in parts)


def _source(node: Node) -> str:
    assert isinstance(node, Scalar), node
    return node.text


def _pairs(node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
    return getattr(node, "pairs", ())
