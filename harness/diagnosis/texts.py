"""What is printed or sent: too early, too late, twice, incomplete, or not what was typed."""

import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import Place, known
from harness.diagnosis.regions import own_send
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

_LONG = 500_000_000  # nanoseconds of the programs' clock
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NO_LINE_END = re.compile(r"\bend\s*=(?!\s*[\"']\\n)|\.write\((?!.*\\n)")
_TWICE = re.compile(r"(.{2,}?)(?:\W|\.\*)*\1\W*", re.IGNORECASE)


def too_early(case: Case) -> Iterator[Diagnosis]:
    """Something is said before what it should come after."""
    for who in case.students():
        runs = [run for run in case.alone(who) if not _held_up(run, who)]
        broken = [f for run in runs for f in run.unmet if _is_early(f, who)]
        if broken and not case.is_kit(who):
            said = _QUOTED.search(broken[0].happened)
            words = said[1] if said else ""
            yield from case.diagnosis(
                "too-early",
                [f for f in broken if f.items == broken[0].items],
                f'The program says something before it is true: "{words}"',
                _prints(case, who, words),
                happened=broken[0].happened,
                do="What must have happened before that may be said, and does the program wait "
                "for it?",
            )


def _is_early(finding: Finding, who: str) -> bool:
    """Whether it was said too early: of the story something was still to come."""
    if finding.mood != "never" or finding.verb != "prints" or who not in finding.actors:
        return False
    return " before" in finding.happened


def _held_up(run: Run, who: str) -> bool:
    """Whether time went by before it was said, since the story waited for a line that was missing.

    Who waits a second for an answer and says that it did not come was told nothing: that is true.
    """
    cues = run.all(ev.Cue)
    for said in (e for one in run.unmet if _is_early(one, who) for e in _of(run, one)):
        before = [cue for cue in cues if cue.n < said.n]
        following = next((cue.n for cue in cues if cue.n > said.n), len(run.events))
        lacking = any(one.mood == "must" and said.n <= one.at < following for one in run.unmet)
        if before and lacking and said.clock - before[-1].clock > _LONG:
            return True
    return False


def _of(run: Run, finding: Finding) -> list[ev.Event]:
    return [event for event in run.events if event.n in finding.events]


def too_late(case: Case) -> Iterator[Diagnosis]:
    """What should be printed at a time is printed only later."""
    for who in case.students():
        if case.is_kit(who):
            continue
        for run in case.alone(who):
            for f in run.unmet:
                words = _wanted(f)
                if f.verb != "prints" or f.mood != "must" or who not in f.actors or not words:
                    continue
                if words in _squeezed(run.printed(who, f.at)):
                    if who not in case.listeners and _types_first(run, who, f):
                        yield from _after_enter(case, who, f)
                        break
                    place = _prints(case, who, _shown(f))
                    if _NO_LINE_END.search(place.code) and "flush" not in place.code:
                        yield from _kept_back(case, who, f, place)
                        break
                    yield from case.diagnosis(
                        "too-late",
                        _alike(case, who, f),
                        f'The program says something later than it should: "{_shown(f)}"',
                        place,
                        happened=f"{f.happened}; it came only after that",
                        do="Print it before the call that waits (accept, recv, join), not after.",
                    )
                    break


def _types_first(run: Run, who: str, finding: Finding) -> bool:
    """Whether all that a program did then was to wait for its keyboard."""
    return {wait.on for wait in run.rest(who, finding.at)} == {"keyboard"}


def _after_enter(case: Case, who: str, finding: Finding) -> Iterator[Diagnosis]:
    yield from case.diagnosis(
        "shows-after-enter",
        _alike(case, who, finding),
        "What the server sends is not shown before the next line is typed: while input() waits for "
        "the keyboard, nothing else happens",
        case.code(who).only("input"),
        happened=f"{finding.happened}; it came only after that",
        do="A second thread can sleep in recv() meanwhile, and print what comes.",
    )


def _kept_back(case: Case, who: str, finding: Finding, place: Place) -> Iterator[Diagnosis]:
    yield from case.diagnosis(
        "kept-back",
        _alike(case, who, finding),
        f'Text without a line end is kept back, and not yet shown: "{_shown(finding)}"',
        place,
        happened=f"{finding.happened}; it came only after that",
        do="Let it end with a line end, or print it with flush=True.",
    )


def not_these_words(case: Case) -> Iterator[Diagnosis]:
    """A text of the handout is printed otherwise, or not at all."""
    for who in case.students():
        if case.is_kit(who):
            continue
        for run in case.alone(who):
            for f in run.unmet:
                if f.verb not in {"prints", "sends"} or f.mood != "must" or who not in f.actors:
                    continue
                if f.verb == "sends" and who not in case.listeners:
                    continue
                if not _wanted(f) or not _own_words(run, f, who):
                    continue
                ended = run.exited(who)
                if run.failed(who) or (ended and ended.n < f.at and who not in case.listeners):
                    continue
                lacking = _lacking(f)
                what = "sent" if f.verb == "sends" else "printed"
                says = f'What is asked for is not {what}, or not in these words: "{_shown(f)}"'
                do = "Take the words from the text of the assignment, letter by letter."
                if f" {what} nothing " in f"{f.happened} " or _not_there(run, f, who):
                    says = f'What is asked for is not {what}: "{_shown(f)}"'
                    do = "Which line should do that, and does the program come to it?"
                if lacking:
                    says = f"Something is missing in what is {what}: {lacking}"
                yield from case.diagnosis(
                    "words",
                    _alike(case, who, f),
                    says,
                    happened=f"Expected was: {f.expected}; {f.happened}",
                    do=do,
                )
                break


def _own_words(run: Run, finding: Finding, who: str) -> bool:
    """Whether a message to send is the program's own, and not one that somebody else said."""
    words = _wanted(finding)
    heard = [e.data for e in run.events if isinstance(e, ev.Sent | ev.Typed) and e.who != who]
    typed = [e.data for e in run.all(ev.Typed, who)]
    return not any(words in _squeezed(text(data)) for data in (*heard, *typed))


def sent_twice(case: Case) -> Iterator[Diagnosis]:
    """One message makes two."""
    for who in case.students():
        for run in case.alone(who):
            for f in run.unmet:
                wanted = f.expected.partition(": ")[2].replace("\\n", " ").strip('/"is ')
                if f.mood == "never" and f.verb == "sends" and who in f.actors and wanted:
                    if not _TWICE.fullmatch(wanted):
                        continue
                    yield from case.diagnosis(
                        "sent-twice",
                        [f],
                        "One message is sent twice",
                        known(case.code(who).repeated(), own_send(case, who)),
                        happened=f.happened,
                        do=_CALLED if case.is_kit(who) else _LOOPS,
                    )
                    return


_CALLED = "For each message that comes your code is called once: how often does it send?"
_LOOPS = "Follow one message from recv() on, to the next recv(): past how many sends does it come?"


def not_what_was_typed(case: Case) -> Iterator[Diagnosis]:
    """A client sends something, and nothing of what was typed."""
    for who in case.students():
        if who in case.listeners or case.is_kit(who):
            continue
        short: list[Finding] = []
        sent, typed = "", ""
        for run in case.alone(who):
            lines = [text(e.data).strip() for e in run.all(ev.Typed, who)]
            said = text(b"".join(e.data for e in run.all(ev.Sent, who)))
            if not lines or not said or any(line and line in said for line in lines):
                continue
            own = [
                f for f in run.unmet if f.verb == "sends" and f.mood == "must" and who in f.actors
            ]
            short += own
            if own and not sent:
                sent, typed = said, lines[0]
        if short:
            yield from case.diagnosis(
                "not-what-was-typed",
                short,
                "Something else is sent than what was typed",
                case.code(who).only("sendall", "send"),
                happened=f'"{typed}" was typed, and {who} sent "{sent[:60]}"',
                do="Send the line that input() returned.",
            )


def _prints(case: Case, who: str, words: str) -> Place:
    """The one line of the code in which the longest piece of a text stands."""
    pieces = re.findall(r"[A-Za-z][A-Za-z ']{5,}", words)
    return case.code(who).quotes(max(pieces, key=len)) if pieces else Place()


def _alike(case: Case, who: str, finding: Finding) -> list[Finding]:
    return [
        f for run in case.alone(who) for f in run.unmet
        if f.items == finding.items and f.verb == finding.verb
    ]  # fmt: skip


def _shown(finding: Finding) -> str:
    found = re.search(r': "(.*)"$', finding.expected, re.DOTALL)
    return found[1] if found else ""


def _wanted(finding: Finding) -> str:
    """The expected text, its words only."""
    return _squeezed(_shown(finding))


def _squeezed(said: str) -> str:
    return " ".join(re.findall(r"\w+", said.lower()))


def _not_there(run: Run, finding: Finding, who: str) -> bool:
    """Whether a program still waits for something, and has printed no word of a text."""
    said = {*_squeezed(run.printed(who)).split()}
    waits = bool(run.waits(who)) and run.exited(who) is None
    return waits and finding.verb == "prints" and said.isdisjoint(_wanted(finding).split())


def _lacking(finding: Finding) -> str:
    """The words of the expected text that are not in what came, if all the others are."""
    got = _QUOTED.search(finding.happened)
    wanted = re.findall(r"\w+", _shown(finding))
    have = _squeezed(got[1]).split() if got else []
    rest, missing = list(have), []
    for word in wanted:
        if word.lower() in rest:
            rest.remove(word.lower())
        else:
            missing.append(word)
    few = 0 < len(missing) <= 2 and len(wanted) - len(missing) >= 3 and not rest
    return ", ".join(f'"{word}"' for word in missing) if few else ""
