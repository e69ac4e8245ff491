"""A line of a story, and what meets one, in a few words."""

from harness.checks.known import known
from harness.checks.play import NEVER, Actor, Expect, Play
from harness.checks.records import WINDOW
from harness.model.spec import IN_ORDER

BASE = {
    "closes": "close its connection to {}",
    "resets": "reset its connection to {}",
    "reads": "read anything of {}",
    "asks": "ask for input",
    "listens": "listen",
}
"""What somebody did not do: ``did not …``."""


def saying(verb: str, who: str, to: str | None) -> str:
    """What comes before a text: *server sent a*."""
    if verb == WINDOW:
        return f"the window of {who} showed"
    return f"{who} sent {to}" if verb == "sends" else f"{who} {verb.removesuffix('s')}ed"


def said(verb: str, who: str, to: str | None, words: str) -> str:
    """A text that came: *server sent a "Hello"*, *server read "Hello" of a*."""
    if verb == "reads":
        return f"{who} read {words} of {to}"
    return f"{saying(verb, who, to)} {words}"


def deed(verb: str, who: str, to: str | None, detail: str) -> str:
    """Something that happened and is no text: *a connected to server over TCP*."""
    if verb == "ends":
        how = f"was ended by {detail}" if "signal" in detail else f"ended with exit code {detail}"
        return f"{who} {how}"
    return {
        "connects": f"{who} connected to {to} over {detail}",
        "closes": f"{who} closed its connection" + (f" to {to}" if to else ""),
        "resets": f"{who} reset its connection" + (f" to {to}" if to else ""),
        "listens": f"{who} listened over {detail}",
        "lasts": f"{who} waited {detail} s",
        "reads": f"{who} read {detail} bytes of {to}",
        "asks": f"{who} asked for input",
        "waits": f"{who} waited for {to}",
    }[verb]


def expected(play: Play, expect: Expect, bound: dict[str, str], to: str | None = None) -> str:
    """The line in words, with what is known filled in: *server -> a: "X: Bob …"*."""

    def name(actor: Actor | None) -> str:
        if actor is None or isinstance(actor, str):
            return actor or ""
        return bound.get(actor.name) or " or ".join(play.candidates(actor)) or f"{{{actor.name}}}"

    who, other = name(expect.actor), to or name(expect.object)
    text = f": {known(play.words).shown(expect.pattern, bound)}" if expect.pattern else ""
    extra = " ".join(expect.args)
    line = {
        "sends": f"{who} -> {other}{text}",
        "connects": f"{who} connects to {other}" + (f" over {extra}" if extra else ""),
        "closes": f"{who} closes {other or 'its connection'}",
        "resets": f"{who} resets {other or 'its connection'}",
        "lasts": f"{who} waits {'..'.join(expect.args)} s",
        "listens": f"{who} listens" + (f" over {extra}" if extra else ""),
        "reads": f"{who} reads {other}{text}",
        "waits": f"{who} waits for {other}" + _THREADS.get(extra, ""),
        "asks": f"{who} asks for input",
        "ends": f"{who} ends" + (f" {_ending(extra)}" if extra else ""),
    }.get(expect.verb, f"{who} {expect.verb}{text}")
    return f"never {line}" if expect.mood == NEVER else line


_THREADS = {"thread": " in a thread", "threads": " in a thread beside its main one"}


def _ending(how: str) -> str:
    return how if how == IN_ORDER else f"with {how}"
