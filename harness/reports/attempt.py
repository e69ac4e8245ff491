"""Whether extra credit was attempted at all.

Nobody needs three failures explained of what was never tried.  It counts as not attempted if all of
it failed, no program was handed in for it, and those of the main part do no more in its scenes than
there: nobody who connects says more than one thing, or than was said there up to what follows the
first typed line (a letter unasked or a name that was asked for, and then the message).  A program
that ended with an error may have been meant to go on, so that is an attempt.
"""

from harness.model import events as ev
from harness.model.play import ANSWER
from harness.model.result import FAIL, UNOBSERVABLE, ItemResult, Result, SceneRun

NOT_ATTEMPTED = (
    "Not attempted, as far as can be seen. No program was handed in for it, and the"
    " others do nothing more after the main part."
)

_SAY_NOTHING = (FAIL, UNOBSERVABLE)


def extra_items(result: Result) -> tuple[ItemResult, ...]:
    """The items that are extra credit and may be shown."""
    return tuple(item for item in result.items if item.extra and not item.hidden)


def extra_roles(result: Result) -> frozenset[str]:
    """The roles that only scenes of extra credit have."""
    only = _extra_scenes(result)
    roles: dict[bool, set[str]] = {True: set(), False: set()}
    for run in result.scenes:
        if run.recorded is not None:
            roles[run.id in only] |= set(run.recorded.by)
    return frozenset(roles[True] - roles[False])


def not_attempted(result: Result) -> bool:
    """True if there is extra credit, and it seems that nobody tried to earn it."""
    items = extra_items(result)
    if not items or any(item.verdict != FAIL or item.points for item in items):
        return False
    scenes = _extra_scenes(result)
    runs = [run for run in result.scenes if run.id in scenes and _by_students(run)]
    roles = extra_roles(result)
    others = {file for role, file in result.programs.items() if role not in roles}
    own = {result.programs[role] for role in roles if role in result.programs} - others
    said = _said_before(result)
    return bool(runs) and not own and not any(_goes_on(run, said) for run in runs)


def cannot_tell(result: Result) -> bool:
    """True if nobody can know yet whether there is anything for extra credit.

    Whoever ended with an error in its scenes did so in those of the main part, too: so that error
    says nothing of an attempt, and is to be mended first.
    """
    items = extra_items(result)
    # beside a program that dies there may be no knowing what its partner wants to be told
    if not items or any(item.verdict not in _SAY_NOTHING or item.points for item in items):
        return False
    main = [item for item in result.items if not item.extra and item.points < item.max]
    scenes, roles = _extra_scenes(result), extra_roles(result)
    runs = [run for run in result.scenes if run.id in scenes and _by_students(run)]
    files = dict(result.programs)
    own = {files[role] for role in roles if role in files} - {
        file for role, file in files.items() if role not in roles
    }
    failed = {files.get(who) for run in runs for who in _failed(run)}
    before = {
        files.get(who) for run in result.scenes if run.id not in scenes for who in _failed(run)
    }
    if not main or not failed or not failed <= before or own:
        return False
    said = _said_before(result)
    return not any(_says_more(run, said) for run in runs)


def _failed(run: SceneRun) -> set[str]:
    events = run.recorded.events if run.recorded else ()
    return {event.who for event in events if isinstance(event, ev.Exited) and event.code != 0}


def _extra_scenes(result: Result) -> set[str]:
    scenes: dict[bool, set[str]] = {True: set(), False: set()}
    for item in result.items:
        scenes[item.extra] |= {proof.scene for proof in item.evidence if proof.scene}
    return scenes[True] - scenes[False]


def _by_students(run: SceneRun) -> bool:
    return run.recorded is not None and set(run.recorded.by.values()) == {"student"}


def _said_before(result: Result) -> int:
    """How many things a client says in the main part, up to what follows the first typed line."""
    scenes = _extra_scenes(result)
    runs = [run for run in result.scenes if run.id not in scenes and _by_students(run)]
    counts = [
        _messages(_opening(_events(run), who), who)
        for run in runs
        for who in _connecting(_events(run))
    ]
    return max(counts, default=1)


def _opening(events: tuple[ev.Event, ...], who: str) -> tuple[ev.Event, ...]:
    """The events until a second line is typed at ``who``, answers to its questions aside."""
    lines, answer = 0, False
    for n, event in enumerate(events):
        if event.who == who and isinstance(event, ev.Cue):
            answer = event.step == ANSWER
        elif event.who == who and isinstance(event, ev.Typed) and not answer:
            lines += 1
            if lines > 1:
                return events[:n]
    return events


def _goes_on(run: SceneRun, said: int) -> bool:
    """True if a program does more than the main part asks for, or may have been meant to."""
    return bool(_failed(run)) or _says_more(run, said)


def _says_more(run: SceneRun, said: int) -> bool:
    """True if somebody who connects says more than one thing, and than the ``said`` ones."""
    events = _events(run)
    return any(_messages(events, who) > max(1, said) for who in _connecting(events))


def _events(run: SceneRun) -> tuple[ev.Event, ...]:
    return run.recorded.events if run.recorded else ()


def _connecting(events: tuple[ev.Event, ...]) -> set[str]:
    return {event.who for event in events if isinstance(event, ev.Connected)}


def _messages(events: tuple[ev.Event, ...], who: str) -> int:
    """How many things ``who`` said: what was sent between two typed lines, or clicks, is one."""
    count, silent = 0, True
    for event in events:
        if event.who != who:
            continue
        if isinstance(event, ev.Typed | ev.Pressed | ev.Picked):
            silent = True
        elif isinstance(event, ev.Sent) and silent:
            count, silent = count + 1, False
    return count
