"""What the harness may do next: a slot of the play made into an action, or passed over."""

import re

from harness.checks.match import Finder
from harness.checks.play import IN_WINDOW, Actor, Choice, Pattern, Play, Slot, Value
from harness.checks.records import WINDOW, Records
from harness.checks.target import regex
from harness.checks.view import View
from harness.checks.wording import excluded, said
from harness.model.play import Action
from harness.model.quick import dataclass

Bound = dict[str, str]


@dataclass(slots=True)
class _Rounds:
    """How far an ``until`` group has come: its first cue, and the actions of its present round."""

    since: int | None = None
    done: int = 0
    ended: bool = False


class Doing:
    """Decides whether a slot's action is to be done, and what it is."""

    def __init__(self, play: Play, records: Records, finder: Finder) -> None:
        self._play, self._records, self._finder = play, records, finder
        self._rounds: dict[int, _Rounds] = {}

    def doable(self, slot: Slot, bound: Bound) -> bool:
        """True if the condition of ``slot``, should it have one, holds now."""
        if slot.rounds is not None and not self._goes_on(slot, bound):
            return False
        who = self._role(slot.who, bound)
        if slot.asked and not (who and self._wanted(slot, who, bound)):
            return False
        if slot.fresh:
            to = self._role(slot.to, bound)
            made = self._records.marks["connects"]
            return not any(mark.who == who and mark.to == to for mark in made)
        return True

    def action(self, slot: Slot, bound: Bound) -> tuple[Action, Bound]:
        """The action of ``slot``, and the blanks as it binds them.

        Raises ``LookupError`` if it needs a value that was never learnt.
        """
        after = dict(bound)
        roles: list[str | None] = []
        for actor in (slot.who, slot.to):
            role = self._role(actor, after)
            if actor is not None and role is None:
                raise LookupError(actor)
            if role is not None and not isinstance(actor, str) and actor is not None:
                after[actor.name] = role
            roles.append(role)
        segments: tuple[str, ...] = ()
        if slot.pattern is not None:
            segments, after = said(slot.pattern, self._play.words, after)
        data = tuple(text.encode("utf-8", "surrogateescape") for text in segments)
        who, to = roles
        assert who is not None
        target = regex(self._target(slot, who), self._play.words, after)
        exact = slot.pattern is not None and slot.pattern.style == "exact"
        action = Action(
            slot.step, slot.kind, who, to, data, slot.args, slot.line, slot.source, target, exact
        )
        return action, after

    def began(self, slot: Slot, n: int) -> None:
        """The action of ``slot`` began in event ``n``."""
        if slot.rounds is not None:
            rounds = self._rounds.setdefault(slot.rounds.id, _Rounds())
            rounds.done += 1
            rounds.since = n if rounds.since is None else rounds.since

    def _wanted(self, slot: Slot, who: str, bound: Bound) -> bool:
        """True if ``who`` takes what is typed, or has shown what is to be used in its window.

        A scripted role takes it, once, while somebody is there whom it can be sent to.  What it
        says itself is wanted by a program that waits for it, and for nothing else.
        """
        if slot.kind == "send":
            to = self._role(slot.to, bound)
            return to is not None and self._records.awaits(to, who)
        if slot.kind == "type" and self._play.scripted(who):
            return not slot.round and self._records.linked(who)
        if slot.kind not in IN_WINDOW:
            return self._records.heeds(who)
        words = regex(self._target(slot, who), self._play.words, bound)
        stream = self._records.stream((WINDOW, who, None))
        texts = [stream.text(*piece[:2]) for piece in stream.pieces(0)] if stream else []
        return not words or any(re.search(words, text) for text in texts)

    def _target(self, slot: Slot, who: str) -> Pattern | None:
        """What a slot is about: of a window that is closed the role's own title, or another."""
        title = self._play.windows.get(who, "")
        if slot.kind != "close window" or slot.target is not None or not title:
            return slot.target
        return Pattern("bare", ((Value(title),),))

    def _goes_on(self, slot: Slot, bound: Bound) -> bool:
        assert slot.rounds is not None
        rounds = self._rounds.setdefault(slot.rounds.id, _Rounds())
        if rounds.ended:
            return False
        if slot.opens:
            view = View(rounds.since or 0, dict(bound))
            came = any(self._finder.find(line, view) for line in slot.conditions)
            if slot.round > 0 and (rounds.done == 0 or came):
                rounds.ended = True
                return False
            rounds.done = 0
        return True

    def _role(self, actor: Actor | None, bound: Bound) -> str | None:
        """Who acts: an unbound blank is the first role that it may still be."""
        if actor is None or isinstance(actor, str):
            return actor
        if actor.name in bound:
            return bound[actor.name]
        choice = self._play.words.get(actor.name, Choice())
        taken = excluded(choice, bound)
        return next((role for role in choice.roles if role.casefold() not in taken), None)
