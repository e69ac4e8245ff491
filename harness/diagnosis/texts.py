"""What is printed or sent: too early, too late, twice, incomplete, or not what was typed."""

import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import Place, known
from harness.diagnosis.quoted import quoted, sent_to_each, written
from harness.diagnosis.straight import first_accept
from harness.diagnosis.wording import (
    LEAST,
    QUOTED,
    apart,
    counts_otherwise,
    ends_otherwise,
    reordered,
    shown,
    squeezed,
    wanted_words,
    words_of,
)
from harness.model import events as ev
from harness.model.play import MET, Finding
from harness.model.result import Diagnosis

_LONG = 500_000_000  # nanoseconds of the programs' clock
_NO_LINE_END = re.compile(r"\bend\s*=(?!\s*[\"']\\n)|\.write\((?!.*\\n)")


def too_early(case: Case) -> Iterator[Diagnosis]:
    """Something is said before what it should come after."""
    for who in case.students():
        runs = [run for run in case.alone(who) if not _held_up(run, who)]
        broken = [f for run in runs for f in run.unmet if _is_early(f, who)]
        again = [f for run in runs for f in run.unmet if _is_early(f, who) and _came(run, f)]
        if again and not case.is_kit(who):
            yield from case.diagnosis(
                "once-more",
                [f for f in broken if f.items == again[0].items],
                f'What was printed before is printed once more: "{shown(again[0])}"',
                happened=again[0].happened,
                do="It came a second time. What tells the program that it has it already?",
            )
        elif broken and not case.is_kit(who):
            said = QUOTED.search(broken[0].happened)
            words = said[1] if said else ""
            yield from case.diagnosis(
                "too-early",
                [f for f in broken if f.items == broken[0].items],
                f'The program says something before it is true: "{words}"',
                quoted(case.code(who), words),
                happened=broken[0].happened,
                do="What must have happened before that may be said, and does the program wait "
                "for it?",
            )


def _came(run: Run, finding: Finding) -> bool:
    """Whether the story had this very text of the same program before, and it came."""
    before = finding.expected.removeprefix("never ")
    return any(
        one.verdict == MET and one.expected == before and one.at < finding.at
        for one in run.findings
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
                words = wanted_words(f)
                if f.verb != "prints" or f.mood != "must" or who not in f.actors or not words:
                    continue
                if words in squeezed(run.printed(who, f.at)):
                    if who not in case.listeners and _types_first(run, who, f):
                        yield from _after_enter(case, who, f)
                        break
                    place = quoted(case.code(who), shown(f))
                    if _NO_LINE_END.search(place.code) and "flush" not in place.code:
                        yield from _kept_back(case, who, f, place)
                        break
                    yield from case.diagnosis(
                        "too-late",
                        _alike(case, who, f),
                        f'The program says something later than it should: "{shown(f)}"',
                        place,
                        happened=f"{f.happened}; that text came only later",
                        do="Print it as soon as it is true: before the next call that waits "
                        "(accept, recv, join), not after it.",
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
        happened=f"{finding.happened}; that text came only later",
        do="A second thread can sleep in recv() meanwhile, and print what comes.",
    )


def _kept_back(case: Case, who: str, finding: Finding, place: Place) -> Iterator[Diagnosis]:
    yield from case.diagnosis(
        "kept-back",
        _alike(case, who, finding),
        f'Text without a line end is kept back, and not yet shown: "{shown(finding)}"',
        place,
        happened=f"{finding.happened}; that text came only later",
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
                if f.verb == "sends" and not (who in case.listeners and run.clients(who)):
                    continue  # to whom nobody connects has nobody to say it to
                if not wanted_words(f) or not _own_words(run, f, who) or _said_early(run, f):
                    continue
                if _was_told_otherwise(run, f, who):
                    continue
                if _BYTES.search(shown(f)) or _PARTLY.search(f.happened):
                    continue  # a file, say, and no words of the handout
                ended = run.exited(who)
                if run.failed(who) or (ended and ended.n < f.at and who not in case.listeners):
                    continue
                what = "sent" if f.verb == "sends" else "printed"
                says, do, place = _otherwise(case, run, f, what)
                yield from case.diagnosis(
                    "words",
                    _alike(case, who, f),
                    says,
                    place,
                    happened=f"Expected was: {f.expected}; {f.happened}",
                    do=do,
                )
                break


def _was_said(run: Run, who: str, words: str) -> bool:
    """Whether words are what others said to a program, or was typed there."""
    heard = [e.data for e in run.all(ev.Sent) if e.to == who]
    heard += [e.data for e in run.all(ev.Typed, who)]
    return any(text(each).strip() == words for each in heard)


def _was_part(run: Run, who: str, words: str) -> bool:
    """Whether words are part of what others said to a program, or of what was typed there."""
    heard = [e.data for e in run.all(ev.Sent) if e.to == who]
    heard += [e.data for e in run.all(ev.Typed, who)]
    return any(f" {squeezed(words)} " in f" {squeezed(text(each))} " for each in heard)


def _answers(case: Case, who: str) -> set[str]:
    """What a program sent, in some run, where just this was to come: the words of each."""
    return {
        squeezed(text(event.data))
        for run in case.runs
        for one in run.findings
        if (one.verdict, one.verb, one.mood) == (MET, "sends", "must") and who in one.actors
        for event in _of(run, one)
        if isinstance(event, ev.Sent)
    }


def _plain(line: str) -> str:
    """A text without its line ends."""
    return " ".join(line.replace("\\r", "").replace("\\n", " ").split())


def _otherwise(case: Case, run: Run, finding: Finding, what: str) -> tuple[str, str, Place]:
    """What is wrong with a text that came in place of another, what to do, and where it is made."""
    who = finding.actors[0]
    code = case.code(who)
    asks = any(wait.on == "keyboard" for wait in run.rest(who, finding.at))
    line, missing, instead = apart(finding)
    got = QUOTED.search(finding.happened)
    if f"{who} sent nothing" in finding.happened:  # what is quoted then is another's
        line, got = "", None
    if not line and what == "sent" and got:  # on a connection it is what stands in for that
        line = got[1]
    says, do = _at_another_time(run, finding, what)
    if says:
        return says, do, written(code, shown(finding))
    if not line or _not_there(run, finding, who):
        place = written(code, shown(finding))
        if what == "printed" and asks:
            place = known(place, code.only("input", "raw_input"))
        elif what == "printed" and _accepts_first(run, who, finding):
            place = known(place, first_accept(code))
        return f'What is asked for is not {what}: "{shown(finding)}"', _REACHED, place
    heard = {e.to for e in run.all(ev.Sent, who) if text(e.data).strip() == line}
    place = known(quoted(code, line), sent_to_each(code, line, len(heard)))
    if got and ends_otherwise(shown(finding), got[1]):
        says = f"Lines end otherwise than they should in what is {what}: \\n in place of \\r\\n"
        return says, _ENDS, place
    if counts_otherwise(words_of(shown(finding)), words_of(line)):
        right = _plain(shown(finding))
        return f'Another number is {what}: "{line}" in place of "{right}"', _NUMBER, place
    if missing and instead:
        says = f'Other words stand in what is {what}: "{instead}" in place of "{missing}"'
        return says, _CAME_IN if _was_said(run, who, missing) else _LETTER, place
    if missing:
        says = f'Something is missing in what is {what}: "{missing}"'
        return says, _CAME_IN if _was_part(run, who, missing) else _LETTER, place
    return *_in_other_words(case, finding, (line, instead), what), place


def _in_other_words(
    case: Case, finding: Finding, came: tuple[str, str], what: str
) -> tuple[str, str]:
    """What is wrong with a line that lacks no words in one place only, and what to do.

    ``came``: the line, and what it has in the middle of the right one.
    """
    line, more = came
    if more:
        return f'More stands in what is {what} than should: "{more}"', _LETTER
    if reordered(squeezed(shown(finding)).split(), squeezed(line).split()):
        says = f'The words of what is {what} are right, and their order is not: "{_plain(line)}"'
        return says, _ORDER
    if what == "sent" and squeezed(_plain(line)) in _answers(case, finding.actors[0]):
        says = f'Another answer is sent than the one that is right here: "{_plain(line)}"'
        return says, _CHOSEN
    says = f'What is asked for is not {what}, or not in these words: "{shown(finding)}"'
    return says, _LETTER


_BYTES = re.compile(r"(?<!\\)\\x[0-9a-f]{2}")
_PARTLY = re.compile(r" the first [\d,]+ of these [\d,]+ bytes, and then ")
_LETTER = "Take the words from the text of the assignment, letter by letter."
_CAME_IN = "It was said to the program: follow it from where it is received, or read, to this text."
_CHOSEN = "Elsewhere it is the right one. By what does the program choose, and what has it there?"
_NUMBER = "The words are right. Where does the program have this number from?"
_ORDER = "What decides which part of it stands before which? Follow each from where it comes in."
_ENDS = "A line of this protocol ends with \\r\\n, and an empty line is \\r\\n alone."
_SOON = "Which line waits until it is true? It may be said behind that."
_REACHED = "Which line should do that, and does the program come to it?"


def _accepts_first(run: Run, who: str, finding: Finding) -> bool:
    """Whether a program, still silent, waited for the first of its clients."""
    waits = run.rest(who, finding.at)
    came = [e for e in run.all(ev.Connected) if e.to == who and e.n <= finding.at]
    silent = "printed nothing" in finding.happened
    return silent and not came and [wait.on for wait in waits] == ["accept"]


def _at_another_time(run: Run, finding: Finding, what: str) -> tuple[str, str]:
    """Of a text that did come once, or too soon: what is wrong, and what to do."""
    if _came(run, finding):
        says = f'What was {what} before is not {what} once more: "{shown(finding)}"'
        return says, _REACHED
    if what == "sent" and _sent_too_soon(run, finding, finding.actors[0]):
        return f'It is sent before its time: "{_plain(shown(finding))}"', _SOON
    if what == "printed" and _came_too_soon(run, finding, finding.actors[0]):
        return f'It is printed before it is true: "{shown(finding)}"', _SOON
    return "", ""


def _sent_too_soon(run: Run, finding: Finding, who: str) -> bool:
    """Whether a program had sent a text, to the same one, when it must not."""
    words = f" {wanted_words(finding)} "
    return any(
        isinstance(event, ev.Sent)
        and event.to in finding.objects
        and words in f" {squeezed(text(event.data))} "
        for one in run.unmet
        if (one.mood, one.verb) == ("never", "sends") and who in one.actors
        for event in _of(run, one)
        if event.n < finding.at
    )


def _came_too_soon(run: Run, finding: Finding, who: str) -> bool:
    """Whether a program had printed a text when the story had not come to what it tells of."""
    cues = [cue.n for cue in run.all(ev.Cue) if cue.n < finding.at]
    early = [e.data for e in run.all(ev.Printed, who) if cues and e.n < cues[-1]]
    words = wanted_words(finding)
    return len(words.split()) >= LEAST and words in squeezed(text(b"".join(early)))


def _was_told_otherwise(run: Run, finding: Finding, who: str) -> bool:
    """Whether another of the hand-in's programs had not sent what this one was to answer."""
    return any(
        one.verb == "sends" and one.mood == "must" and who in one.objects and one.at <= finding.at
        for one in run.unmet
        if who not in one.actors
    )


def _said_early(run: Run, finding: Finding) -> bool:
    """Whether a text came when it must not, so that it is not its words that are wrong."""
    return any(
        one.mood == "never" and shown(one) == shown(finding) and one.at <= finding.at
        for one in run.unmet
        if one.verb == finding.verb and {*one.actors} & {*finding.actors}
    )


def _own_words(run: Run, finding: Finding, who: str) -> bool:
    """Whether a message to send is the program's own, and not one that somebody else said."""
    words = wanted_words(finding)
    heard = [e.data for e in run.events if isinstance(e, ev.Sent | ev.Typed) and e.who != who]
    typed = [e.data for e in run.all(ev.Typed, who)]
    return not any(words in squeezed(text(data)) for data in (*heard, *typed))


def _alike(case: Case, who: str, finding: Finding) -> list[Finding]:
    return [
        f for run in case.alone(who) for f in run.unmet
        if f.items == finding.items and f.verb == finding.verb
    ]  # fmt: skip


def _not_there(run: Run, finding: Finding, who: str) -> bool:
    """Whether a program still waits for something, and has printed no word of a text."""
    said = {*squeezed(run.printed(who)).split()}
    waits = bool(run.waits(who)) and run.exited(who) is None
    return waits and finding.verb == "prints" and said.isdisjoint(wanted_words(finding).split())
