"""What an item hides from the student, here as on their page: the only place that decides it."""

from harness.model.result import Result
from harness.model.spec import Item
from harness.reports.runs import for_student


def shown(result: Result) -> Result:
    """``result`` without what its items hide."""
    return for_student(result)


def title(item: Item) -> str:
    """What the item is called before anything is graded."""
    return item.title if item.hidden == "no" else "(not shown yet)"
