"""What a report shows of one run: where it left its story, what never came, who waits for whom."""

from collections.abc import Iterable

from harness.checks.waiting import at_windows, sentence
from harness.model.events import Exited, Limit, Quiet, Wait
from harness.model.play import UNMET, UNREACHED, Finding, Outcome
from harness.model.quick import dataclass
from harness.model.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Story:
    """The parts of ``model.result.SceneRun`` that come from the findings.

    ``broken``: numbers of the events where reality left the story; ``missing``: expected lines
    that never came, as (number of the event after which they were expected, who, to whom or '',
    what).  ``waiting`` and ``sentence``: who waited for what, if the story was not through and
    programs were still waiting.
    """

    broken: tuple[int, ...] = ()
    missing: tuple[tuple[int, str, str, str], ...] = ()
    waiting: tuple[Wait, ...] = ()
    sentence: str = ""


def read(outcome: Outcome, timeline: Timeline) -> Story:
    """What ``outcome`` says about ``timeline``, for a diagram of it."""
    broken, missing = marks(outcome.findings)
    waits = waiting(timeline) if is_late(outcome.findings) else ()
    return Story(broken, missing, waits, sentence(waits))


def marks(
    findings: Iterable[Finding],
) -> tuple[tuple[int, ...], tuple[tuple[int, str, str, str], ...]]:
    """``broken`` and ``missing`` of a :class:`Story`."""
    unmet = [finding for finding in findings if finding.verdict == UNMET]
    broken = sorted({n for finding in unmet if _is_wrong(finding) for n in finding.events})
    missing = [
        (
            finding.at,
            finding.actors[0],
            finding.objects[0] if finding.objects else "",
            _what(finding),
        )
        for finding in unmet
        if finding.mood == "must"
    ]
    return tuple(broken), tuple(dict.fromkeys(missing))


def is_late(findings: Iterable[Finding]) -> bool:
    """Whether anything that must come did not."""
    return any(each.verdict in {UNMET, UNREACHED} and each.mood == "must" for each in findings)


def waiting(timeline: Timeline) -> tuple[Wait, ...]:
    """Who waited for what when the scene last was at rest, but for roles that have exited since."""
    rests = [
        e for e in timeline.events if isinstance(e, Quiet) or (isinstance(e, Limit) and e.waits)
    ]
    if not rests:
        return ()
    last = rests[-1]
    gone = {e.who for e in timeline.events if isinstance(e, Exited) and e.n > last.n}
    return at_windows(wait for wait in last.waits if wait.who not in gone)


def _is_wrong(finding: Finding) -> bool:
    """Whether what came is itself amiss: it was forbidden, or crossed in place of what should.

    What a program printed instead of an expected line is mostly innocent (a prompt).
    """
    return finding.mood == "never" or finding.verb == "sends"


def _what(finding: Finding) -> str:
    """The expected line without its actors: the text that was to come, or the verb."""
    if finding.verb in {"sends", "prints", "shows"}:
        _, _, text = finding.expected.partition(": ")
        text = text.removeprefix('"').removesuffix('"')
        return text if finding.verb == "sends" else f"{finding.verb}: {text}"
    return finding.expected
