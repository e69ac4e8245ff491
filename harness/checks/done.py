"""What the harness did, or could not do, in words."""

from collections.abc import Mapping

from harness.checks.play import Actor, Play, Slot
from harness.checks.wording import shown

_PAST = {
    "start": "{} was started",
    "stop": "{} was stopped",
    "end input": "the input of {} was ended",
    "connect": "{} connected",
    "close": "{} closed its connection",
    "reset": "{} reset its connection",
}
_UNDONE = {
    "start": "{} could not be started",
    "stop": "{} could not be stopped",
    "end input": "the input of {} could not be ended",
    "connect": "{} could not connect",
    "close": "{} could not close its connection",
    "reset": "{} could not reset its connection",
}
# (what it is done to if it has no words, the participle, where)
_USED = {
    "press": ("a button", "pressed", "in the window of {who}"),
    "fill": ("the field", "filled", "in the window of {who}"),
    "pick": ("a row", "picked", "in the window of {who}"),
    "close window": ("the window of {who}", "closed", ""),
    "cut": ("the link of {who} and {to}", "cut", ""),
    "half-close": ("what {who} sends to {to}", "ended", ""),
    "break": ("the connection of {who} and {to}", "broken", ""),
}


def past(slot: Slot, play: Play, bound: Mapping[str, str]) -> str:
    """An action as something that was done: *b connected*, *"Ping" was pressed in the window …*."""
    if slot.kind in _USED:
        what, how, where = _used(slot, play, bound)
        return f"{what} was {how}{where}"
    who = _name(slot.who, play, bound)
    if slot.kind in {"type", "send"}:
        text = shown(slot.pattern, play.words, bound) if slot.pattern else ""
        return f"{text} was typed at {who}" if slot.kind == "type" else f"{who} sent {text}"
    return _PAST[slot.kind].format(who)


def undone(slot: Slot, why: str, play: Play, bound: Mapping[str, str]) -> str:
    """An action that could not be done, and why not."""
    who = _name(slot.who, play, bound)
    if slot.kind in _USED:
        what, how, where = _used(slot, play, bound)
        said = f"{what} could not be {how}{where}"
    elif slot.kind in {"type", "send"}:
        text = shown(slot.pattern, play.words, bound) if slot.pattern else "a text"
        at = "typed at" if slot.kind == "type" and not play.scripted(slot.who) else "sent by"
        said = f"{text} could not be {at} {who}"
    else:
        said = _UNDONE[slot.kind].format(who)
    why = why.replace(";", ",")  # which parts one thing that happened from the next
    return said + (f" ({why})" if why else "")


def _used(slot: Slot, play: Play, bound: Mapping[str, str]) -> tuple[str, str, str]:
    names = {
        "who": _name(slot.who, play, bound),
        "to": "" if slot.to is None else _name(slot.to, play, bound),
    }
    what, how, where = (part.format(**names) for part in _USED[slot.kind])
    words = shown(slot.target, play.words, bound) if slot.target else ""
    if slot.kind == "close window":
        what = f"the window {words} of {names['who']}" if words else what
    elif slot.kind == "fill" and slot.pattern:
        what = f"the field {words}" if words else what
        how += f" with {shown(slot.pattern, play.words, bound)}"
    else:
        what = words or what
    return what, how, f" {where}" if where else ""


def _name(actor: Actor, play: Play, bound: Mapping[str, str]) -> str:
    if isinstance(actor, str):
        return actor
    return bound.get(actor.name) or " or ".join(play.candidates(actor))
