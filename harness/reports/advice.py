"""What to fix first: the one thing whose mending should bring the most.

The misconception that explains the most comes first of all, where it is known.  Otherwise
a program that ended with an error comes before everything else, since other losses often follow
from it; one that was refused a connection is told with what the other program did instead.  Then
the item that lost the most points, the first of the rubric among equals.  Comments that are missing
come after all that does not work.  Extra credit comes last:
what ended with an error only there is no reason to begin with it.  Nor is what ended with an error
only beside a script, and was well spoken to by its own partner: it may not read what scripts say.
"""

import re
from collections import Counter

from harness.model import events as ev
from harness.model.play import NOT_OBSERVED
from harness.model.quick import dataclass
from harness.model.refusal import ADDRESS, ENDED, KEYBOARD, NOBODY, PORT, PROTO, Refusal, refusal
from harness.model.result import Diagnosis, Evidence, ItemResult, Result, SceneRun
from harness.model.spec import BY_STUDENT
from harness.reports.attempt import not_attempted
from harness.reports.misconception import first
from harness.reports.readable import cut, screen, visible
from harness.reports.runs import RunKey, key
from harness.reports.words import LOST, worth_of

_ERROR = re.compile(
    r"^(?:socket\.[a-z]+|[A-Za-z_][\w.]*(?:Error|Exception|Warning|Exit|Interrupt))\b.*",
    re.MULTILINE,
)
# an error of the program's own may have any name; it stands right behind the code that raised it
_OF_ITS_OWN = re.compile(
    r'^ *File "[^"\n]+", line \d+.*\n(?: +\S.*\n)+((?:[\w.]+\.<locals>\.)?[A-Z]\w{2,}(?:: .*)?)$',
    re.MULTILINE,
)
_REFUSED = re.compile(r"Connection ?Refused|Errno (?:111|61|10061)\b", re.IGNORECASE)
_CUT_OFF = re.compile(r"^(BrokenPipe|ConnectionReset|ConnectionAborted)Error\b")
_ENDED = re.compile(r"\bit had ended with (exit code [^0]|the (same )?error\b)")
_PLACE = re.compile(r'^ *File "([^"\n]+)", line (\d+)', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Crash:
    """A student's program that ended with an error in ``runs`` runs, and its last words.

    ``refusal``: it was refused, and why, which is seldom its own doing.  ``seen``: all runs in
    which a program ended with this error, whether they lost points or not.  ``own``: whom it sought
    is a program of the hand-in, too, and not one of the assignment's.
    """

    who: str
    error: str
    file: str
    line: str
    runs: int
    refusal: Refusal | None = None
    seen: frozenset[RunKey] = frozenset()
    own: bool = True

    @property
    def begin(self) -> str:
        """Where to begin: with whoever is wrong, if that can be told."""
        why = self.refusal.why if self.refusal else ""
        if self.refusal and why in {ENDED, KEYBOARD}:
            return f"Look at {visible(self.refusal.other)} first"
        if self.refusal and why in {PORT, ADDRESS, PROTO}:
            other = visible(self.refusal.other)
            given = f"In that run {other} is not yours: it is where the assignment has it"
            return "Let the two agree first" if self.own else given
        return "Mend that first"

    @property
    def excuse(self) -> str:
        """That who was refused may be right.

        Not where the assignment itself was sought in vain, nor where nobody was to be there.
        """
        why = self.refusal.why if self.refusal else ""
        sought_in_vain = not self.own and why in {PORT, ADDRESS, PROTO}
        alone = self.refusal is not None and not self.refusal.other
        return "" if sought_in_vain or alone else ", though it may be right"


@dataclass(frozen=True, slots=True)
class Advice:
    """Either or both: a crash, and the item to begin with and the evidence that shows it best.

    ``diagnosis``: the misconception that explains it, if that is known.
    """

    crash: Crash | None
    item: ItemResult | None
    evidence: Evidence | None
    diagnosis: Diagnosis | None = None

    @property
    def told_of_crash(self) -> bool:
        """Whether the misconception is what the error means, or says that it comes to this line."""
        one, crash = self.diagnosis, self.crash
        if one is None or crash is None or crash.refusal is not None:
            return False
        file = crash.file.rpartition("/")[2]
        if one.kind == "error" and (one.file.rpartition("/")[2], f"{one.line}") == (
            file,
            crash.line,
        ):
            return True
        return bool(re.search(rf"(?<!\w){re.escape(file)}:{crash.line}(?!\d)", one.happened))


def advice(result: Result) -> Advice:
    """What to fix first; all None if nothing was lost.

    Extra credit is spoken of only if the main part lost nothing, and no crash in it is: whoever did
    not attempt it has nothing to mend.
    """
    lost = [item for item in result.items if item.verdict in LOST and item.points < item.max]
    main = [item for item in lost if not item.extra]
    if not lost or (not main and not_attempted(result)):
        return Advice(None, None, None)
    # comments come last: whoever has them still has a program that does not work
    about = {name for one in result.diagnoses if one.kind == "comment" for name in one.items}
    works = [item for item in main or lost if item.id not in about]
    known = first(result, works or main or lost)
    explained = [item for item in main or lost if known and item.id in known.items]
    item = max(explained or works or main or lost, key=lambda one: one.max - one.points)
    failed = failures(item)
    crash = _crash(result, main)
    if known and crash and _CUT_OFF.search(crash.error) and known.file not in {"", crash.file}:
        crash = None  # the other side had closed: what is wrong with that one is told already
    return Advice(crash, item, failed[0] if failed else None, known)


def worth_by(result: Result, best: Advice) -> str:
    """What is lost by what the misconception explains, of the part to which the item belongs."""
    one, item = best.diagnosis, best.item
    if one is None or item is None:
        return ""
    explained = [each for each in result.items if each.id in one.items and each.extra == item.extra]
    worth = worth_of(sum(each.max - each.points for each in explained))
    others = {name for each in result.diagnoses if each != one for name in each.items}
    # some of it may be lost by something else as well
    return f"up to {worth}" if others & {each.id for each in explained} else worth


def failures(item: ItemResult) -> list[Evidence]:
    """The evidence that speaks against the item; all of it if none does and it is not lost.

    What was lost by its gates only has nothing against it: its note says so.
    What tells of an error that ended the program comes first (where a partner had failed before,
    nothing came, and that says little); then what was done and should not have been; last what
    could not be observed.
    """
    failed = [proof for proof in item.evidence if not proof.passed]
    return sorted(failed, key=_says_little) or ([] if item.verdict in LOST else list(item.evidence))


def _says_little(proof: Evidence) -> tuple[bool, bool, bool]:
    return (
        proof.happened.startswith(NOT_OBSERVED),
        not _ENDED.search(proof.happened),
        not proof.expected.startswith("never "),
    )


def note(item: ItemResult) -> str:
    """The item's note, unless its evidence says just that."""
    return "" if any(item.note == proof.happened for proof in failures(item)) else item.note


def hint(item: ItemResult, crash: Crash | None) -> str:
    """The item's hint where it fits: not after a fault of ours, a missing file, or an error."""
    if item.verdict == "fault":
        return ""
    failed = failures(item)
    if failed and all(is_about_files(proof) for proof in failed):
        return ""
    if crash is None or not failed or (crash.refusal and crash.refusal.why == ADDRESS):
        return item.hint
    if all(_run_of(e) in crash.seen for e in failed):
        return _AFTER_CRASH
    return item.hint


_AFTER_CRASH = "This may be lost only because of the error that is told at the top."


def is_about_files(proof: Evidence) -> bool:
    """True if it says why a role has no program, which is the same for every item of the role."""
    return not (proof.passed or proof.scene or proof.file)


def _crash(result: Result, lost: list[ItemResult]) -> Crash | None:
    """The crash that most of the runs that lost points have in common.

    Of several in one run the first counts: what followed may be no more than its consequence.
    """
    cited = {
        _run_of(e)
        for item in lost
        for e in failures(item)
        if not e.happened.startswith(NOT_OBSERVED)
    }
    found: dict[tuple[str, str, str, str], list[Refusal | None]] = {}
    began: Counter[tuple[str, str, str, str]] = Counter()
    seen: dict[tuple[str, ...], set[RunKey]] = {}
    for run in result.scenes:
        for nth, (crash, refused) in enumerate(_crashes(run, result.files)):
            seen.setdefault(crash[1:], set()).add(key(run))
            if key(run) in cited:
                found.setdefault(crash, []).append(refused)
                began[crash] += nth == 0
    for one in [one for one in found if _beside_scripts(one[0], seen[one[1:]], result.scenes)]:
        del found[one]
    if not found:
        return None
    crash, refusals = max(found.items(), key=lambda pair: (began[pair[0]], len(pair[1])))
    told = [one for one in refusals if one is not None]
    # the same in every run, or else the one that says the most
    why = next((one for one in told if one.why != NOBODY), told[0] if told else None)
    by = {run.recorded.by.get(why.other) for run in result.scenes if why and run.recorded
          and key(run) in seen[crash[1:]]}  # fmt: skip
    own = not why or BY_STUDENT in by
    return Crash(*crash, len(refusals), why, frozenset(seen[crash[1:]]), own)


def _beside_scripts(who: str, seen: set[RunKey], runs: tuple[SceneRun, ...]) -> bool:
    """Whether the hand-in's own programs spoke to ``who`` in each scene, without that error."""
    spoken, failed = set[str](), set[str]()
    for run in runs:
        if run.recorded is None or who not in run.recorded.by:
            continue
        among = {*run.recorded.by.values()} == {BY_STUDENT}
        if key(run) in seen:
            failed.add(run.id)
            if among:
                return False
        if among and any(
            isinstance(event, ev.Sent) and event.to == who and event.data
            for event in run.recorded.events
        ):
            spoken.add(run.id)
    return failed <= spoken


def _crashes(
    run: SceneRun, files: tuple[str, ...]
) -> list[tuple[tuple[str, str, str, str], Refusal | None]]:
    """The programs that ended with an error in a run: as (who, error, file, line).

    Who was refused because another program had ended with an error before is not among them.
    """
    found: list[tuple[tuple[str, str, str, str], Refusal | None]] = []
    for event in run.recorded.events if run.recorded else ():
        if not isinstance(event, ev.Exited) or event.code == 0 or run.recorded is None:
            continue
        before = run.recorded.events[: event.n]
        words = _last_words(before, event.who, files)
        if words is None or run.recorded.by.get(event.who) != "student":
            continue
        error, file, line = words
        refused = refusal(before, event.who) if _REFUSED.search(error) else None
        if refused is None or all(other is not None for _, other in found):
            found.append(((event.who, error, _own_name(file, files), line), refused))
    return found


def _run_of(proof: Evidence) -> RunKey:
    return (proof.scene, proof.cast, proof.row, proof.run)


def _own_name(path: str, files: tuple[str, ...]) -> str:
    """The file as its writer knows it: not where it lay when it ran."""
    own = [file for file in files if f"/{path}".endswith(f"/{file}")]
    return visible(max(own, key=len, default=path.rpartition("/")[2]))


def _last_words(
    events: tuple[ev.Event, ...], who: str, files: tuple[str, ...]
) -> tuple[str, str, str] | None:
    """(error, file, line) from the end of what ``who`` printed, if it ends in a traceback.

    The line is the last of those in files that were handed in: an error in a library, or in a given
    file, was made by the line that called it.
    """
    tail = b""
    for event in reversed(events):
        if isinstance(event, ev.Printed) and event.who == who:
            tail = event.data + tail
            if len(tail) > 4000:
                break
    text = screen(tail[-4000:])
    errors, places = _ERROR.findall(text) or _OF_ITS_OWN.findall(text), _PLACE.findall(text)
    if not errors or not places:
        return None
    known = {file.rpartition("/")[2] for file in files}
    own = [place for place in places if place[0].rpartition("/")[2] in known]
    file, line = (own or places)[-1]
    return cut(visible(errors[-1]), 160), file, line
