"""A scene's story, for one cast and one row, as a flat play.

The rules:

* What the harness does is an *action*: ``start``, ``stop``, ``types``, ``ends input``, what is done
  in windows and to links; and what a scripted role sends, connects, closes or resets.  All else is
  *expected*.
* A scripted role's ``->`` line is an action only if its text can be said: definite, or with blanks
  that an earlier line names (so they will be bound) or that have an alternative that can be said.
  Otherwise it is expected, and met by what that role is made to send elsewhere.
* What a scripted role is expected to do at its terminal, or to read, wait for or end, cannot be
  seen and is nobody's: such lines are left out, and so is ``never`` of a scripted role.
* A blank that an earlier line was to bind is not bound by a later one to ``any`` text: if nobody
  said anything, then what was said is not just the next thing that is printed.
* An action that follows an expectation begins a new beat.  Lines left out do not count, so one
  story cuts differently in each cast.
* Every line has one number for each of its actors, in story order, the same in every cast and
  row: it tells the grade which findings are about the same thing.
"""

from dataclasses import replace

from harness.checks.answers import replies
from harness.checks.beats import cut
from harness.checks.play import (
    IN_WINDOW,
    MAYBE,
    MUST,
    NEVER,
    TO_LINK,
    Actor,
    Expect,
    OneOf,
    Order,
    Part,
    Pattern,
    Play,
    Rounds,
    Silence,
    Slot,
)
from harness.checks.scope import Book, Scope
from harness.checks.wording import names, sayable
from harness.model.quick import dataclass
from harness.model.spec import BY_SCRIPT, Group, Line, NothingElse, Spec, Step, Then

ALWAYS_DONE = {
    "start": "start",
    "stop": "stop",
    "types": "type",
    "ends input": "end input",
    "presses": "press",
    "fills": "fill",
    "picks": "pick",
    "closes window": "close window",
    "cut": "cut",
    "half-close": "half-close",
    "break": "break",
}
SCRIPT_DONE = {"sends": "send", "connects": "connect", "closes": "close", "resets": "reset"}
ROUNDS = 3


def unfold(spec: Spec, scene: str, cast: str, row: str = "") -> Play:
    """The story of ``scene``, played by ``cast``, with the values of ``row`` put in.

    ``scene``, ``cast`` and ``row`` are names in ``spec``; ``row`` is ignored where the scene has
    none.  Raises ``KeyError`` for a name that the spec does not have.
    """
    acts = spec.scenes[scene]
    chosen = spec.casts[cast]
    by = {name: chosen.get(name, role.by) for name, role in spec.roles.items()}
    laid = (files for each in (spec.put, acts.put) for files in each.values())
    book = Book(
        spec.words, spec.roles, {name: one for files in laid for name, one in files.items()}
    )
    unroller = _Unroller(book, Play((), book.used, by))
    given = acts.rows[row] if acts.rows else {}
    unroller.steps(acts.story, Scope(book, None, given), _Frame())
    play = Play(cut(unroller.flat), book.used, by, windows=_windows(spec, by))
    return replace(play, replies=replies(spec, play, book))


def _windows(spec: Spec, by: dict[str, str]) -> dict[str, str]:
    """The roles with windows that programs play, and the titles of these."""
    titles = {
        name: role.window
        for name, role in spec.roles.items()
        if role.window and by[name] != BY_SCRIPT
    }
    return {name: "" if title == "yes" else title for name, title in titles.items()}


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the groups around a line say about it."""

    items: tuple[str, ...] = ()
    maybe: bool = False
    at_once: bool = False
    rounds: Rounds | None = None
    round: int = 0

    def labelled(self, items: tuple[str, ...]) -> "_Frame":
        return replace(self, items=tuple(dict.fromkeys((*self.items, *items))))


class _Unroller:
    """Walks a story once, writing down its slots and parts in order."""

    def __init__(self, book: Book, play: Play) -> None:
        self.flat: list[Slot | Part] = []
        self._book = book
        self._play = play
        self._step = -1
        self._known: set[str] = set()
        self._told: set[str] = set()
        self._groups = 0

    def steps(self, steps: tuple[Step, ...], scope: Scope, frame: _Frame) -> None:
        for step in steps:
            if isinstance(step, Line):
                self._line(step, scope, frame)
            elif isinstance(step, Then):
                self.flat.append(Order())
            elif isinstance(step, NothingElse):
                items = frame.labelled(step.items).items
                number = self._number()
                self.flat.append(Silence(number, step.place.line, step.source, items))
            else:
                self._group(step, scope, frame.labelled(step.items))

    def _number(self) -> int:
        self._step += 1
        return self._step

    # Groups

    def _group(self, group: Group, scope: Scope, frame: _Frame) -> None:
        how = group.how
        if how == "each":
            for values in group.values:
                self.steps(group.body, scope.round(group.names, values), frame)
        elif how == "do":
            word = self._book.words[scope.name(group.word)]
            inner = scope.round(word.args, group.values[0] if group.values else ())
            self.steps(word.lines, inner, frame)
        elif how == "repeat":
            for _ in range(group.count):
                self.steps(group.body, scope, frame)
        elif how == "maybe":
            self.steps(group.body, scope, replace(frame, maybe=True))
        elif how == "one of":
            self._one_of(group, scope, frame)
        elif how == "at once":
            self._at_once(group, scope, frame)
        elif how == "until":
            self._until(group, scope, frame)
        else:
            self.steps(group.body, scope, frame)

    def _one_of(self, group: Group, scope: Scope, frame: _Frame) -> None:
        number, begin, closed = self._number(), len(self.flat), frozenset(self._told)
        self.steps(group.body, scope, frame)
        inner = self.flat[begin:]
        del self.flat[begin:]
        options = tuple(
            replace(part, closed=closed)
            for part in inner
            if isinstance(part, Expect) and not self._play.scripted(part.actor)
        )
        if options:
            mood = MAYBE if frame.maybe else MUST
            self.flat.append(
                OneOf(number, group.place.line, group.source, frame.items, options, mood)
            )

    def _at_once(self, group: Group, scope: Scope, frame: _Frame) -> None:
        begin = len(self.flat)
        self.steps(group.body, scope, replace(frame, at_once=True))
        first = next((n for n in range(begin, len(self.flat)) if self._slot(n)), None)
        if first is not None and not frame.at_once:
            self._change(first, at_once=False)

    def _until(self, group: Group, scope: Scope, frame: _Frame) -> None:
        self._groups += 1
        conditions: tuple[Expect, ...] = ()
        if group.condition is not None:
            line = group.condition
            pattern = scope.pattern(line.text) if line.text else None
            conditions = tuple(
                self._expect(line, scope, pattern, -1, actor, to, replace(frame, maybe=True))
                for actor in (scope.actor(part) for part in line.actors)
                for to in self._objects(line, scope)
            )
        rounds = Rounds(self._groups, conditions)
        for count in range(group.count or ROUNDS):
            begin = len(self.flat)
            self.steps(group.body, scope, replace(frame, rounds=rounds, round=count))
            if begin < len(self.flat) and self._slot(begin):
                self._change(begin, opens=True)

    def _slot(self, at: int) -> bool:
        return isinstance(self.flat[at], Slot)

    def _change(self, at: int, *, at_once: bool | None = None, opens: bool | None = None) -> None:
        slot = self.flat[at]
        assert isinstance(slot, Slot)
        self.flat[at] = replace(
            slot,
            at_once=slot.at_once if at_once is None else at_once,
            opens=slot.opens if opens is None else opens,
        )

    # Lines

    def _line(self, line: Line, scope: Scope, frame: _Frame) -> None:
        frame = frame.labelled(line.items)
        to_say = line.verb in {"types", "fills"}
        pattern = None
        target = scope.pattern(line.target, to_say=True) if line.target else None
        objects = self._objects(line, scope)
        begin = len(self.flat)
        for part in line.actors:
            actor = scope.actor(part)
            number = self._number()
            for to in objects:
                # anew for each of them: what ``any`` was for one says nothing of the other
                pattern = scope.pattern(line.text, to_say=to_say) if line.text else None
                if self._done(line, actor, pattern):
                    if line.mood != NEVER:
                        slot = self._act(line, scope, pattern, actor, to, frame)
                        self.flat += self._pieces(replace(slot, target=target))
                elif self._kept(line, actor):
                    self.flat.append(self._expect(line, scope, pattern, number, actor, to, frame))
        if line.mood != NEVER:
            mentioned = (*names(pattern, self._book.used), *names(target, self._book.used))
            self._known.update(mentioned)
            if line.mood == MUST and not frame.maybe and begin < len(self.flat):
                self._told.update(mentioned)

    def _pieces(self, slot: Slot) -> list[Slot]:
        """What a scripted role says in several pieces, piece by piece.

        Each waits until the one before it has had its effect: sent together they would reach a
        program that is not quick as one, and what they are there to show would be left to chance.
        """
        pattern = slot.pattern
        if pattern is None or not self._play.scripted(slot.who):
            return [slot]
        parts = [Pattern(pattern.style, (part,), pattern.flags) for part in pattern.segments]
        return [replace(slot, pattern=part) for part in parts]

    @staticmethod
    def _objects(line: Line, scope: Scope) -> list[Actor | None]:
        return [scope.actor(part) for part in line.objects] or [None]

    def _done(self, line: Line, actor: Actor, pattern: Pattern | None) -> bool:
        if line.verb in ALWAYS_DONE:
            return True
        if line.verb not in SCRIPT_DONE or not self._play.scripted(actor):
            return False
        return line.verb != "sends" or sayable(pattern, self._book.used, self._known)

    def _kept(self, line: Line, actor: Actor) -> bool:
        if not self._play.scripted(actor):
            return True
        return line.verb == "sends" and line.mood != NEVER

    def _act(
        self,
        line: Line,
        scope: Scope,
        pattern: Pattern | None,
        actor: Actor,
        to: Actor | None,
        frame: _Frame,
    ) -> Slot:
        kind = ALWAYS_DONE.get(line.verb) or SCRIPT_DONE[line.verb]
        return Slot(
            step=0,
            kind=kind,
            who=actor,
            to=to,
            pattern=pattern,
            args=_args(line, scope),
            line=line.place.line,
            source=line.source,
            asked=kind not in TO_LINK
            and (
                line.mood == MAYBE
                or frame.maybe
                or (frame.round > 0 and kind in {"type"} | IN_WINDOW)
            ),
            at_once=frame.at_once,
            fresh=line.by_now and kind == "connect",
            rounds=frame.rounds,
            round=frame.round,
        )

    def _expect(
        self,
        line: Line,
        scope: Scope,
        pattern: Pattern | None,
        number: int,
        actor: Actor,
        to: Actor | None,
        frame: _Frame,
    ) -> Expect:
        return Expect(
            step=number,
            line=line.place.line,
            source=line.source,
            items=frame.items,
            verb=line.verb,
            actor=actor,
            object=to,
            pattern=pattern,
            args=_args(line, scope),
            mood=MAYBE if frame.maybe and line.mood == MUST else line.mood,
            by_now=line.by_now,
            closed=frozenset(self._told),
        )


def _args(line: Line, scope: Scope) -> tuple[str, ...]:
    """The further words of a verb, without the preposition that introduces them."""
    args = tuple(scope.text(arg) for arg in line.args)
    return args[1:] if args and args[0] in {"over", "with"} else args
