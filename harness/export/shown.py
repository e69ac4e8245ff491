"""What a student may read, where a student reads everything: a job's log, its files, its results.

This is the one place that decides it.  A hidden item is left out whole, its points on both sides,
so that no sum tells whether it was met; so are the runs that only it cites, and of the runs that it
shares with others, what was expected for it alone.  That there is such an item, and what it is
worth, is no secret.
"""

from collections.abc import Iterator
from dataclasses import replace

from harness.model.result import FAULT, Evidence, ItemResult, Result, SceneRun
from harness.reports.runs import RunKey, for_student, key, went_well
from harness.reports.words import count, worth_of

_UNSEEN_FAULT = "The grader failed in a part that is not shown yet."


def shown(result: Result) -> Result:
    """``result`` as its student may read all of it."""
    hidden = [item for item in result.items if item.hidden]
    if not hidden:
        return result
    open_ = tuple(item for item in result.items if not item.hidden)
    main = [item for item in open_ if not item.extra]
    extra = [item for item in open_ if item.extra]
    fault = result.fault or (_UNSEEN_FAULT if any(i.verdict == FAULT for i in hidden) else None)
    return replace(
        for_student(result),
        items=open_,
        scenes=tuple(_scenes(for_student(result).scenes, open_)),
        score=round(sum(item.points for item in main), 2),
        max=round(sum(item.max for item in main), 2),
        extra=round(sum(item.points for item in extra), 2),
        extra_max=round(sum(item.max for item in extra), 2),
        fault=fault,
        problems=(*result.problems, _told(hidden)),
        standing=None,  # a grade that counts what is hidden
    )


def _told(hidden: list[ItemResult]) -> str:
    worth = worth_of(sum(item.max for item in hidden))
    verb = "is" if len(hidden) == 1 else "are"
    return f"{count(len(hidden), 'item')} ({worth}) {verb} not shown yet, and not counted here."


def _scenes(runs: tuple[SceneRun, ...], items: tuple[ItemResult, ...]) -> Iterator[SceneRun]:
    """Runs with no more of their story than the evidence of ``items`` quotes.

    A run of which nothing is left to tell, though it did leave its story, is left out: without its
    marks it would look as if it had not.
    """
    for run in runs:
        proofs = [proof for item in items for proof in item.evidence if proof.scene == run.id]
        cited = {n for proof in proofs if _key(proof) == key(run) for n in proof.events}
        open_ = replace(
            run,
            broken=tuple(number for number in run.broken if number in cited),
            missing=tuple(
                line for line in run.missing if any(line[3] in proof.expected for proof in proofs)
            ),
        )
        if went_well(run) or not went_well(open_):
            yield open_


def _key(proof: Evidence) -> RunKey:
    return (proof.scene, proof.cast, proof.row, proof.run)
