"""Whether a score may go out to a platform, and which items it is made of.

A platform knows numbers only, and one that is too low would stand.  So there is no score where the
harness failed, be it in one scene, nor where nothing at all could be played.  What waits for a
person or could not be observed is no number either: it counts on neither side, and is named.
"""

from harness.export.visibility import is_visible
from harness.model.result import FAULT, UNOBSERVABLE, ItemResult, Result
from harness.reports.readable import visible
from harness.reports.words import UNDECIDED, count, listed, worth_of

FAILED = (
    "The grader failed, not this submission. There is no score; that is not a zero. "
    "Those who run the course can see what went wrong, and have it graded again."
)


def withheld(result: Result) -> str:
    """Why no score may go out, for a student to read; empty if one may."""
    if result.fault or any(item.verdict == FAULT for item in result.items):
        return FAILED
    unseen = [item for item in result.items if item.verdict == UNOBSERVABLE]
    played = any(item.runs for item in result.items if item.verdict not in UNDECIDED)
    if played or not unseen:
        worth = sum(item.max for item in judged(result.items) if not item.extra)
        return "" if worth else "Nothing of this can be judged by a program: a person does it."
    notes = [item.note.partition("; its ")[0] for item in unseen if is_visible(item)]
    why = next(iter((*notes, *result.problems)), "")
    return (
        "Nothing of this submission could be played here, so there is no score; that is not a "
        f"zero. {visible(why)}"
    ).strip()


def cause(result: Result) -> str:
    """What went wrong, for those who run the course; empty if nothing did."""
    faults = [item for item in result.items if item.verdict == FAULT]
    lines = [result.fault or "", *(f"{item.id}: {item.note}" for item in faults)]
    if not any(lines) and withheld(result):
        lines = list(result.problems) or [item.note for item in result.items if item.note]
    return "\n".join(visible(line) for text in lines for line in text.splitlines())


def shown(result: Result) -> tuple[ItemResult, ...]:
    """The items that students may see."""
    return tuple(item for item in result.items if is_visible(item))


def judged(items: tuple[ItemResult, ...]) -> tuple[ItemResult, ...]:
    """Those of ``items`` that have a verdict."""
    return tuple(item for item in items if item.verdict not in UNDECIDED)


def left_open(result: Result) -> str:
    """What has no verdict, in a sentence; empty if everything has one."""
    items = [item for item in shown(result) if item.verdict in UNDECIDED]
    if not items:
        return ""
    verb = "was" if len(items) == 1 else "were"
    return (
        f"{count(len(items), 'item')} ({worth_of(sum(item.max for item in items))}) {verb} not "
        f"judged here, and nothing is lost by that: {listed([visible(i.title) for i in items])}. "
        "A person decides."
    )


def kept_back(result: Result) -> str:
    """How much is hidden and so not in the score; empty if nothing is."""
    items = [item for item in result.items if not is_visible(item)]
    if not items:
        return ""
    worth, verb = worth_of(sum(item.max for item in items)), "is" if len(items) == 1 else "are"
    return f"{count(len(items), 'item')} ({worth}) {verb} not shown, and not counted here."
