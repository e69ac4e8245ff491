"""Which of a student's programs sent so much that it could not be recorded.

What came of such a run is not known.  But whoever wrote the program has to hear of the loop in it.
"""

from collections import Counter

from harness.model import events as ev
from harness.model.result import Result
from harness.model.spec import BY_STUDENT
from harness.reports.readable import visible

OVERFLOWED = "more packets crossed"
_MANY = 1000  # messages: a loop without end, and no talkative program


def flood(result: Result) -> str:
    """Who sent the most where too much crossed, and what; '' if that is none of the student's."""
    sent: Counter[tuple[str, bytes]] = Counter()
    for run in result.scenes:
        tape = run.recorded
        if tape is None or not any(
            isinstance(e, ev.Unseen) and e.what == "wire" for e in tape.events
        ):
            continue
        sent.update(
            (e.who, e.data[:40])
            for e in tape.events
            if isinstance(e, ev.Sent) and tape.by.get(e.who) == BY_STUDENT
        )
    ((who, data), times), *_ = sent.most_common(1) or [(("", b""), 0)]
    if times < _MANY:
        return ""
    words = " ".join(data.decode("utf-8", "replace").split())
    return f'{who} sent "{visible(words)}" {times} times: does a loop there ever end?'
