"""Help by degrees: each a little plainer than the one before, and the student asks for each.

First a nudge, where to look and what to ask oneself; then what to do, where the misconception is
known; then the teacher's hint; last what was expected, and the place in the code.  A teacher who
writes several hints has them instead of our nudge.  About an error that ended a program: what such
an error means or what to do about it, and then its place.
"""

import re
from collections.abc import Mapping

from harness.model import events as ev
from harness.model.quick import dataclass
from harness.model.refusal import ENDED, KEYBOARD
from harness.model.result import SOMETIMES, Diagnosis, Evidence, ItemResult, Result, SceneRun
from harness.reports import nearby
from harness.reports.advice import Crash, failures, is_about_files
from harness.reports.lacking import about
from harness.reports.misconception import of_item as of_any
from harness.reports.pythonerrors import meaning
from harness.reports.runs import key
from harness.reports.words import arrows, listed, wait

Code = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Degree:
    """One degree: ``text`` in sentences, and ``lines`` of code that stand as they are."""

    name: str
    text: str
    lines: tuple[str, ...] = ()


def of_crash(
    crash: Crash, result: Result, code: Code, known: Diagnosis | None = None
) -> tuple[Degree, ...]:
    """Help with an error that ended a program; ``known``: what it means, told already."""
    place = f"{crash.file}, line {crash.line}: {crash.error}"
    found = [Degree("nudge", _READ)]
    if crash.refusal:
        found = [Degree("nudge", _REFUSED)]
        if crash.refusal.why in {ENDED, KEYBOARD} and crash.refusal.other in result.programs:
            other = crash.refusal.other
            return (*found, Degree("where", f"{result.programs[other]}, which plays {other}."))
    elif re.match(r"BrokenPipe|Connection(Reset|Aborted)", crash.error):
        found = [Degree("nudge", _CLOSED)]
    says = meaning(crash.error)
    if known is not None and known.do:
        found.append(Degree("what to do", known.do))
    elif says:
        found.append(Degree("what it means", says))
    around = tuple(nearby.around(crash.file, int(crash.line), code))
    return (*found, Degree("where", place, around))


_READ = (
    "Read the last line of what Python printed, then the line that it names: what did you think "
    "was there, and what was?"
)
_REFUSED = (
    "A refused connection is seldom the fault of whoever was refused: what did the other side do "
    "before, and where does it listen?"
)
_CLOSED = (
    "Whoever finds a connection closed has seldom closed it: what did the other side do before, "
    "in the diagram?"
)


def of_item(item: ItemResult, result: Result, code: Code) -> tuple[Degree, ...]:
    """Help with an item that lost points."""
    failed = failures(item)
    proof = failed[0] if failed else None
    run = next((run for run in result.scenes if proof and key(run) == _run(proof)), None)
    known = of_any(result, item)
    nudges = item.nudges or (_at(known, proof) or _nudge(item, proof, run, result.files),)
    found = [Degree("nudge", text) for text in nudges if text]
    does = known.do if known is not None else ""
    if does:  # about just this cause, and so before what is about the item
        found.append(Degree("what to do", does))
    if item.hint not in ("", does) and not (failed and all(is_about_files(e) for e in failed)):
        found.append(Degree("hint, in general" if does else "hint", item.hint))
    if proof is not None:
        found.append(_place(proof, run, result, code, known))
    return tuple(found)


def _at(known: Diagnosis | None, proof: Evidence | None) -> str:
    """The same where the misconception and its place are known."""
    if known is None or not known.line or proof is None or not proof.scene:
        return ""
    if not known.code:  # there is nothing, and should be
        return f"Look at {known.file}, line {known.line}: what is missing there?"
    return (
        f"Read {known.file}, line {known.line}, beside the diagram: what has happened when the "
        "program comes there, and what does it do there that it should not, or not yet?"
    )


def _run(proof: Evidence) -> tuple[str, str, str, int]:
    return (proof.scene, proof.cast, proof.row, proof.run)


def _nudge(
    item: ItemResult, proof: Evidence | None, run: SceneRun | None, own: tuple[str, ...]
) -> str:
    """Where to look, and what to ask oneself there."""
    if proof is None:
        return ""
    if is_about_files(proof):
        return "Look at the names of your files, and at what the assignment says of them."
    if not proof.scene:
        return (
            "Read what stands there as somebody who has never seen your program: what is not said?"
        )
    if item.verdict == SOMETIMES:
        return "It went well in some runs and not in others. Which two things can come either way?"
    return _nudge_at_diagram(item, proof, run, own)


def _nudge_at_diagram(
    item: ItemResult, proof: Evidence, run: SceneRun | None, own: tuple[str, ...]
) -> str:
    """The same where there is a diagram to look at."""
    who, verb = nearby.deed(proof.expected)
    if proof.expected.startswith("never "):
        return (
            "Something was done that should not be, or not yet. Look at the ✗ in the diagram: "
            f"what made {who or 'the program'} do that, and what should it have done instead?"
        )
    if re.search(r'window showed "[^"]*(Error|Warning)\b', proof.happened):
        return "A window says what went wrong: read the last thing that it shows, word for word."
    if verb == "sends" and run is not None and (others := _sent_instead(item, run, who)):
        return f"Look who got something of {who} instead: {listed(others)}. Is that who was meant?"
    stuck = any(each.who == who and each.file in own for each in (run.waiting if run else ()))
    if stuck and verb != "waits":
        return (
            f"Where the diagram ends, {who} waits, and nothing more can happen. For what does it "
            "wait, and who could end that?"
        )
    if verb == "sends" and "sent nothing" not in proof.happened:
        return (
            "Something was sent. Compare it with what the assignment asks for: its text, word for "
            "word, what stands first in it, and who gets it."
        )
    return (
        "Find the first ✗ in the diagram, and read upwards from there: what was the last thing "
        "that went well, and what should your program do next?"
    )


def _sent_instead(item: ItemResult, run: SceneRun, who: str) -> list[str]:
    """Who got something of ``who`` when another should have, after what was done before that."""
    events = run.recorded.events if run.recorded else ()
    lacking = [line for line in about(item, run) if line[1] == who]
    if not lacking:
        return []
    at, _, to, _ = lacking[0]
    since = max((e.n for e in events if isinstance(e, _DEEDS) and e.n <= at), default=0)
    got = dict.fromkeys(
        e.to for e in events if isinstance(e, ev.Sent) and e.who == who and since < e.n <= at
    )
    return [] if to in got else list(got)


_DEEDS = (ev.Typed, ev.Pressed, ev.Filled, ev.Picked, ev.Started, ev.InputEnded)


def _place(
    proof: Evidence, run: SceneRun | None, result: Result, code: Code, known: Diagnosis | None
) -> Degree:
    """What was expected, and the place in the code as far as it is known."""
    parts = [f"Expected: {arrows(proof.expected)}. Instead: {proof.happened}."]
    lines: list[str] = []
    if proof.file:
        parts.append(f"Where: {proof.file}" + (f", line {proof.at}." if proof.at else "."))
        lines += nearby.around(proof.file, proof.at, code) if proof.at else []
    who, verb = nearby.deed(proof.expected)
    waiting = run.waiting if run else ()
    waits = [each for each in waiting if each.who == who and each.file in result.files]
    parts += [
        f"In the end {wait(each)}: {each.file}, line {each.line}, {each.code}."
        for each in waits[:3]
    ]
    if known is not None and known.line and not proof.file:
        parts.append(f"Where: {known.file}, line {known.line}.")
        lines += nearby.around(known.file, known.line, code)
    elif not proof.file and who in result.programs:
        parts.append(nearby.told(verb, result.programs[who], code))
    text = " ".join(part for part in parts if part)
    return Degree("expected, and where", re.sub(r"([.!?]\"?)\.(?= |$)", r"\1", text), tuple(lines))
