"""A scene's story laid out line by line, with what the names in each line may stand for.

Nothing is unrolled: the body of an ``each`` is visited once, its names standing for all their
values.  The lines of a word that is done are visited where it is done.  That is enough to find
what can never be right, and takes time in proportion to the file.
"""

import re
from collections.abc import Iterator, Mapping

from harness.model.quick import dataclass
from harness.model.spec import Blank, Group, Line, NothingElse, Part, Step, Text, Then, Word
from harness.spec import texts
from harness.spec.cursor import count
from harness.spec.draft import Draft, suggest

MOST_LINES = 5000
_DEEPEST = 20

Environment = dict[str, tuple[Part, ...]]


@dataclass(frozen=True, slots=True)
class Stop:
    """One line or ``then``; ``env``: what rows, ``each`` and arguments give the names in it.

    ``labels``: the items that it decides if a student plays who does it, its groups' among them.
    """

    step: Line | Then
    env: Environment
    labels: frozenset[str] = frozenset()


class Walk:
    """Lays out stories against the ``words`` of a spec; what cannot be laid out is noted.

    ``silences``: the items that some ``nothing else`` decides.
    """

    def __init__(self, draft: Draft, words: Mapping[str, Word]) -> None:
        self.draft, self.words = draft, words
        self.silences: set[str] = set()
        self._lines = 0
        self._groups: list[Group] = []

    def story(self, steps: tuple[Step, ...], row: Mapping[str, str]) -> list[Stop]:
        """The lines of a story for one row, in their order."""
        self._lines = 0
        env: Environment = {name: (value(said),) for name, said in row.items()}
        return list(self._steps(steps, env, env, 1, ()))

    def _steps(
        self,
        steps: tuple[Step, ...],
        env: Environment,
        rows: Environment,
        times: int,
        doing: tuple[str, ...],
    ) -> Iterator[Stop]:
        for step in steps:
            if self._lines > MOST_LINES:
                return
            if isinstance(step, Line | Then):
                self._lines += times
                if self._lines > MOST_LINES:
                    message = f"with all its rounds the story has more than {MOST_LINES} lines"
                    self.draft.wrong(step.place, message)
                yield Stop(step, env, self._labels(step))
            elif isinstance(step, NothingElse):
                self.silences |= self._above(step)
            elif isinstance(step, Group):
                self._groups.append(step)
                yield from self._group(step, env, rows, times, doing)
                self._groups.pop()

    def _labels(self, step: Line | Then) -> frozenset[str]:
        if not isinstance(step, Line) or step.mood == "maybe":
            return frozenset()
        if step.mood == "must" and any(group.how == "maybe" for group in self._groups):
            return frozenset()
        return frozenset(self._above(step))

    def _above(self, step: Line | NothingElse) -> set[str]:
        return {*step.items, *(item for group in self._groups for item in group.items)}

    def _group(
        self,
        group: Group,
        env: Environment,
        rows: Environment,
        times: int,
        doing: tuple[str, ...],
    ) -> Iterator[Stop]:
        if group.how == "do":
            yield from self._do(group, env, rows, times, doing)
            return
        if group.how == "each":
            times *= max(1, len(group.values))
            columns = zip(*group.values, strict=True)
            given = {
                name: tuple(one for part in column for one in self._given(part, env, group))
                for name, column in zip(group.names, columns, strict=True)
            }
            env = {**env, **given}
        elif group.count:
            times *= group.count
        yield from self._steps(group.body, env, rows, times, doing)
        if group.condition is not None:
            yield Stop(group.condition, env)

    def _do(
        self,
        group: Group,
        env: Environment,
        rows: Environment,
        times: int,
        doing: tuple[str, ...],
    ) -> Iterator[Stop]:
        args = group.values[0]
        for name in self._done(group, env):
            word = self.words.get(name)
            if word is None or not word.lines:
                if group.word.startswith("{") and name not in self.words:
                    message = f"{group.word} may be '{name}', and there is no such word"
                    self.draft.wrong(group.place, message + suggest(name, self.words))
                elif group.word.startswith("{") and word is not None and (word.ranks or word.roles):
                    self.draft.wrong(group.place, f"{group.word} may be '{name}', which is a text")
            elif name in doing or len(doing) >= _DEEPEST:
                self.draft.wrong(group.place, f"the word '{name}' does itself")
            elif len(word.args) != len(args):
                self.draft.wrong(group.place, count(name, word.args, len(args)))
            else:
                given = {
                    arg: self._given(part, env, group)
                    for arg, part in zip(word.args, args, strict=True)
                }
                inner = {**rows, **given}
                yield from self._steps(word.lines, inner, rows, times, (*doing, name))

    def _done(self, group: Group, env: Environment) -> list[str]:
        if not group.word.startswith("{"):
            return [group.word]
        candidates = env.get(group.word[1:-1])
        if candidates is None:
            message = f"nothing gives {group.word} a value here: which word is to be done?"
            self.draft.wrong(group.place, message)
            return []
        return list(dict.fromkeys(one for one in candidates if isinstance(one, str)))

    def _given(self, part: Part, env: Environment, group: Group) -> tuple[Part, ...]:
        if isinstance(part, str):
            return (part,)
        if part.name not in env and part.name not in self.words:
            end = suggest(part.name, [*env, *self.words])
            self.draft.wrong(group.place, f"no blank {{{part.name}}}{end}")
            return ()
        return env.get(part.name, (part,))


def value(said: str) -> Part:
    """A row's value as a part: a blank if it is just one, the text otherwise."""
    blank = re.fullmatch(texts.BLANK, said.strip())
    return Blank(blank[1]) if blank else said


def mentioned(line: Line) -> Iterator[str]:
    """The names of all blanks of a line, in the order of its words."""
    for part in (*line.actors, *line.objects, *line.args):
        if isinstance(part, Blank):
            yield part.name
    for text in (line.target, line.text):
        if text is not None:
            yield from texts.blanks(text)


def behind(name: str, env: Environment, words: Mapping[str, Word]) -> Iterator[str]:
    """``name`` and every blank that its value or texts mention in turn, inner ones first."""
    seen: set[str] = set()

    def visit(one: str) -> Iterator[str]:
        if one in seen:
            return
        seen.add(one)
        for inner in _inside(one, env, words):
            yield from visit(inner)
        yield one

    yield from visit(name)


def _inside(name: str, env: Environment, words: Mapping[str, Word]) -> Iterator[str]:
    if name in env:
        for part in env[name]:
            if isinstance(part, Blank):
                if part.name != name:
                    yield part.name
            else:
                yield from (found[1] for found in texts.BLANK.finditer(part))
    elif name in words:
        for text in _texts(words[name]):
            yield from texts.blanks(text)


def _texts(word: Word) -> Iterator[Text]:
    for rank in word.ranks:
        yield from rank
    yield from (text for text in (word.say, word.show) if text is not None)


def roles_of(part: Part, env: Environment, words: Mapping[str, Word]) -> set[str] | None:
    """The names of all roles that an actor or object may be; None if it is no choice of roles."""
    if isinstance(part, str):
        return {part}
    if part.name not in env:
        word = words.get(part.name)
        return set(word.roles) if word is not None and word.roles else None
    found: set[str] = set()
    for one in env[part.name]:
        inner = roles_of(one, {}, words)
        if inner is None:
            return None
        found |= inner
    return found


def each_names(steps: tuple[Step, ...]) -> set[str]:
    """All names that an ``each`` in these steps gives a value."""
    found: set[str] = set()
    for step in steps:
        if isinstance(step, Group):
            found |= set(step.names) | each_names(step.body)
    return found
