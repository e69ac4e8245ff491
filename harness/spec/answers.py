"""What is typed at a role's questions: ``answers: {pattern of the question: what to type}``.

Read after the words, since a question may have a word's ``{blank}`` in it, and the answer may then
say what that stood for.  For several roles declared together an answer is one text for all, or a
list with one for each, as with ``else``.  ``answers: usual``, or ``usual: yes`` among others, adds
the questions of :mod:`.usual` below the spec's own, which thereby decide wherever both fit.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from harness.model.quick import dataclass
from harness.model.spec import BY_SCRIPT, Answer, Blank, Place, Role, Word
from harness.spec import fields, texts, usual
from harness.spec.draft import Draft, Node, Scalar, Sequence, suggest
from harness.spec.names import NAME, split
from harness.spec.usual import LINE, Says

WHERE = ("address", "port")
LONGEST = 200
USUAL = "usual"

_WHERE_OF = re.compile(rf"({'|'.join(WHERE)}) of ({NAME})")
_WHAT = "what to type (Enter alone is '')"
_WORD = re.compile(r"\w+")
_CLOSE = 0.8  # 'usuall' and 'usaul' are, 'visual' and 'casual' are not


@dataclass(frozen=True, slots=True)
class _Given:
    """The answers of one role: its own, and where it asks for the usual ones, under which name."""

    own: tuple[Answer, ...] = ()
    usual: Place | None = None
    name: Says = ()


def read(
    draft: Draft, node: Node | None, roles: dict[str, Role], words: Mapping[str, Word]
) -> tuple[dict[str, Role], dict[str, Word]]:
    """``roles`` with their answers, and the words that only these need.

    A role that has no answers has those of the roles it falls back on.
    """
    given: dict[str, _Given] = {}
    for key, value in fields.mapping(draft, node, "roles"):
        table = {k.text: v for k, v in getattr(value, "pairs", ())}.get("answers")
        if table is None:
            continue
        names = [name for name, _ in split(key.text) if name in roles]
        if any(roles[name].by == BY_SCRIPT for name in names):
            draft.wrong(table.place, "a role that the harness plays asks nothing: no 'answers'")
        given.update(_Reader(draft, names, roles, words).table(table))
    found = _with_usual(draft, given, roles)
    called = {name: _name(_does(roles[name], roles), one) for name, one in given.items()}
    for role in roles.values():
        inherited = next((other for other in role.fallback if other in found), None)
        if role.id not in found and inherited:
            found[role.id], called[role.id] = found[inherited], called[inherited]
    more = usual.words() if any(one.usual for one in given.values()) else {}
    return {
        name: replace(role, answers=found.get(name, ()), called=called.get(name, ""))
        for name, role in roles.items()
    }, more


def _does(role: Role, roles: Mapping[str, Role]) -> str | None:
    """Whether a role listens or connects: its own word, or that of whom it stands in for."""
    return next((r.does for r in (role, *map(roles.get, role.fallback)) if r and r.does), None)


def _name(does: str | None, given: "_Given") -> str:
    """What a client types for its name, and is called on its command line."""
    parts = given.name if given.usual and does == "connect" else None
    return "".join(part for part in parts or () if isinstance(part, str))


def _with_usual(
    draft: Draft, given: Mapping[str, _Given], roles: Mapping[str, Role]
) -> dict[str, tuple[Answer, ...]]:
    """Each role's own answers, and below them the usual ones where it asks for these."""
    found = {}
    # who stands in for others (``else``) is the first or second of such, as these are of theirs
    before: Counter[tuple[str, bool]] = Counter()
    connecting = [one for one in roles.values() if one.does == "connect" and not one.fallback]
    for name, one in given.items():
        found[name] = one.own
        if one.usual is None:
            continue
        role = roles[name]
        does = _does(role, roles)
        if does is None:
            message = f"does '{name}' listen or connect? the usual questions need its 'does'"
            draft.wrong(one.usual, message)
            continue
        facts = {"own-port": str(role.port or usual.PORT), "clients": str(len(connecting))}
        kind = (does, bool(role.fallback))
        asker = usual.Asker(does, before[kind], one.name, facts)
        found[name] += usual.answers(asker, one.usual)
        before[kind] += 1
    return found


class _Reader:
    """Reads the answers of roles that are declared together."""

    def __init__(
        self, draft: Draft, names: list[str], roles: Mapping[str, Role], words: Mapping[str, Word]
    ) -> None:
        self._draft, self._names, self._roles, self._words = draft, names, roles, words

    def table(self, node: Node) -> dict[str, _Given]:
        """What stands under ``answers``, by role."""
        if isinstance(node, Scalar) and node.text.strip() == USUAL:
            return {name: _Given((), node.place, (name,)) for name in self._names}
        if isinstance(node, Scalar):
            end = suggest(node.text.strip(), [USUAL])
            message = f"'answers' is {USUAL}, or a mapping: 'question: what to type' lines"
            self._draft.wrong(node.place, message + (end if end.startswith(";") else ""))
            return {}
        found = dict.fromkeys(self._names, _Given())
        rows = []
        for question, typed in fields.mapping(self._draft, node, "'answers'"):
            if question.text == USUAL:
                found = self._usual(question, typed)
            else:
                self._like_usual(question)
                rows.append(self.row(question, typed))
        return {
            name: replace(found[name], own=tuple(row[place] for row in rows if row))
            for place, name in enumerate(self._names)
        }

    def _usual(self, key: Scalar, node: Node) -> dict[str, _Given]:
        """``usual: yes``, or a list with a name for each of the roles."""
        says: list[Says] = [(name,) for name in self._names]
        if isinstance(node, Sequence) and len(node.entries) == len(says):
            scalars = [fields.text(self._draft, entry, "a name to type") for entry in node.entries]
            says = [self._said(scalar, []) for scalar in scalars if scalar is not None]
        elif not isinstance(node, Scalar) or node.text.strip() != "yes":
            several = f"for each of {', '.join(self._names)}" if len(says) > 1 else "for the role"
            self._draft.wrong(node.place, f"'{USUAL}' is yes, or a list with a name {several}")
        pairs = zip(self._names, says, strict=False)
        none = dict.fromkeys(self._names, _Given())
        return none | {name: _Given((), key.place, one) for name, one in pairs}

    def _like_usual(self, question: Scalar) -> None:
        """Note a question that can only be meant to be ``usual``."""
        if _WORD.fullmatch(question.text):
            from difflib import get_close_matches

            if get_close_matches(question.text.lower(), [USUAL], cutoff=_CLOSE):
                message = f"no program asks '{question.text}'; did you mean '{USUAL}'?"
                self._draft.wrong(question.place, message)

    def row(self, question: Scalar, typed: Node) -> list[Answer]:
        """One answer for each of the roles; nothing, and a mistake, if it cannot be read."""
        pattern = fields.parsed(self._draft, question, texts.parse)
        if pattern is None:
            return []
        if pattern.style == "bare" and not texts.has_word(pattern.segments[0]):
            message = 'bare text ignores punctuation, so this asks nothing; use "quotes"'
            self._draft.wrong(self._draft.at(question), message)
            return []
        blanks = texts.blanks(pattern)
        for name in blanks:
            word = self._words.get(name)
            if word is None or word.roles or word.lines or word.args:
                known = [one.name for one in self._words.values() if one.ranks or one.any]
                self._wrong(question, name, f"no word '{name}' for a text{suggest(name, known)}")
        entries = typed.entries if isinstance(typed, Sequence) else (typed,)
        if len(entries) not in (1, len(self._names)):
            message = f"an answer is one text, or one for each of {', '.join(self._names)}"
            self._draft.wrong(typed.place, message)
            return []
        scalars = [fields.text(self._draft, entry, _WHAT) for entry in entries]
        said = [(scalar, self._said(scalar, blanks)) for scalar in scalars if scalar is not None]
        if len(said) < len(entries):
            return []
        if len(said) == 1:
            said *= len(self._names)
        place = question.place
        return [Answer(place, f"{question.text}: {s.text}", pattern, says) for s, says in said]

    def _said(self, scalar: Scalar, blanks: list[str]) -> Says:
        """What is typed; None for ``{line}``, the story's own line."""
        source = scalar.text.strip()
        if len(source) > LONGEST or "\n" in source:
            message = f"what is typed is one line of at most {LONGEST} characters"
            self._draft.wrong(scalar.place, message)
        if source == f"{{{LINE}}}":
            return None
        parts = texts.parts_of(source)
        for part in parts:
            if isinstance(part, Blank):
                self._known(scalar, part.name, blanks)
        return parts

    def _known(self, scalar: Scalar, name: str, blanks: list[str]) -> None:
        if name in blanks or name in WHERE:
            return
        of = _WHERE_OF.fullmatch(name)
        if of is None and name == LINE:
            self._wrong(scalar, name, f"{{{LINE}}} is the story's own line, and stands alone")
        elif of is None:
            end = suggest(name, [*blanks, *WHERE, LINE])
            self._wrong(scalar, name, f"the question has no blank {{{name}}}{end}")
        elif of[2] not in self._roles:
            self._wrong(scalar, name, f"no role '{of[2]}'{suggest(of[2], self._roles)}")

    def _wrong(self, scalar: Scalar, name: str, message: str) -> None:
        offset = max(0, scalar.text.find("{" + name.partition(" ")[0]))
        self._draft.wrong(self._draft.at(scalar, offset), message)
