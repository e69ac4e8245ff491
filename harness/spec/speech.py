"""What scripted roles can say in one cast: one that has but patterns to say is a mistake."""

from collections.abc import Iterator, Mapping

from harness.model.spec import Blank, Line, Text, Word
from harness.spec import texts
from harness.spec.walk import Environment, behind, mentioned


class Speech:
    """What they can say, as the story goes on and blanks get values."""

    def __init__(self, words: Mapping[str, Word], scripted: set[str]) -> None:
        self.words, self.scripted = words, scripted
        self._bound: set[str] = set()
        self._able: set[str] = set()
        self._must: dict[str, Line] = {}

    def hear(self, line: Line, env: Environment, actors: set[str]) -> None:
        """Take notice of one line and the roles that may be its actors."""
        says = line.verb == "sends" and line.mood == "must"
        definite = line.text is not None and self._definite(line.text, env)
        if line.verb == "types" or (says and definite):
            self._able |= actors
        elif says:
            for name in actors & self.scripted:
                self._must.setdefault(name, line)
        if actors - self.scripted or definite:
            for name in mentioned(line):
                self._bound |= set(behind(name, env, self.words))

    def mute(self) -> Iterator[tuple[str, Line]]:
        """The scripted roles that must send and cannot, each with the first line that shows it."""
        yield from ((name, line) for name, line in self._must.items() if name not in self._able)

    def _definite(self, text: Text, env: Environment) -> bool:
        if text.style == "regex" or text.source == "any":
            return False
        return all(self._sayable(name, env, ()) for name in texts.blanks(text))

    def _sayable(self, name: str, env: Environment, above: tuple[str, ...]) -> bool:
        if name in self._bound:
            return True
        if name in above:
            return False
        inside = (*above, name)
        if name in env:
            return all(
                self._sayable(inner, {}, inside)
                for part in env[name]
                for inner in ([part.name] if isinstance(part, Blank) else [])
            )
        word = self.words.get(name)
        if word is None or word.roles:
            return True
        alternatives = [word.say] if word.say else [text for rank in word.ranks for text in rank]
        return any(
            text.style != "regex"
            and all(self._sayable(one, env, inside) for one in texts.blanks(text))
            for text in alternatives
        )
