"""A diagnosis as its reader meets it: the misconception first, then the place, then what showed it.

One wording for all reports, in pieces that each of them dresses in its own way.
"""

from collections.abc import Iterator
from dataclasses import replace

from harness.model.result import Diagnosis, ItemResult, Result
from harness.reports.readable import visible

SAYS, PLACE, CODE, PLAIN = "says", "place", "code", "plain"


def pieces(one: Diagnosis) -> Iterator[tuple[str, str]]:
    """The sentences of a diagnosis, as (kind, text)."""
    yield SAYS, one.says
    if one.file:
        yield PLAIN, " " if one.says[-1] in ".?!" else ": "
        yield PLACE, f"{one.file}:{one.line}" if one.line else one.file
        if one.code:
            yield PLAIN, ", "
            yield CODE, one.code
    yield PLAIN, "."
    for sentence in (one.happened, one.do):
        if sentence:
            yield PLAIN, f" {sentence}" + ("" if sentence[-1] in ".?!" else ".")


def sentence(one: Diagnosis) -> str:
    """The same as one text, code between back ticks; harmless to show."""
    return "".join(
        f"`{visible(words)}`" if kind == CODE else visible(words) for kind, words in pieces(one)
    )


def alongside(one: Diagnosis, item: ItemResult) -> Diagnosis:
    """The same, to stand beside the item's evidence: without what showed it, if that says it."""
    said = any(
        proof.happened and proof.happened in one.happened
        for proof in item.evidence
        if not proof.passed
    )
    return replace(one, happened="") if said else one


def first(result: Result, items: list[ItemResult]) -> Diagnosis | None:
    """The diagnosis to begin with: the first that explains any of ``items``."""
    chosen = {item.id for item in items}
    return next((one for one in result.diagnoses if chosen & {*one.items}), None)


def of_item(result: Result, item: ItemResult, told: Diagnosis | None = None) -> Diagnosis | None:
    """What explains an item, unless that is ``told`` at the top."""
    found = next((one for one in result.diagnoses if item.id in one.items), None)
    return None if told is not None and found == told else found
