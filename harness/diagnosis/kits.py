"""Functions that a given program calls: what they find there, and whether they come to an end."""

import ast
import re
from collections.abc import Iterable, Iterator

from harness.diagnosis.asked import quoted_text, said_to
from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import Place
from harness.diagnosis.compared import hides_imported
from harness.diagnosis.handling import silent
from harness.diagnosis.regions import found_in, own_lines
from harness.diagnosis.tracebacks import Trace
from harness.diagnosis.unasked import SENDS, uncalled
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

# as it is told of a hand-in when it is cast: what is played has these lines no more
_OUTSIDE = re.compile(
    r"^(?P<file>.*?): '(?P<name>\w+)' is used in a region but defined outside of it, "
    r"in line (?P<line>\d+)"
)
_RENAMED = re.compile(
    r"^(?P<file>.*?): '(?P<name>\w+)' is used in a region but is a parameter in "
    r"line (?P<line>\d+) alone"
)
_RAISES = re.compile(r"^raise\b|:[ \t]*raise\b")
_LACKING = ("LookupError", "KeyError", "IndexError")
_QUOTED = re.compile(r"'([^']+)'")
_VALUE = (
    "Which one is meant? A value has a name of its own, behind a dot; or was your function called "
    "with one?"
)
_TEXT = "In quotes, or made by str(), it is a text: what does the given program take in its place?"
_NO_TEXT = re.compile(r"\bnot '[^']*'$")
_TYPE = re.compile(r"<(?:class|enum) '(?:\w+\.)*(\w+)'>")
_NAME = re.compile(r"(?:global )?name '(\w+)' is not defined")


def hides_a_given_class(case: Case) -> Iterator[Diagnosis]:
    """A class of the student's own has the name of one that is given, and nothing is ever sent."""
    for who, short in silent(case):
        found = found_in(case, who, hides_imported)
        if len(found) == 1:
            place, name = found[0]
            yield from case.diagnosis(
                "hides-a-given-class",
                short,
                f"{name} is imported, and this line makes another class of that name: the message "
                "that comes is of the one that was given, and equals nothing of yours",
                place,
                happened=f"{who} got the message, and sent nothing",
                do=f"What is in the {name} that is imported at the top of the file?",
            )


def left_outside(notes: Iterable[str], trace: Trace) -> tuple[str, str]:
    """What it means that an error misses a name which stands outside of the marks, and what to do.

    Two empty texts if it is none of these names.
    """
    missed = _NAME.match(trace.message)
    for note in notes if trace.kind == "NameError" and missed else ():
        found = _OUTSIDE.match(note) or _RENAMED.match(note)
        same = found and trace.file.rpartition("/")[2] == found["file"].rpartition("/")[2]
        if missed and found and same and found["name"] == missed[1]:
            name, line = found["name"], found["line"]
            return _renamed(name, line) if found.re is _RENAMED else _defined(name, line)
    return "", ""


def _defined(name: str, line: str) -> tuple[str, str]:
    says = f"{name} is defined outside of the marks (line {line}), where nothing of yours is taken"
    return says, f"Move line {line} between the marks, before the place where it is used."


def _renamed(name: str, line: str) -> tuple[str, str]:
    says = f"{name} is a parameter's new name outside of the marks (line {line}), and is not taken"
    return says, "Between the marks the parameters have the names that they were given: use these."


def refused(trace: Trace, code: str, said: Iterable[str], why: str = "") -> tuple[str, str]:
    """What it means if the given program catches an error that it was made to make.

    ``said``: what was sent, among which an argument in a wrong place may be; ``why``: what was not
    asked before.
    """
    if _RAISES.search(code):
        return (
            f"Your function ends with an error that it raises itself: {trace.error.rstrip('.?! ')}",
            "It is not asked for one: decide with if what is to be done, and return.",
        )
    named = _TYPE.search(trace.message)
    if named and re.search(rf"\b{named[1]}\b(?!\.)", code):
        error = trace.error.rstrip(".?! ")
        return f"{named[1]} is a type, and one of its values belongs here: {error}", _VALUE
    if trace.kind == "TypeError" and _NO_TEXT.search(trace.message):
        return f"A text stands where none is taken: {trace.error.rstrip('.?! ')}", _TEXT
    given = _QUOTED.search(trace.message)
    if given and " " in given[1] and any(given[1] in each for each in said):
        return (
            f"A message stands where something else belongs: {trace.error.rstrip('.?! ')}",
            "Which arguments does that function take, and in which order?",
        )
    more = f", and {why}" if why and lacks(trace) else ""
    says = "Something is asked of the given program that it cannot do"
    return (
        f"{says}{more}: {trace.error.rstrip('.?! ')}",
        "Do not catch it: what has to be known before this call, and which function tells it?"
        if lacks(trace)
        else "Do not catch it: what may that function be given?",
    )


def lacks(trace: Trace) -> bool:
    """Whether something was looked up that is not there, which can be asked before."""
    return trace.kind in _LACKING


def never_sends_on(case: Case) -> Iterator[Diagnosis]:
    """The comments between the marks show what sends a message on, and nothing calls it."""
    for who, name, place in _uncalled(case):
        if SENDS.match(name):
            yield from case.diagnosis(
                "never-sends-on",
                case.unmet_by(who),
                f"Your function never calls {name}, which would send the message on",
                place,
                happened=f"The comment there speaks of {name}, and no code between the marks does",
                do="print() and return tell nobody on the network: call it, as the comment shows.",
            )


def never_asked(case: Case) -> Iterator[Diagnosis]:
    """The comments between the marks show how to ask something, and nothing asks it.

    That is a fact, and only likely to be the cause: so it is told where nothing else is known.
    """
    for who, name, place in _uncalled(case):
        if not SENDS.match(name):
            yield from case.diagnosis(
                "never-asked",
                case.unmet_by(who),
                f"Your function never calls {name}, and it is likely that it should",
                place,
                happened=f"The comment there speaks of {name}, and no code between the marks does",
                do=f"What does {name} tell, and what should happen if it says no?",
            )


_OWN = re.compile(r"_[a-z]")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _uncalled(case: Case) -> Iterator[tuple[str, str, Place]]:
    """The one function that the comments of a role's region call, and its code does not."""
    for who in case.students():
        lacking = uncalled(case, who)
        if len(lacking) == 1:
            yield from ((who, name, place) for name, place in lacking.items())


def never_returns(case: Case) -> Iterator[Diagnosis]:
    """A loop sleeps and looks, over and over, in a function that should return."""
    for who in case.students():
        runs = [run for run in case.alone(who) if run.students == (who,) and _ticks(run)]
        places = _sleeping_loops(case, who) if runs and case.is_kit(who) else []
        if len(places) != 1:
            continue
        task = places[0] in _in_functions(case, who)
        late = next(_sent_late(runs, who), None) if task else None
        told = "Your function leaves a task behind" if task else "Your function does not return"
        yield from case.diagnosis(
            "never-returns",
            [f for run in runs for f in run.unmet if who in f.actors],
            f'{told}, which sends later what could not be sent when it came: "{quoted_text(late)}"'
            if late
            else f"{told}{', whose' if task else ': its'} loop {_looks(case, who, places[0])}",
            places[0],
            happened=late.happened
            if late
            else f"{who} slept there over and over"
            + ("" if task else ", and nothing more came of it"),
            do="What if that for which it waits never comes? Decide by what is so now, and return.",
        )


def _sent_late(runs: list[Run], who: str) -> Iterator[Finding]:
    """What was sent though it should not be, and not at once: the others had said more by then."""
    for run in runs:
        for f in run.unmet:
            if (f.mood, f.verb) == ("never", "sends") and who in f.actors and f.events:
                said = said_to(run, who, f)
                limits = [e.n for e in run.all(ev.Limit) if e.what == "patience"]
                if said is not None and any(said.n < n < min(f.events) for n in limits):
                    yield f


def _looks(case: Case, who: str, place: Place) -> str:
    """What a loop waits for, if that is the answer to one question."""
    for file, tree in case.code(who).trees()[:1]:
        for node in ast.walk(tree) if tree is not None and file == place.file else ():
            if isinstance(node, ast.While) and node.lineno == place.line:
                match node.test:
                    case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=asked)):
                        return f"waits until {ast.unparse(asked)} says yes"
                    case ast.Call(func=asked):
                        return f"waits as long as {ast.unparse(asked)} says yes"
    return "sleeps, looks, and sleeps again"


def _ticks(run: Run) -> bool:
    limits = [e for e in run.all(ev.Limit) if e.what == "patience"]
    return any(e.detail.startswith("nothing happened") for e in limits)


def _sleeping_loops(case: Case, who: str) -> list[Place]:
    own, code = own_lines(case, who), case.code(who)
    return [
        code.line(file, node.lineno)
        for file, tree in code.trees()[:1]
        for node in (ast.walk(tree) if tree is not None else ())
        if isinstance(node, ast.While) and node.lineno in own and _sleeps(node)
    ]


def _in_functions(case: Case, who: str) -> list[Place]:
    """The loops in functions that stand in functions."""
    code = case.code(who)
    return [
        code.line(file, loop.lineno)
        for file, tree in code.trees()[:1]
        for outer in (ast.walk(tree) if tree is not None else ())
        if isinstance(outer, _FUNCTIONS)
        for inner in ast.walk(outer)
        if isinstance(inner, _FUNCTIONS) and inner is not outer
        for loop in ast.walk(inner)
        if isinstance(loop, ast.While)
    ]


def reaches_past(case: Case) -> Iterator[Diagnosis]:
    """The student's lines use what is the given program's own, and send by that.

    That, too, is only likely to be the cause.
    """
    for who in case.students():
        own = own_lines(case, who) if case.is_kit(who) else set()
        found = [
            (name, line)
            for name, line in case.code(who).names()
            if line in own and _OWN.match(name)
        ]
        if found:
            name, line = found[0]
            main = case.record.sources[who][0].name
            yield from case.diagnosis(
                "reaches-past",
                case.unmet_by(who),
                f"Your lines reach past the functions that are given to you: {name} is the given "
                "program's own",
                case.code(who).line(main, line),
                do="A name that begins with _ is not for others. Which function of those that the "
                "assignment names does what you want?",
            )


def _sleeps(loop: ast.While) -> bool:
    calls = [node.func for node in ast.walk(loop) if isinstance(node, ast.Call)]
    return any("sleep" in (getattr(f, "attr", ""), getattr(f, "id", "")) for f in calls)
