"""Whose a message is called: in the answer, and when it came."""

import re
from collections.abc import Iterator
from itertools import chain

from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import known
from harness.diagnosis.order import Answered, answers, asks_for_order, short, unmet
from harness.diagnosis.paired import name_of_another
from harness.diagnosis.quoted import quoted
from harness.model import events as ev
from harness.model.result import Diagnosis

_LEAST = 3  # letters of a message that can be looked for
_ORDER = "before"
_NAME = r"\b([B-HJ-Z])\b"  # a single letter that is no English word
_BESIDE = (
    "Look for the place where a message is compared with another, or looked up in a dictionary or "
    "list. Keep the name beside the message from the start."
)
_SAME_NAME = r"\b(\w+)\b\W{{1,3}}{0}\W+(?:\w+\W+){{0,8}}\1\b\W{{1,3}}{0}"


def told_apart_by_text(case: Case) -> Iterator[Diagnosis]:
    """Two equal messages are said to be of one client, though different ones are told apart."""
    alike = {who for who, found in answers(case) if any(map(_one_name, found))}
    for who, found in answers(case):
        same = [one for one in found if len({*one.said.values()}) == 1]
        for one in same:
            word = next(iter(one.said.values()))
            name = re.search(_SAME_NAME.format(re.escape(word)), one.answer)
            if name and one.answer.count(word) == len(one.clients) and unmet([one]):
                if who in alike:
                    yield from _named_alike(case, who, one)
                    return
                yield from case.diagnosis(
                    "told-apart-by-text",
                    unmet([one]),
                    "Two equal messages are taken to be of one client: whose a message is must "
                    "come from its connection, not from its text",
                    case.code(who).told_apart_by(),
                    happened=f'Both clients sent "{short(one.said[one.clients[0]])}", and '
                    f'{who} answered "{short(one.answer)}"',
                    do=_BESIDE,
                )
                return


def order_by_text(case: Case) -> Iterator[Diagnosis]:
    """Of two equal messages the same client's is always first; other answers are right."""
    found = list(answers(case))
    apart = [(who, one) for who, answered in found for one in asks_for_order(answered)]
    wrong = {who for who, one in apart if not one.met}
    for who, answered in found:
        same = [one for one in answered if one.answer and len({*one.said.values()}) == 1]
        lost = [one for one in same if not one.met]
        kept = [one for one in same if one.met and lost and one.answer == lost[0].answer]
        if kept and who not in wrong:
            first, second = lost[0].speakers
            yield from case.diagnosis(
                "order-by-text",
                unmet(lost),
                "Of two equal messages the same client's is always called the first: whose a "
                "message is must come from its connection, not from its text",
                case.code(who).told_apart_by(),
                happened=f'{first} and {second} both sent "{short(lost[0].said[first])}", and the '
                f'answer was "{short(lost[0].answer)}", whichever of them spoke first',
                do=_BESIDE,
            )
            return


def _named_alike(case: Case, who: str, one: Answered) -> Iterator[Diagnosis]:
    yield from case.diagnosis(
        "named-alike",
        unmet([one]),
        "Both clients are called by the same name, whatever they say",
        happened=f'{who} answered "{short(one.answer)}"',
        do="Give each connection a name of its own when it is accepted, and hand both to the "
        "thread that listens to it.",
    )


def _one_name(one: Answered) -> bool:
    """Whether two different messages stand beside the same name in an answer."""
    words = {re.escape(said) for said in one.said.values()}
    names = [re.search(rf"\b(\w+)\b\W{{1,3}}{word}", one.answer) for word in words]
    told = [name[1] for name in names if name]
    return len(words) == len(told) > len({*told})


def names_swapped(case: Case) -> Iterator[Diagnosis]:
    """The messages stand in the right order, each with the other one's name."""
    for who, answered in answers(case):
        for one in asks_for_order(answered):
            for finding in unmet([one]):
                wanted = re.search(r': "(.*)"$', finding.expected)
                got = re.search(r' sent \S+ "(.*)"', finding.happened)
                line = _answer(got[1], one) if got else ""
                apart = _swapped(wanted[1], line, one) if wanted else set()
                if finding.mood == "must" and wanted and apart:
                    yield from case.diagnosis(
                        "names-swapped",
                        unmet([one]),
                        "The answer gives each message the other client's name",
                        known(
                            name_of_another(case.code(who), _beside(wanted[1], one)),
                            quoted(case.code(who), line),
                        ),
                        happened=f'Expected was "{wanted[1]}", and {who} answered "{line}"',
                        do="Where the answer is put together, which message is put beside which "
                        "name? Look at both orders."
                        if apart == {*one.said.values()}
                        else "Which name is given to which connection, and does it stay with it?",
                    )
                    return


def _answer(sent: str, one: Answered) -> str:
    """The line of what was sent that has both messages in it; more may have been sent with it."""
    lines = re.split(r"(?:\\[rn])+", sent)
    return next((line for line in lines if all(said in line for said in one.said.values())), sent)


def _beside(wanted: str, one: Answered) -> tuple[str, str]:
    """The word before each message in an answer, in the order in which the clients connected."""
    found = [re.search(rf"(\w+)\W{{1,3}}{re.escape(one.said[who])}", wanted) for who in one.clients]
    first, second = (word[1] if word else "" for word in found)
    return first, second


def _swapped(wanted: str, got: str, one: Answered) -> set[str]:
    """The two words that changed places, if the texts are else equal: names, or whole messages."""
    a, b = (re.findall(r"\w+", said) for said in (wanted, got))
    apart = [pair for pair in zip(a, b, strict=False) if pair[0].lower() != pair[1].lower()]
    if len(a) != len(b) or len(apart) != 2 or apart[0] != apart[1][::-1]:
        return set()
    said = {*one.said.values()}
    names = not any(word in each for word in apart[0] for each in said)
    return {*apart[0]} if names or {*apart[0]} == said else set()


def renamed(case: Case) -> Iterator[Diagnosis]:
    """A message stands behind one client's name when it comes, and in the answer behind another."""
    for who in case.own_servers:
        for run in case.alone(who):
            about = [
                f for f in run.unmet if (f.mood, f.verb) == ("never", "prints") and who in f.actors
            ]
            found = chain(_names(run, who), _other_names(run, who))
            names = next((one for one in found if len(one) > 2), ())
            if about and names:
                message, first, other = names[:3]
                yield from case.diagnosis(
                    "renamed",
                    about,
                    "A message gets another client's name in the answer than it had when it came",
                    case.code(who).noted_apart(),
                    happened=f'{who} said that "{message}" was of {first}, and then of {other}',
                    do="Keep each message together with its client, as one entry of one list: two "
                    "lists that are filled at different moments are in different orders.",
                )
                return


def _names(run: Run, who: str) -> Iterator[tuple[str, ...]]:
    """Each message that came, and the single letters behind which ``who`` printed it."""
    for sent in run.all(ev.Sent):
        said = text(sent.data).strip()
        if sent.to == who and len(said) >= _LEAST:
            form = rf"{_NAME}((?!{_NAME})[^\n]){{0,30}}?\b{re.escape(said)}(?!\w)"
            found = re.finditer(form, run.printed(who))
            yield said, *dict.fromkeys(one[1] for one in found)


def _other_names(run: Run, who: str) -> Iterator[tuple[str, ...]]:
    """The same of names other than letters: a message, whose it was, and whose it is in the answer.

    Names are the words before the messages in the answer: on the screen any word stands there.
    """
    said = dict.fromkeys(text(e.data).strip() for e in run.all(ev.Sent) if e.to == who)
    lines = run.printed(who).splitlines()
    for answer in (each for each in reversed(lines) if _ORDER in each.lower()):
        found = {each: _before(each, answer) for each in said if len(each) >= _LEAST}
        for message, name in found.items():
            others = [each for each in found.values() if each not in {"", name}]
            screen = [each for each in lines if message in each and _ORDER not in each.lower()]
            for other in others if name else []:
                if any(_before(message, each) == other for each in screen):
                    yield message, other, name


def _before(message: str, line: str) -> str:
    """The word before a message in a line; or nothing."""
    found = re.search(rf"([\w-]+)(?:'s)?\W{{1,3}}{re.escape(message)}(?!\w)", line)
    return found[1] if found else ""
