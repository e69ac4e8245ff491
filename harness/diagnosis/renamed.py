"""Whose a message is called: by the same name all along, or not."""

import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, text
from harness.model import events as ev
from harness.model.result import Diagnosis

_LEAST = 3  # letters of a message that can be looked for
_NAME = r"\b([B-HJ-Z])\b"  # a single letter that is no English word


def renamed(case: Case) -> Iterator[Diagnosis]:
    """A message stands behind one client's name when it comes, and in the answer behind another."""
    for who in case.own_servers:
        for run in case.alone(who):
            about = [
                f for f in run.unmet if (f.mood, f.verb) == ("never", "prints") and who in f.actors
            ]
            names = next((found for found in _names(run, who) if len(found) > 2), ())
            if about and names:
                message, first, other = names[:3]
                yield from case.diagnosis(
                    "renamed",
                    about,
                    "A message gets another client's name in the answer than it had when it came",
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
