"""What no single line can show: a scene's names, blanks, casts and order, checked as a whole.

Each check finds only what is wrong in every reading of the story.  Checks that conclude from what
is *missing* are left out for a story in which some line could not be read.
"""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from harness.model.spec import BY_SCRIPT, Blank, Item, Line, Part, Place, Role, Scene, Word
from harness.spec import texts
from harness.spec.cursor import no_file, where
from harness.spec.doubles import contradictions, doubles
from harness.spec.draft import Draft, suggest
from harness.spec.hollow import hollow
from harness.spec.line import HARNESS_ONLY, WINDOW
from harness.spec.names import FILE
from harness.spec.speech import Speech
from harness.spec.walk import Environment, Stop, Walk, behind, mentioned, roles_of

_NO_FILE = "{{{}}} stands in a line of a story, and in no word and no row"
_REACHES = frozenset({"sends", "connects"})
_PRINTS = frozenset({"prints", "shows"})
# What can only be meant as a regular expression; `/docs/` may be a path.
_PATTERN = re.compile(r"/.*[\\^$*+?()\[\]|].*/[imsx]*|/.+/[imsx]+", re.DOTALL)


class SceneCheck:
    """Checks one scene against the roles, words and casts of its spec."""

    def __init__(
        self,
        draft: Draft,
        roles: Mapping[str, Role],
        words: Mapping[str, Word],
        casts: Mapping[str, Mapping[str, str]],
    ) -> None:
        self.draft, self.roles, self.words, self.casts = draft, roles, words, casts

    def run(self, scene: Scene, whole: bool, files: Mapping[str, bytes] | None = None) -> None:
        """Note every mistake of a scene; ``whole``: all its lines could be read.

        ``files``: the blanks for what is put there, and what that is.
        """
        walk = Walk(self.draft, self.words)
        files = files or {}
        rows = scene.rows or {"": {}}
        if whole:
            self._doubles(scene)
        for name, row in rows.items():
            stops = walk.story(scene.story, row)
            missing = {blank for other in rows.values() for blank in other} - set(row)
            for line, env in _lines(stops):
                self._known(line, env, missing, name)
                self._files(line, env, files.keys(), missing)
                self._hollow(line, env, files, scene.casts, name)
                self._played(line, env)
                if line.verb in WINDOW:
                    self._windowed(line, env)
                self._unread(line, env)
            if whole:
                self._distinct(stops)
                self._order(stops)
                self._hosts(scene, stops)
                for cast in scene.casts:
                    self._cast(stops, cast)

    def _known(self, line: Line, env: Environment, missing: set[str], row: str) -> None:
        for name in mentioned(line):
            if " " in name:
                continue  # noted where the text was read
            for inner in behind(name, env, self.words):
                if inner in env or inner in self.words:
                    continue
                via = "" if inner == name else f" ({{{name}}} needs it)"
                known = [*env, *self.words]
                if inner in missing:
                    message = f"the row '{row}' gives {{{inner}}} no value{via}"
                elif inner in self.roles:
                    message = f"'{inner}' is a role: write it without braces{via}"
                elif inner.startswith(FILE):
                    message = _NO_FILE.format(inner) + via
                else:
                    message = f"no blank {{{inner}}}{via}{where(inner) or suggest(inner, known)}"
                self.draft.wrong(_spot(line, name), message)

    def _files(
        self, line: Line, env: Environment, files: AbstractSet[str], missing: set[str]
    ) -> None:
        """``{file f}``, f being a blank: each of its values is the name of a file."""
        for name in mentioned(line):
            blank = name.removeprefix(FILE)
            if blank == name or name in files:
                continue
            given = (Blank(blank),) if blank in {*missing, *self.words} else ()
            for said in env.get(blank, given):  # else it is noted where the text was read
                if isinstance(said, Blank):
                    message = f"{{{name}}}: which file that is must be known before anything is "
                    message += "played; let each row, or an 'each', say it"
                    self.draft.wrong(_spot(line, name), message)
                elif FILE + said not in files:
                    self.draft.wrong(_spot(line, name), no_file(said, files))

    def _hollow(
        self,
        line: Line,
        env: Environment,
        files: Mapping[str, bytes],
        casts: tuple[str, ...],
        row: str,
    ) -> None:
        blank = hollow(line, env, files)
        actors = {name for part in line.actors for name in roles_of(part, env, self.words) or ()}
        if blank is not None and any(actors - self._scripted(cast) for cast in casts):
            message = "this text has nothing in it"
            if blank:
                place = f"in the row '{row}'" if row and blank not in files else "here"
                message = f"{{{blank}}} is empty {place}, and this text has nothing else in it"
            message += ": nobody could say whether that came"
            self.draft.wrong(_spot(line, blank) if blank else line.place, message)

    def _played(self, line: Line, env: Environment) -> None:
        for part in (*line.actors, *line.objects):
            if not isinstance(part, Blank) or (
                part.name not in env and part.name not in self.words
            ):
                continue
            found = roles_of(part, env, self.words)
            if found is None:
                self.draft.wrong(_spot(line, part.name), f"{{{part.name}}} is a text, not a role")
                continue
            for name in sorted(found - set(self.roles)):
                message = f"{{{part.name}}} may be '{name[:40]}' here, which is no role"
                self.draft.wrong(_spot(line, part.name), message + suggest(name, self.roles))

    def _windowed(self, line: Line, env: Environment) -> None:
        having = [name for name, role in self.roles.items() if role.window]
        for part in line.actors:
            for name in sorted(roles_of(part, env, self.words) or ()):
                if name in self.roles and not self.roles[name].window:
                    end = f"; did you mean '{having[0]}'?" if len(having) == 1 else ""
                    end = end or (suggest(name, having) if having else "")
                    end = end or ": give it 'window: TITLE', or 'window: yes'"
                    self.draft.wrong(line.place, f"the role '{name}' has no window{end}")

    def _unread(self, line: Line, env: Environment) -> None:
        """A whole text that is a blank, with a /pattern/ as its value: that is mere letters."""
        text = line.text
        if line.verb in HARNESS_ONLY or text is None or text.style != "bare":
            return
        alone = text.segments[0] if len(text.segments) == 1 else ()
        if len(alone) != 1 or not isinstance(alone[0], Blank):
            return
        name = alone[0].name
        for said in env.get(name, ()):
            if isinstance(said, str) and _PATTERN.fullmatch(said.strip()):
                message = f"{{{name}}} is {said.strip()[:40]} here, letter by letter: a /pattern/"
                advice = " is given as a word; name it under 'words', and give '{that word}'"
                self.draft.wrong(_spot(line, name), message + advice)

    def _distinct(self, stops: list[Stop]) -> None:
        used: set[str] = set()
        for line, env in _lines(stops):
            for name in mentioned(line):
                for inner in behind(name, env, self.words):
                    word = self.words.get(inner) if inner not in env else None
                    for other in word.distinct if word else ():
                        if other not in used and other not in env and other in self.words:
                            message = (
                                f"{{{inner}}} is to differ from {{{other}}}, "
                                f"which no line above has used: use {{{other}}} first"
                            )
                            self.draft.wrong(_spot(line, name), message)
                    used.add(inner)

    def _order(self, stops: list[Stop]) -> None:
        before: list[tuple[Line, Environment]] = []
        after: list[tuple[Line, Environment]] = []
        mark: Place | None = None
        for stop in stops:
            if not isinstance(stop.step, Line):
                self._printed(before, after, mark)
                before, after, mark = after, [], stop.step.place
            elif stop.step.verb in HARNESS_ONLY:
                self._printed(before, after, mark)
                before, after, mark = [], [], None
            else:
                after.append((stop.step, stop.env))
        self._printed(before, after, mark)

    def _printed(
        self,
        before: list[tuple[Line, Environment]],
        after: list[tuple[Line, Environment]],
        mark: Place | None,
    ) -> None:
        if mark is None or any(line.verb not in _PRINTS for line, _ in (*before, *after)):
            return
        for one, env in before:
            for other, its in after:
                for first in one.actors:
                    for second in other.actors:
                        if self._differ(first, env, second, its):
                            message = (
                                "which of two programs prints first cannot be known; "
                                "put a line that types or sends between them"
                            )
                            self.draft.wrong(mark, message)

    def _differ(self, first: Part, env: Environment, second: Part, its: Environment) -> bool:
        if isinstance(second, Blank) and isinstance(first, Blank) and second.name not in its:
            word = self.words.get(second.name)
            if word is not None and first.name in word.distinct:
                return True
        ours, others = roles_of(first, env, self.words), roles_of(second, its, self.words)
        return bool(ours and others and not ours & others)

    def _doubles(self, scene: Scene) -> None:
        scripted = {name for cast in scene.casts for name in self._scripted(cast)}
        for first, second in doubles(scene.story, self.words, scripted):
            message = f"line {first.place.line} says the same, and one message meets both lines"
            advice = (
                ": with 'then' between them it has to come twice; else write one, with all labels"
            )
            self.draft.wrong(second.place, message + advice)
        for first, second in contradictions(scene.story, self.words, scripted):
            message = f"line {first.place.line} says the contrary, and no program can do both"
            advice = (
                ": 'never' is about the whole beat; with 'then' above it, about what comes after"
            )
            self.draft.wrong(second.place, message + advice)

    def _hosts(self, scene: Scene, stops: list[Stop]) -> None:
        told = set(scene.hosts)
        for line, env in _lines(stops) if scene.hosts else ():
            for part in (*line.actors, *line.objects):
                for name in sorted(roles_of(part, env, self.words) or ()):
                    if name in self.roles and name not in told:
                        told.add(name)  # once is enough
                        message = f"'{name}' plays here, and 'hosts' gives it no host"
                        self.draft.wrong(line.place, message)

    def _cast(self, stops: list[Stop], cast: str) -> None:
        scripted = self._scripted(cast)
        started, acted = set[str](), set[str]()
        acting, sought = dict[str, Line](), dict[str, Line]()
        speech = Speech(self.words, scripted)
        for line, env in _lines(stops):
            actors = {
                name for part in line.actors for name in roles_of(part, env, self.words) or ()
            }
            if line.verb == "start":
                started |= actors
            if line.verb in WINDOW:
                self._unplayable(line, actors & scripted, cast)
            for name in actors & set(self.roles) - scripted:
                acting.setdefault(name, line)
            if line.mood == "must" and line.verb in _REACHES and actors - scripted:
                for name in self._listeners(line, env, scripted - acted):
                    sought.setdefault(name, line)
            acted |= actors  # whoever does anything has begun by that
            speech.hear(line, env, actors)
        for name, line in acting.items():
            if name not in started:
                message = f"'{name}' is a program in the cast '{cast}', and no line starts it"
                self.draft.wrong(line.place, message)
        for name, line in sought.items():
            if name not in started:
                message = f"'{name}' is scripted in the cast '{cast}', and no line starts it"
                self.draft.wrong(line.place, message + ": nobody listens there")
        for name, line in speech.mute():
            message = f"'{name}' is scripted in the cast '{cast}' and has only a /pattern/ to say"
            advice = "; give it a text, or the word a 'say'"
            self.draft.wrong(line.place, message + advice)

    def _scripted(self, cast: str) -> set[str]:
        players = self.casts.get(cast, {})
        return {
            name for name, role in self.roles.items() if players.get(name, role.by) == BY_SCRIPT
        }

    def _listeners(self, line: Line, env: Environment, scripted: set[str]) -> Iterator[str]:
        for part in line.objects:
            for name in sorted(roles_of(part, env, self.words) or ()):
                role = self.roles.get(name)
                if name not in scripted or not role or role.does == "connect":
                    continue  # whose port is where it connects to, if it has one
                if role.does == "listen" or role.port:
                    yield name

    def _unplayable(self, line: Line, scripted: set[str], cast: str) -> None:
        for name in sorted(scripted):
            if self.roles[name].window:
                message = f"'{name}' is scripted in the cast '{cast}', and so has no window"
                advice = "; let a program or the reference play it"
                self.draft.wrong(line.place, message + advice)


def items(
    draft: Draft, rubric: Mapping[str, Item], labels: set[str], decided: set[str] | None
) -> None:
    """Note every item that nothing decides: no label, no look at the source, no person.

    ``decided``: those that some line decides, as it is cast; None: not all could be read.
    """
    for item in rubric.values():
        if item.look is not None or item.by == "person":
            continue
        if item.id not in labels:
            message = f"no line of a story is labelled '{item.id}': nothing decides this item"
            draft.wrong(item.place, message)
        elif decided is not None and item.id not in decided:
            message = f"nothing decides this item: each line labelled '{item.id}' is done by the"
            message += " harness, need not come, stands in a word that no scene does, or is about a"
            draft.wrong(item.place, message + " role that no student plays in its scene's casts")


def words(
    draft: Draft, found: Mapping[str, Word], places: Mapping[str, Place], known: set[str]
) -> None:
    """Note words that mention what is never given a value, or themselves.

    ``known``: every blank that some row, ``each`` or argument of the spec gives.
    """
    for name, word in found.items():
        for other in word.distinct:
            if other == name or (other not in found and other not in known):
                end = suggest(other, [one for one in found if one != name])
                draft.wrong(places[name], f"'not {{{other}}}' names no other word{end}")
        mentions = [
            one
            for rank in (*word.ranks, (word.say,))
            for text in rank
            if text
            for one in texts.blanks(text)
        ]
        for one in mentions:
            if one.startswith(FILE):
                draft.wrong(places[name], _NO_FILE.format(one))
            elif one not in found and one not in known and one not in word.args:
                end = where(one) or suggest(one, [*found, *known])
                draft.wrong(places[name], f"no blank {{{one}}}{end}")
            elif one in found and name in behind(one, {}, found):
                draft.wrong(places[name], f"the word '{name}' is made of itself")


def _lines(stops: list[Stop]) -> Iterator[tuple[Line, Environment]]:
    yield from ((stop.step, stop.env) for stop in stops if isinstance(stop.step, Line))


def _spot(line: Line, name: str) -> Place:
    found = line.source.find("{" + name)
    return Place(line.place.line, line.place.column + max(0, found))
