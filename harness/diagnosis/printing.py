"""What a program prints, or shows in a window, of what it is sent, and of what it sends itself."""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import SEND_CALLS, Code, Place, known
from harness.diagnosis.elsewhere import elsewhere
from harness.diagnosis.quoted import quoted
from harness.diagnosis.straight import unshown
from harness.model import events as ev
from harness.model.play import MET, Finding
from harness.model.result import Diagnosis

_LONGEST = 80  # characters of a message that is quoted
# how long a message is, as bytes before it: noughts on the one side or on the other, or one byte
_LENGTH = re.compile(r"\A(?:\x00+[^\x00]|[^\x00]\x00+|[\x01-\x08\x0e-\x1f])", re.DOTALL)
_LEAST = 3  # letters of a message that can be looked for
_QUOTED = re.compile(r'"([^"]+)"')


def shows_nothing_received(case: Case) -> Iterator[Diagnosis]:
    """What is sent to a program comes out of its socket, and is never printed."""
    for who in case.students():
        if case.is_kit(who):
            continue
        runs = [run for run in case.alone(who) if _read_all(run, who)]
        short = [f for run in runs for f in _unshown(run, who)]
        if not short or any(_shown(run, who) or _cut(run, who)[0] for run in runs):
            continue
        neither = [f for run in runs for f in _kept_back(run, who)]
        neither = [] if any(_shows_own(run, who) for run in runs) else neither
        says, place, do = elsewhere(case.code(who), [run.printed(who) for run in runs]) or (
            "What is received is never printed"
            + (", and neither is what is sent" if neither else ""),
            known(_receive(case, who), unshown(case.code(who))),
            "print() what recv() returned" + (", and what is sent." if neither else "."),
        )
        yield from case.diagnosis(
            "shows-nothing",
            [*short, *neither],
            says,
            place,
            happened=f"{who} took what was sent to it out of its socket, and showed nothing of it",
            do=do,
        )
        return


def cuts_what_it_shows(case: Case) -> Iterator[Diagnosis]:
    """What is received is shown without its first or last letter, taken for a line's end, say."""
    for who in case.students():
        runs = [] if case.is_kit(who) else case.alone(who)
        cut = [(run, *found) for run in runs if (found := _cut(run, who))[0]]
        if not cut or any(_shown(run, who) for run in runs):
            continue
        _, heard, shown = cut[0]
        end = "last" if heard.startswith(shown) else "first"
        yield from case.diagnosis(
            "cut-off",
            [f for run, *_ in cut for f in run.unmet if f.mood == "must" and who in f.actors],
            f"What is received is shown without its {end} letter",
            _slices(case.code(who), end),
            happened=f'{who} was sent "{heard}", and showed "{shown}"',
            do="repr() of what recv() returned shows all of it. Is that there which is taken off?",
        )
        return


def _cut(run: Run, who: str) -> tuple[str, str]:
    """A word that was sent to ``who`` and is nowhere on its terminal but without one letter."""
    seen = run.printed(who)
    said = [text(e.data).strip() for e in run.all(ev.Sent) if e.to == who and _read_all(run, who)]
    for word in said:
        if word.isalpha() and len(word) > _LEAST + 1 and word.lower() not in seen.lower():
            for part in (word[:-1], word[1:]):
                if re.search(rf"\b{part}\b", seen):
                    return word, part
    return "", ""


def _slices(code: Code, end: str) -> Place:
    """The one line that takes a part of something without that end."""
    found = {
        code.line(file, node.lineno)
        for file, node in code.nodes()
        if isinstance(node, ast.Slice)
        if node.step is None and (node.upper if end == "first" else node.lower) is None
        if (node.upper if end == "last" else node.lower) is not None
    }
    return found.pop() if len(found) == 1 else Place()


def shows_nothing_sent(case: Case) -> Iterator[Diagnosis]:
    """What a program sends it never prints, where that is asked for."""
    for who in case.students():
        if case.is_kit(who):
            continue
        runs = [run for run in case.alone(who) if run.all(ev.Sent, who)]
        short = [(run, f) for run in runs for f in _kept_back(run, who)]
        if not short or any(_shows_own(run, who) for run in runs):
            continue
        run, code = short[0][0], case.code(who)
        said = [text(e.data).strip() for e in run.all(ev.Sent, who)]
        filled = [text(e.data).strip() for e in run.all(ev.Sent) if e.to == who]
        yield from case.diagnosis(
            "shows-nothing-sent",
            [f for _, f in short],
            "What is sent is never printed where it is sent",
            known(quoted(code, said[-1], *filter(None, filled)), code.only(*SEND_CALLS)),
            happened=f'{who} sent "{_short(said[-1])}", and did not print that',
            do="print() it, too, beside the call that sends it.",
        )
        return


def something_else_for_the_answer(case: Case) -> Iterator[Diagnosis]:
    """A client shows what came first and leaves at once; what it should show came after that."""
    for who in case.students():
        if case.is_kit(who) or who in case.listeners:
            continue
        short: list[Finding] = []
        took = missed = ""
        for run in case.runs:
            shown, later = _left_with(run, who) if run.student(who) else ("", "")
            wanted = [f for f in run.unmet if _asks_for(f, who, later)] if later else []
            if wanted and not took:
                took, missed = shown, later
            short += wanted
        if short and (place := _after_it_sends(case.code(who))).line:
            yield from case.diagnosis(
                "something-else-for-the-answer",
                short,
                "The client takes for the answer what was said before it, and leaves",
                place,
                happened=f'{who} showed "{_short(took)}" and left; "{_short(missed)}" came after '
                "that",
                do="How many messages does the server send to each client, and which of them does "
                "a recv() return?",
            )


def _left_with(run: Run, who: str) -> tuple[str, str]:
    """What a client had been sent, and shows, when it spoke and left, and what came only then.

    Who waits for a while before it leaves may have waited for the answer.
    """
    closed, spoke = run.all(ev.Closed, who), run.all(ev.Sent, who)
    if not closed or not spoke or spoke[-1].n > (left := closed[0].n) or run.failed(who):
        return "", ""
    if any(spoke[-1].n < e.n < left for e in run.all(ev.Quiet)):
        return "", ""
    came = [e for e in run.all(ev.Sent) if e.to == who]
    first = [text(e.data).strip() for e in came if e.n < left]
    later = [text(e.data).strip() for e in came if e.n > left]
    seen = run.printed(who, since=spoke[-1].n).lower()
    if not first or not later or len(first[-1]) < _LEAST or later[0].lower() in seen:
        return "", ""
    return (first[-1], later[0]) if first[-1].lower() in seen else ("", "")


def _after_it_sends(code: Code) -> Place:
    """The one call that receives, where it stands behind the one that sends."""
    sends, receives = code.calls(*SEND_CALLS), code.receives()
    if len(sends) != 1 or len(receives) != 1 or sends[0].function != receives[0].function:
        return Place()
    send, receive = sends[0].place, receives[0].place
    return receive if send.file == receive.file and send.line < receive.line else Place()


def _asks_for(finding: Finding, who: str, said: str) -> bool:
    """Whether a line asks ``who`` to show what it was sent."""
    asked = finding.mood == "must" and {*finding.actors} == {who} and _is_shown(finding)
    return asked and (finding.verb == "one of" or said.lower() in finding.expected.lower())


def _short(said: str) -> str:
    """A message as it is quoted: on one line, and not too long."""
    line = " ".join(said.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def _kept_back(run: Run, who: str) -> list[Finding]:
    """The lines that ask for something to be shown which ``who`` itself sent and did not show."""
    if run.failed(who):
        return []
    said = _said(run, who)
    return [
        f
        for f in run.unmet
        if f.mood == "must" and {*f.actors} == {who} and _is_shown(f)
        for seen in (_words(_seen(run, f)),)
        if any(_is_meant(f, words) for words in said if not _words(words) <= seen)
    ]


def _is_meant(finding: Finding, said: str) -> bool:
    """Whether all words of a text that should be shown were sent."""
    wanted = map(_words, _QUOTED.findall(finding.expected))
    return any(words and words <= _words(said) for words in wanted)


def _words(said: str) -> set[str]:
    return {*re.findall(r"\w+", said.lower())}


def _shows_own(run: Run, who: str) -> bool:
    """Whether ``who`` printed anything that it sent."""
    shown = run.readable(who).lower()
    return any(words in shown for words in _said(run, who))


def _said(run: Run, who: str) -> list[str]:
    """What ``who`` sent that is long enough to look for."""
    said = [text(e.data).strip().lower() for e in run.all(ev.Sent, who)]
    return [words for words in said if len(words) >= _LEAST]


def _read_all(run: Run, who: str) -> bool:
    """Whether ``who`` took all that was sent to it out of its sockets."""
    sent = sum(len(e.data) for e in run.all(ev.Sent) if e.to == who)
    return 0 < sent <= sum(e.count for e in run.all(ev.Read, who))


def _unshown(run: Run, who: str) -> list[Finding]:
    """The lines that ask for something to be shown which ``who`` was sent and did not show."""
    if run.failed(who):
        return []
    heard = _heard(run, who)
    return [
        f
        for f in run.unmet
        if f.mood == "must" and {*f.actors} == {who} and _is_shown(f)
        for words in heard
        if words not in _seen(run, f) and (words in f.expected.lower() or f.verb == "one of")
    ]


def _shown(run: Run, who: str) -> bool:
    """Whether ``who`` did show something that was asked for and was sent to it."""
    return any(
        words in f.expected.lower() and words in _seen(run, f)
        for f in run.findings
        if f.verdict == MET and {*f.actors} == {who} and _is_shown(f)
        for words in _heard(run, who)
    )


def _heard(run: Run, who: str) -> list[str]:
    """What was sent to ``who`` that is long enough to look for."""
    said = [text(e.data).lower() for e in run.all(ev.Sent) if e.to == who]
    said = [_LENGTH.sub("", words, count=1).strip() for words in said]
    return [words for words in said if len(words) >= _LEAST]


def _receive(case: Case, who: str) -> Place:
    code = case.code(who)
    calls = code.receives()
    return calls[0].place if len(calls) == 1 else Place()


def _seen(run: Run, finding: Finding) -> str:
    """Where a line looks for what it asks for: in windows as well, unless it is to be printed."""
    (who,) = {*finding.actors}
    return (run.readable(who) if finding.verb == "shows" else run.printed(who)).lower()


def _is_shown(finding: Finding) -> bool:
    one_of = finding.verb == "one of" and "prints" in finding.expected
    return finding.verb in {"prints", "shows"} or one_of
