"""What is typed at a role's questions: ``answers: {pattern of the question: what to type}``.

Read after the words, since a question may have a word's ``{blank}`` in it, and the answer may then
say what that stood for.  For several roles declared together an answer is one text for all, or a
list with one for each, as with ``else``.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from harness.model.spec import BY_SCRIPT, Answer, Blank, Part, Role, Word
from harness.spec import fields, texts
from harness.spec.draft import Draft, Node, Scalar, Sequence, suggest
from harness.spec.names import NAME, split

LINE = "line"
WHERE = ("address", "port")
LONGEST = 200

_WHERE_OF = re.compile(rf"({'|'.join(WHERE)}) of ({NAME})")
_WHAT = "what to type (Enter alone is '')"


def read(
    draft: Draft, node: Node | None, roles: dict[str, Role], words: Mapping[str, Word]
) -> dict[str, Role]:
    """``roles`` with their answers.  One that has none has those of the roles it falls back on."""
    given: dict[str, tuple[Answer, ...]] = {}
    for key, value in fields.mapping(draft, node, "roles"):
        table = {k.text: v for k, v in getattr(value, "pairs", ())}.get("answers")
        if table is None:
            continue
        names = [name for name, _ in split(key.text) if name in roles]
        if any(roles[name].by == BY_SCRIPT for name in names):
            draft.wrong(table.place, "a role that the harness plays asks nothing: no 'answers'")
        pairs = fields.mapping(draft, table, "'answers'")
        read_one = _Reader(draft, names, roles, words)
        rows = [read_one.row(question, typed) for question, typed in pairs]
        for place, name in enumerate(names):
            given[name] = tuple(row[place] for row in rows if row)
    for role in roles.values():
        inherited = (given[other] for other in role.fallback if other in given)
        if role.id not in given and (found := next(inherited, None)):
            given[role.id] = found
    return {name: replace(role, answers=given.get(name, ())) for name, role in roles.items()}


class _Reader:
    """Reads the answers of roles that are declared together."""

    def __init__(
        self, draft: Draft, names: list[str], roles: Mapping[str, Role], words: Mapping[str, Word]
    ) -> None:
        self._draft, self._names, self._roles, self._words = draft, names, roles, words

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

    def _said(self, scalar: Scalar, blanks: list[str]) -> tuple[Part, ...] | None:
        """What is typed; None for ``{line}``, the story's own line."""
        source = scalar.text.strip()
        if len(source) > LONGEST or "\n" in source:
            message = f"what is typed is one line of at most {LONGEST} characters"
            self._draft.wrong(scalar.place, message)
        if source == f"{{{LINE}}}":
            return None
        parts: list[Part] = []
        at = 0
        for found in texts.BLANK.finditer(source):
            name = " ".join(found[1].split())
            self._known(scalar, name, blanks)
            parts += [source[at : found.start()], Blank(name)]
            at = found.end()
        return texts.merged([*parts, source[at:]])

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
