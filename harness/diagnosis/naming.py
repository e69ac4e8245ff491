"""Answers that say which message came first, and give the messages wrong names."""

import re
from collections.abc import Iterator

from harness.diagnosis.case import Case
from harness.diagnosis.order import Answered, answers, asks_for_order, short, unmet
from harness.diagnosis.quoted import quoted
from harness.model.result import Diagnosis

_SAME_NAME = r"\b(\w+)\b\W{{1,3}}{0}\W+(?:\w+\W+){{0,3}}\1\b\W{{1,3}}{0}"


def told_apart_by_text(case: Case) -> Iterator[Diagnosis]:
    """Two equal messages are said to be of one client, though different ones are told apart."""
    for who, found in answers(case):
        same = [one for one in found if len({*one.said.values()}) == 1]
        for one in same:
            word = next(iter(one.said.values()))
            name = re.search(_SAME_NAME.format(re.escape(word)), one.answer)
            if name and one.answer.count(word) == len(one.clients) and unmet([one]):
                yield from case.diagnosis(
                    "told-apart-by-text",
                    unmet([one]),
                    "Two equal messages are taken to be of one client: whose a message is must "
                    "come from its connection, not from its text",
                    case.code(who).told_apart_by(),
                    happened=f'Both clients sent "{short(one.said[one.clients[0]])}", and '
                    f'{who} answered "{short(one.answer)}"',
                    do="Look for the place where a message is compared with another, or looked up "
                    "in a dictionary or list. Keep the name beside the message from the start.",
                )
                return


def names_swapped(case: Case) -> Iterator[Diagnosis]:
    """The messages stand in the right order, each with the other one's name."""
    for who, answered in answers(case):
        for one in asks_for_order(answered):
            for finding in unmet([one]):
                wanted = re.search(r': "(.*)"$', finding.expected)
                got = re.search(r' sent \S+ "(.*)"', finding.happened)
                apart = _swapped(wanted[1], got[1], one) if wanted and got else set()
                if finding.mood == "must" and wanted and got and apart:
                    yield from case.diagnosis(
                        "names-swapped",
                        unmet([one]),
                        "The answer gives each message the other client's name",
                        quoted(case.code(who), got[1]),
                        happened=f'Expected was "{wanted[1]}", and {who} answered "{got[1]}"',
                        do="Where the answer is put together, which message is put beside which "
                        "name? Look at both orders."
                        if apart == {*one.said.values()}
                        else "Which name is given to which connection, and does it stay with it?",
                    )
                    return


def _swapped(wanted: str, got: str, one: Answered) -> set[str]:
    """The two words that changed places, if the texts are else equal: names, or whole messages."""
    a, b = (re.findall(r"\w+", said) for said in (wanted, got))
    apart = [pair for pair in zip(a, b, strict=False) if pair[0].lower() != pair[1].lower()]
    if len(a) != len(b) or len(apart) != 2 or apart[0] != apart[1][::-1]:
        return set()
    said = {*one.said.values()}
    names = not any(word in each for word in apart[0] for each in said)
    return {*apart[0]} if names or {*apart[0]} == said else set()
