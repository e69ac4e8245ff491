"""Messages that a server passes on, and that do not arrive as they were written."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest

from harness.diagnosis import difference
from harness.diagnosis.asked import asked_for, is_due, quoted_text
from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import SEND_CALLS, Place, known
from harness.diagnosis.quoted import made_before
from harness.diagnosis.regions import own_lines, own_send
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

_LEAST = 2  # spaces in a message by whose words it is known again
_TAIL = 40  # characters by which the end of what came is known in what was sent
_LIKE = 0.6  # of two messages that are the same one, changed
_MOST = 2000  # characters of messages that are compared
_ENDS = '"}\r\n '  # what may stand behind a text on the wire
_AS_IT_CAME = "Send on just what came."


def changed_on_the_way(case: Case) -> Iterator[Diagnosis]:
    """A message arrives with the same words, and not as it was written."""
    for hub in case.listeners:
        for run in case.alone(hub):
            short = [f for f in run.unmet if f.verb == "sends" and f.mood == "must" and f.objects]
            for finding in short:
                instead = [e for e in run.all(ev.Sent, hub) if e.n in finding.events]
                if asked_for(finding).endswith("…"):
                    continue  # what is told of a long message may be all that came of it
                if _unescaped(quoted_text(finding)) in text(b"".join(e.data for e in instead)):
                    continue  # it is all there, and something else is wrong with it
                wanted = _bare(asked_for(finding).replace("\\", ""))
                # with more behind it, it is an answer in which the message is quoted
                there = any(_bare(text(e.data)).endswith(wanted) for e in instead)
                if hub in finding.actors and wanted.count(" ") >= _LEAST and there:
                    both = _said(run, hub, instead, wanted), text(instead[-1].data)
                    how = difference.words(*both) or "its capitals, or its spaces"
                    yield from case.diagnosis(
                        "changed-on-the-way",
                        [f for f in short if f.items == finding.items],
                        f"The message is changed before it is sent on: {how}",
                        _made(case, hub),
                        happened=_seen(finding, *both),
                        do=_AS_IT_CAME,
                    )
                    return


def _said(run: Run, hub: str, instead: list[ev.Sent], words: str = "") -> str:
    """What another one had sent the server before it sent this: the last, with these words."""
    before = [
        text(e.data)
        for e in run.all(ev.Sent)
        if e.to == hub and instead and e.n < instead[0].n and e.who not in {e.to for e in instead}
    ]
    return next((said for said in reversed(before) if words in _bare(said)), "")


def _heard(run: Run, hub: str) -> list[ev.Sent]:
    return [e for e in run.all(ev.Sent) if e.to == hub]


def _seen(finding: Finding, said: str, came: str) -> str:
    return difference.told(said, came) or f"Expected was: {finding.expected}"


def _made(case: Case, hub: str) -> Place:
    """The line of a student's own that makes what is sent on, if it is not the one that sends."""
    sends, own = own_send(case, hub), own_lines(case, hub) if case.is_kit(hub) else set()
    made = made_before(case.code(hub), sends)
    return made if made.line in own else sends


def _bare(said: str) -> str:
    return " ".join(re.findall(r"\w+", said.lower()))


def added_on_the_way(case: Case) -> Iterator[Diagnosis]:
    """A message arrives with words before it that nobody said."""
    for hub in case.listeners:
        for run in case.alone(hub):
            for f in run.unmet:
                instead = [e for e in run.all(ev.Sent, hub) if e.n in f.events]
                came = text(b"".join(e.data for e in instead))
                whole = _unescaped(quoted_text(f)) in came
                added = "" if whole else _added(asked_for(f), came)
                if added and any(_bare(added) in _bare(text(e.data)) for e in _heard(run, hub)):
                    continue  # it was said, and is more than was to be sent on
                if f.verb == "sends" and f.mood == "must" and hub in f.actors and added:
                    yield from case.diagnosis(
                        "added-on-the-way",
                        [one for one in run.unmet if one.items == f.items],
                        f'The message is changed before it is sent on: "{added}" is put before it',
                        _made(case, hub),
                        happened=_seen(f, _said(run, hub, instead), came),
                        do=_AS_IT_CAME,
                    )
                    return


def letters_lost(case: Case) -> Iterator[Diagnosis]:
    """A message arrives without the letters that ASCII has not, or with a mark for each."""
    for hub in case.listeners:
        for run in case.alone(hub):
            for f in run.unmet:
                said = _unescaped(quoted_text(f))
                if (
                    f.verb != "sends"
                    or f.mood != "must"
                    or hub not in f.actors
                    or said.rstrip("…").isascii()
                ):
                    continue
                instead = [e for e in run.all(ev.Sent, hub) if e.n in f.events]
                came = text(b"".join(e.data for e in instead))
                poor = [said.encode("ascii", how).decode() for how in ("ignore", "replace")]
                if said not in came and any(each in came for each in poor):
                    yield from case.diagnosis(
                        "letters-lost",
                        [f],
                        "Letters that are not among ASCII's get lost on the way",
                        _made(case, hub),
                        happened=_seen(f, _said(run, hub, instead), came),
                        do="What is sent on is the text as it came, whatever letters it has.",
                    )
                    return


def cut_short(case: Case) -> Iterator[Diagnosis]:
    """Of a message only the beginning arrives."""
    for hub, f, said, came in _changed(case):
        end = came.rstrip(_ENDS)[-_TAIL:]
        whole = said.rstrip(_ENDS)
        if len(end) == _TAIL and end in whole and not whole.endswith(end):
            yield from case.diagnosis(
                "cut-short",
                [f],
                "Only the beginning of a long message is sent on",
                _made(case, hub),
                happened=f'What arrived ended with "{end[-_TAIL // 2 :]}"',
                do="A message may be as long as its writer likes: send on all of it.",
            )
            return


def end_lost(case: Case) -> Iterator[Diagnosis]:
    """Of each message the same few last characters do not arrive."""
    for hub in case.listeners:
        for run in case.alone(hub):
            both = [*_one_by_one(run, hub)]
            lacking = {len(said) - len(came) if said.startswith(came) else 0 for said, came in both}
            if len(both) < _LEAST or len(lacking) != 1 or not lacking <= {1, 2, 3}:
                continue
            (count,) = lacking
            yield from case.diagnosis(
                "end-lost",
                [f for each in case.alone(hub) for f in each.unmet if is_due(f, hub)],
                "The last character of each message is not sent on"
                if count == 1
                else f"The last {count} characters of each message are not sent on",
                known(_made(case, hub), case.code(hub).only(*SEND_CALLS)),
                happened=f'Of "{both[0][0]}" came "{both[0][1]}"',
                do="Does every message end with what is taken off there, such as a line end? "
                "strip() takes off only what is there.",
            )
            return


def _one_by_one(run: Run, hub: str) -> Iterator[tuple[str, str]]:
    """Each message, and what was sent to somebody else before the next message came.

    Of records those texts that differ under one name, if there is only one such name.
    """
    heard = [e for e in run.all(ev.Sent) if e.to == hub]
    for said, after in zip_longest(heard, heard[1:]):
        upto = after.n if after else len(run.events)
        told = [e for e in run.all(ev.Sent, hub) if said.n < e.n < upto and e.to != said.who]
        if told:
            came = text(b"".join(e.data for e in told))
            one, other = difference.record(text(said.data)), difference.record(came)
            pairs = [(str(one[n]), str(other[n])) for n in one if n in other and one[n] != other[n]]
            yield pairs[0] if len(pairs) == 1 else (text(said.data), came)


def signs_escaped(case: Case) -> Iterator[Diagnosis]:
    """Signs that mean something in HTML arrive as they are written there."""
    for hub, f, said, came in _changed(case):
        written = html.unescape(came)
        if written != came and "&" in came and _like(said, written) > _like(said, came):
            yield from case.diagnosis(
                "signs-escaped",
                [f],
                "The message is changed before it is sent on: signs such as < and & arrive written "
                "otherwise, as in HTML",
                _made(case, hub),
                happened=_seen(f, said, came),
                do="What is sent on is no page: each sign goes as it came.",
            )
            return


def not_as_it_came(case: Case) -> Iterator[Diagnosis]:
    """Something else arrives than what was sent, and most of it is the same."""
    for hub, f, said, came in _changed(case):
        how = difference.words(said, came)
        if case.is_kit(hub) and (how or _like(said, came) >= _LIKE):
            yield from case.diagnosis(
                "not-as-it-came",
                [f],
                "The message is changed before it is sent on" + (f": {how}" if how else ""),
                _made(case, hub),
                happened=difference.told(said, came) or f"{_seen(f, said, came)}; {f.happened}",
                do=_AS_IT_CAME,
            )
            return


def _changed(case: Case) -> Iterator[tuple[str, Finding, str, str]]:
    """Messages that did not come as they should: the line, what was sent, and what came of it."""
    for hub in case.listeners:
        for run in case.alone(hub):
            for f in run.unmet:
                if f.verb != "sends" or f.mood != "must" or hub not in f.actors:
                    continue
                own = [e for e in run.all(ev.Sent, hub) if e.n in f.events and e.to in f.objects]
                sent = [e for e in run.all(ev.Sent) if e.to == hub and own and e.n < own[0].n]
                came = text(b"".join(e.data for e in own))
                wanted = _unescaped(quoted_text(f))
                if wanted and wanted in came:
                    continue  # it is all there, and something else is wrong with it
                if _some_of(quoted_text(f), came):
                    continue  # and none of it is another: the rest is missing
                if own and sent and sent[-1].who not in f.objects:
                    yield hub, f, text(sent[-1].data), came


def _some_of(wanted: str, came: str) -> bool:
    """Whether some of the lines that are asked for came, each as it is."""
    lines = Counter(wanted.replace("\\n", "\n").splitlines())
    return bool(came.strip()) and Counter(came.splitlines()) < lines


def _like(some: str, other: str) -> float:
    return SequenceMatcher(None, some[:_MOST], other[:_MOST], autojunk=False).ratio()


def _unescaped(shown: str) -> str:
    """A text that is shown in quotes, as it is."""
    return re.sub(r"\\(.)", r"\1", shown)


def _added(wanted: str, came: str) -> str:
    """What stands in a text between the first words that are asked for and all the others."""
    words = re.findall(r"\w+", wanted.replace("\\", ""))
    have = _bare(came)
    if len(words) <= _LEAST + 1:
        return ""
    first, rest = re.escape(words[0]), re.escape(" ".join(words[1:]))
    found = re.search(rf"\b{first} ((?:\w+ ){{1,5}}){rest}\b", have)
    put = r"\W+".join(found[1].split()) if found else ""
    there = re.search(put, came, re.IGNORECASE) if put else None
    return " ".join(there[0].split()) if there else ""
