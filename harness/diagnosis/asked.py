"""What a line of the story asks for as a text, and who had said it."""

import math
import re

from harness.diagnosis.case import Run, text
from harness.model import events as ev
from harness.model.play import Finding


def is_due(finding: Finding, hub: str) -> bool:
    """Whether a line asks a server to send something."""
    return finding.verb == "sends" and finding.mood == "must" and hub in finding.actors


def asked_for(finding: Finding) -> str:
    """The text that a line asks for or forbids, as it crosses, and in small letters."""
    return re.sub(r'\\(["\\])', r"\1", quoted_text(finding)).lower()


def quoted_text(finding: Finding) -> str:
    """The text that a line asks for or forbids, as far as it is one."""
    found = re.search(r': "(.*)"$', finding.expected)
    return found[1].removesuffix("\\n") if found else ""


def said_to(run: Run, hub: str, finding: Finding) -> ev.Sent | None:
    """The message that should have been passed on: the last that another client sent by then."""
    words = asked_for(finding).removesuffix("…")  # of a long text only the beginning is told
    sent = [
        e for e in run.all(ev.Sent)
        if e.to == hub and e.n <= finding.at and e.who not in finding.objects
    ]  # fmt: skip
    like = [e for e in sent if words and words in text(e.data).lower()]
    return like[-1] if like else None


def makes_up(runs: list[Run], hub: str, to: str, words: str) -> bool:
    """Whether a server says something to a client, in any run, before anybody has said it.

    Where the two cross, it may look like what that client has just said.
    """
    for run in runs:
        said = (e.n for e in run.all(ev.Sent) if e.to == hub and words in text(e.data).lower())
        first = min(said, default=math.inf)
        told = (e for e in run.all(ev.Sent, hub) if e.to == to and e.n < first)
        if words in text(b"".join(e.data for e in told)).lower():
            return True
    return False
