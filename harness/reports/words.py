"""What reports call things: steps of a diagram, verdicts, numbers.  One wording for all of them."""

import re

from harness.model import result as model
from harness.model.events import Wait
from harness.model.locks import waited_for
from harness.reports.readable import cut, visible
from harness.reports.step import Step

VERDICTS = {
    model.PASS: ("✓", "passed"),
    model.PARTIAL: ("◐", "partly"),
    model.FAIL: ("✗", "not met"),
    model.SOMETIMES: ("≈", "sometimes"),
    model.UNOBSERVABLE: ("?", "could not be observed"),
    model.FAULT: ("!", "fault of the grader"),
    model.PENDING: ("✎", "for a person"),
}
"""verdict -> (a mark of one column, the word for it)"""

LOST = (model.FAIL, model.PARTIAL, model.SOMETIMES)
UNDECIDED = (model.UNOBSERVABLE, model.FAULT, model.PENDING)

_LABELS = {
    "typed": "types:",
    "printed": "prints:",
    "pressed": "presses:",
    "filled": "fills",
    "picked": "picks:",
    "shut": "closes its window:",
    "shown": "shows:",
    "connected": "connects",
    "refused": "refused: nobody accepts at",
    "started": "starts",
    "listening": "listens",
    "read": "has read",
    "stopped": "is stopped, as the story says",
    "input": "input ends (Ctrl-D)",
    "undone": "could not be done:",
    "asked": "asks for input",
    "quiet": "nothing more can happen",
    "lull": "nothing happens, but more might",
    "limit": "limit reached:",
    "unseen": "from here on not observed:",
    "fault": "the grader failed:",
    "missing": "expected:",
}
_WORDLESS = ("sent", "closed", "severed", "exited", "later")
_PLURALS = {
    "missing": "expected lines that did not come",
    "sent": "messages",
    "printed": "prints:",
    "shown": "texts in windows:",
    "connected": "connections",
}


def label(step: Step) -> str:
    """The report's own words for a step, before what a program said (may be empty)."""
    if step.kind == "more":
        return _more(step)
    if step.kind == "read":
        return f"has read from {visible(step.to)}:"
    if step.kind == "typed" and not step.text.strip():
        return "presses Enter"
    return _LABELS.get(step.kind, "" if step.kind in _WORDLESS else step.kind)


def spoken(step: Step) -> str:
    """What the step says beside its label; as it came, not yet readable."""
    if step.kind == "more":
        return ""
    if step.kind == "missing":
        return _PATTERN.sub(_worded, _expected(step))
    return step.text


def told(step: Step) -> str:
    """Label and text together."""
    return " ".join(part for part in (label(step), spoken(step)) if part)


def sentence(step: Step) -> str:
    """A step in a line of its own, readable: for those who cannot see the diagram."""
    said = cut(visible(" ".join(spoken(step)[:400].split("\n"))), 160)
    who, words = visible(step.who), label(step)
    if step.kind == "more":
        line = words
    elif step.kind in ("quiet", "lull", "limit", "unseen", "fault"):
        line = f"{words} {said}".rstrip()
    elif step.to and step.kind in ("sent", "connected", "closed", "severed", "missing"):
        line = f"{words} {who} → {visible(step.to)}: {said}".lstrip()
    elif step.kind == "missing":
        line = f"{words} {who} {said}"
    else:
        line = f"{who} {words} {said}".replace("  ", " ").rstrip()
    return f"✗ {line}" if step.bad else line


def arrows(line: str) -> str:
    """A line of the spec with arrows that no line end can cut in two, and texts for patterns."""
    return _PATTERN.sub(_worded, line.replace(" -> ", " → "))


_PATTERN = re.compile(r"(?<=: )/([^/]*)/[a-z]*(?=$| )")
_GAP = re.compile(r"\\[Ws][+*]?|\\ ")  # between words, whatever it is
_PLAIN = re.compile(r"[^\\.^$*+?{}\[\]()|\n]+")


def _worded(pattern: re.Match[str]) -> str:
    """A pattern that is only texts, one after another or one of several, as these; else itself."""
    inner = _GAP.sub(" ", pattern[1])
    for between, word in ((".*", " … "), ("|", " or ")):
        parts = inner.split(between)
        if len(parts) > 1 and all(_PLAIN.fullmatch(part) for part in parts):
            return word.join(f'"{part}"' for part in parts)
    return f'"{inner}"' if _PLAIN.fullmatch(inner) else pattern[0]


def points(value: float) -> str:
    """``10``, ``7.5``, ``3.33``: no more digits than it needs."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


MACHINE = "the machine, for now; a person will look at it"  # whose verdict it is


def count(number: int, one: str, many: str = "") -> str:
    """``1 run``, ``3 runs``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def worth_of(value: float) -> str:
    """``1 point``, ``7.5 points``."""
    return f"{points(value)} {'point' if value == 1 else 'points'}"


def listed(names: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def wait(waiting: Wait) -> str:
    """One thread's wait, without its place in the code."""
    thread = "the main thread" if waiting.thread == 1 else f"thread {waiting.thread}"
    what = _WAITS.get(waiting.on, waiting.on)
    if waiting.on == "lock":
        what = waited_for(waiting.code)
    if waiting.on == "several" and waiting.of:
        others = listed([visible(role) for role in waiting.of])
        return f"{thread} waits for something from {others}, or for something else"
    if waiting.on == "thread" and waiting.until:
        what = f"thread {waiting.until} to end"
    if waiting.of and waiting.on not in ("keyboard", "window"):
        others = listed([visible(role) for role in waiting.of])
        what += f" {'from' if waiting.on == 'receive' else 'of'} {others}"
    return f"{thread} computes" if waiting.on == "processor" else f"{thread} waits for {what}"


_WAITS = {
    "keyboard": "its keyboard",
    "window": "somebody to use its window",
    "accept": "a connection",
    "receive": "a message",
    "send": "room to send",
    "connect": "its connection to be accepted",
    "thread": "another thread",
    "child": "a program it started",
    "pipe": "a pipe",
    "signal": "a signal",
    "clock": "its clock",
    "several": "one of several things",
    "unknown": "something unknown",
}


def _more(step: Step) -> str:
    what = _PLURALS.get(step.text, "steps")
    if step.who and step.to:
        what += f" {visible(step.who)} → {visible(step.to)}"
    elif step.who:
        what += f" of {visible(step.who)}"
    return f"… {step.count} more {what}"


def _expected(step: Step) -> str:
    """What was expected, without the roles that the drawing itself shows."""
    for head in (f"{step.who} -> {step.to}: ", f"{step.who} -> {step.to}", f"{step.who} "):
        if step.text.startswith(head):
            return step.text.removeprefix(head)
    return step.text
