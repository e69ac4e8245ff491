"""Programs that do not run as they were handed in, or that an error ends on the way."""

import re
from collections.abc import Iterator

from harness.diagnosis import broken, classes, emptied, hosts, lists, loops
from harness.diagnosis.awaiting import made_above
from harness.diagnosis.became import TELLS, is_caught, raised, what_became
from harness.diagnosis.case import Case, Run
from harness.diagnosis.classes import HOW, init_misspelt, never_made, no_member, on_its_type
from harness.diagnosis.closing import BY_WITH, LATER, closed_by_with
from harness.diagnosis.code import Code, Place, known
from harness.diagnosis.errors import (
    NOT_LISTENING,
    SYNTAX,
    UNAWAITED,
    UNCALLED,
    UNCAUGHT,
    UNDEFINED,
    by_its_line,
    first,
    meaning,
    stops_reading,
)
from harness.diagnosis.hushed import not_noted
from harness.diagnosis.kits import lacks, left_outside, refused
from harness.diagnosis.namesakes import hides_a_module
from harness.diagnosis.rebound import DO as RENAME
from harness.diagnosis.rebound import KEEP, NONE, gets_none, rebound
from harness.diagnosis.rebound import SAYS as REBOUND
from harness.diagnosis.refused import runs_by_import, serves_too
from harness.diagnosis.regions import named_only, own_lines, parameters
from harness.diagnosis.returned import none_of_its_own
from harness.diagnosis.starting import args_without_comma, only_named, run_taken
from harness.diagnosis.swapped import elsewhere
from harness.diagnosis.tracebacks import Trace, traces
from harness.diagnosis.traps import filled_by_processes
from harness.diagnosis.unasked import meant, why
from harness.diagnosis.uncalled import uncalled_value
from harness.diagnosis.unread import detail, no_program
from harness.diagnosis.unsaid import keeps_errors
from harness.diagnosis.unset import no_value_yet
from harness.diagnosis.unshared import SENT_BETWEEN, still_none
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

_LACKING = re.compile(r"has no attribute '(\w+)'")
_MISSPELT = "Something is asked of an object that it does not have: {}, where line {} has {}"
_KEPT = (
    "Something is not there that a function should have put there, and the pool that runs it keeps "
    "its errors to itself"
)
_ASK_IT = (
    "submit() returns a future: keep it, and ask it for its result(). If there was an error, that "
    "raises it, and Python tells where."
)
_NO_OBJECT = "{0} is named here and not called, so that no object of it is made"
_MAKE_ONE = "Parentheses behind its name make one."
_RUN = "run gets another value here: the method run(), which start() calls, is hidden by it"
_WHICH = "Each name of an object stands for one thing. Which of the two needs this one?"
_READS_TEXT = re.compile(r"^(?!.*(?:decode|\bstr)\().*(?:\bfor\b|\bopen\(|\.read)")
_UNREADABLE = (
    "ValueError: invalid literal for int()", "JSONDecodeError", "UnpicklingError",
    "struct.error: unpack",
)  # fmt: skip
# what no connection brings about, nor what somebody types
_SLIPS = re.compile(r"(Name|UnboundLocal|Attribute|Type|Index|Key)Error\b|ValueError: .*to unpack")
_TIME_LIMITS = frozenset({"timeout", "TimeoutError"})
_CONSEQUENCES = _TIME_LIMITS | {"ConnectionRefusedError", "EOFError"}
_BROKEN_OFF = frozenset({"BrokenPipeError", "ConnectionResetError", "ConnectionAbortedError"})


def does_not_run(case: Case) -> Iterator[Diagnosis]:
    """A program, or one of its threads, ends with an error."""
    for who, trace, runs in _errors(case):
        if not _is_refused(case, who, trace, runs):
            yield from _crash(case, who, trace, runs)


def refused_by_kit(case: Case) -> Iterator[Diagnosis]:
    """The given program catches an error that a student's lines have made it make.

    It goes on, so that this explains no more than what was lost where it happened.
    """
    for who, trace, runs in _errors(case):
        # a question that is only named was meant to be asked: that is told by itself
        asked = not (lacks(trace) and named_only(case, who))
        if asked and _is_refused(case, who, trace, runs):
            yield from _crash(case, who, trace, runs)


def caught_and_told(case: Case) -> Iterator[Diagnosis]:
    """A program catches a slip and has Python tell of it; all that is missed is missed since."""
    files = case.record.files
    for who in case.students():
        told: dict[Trace, list[Run]] = {}
        for run in case.alone(who) if not case.is_kit(who) else ():
            trace = first(traces(run.printed(who), files))
            missed = min((_when(f) for f in run.unmet if who in f.actors), default=-1)
            if trace is None or not _SLIPS.match(trace.error):
                continue
            if missed >= broken.told_at(run, who) and is_caught(run, who, trace, files):
                told.setdefault(trace, []).append(run)
        for trace, runs in told.items():
            yield from _crash(case, who, trace, runs)


def _errors(case: Case) -> Iterator[tuple[str, Trace, list[Run]]]:
    """The errors of each program; of one that the harness cannot speak to, those beside its own."""
    for who in case.students():
        found = _told(case, who, case.alone(who))
        forms = [each for each in found if _is_a_form_of_its_own(case, who, *each)]
        found = [each for each in found if each not in forms]
        if forms:
            found = _told(case, who, _among_themselves(case, who)) or found
        for trace, runs in found:
            yield who, trace, runs


def _told(case: Case, who: str, among: list[Run]) -> list[tuple[Trace, list[Run]]]:
    told: dict[tuple[str, int], tuple[Trace, list[Run]]] = {}
    for run in among:
        told_of = traces(run.printed(who), case.record.files)
        trace = first(one for one in told_of if one.line or not _is_no_function(case, who, one))
        ended = run.exited(who)
        dead = ended is not None and ended.code not in {0, None}
        if trace is None or _is_a_consequence(case, run, who, trace):
            continue
        if not (dead or trace.thread or case.is_kit(who)):
            continue  # it printed of an error that it had caught
        told.setdefault((trace.file, trace.line), (trace, []))[1].append(run)
    return [*told.values()]


def _among_themselves(case: Case, who: str) -> list[Run]:
    """The runs of a program in which no role is played by the harness."""
    return [run for run in case.runs if run.student(who) and len({*run.students}) == len(run.by)]


def _is_no_function(case: Case, who: str, trace: Trace) -> bool:
    """Whether a thread was given no function, which is told by where it was made."""
    return trace.message.endswith("not callable") and not run_taken(case.code(who)).line


def _is_a_consequence(case: Case, run: Run, who: str, trace: Trace) -> bool:
    """Whether another program is to blame for an error: it ended before, or was never there.

    A time limit is a server's own doing where it ends the wait for a client to connect.
    """
    others = [other for other in run.students if other != who and run.failed(other)]
    if trace.kind in _TIME_LIMITS and who in case.own_servers:
        place = case.code(who).line(trace.file, trace.line)
        return bool(others) or "accept(" not in place.code
    if trace.kind in _BROKEN_OFF:
        told, place = broken.told_at(run, who), _place(case, who, trace)
        again = broken.goes_round_once_more(case.code(who), place)
        return (
            (broken.hung_up(run, who, told) and (_was_to_stay(run, who) or again))
            or any(-1 < broken.told_at(run, other) < told for other in others)
            or any(_left_too_soon(run, other, told) for other in run.students if other != who)
        )
    if "[Errno 9]" in trace.message:
        return _closed_what_was_to_stay(run, who, broken.told_at(run, who))
    return trace.kind in _CONSEQUENCES


def _closed_what_was_to_stay(run: Run, who: str, told: int) -> bool:
    """Whether a program had closed a connection too soon, on which it failed after that."""
    broke = [f for f in run.unmet if (f.verb, f.mood) == ("closes", "never") and who in f.actors]
    return any(f.events and min(f.events) < told for f in broke)


def _was_to_stay(run: Run, who: str) -> bool:
    """Whether a program closed what it should not have: what it fails at then is no news."""
    return any((f.verb, f.mood) == ("closes", "never") and who in f.actors for f in run.unmet)


def _left_too_soon(run: Run, other: str, told: int) -> bool:
    """Whether another program had ended before an error was told, and had not done its part."""
    ended = run.exited(other)
    return ended is not None and ended.n < told and any(other in f.actors for f in run.unmet)


def _is_refused(case: Case, who: str, trace: Trace, runs: list[Run]) -> bool:
    return (
        case.is_kit(who)
        and not left_outside(case.record.before, trace)[0]
        and meaning(trace)[0].startswith(UNCAUGHT)
        and not any(run.exited(who) for run in runs)
    )


def _is_a_form_of_its_own(case: Case, who: str, trace: Trace, runs: list[Run]) -> bool:
    """Whether a program could not read what the harness sent, and its own partners do it right.

    Its messages have a length before them, say, or a name is said first: nothing keeps them from
    that.  Where an error does not tell as much, it is made whenever the harness has spoken.
    """
    mine = [run for run in case.runs if run.student(who)]
    own = _among_themselves(case, who)
    heard = [run for run in mine if run.all(ev.Read, who)]
    form = any(trace.error.startswith(each) for each in _UNREADABLE)
    others = [first(traces(run.printed(who), case.record.files)) for run in own]
    again = (each is not None and (not form or each.kind == trace.kind) for each in others)
    return (
        (form or all(run in runs for run in heard if run not in own))
        and any(run in own for run in heard)
        and not any(run in own for run in runs)
        and not any(again)
    )


def _crash(case: Case, who: str, trace: Trace, runs: list[Run]) -> Iterator[Diagnosis]:
    says, do = meaning(trace)
    place = at = _place(case, who, trace)
    if says == UNAWAITED:
        place = known(made_above(case.code(who), place), place)
    elif says == UNCALLED:
        place = known(uncalled_value(case.code(who)), place)
    if "never imported" in says and case.is_kit(who):
        do = "Import it inside the part that is yours: nothing outside of it is taken."
    by_given = case.is_kit(who) and trace.given and says.startswith(UNCAUGHT)
    if by_given or _is_refused(case, who, trace, runs):
        said = [e.data.decode("utf-8", "replace") for run in runs for e in run.all(ev.Sent)]
        reason, asks = why(case, who, place) if lacks(trace) else ("", place)
        says, do = refused(trace, place.code, said, reason)
        place = asks if reason and reason in says else place
    elif case.is_kit(who):
        found, how = left_outside(case.record.before, trace)
        says, do = (found, how) if found else (says, do)
    given = ", ".join(parameters(case, who)) if case.is_kit(who) else ""
    unknown = says.startswith(UNDEFINED) and given
    if unknown:
        do += f" Your function is called with: {given}."
    error = trace.error.rstrip(".?! ")
    if unknown or "never imported" in says:  # Python guesses at any other name of the file
        error = error.partition(". Did you mean")[0]
    since = {id(run): -1 if case.is_kit(who) else broken.told_at(run, who) for run in runs}
    findings = [
        one
        for run in runs
        for one in run.findings
        if one.verdict != "met" and _when(one) >= since[id(run)]  # before it, all went as it did
    ]
    meant_by, how = _behind_it(case, who, trace, place, runs)
    says, do = meant_by or says, how or do
    cause = runs_by_import(case, who, trace, runs) or _further_up(case.code(who), trace, place)
    says, do, place = cause if cause[0] else (says, do, place)
    files = case.record.files
    caught = not case.is_kit(who) and case.code(who).has(TELLS)
    caught = caught and all(is_caught(run, who, trace, files) for run in runs)
    happened = what_became(who, trace, runs, at if at.line and at != place else None, caught=caught)
    if error not in says:  # once is enough
        happened += f": {trace.kind if trace.message and trace.message in says else error}"
    yield from case.diagnosis("error", findings, says, place, happened=happened, do=do)


def _when(finding: Finding) -> int:
    """When a line was lost: one that forbids something when that happened, and not at its end."""
    return min(finding.events, default=finding.at) if finding.mood == "never" else finding.at


def _further_up(code: Code, trace: Trace, at: Place) -> tuple[str, str, Place]:
    """What a line did from which the error comes, what to do, and where that is."""
    return next((cause for cause in _causes(code, trace, at) if cause[2].line), ("", "", Place()))


def _causes(code: Code, trace: Trace, at: Place) -> Iterator[tuple[str, str, Place]]:
    """What the error may come of; without a place whatever does not."""
    hidden = not trace.line and at.line and at == run_taken(code)
    yield _RUN, _WHICH, at if hidden else Place()
    yield lists.ANEW, lists.GIVEN, lists.made_anew(code, trace)
    yield BY_WITH, LATER, closed_by_with(code, trace, at)
    misspelt, place = init_misspelt(code, trace, at)
    yield misspelt, HOW, place
    yield classes.without_self(code, trace)
    named, place = never_made(code, trace, at)
    yield _NO_OBJECT.format(named), _MAKE_ONE, place
    name, place = lists.own_list(code, trace)
    yield lists.OWN.format(name), lists.GIVE, place
    if _finds_too_little(trace):
        yield emptied.behind(code, at)
    name, was, place = rebound(code, trace, at)
    yield REBOUND.format(name, was), RENAME, place
    call, name, place = gets_none(code, trace, at)
    yield NONE.format(call, name), KEEP, place
    yield none_of_its_own(code, trace, at)
    yield still_none(code, trace, at)
    if _finds_too_little(trace):
        leaves, place = loops.left_at_once(code, "accept")
        yield loops.LEFT.format(leaves), "Which of the loop's lines are for each client?", place
        spent, place = loops.used_up(code, "join")
        yield loops.USED_UP.format(spent), loops.MAKE_A_LIST, place
    if "before it is started" in trace.message:
        once = "What is to be done for each of several is written as a plain loop."
        yield loops.NOT_YET, once, loops.never_gone_over(code, "start")


def _finds_too_little(trace: Trace) -> bool:
    """Whether something is not there yet that a thread should have put there."""
    return trace.kind in {"IndexError", "KeyError"} or "not enough values to" in trace.message


def _behind_it(
    case: Case, who: str, trace: Trace, place: Place, runs: list[Run]
) -> tuple[str, str]:
    """What the code tells of the cause, beyond the error, and what to do; empty as far as not."""
    told = (
        no_program(place.code) if stops_reading(trace) else ("", ""),
        hides_a_module(case, who, trace),
        elsewhere(case, who, trace),
        on_its_type(trace, place.code),
        no_member(case.code(who), trace, place),
        _of_a_list(case, who, trace, runs),
        serves_too(case, who, trace),
        broken.whose_doing(case, who, trace, place, runs),
        (_as_written(case, who, trace, place), ""),
        by_its_line(trace, place.code),
        no_value_yet(case.code(who), trace, place, own_lines(case, who))
        if case.is_kit(who)
        else no_value_yet(case.code(who), trace, place),
        _of_what_was_meant(case.code(who), trace, place),
        ("", "") if _is_refused(case, who, trace, runs) else raised(trace, place),
    )
    return next((each for each in told if each[0]), ("", ""))


def _of_a_list(case: Case, who: str, trace: Trace, runs: list[Run]) -> tuple[str, str]:
    """Of a list that is shorter than the program thinks: why it is."""
    if trace.kind in {"IndexError", "KeyError"} and keeps_errors(case.code(who)):
        return _KEPT, _ASK_IT
    if empty := lists.never_filled(case.code(who), trace):
        return lists.EMPTY.format(empty), lists.FILL
    if soon := lists.too_soon(case, who, trace, runs):
        return lists.SAYS.format(soon), lists.DO
    if counted := lists.counted_from_one(case, who, trace):
        return lists.COUNTED.format(counted), lists.COUNT
    return not_noted(case, who, trace, runs) if _finds_too_little(trace) else ("", "")


def _of_what_was_meant(code: Code, trace: Trace, place: Place) -> tuple[str, str]:
    """Of a host, of what other processes have, of bytes, of a socket: what it is taken for."""
    if host := hosts.looked_up(code, trace):
        return hosts.SAYS.format(host), ""
    if shared := _not_shared(code, trace, place):
        return (
            f"Each process has memory of its own: what another one puts into {shared} is not here",
            SENT_BETWEEN,
        )
    if trace.kind == "UnicodeDecodeError" and _READS_TEXT.search(place.code):
        return (
            "What is read as text is none",
            "What may be anything is opened with mode 'rb', and stays bytes on its whole way.",
        )
    if "accept(" in place.code and "[Errno 22]" in trace.message:
        if named := only_named(code, "listen"):
            return (
                f"listen is named in line {named[0].line} and not called, so nothing listens",
                "Parentheses call it: listen().",
            )
        return NOT_LISTENING
    return "", ""


def _as_written(case: Case, who: str, trace: Trace, place: Place) -> str:
    """What is written wrongly, by the line itself or by the comments above it; '' if not known."""
    if meaning(trace)[0] == SYNTAX:
        read = detail(trace.message, place.code)
        return f"{SYNTAX}: {read}" if read else ""
    lacking = _LACKING.search(trace.message) if trace.kind == "AttributeError" else None
    near, line = meant(case, who, lacking[1]) if lacking else ("", 0)
    return _MISSPELT.format(lacking[1], line, near) if lacking and near else ""


def _not_shared(code: Code, trace: Trace, place: Place) -> str:
    """What the program finds empty, since only other processes have filled theirs."""
    if trace.kind not in {"IndexError", "KeyError"}:
        return ""
    filled = filled_by_processes(code)
    return next((name for name in sorted(filled) if re.search(rf"\b{name}\[", place.code)), "")


def _place(case: Case, who: str, trace: Trace) -> Place:
    """Where it happened; of a thread whose function cannot be called, where that is made.

    A program may import another one, whose lines are then that one's.
    """
    code = case.code(who)
    if trace.line:
        all_of_them = [case.code(each) for each in (who, *case.students())]
        places = [each.line(trace.file, trace.line) for each in all_of_them]
        return next((each for each in places if each.code), places[0])
    taken = run_taken(code) if trace.message.endswith("not callable") else Place()
    return known(taken, code.only("Thread"), args_without_comma(code, trace.message))
