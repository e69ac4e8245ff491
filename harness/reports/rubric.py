"""The rubric as a class's results show it: reports may meet results of several versions of it."""

from collections.abc import Iterable

from harness.model.result import ItemResult, Result


def rubric(results: Iterable[Result]) -> tuple[ItemResult, ...]:
    """Every item that any result has, in the rubric's order."""
    found: dict[str, ItemResult] = {}
    for result in results:
        for item in result.items:
            if item.id not in found or (found[item.id].hidden and not item.hidden):
                found[item.id] = item
    return tuple(found.values())
