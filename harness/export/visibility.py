"""Who may see an item of the rubric: the one place where a platform's format asks."""

from harness.model.result import ItemResult

VISIBLE, HIDDEN = "visible", "hidden"


def visibility(item: ItemResult) -> str:
    """``visible``, or ``hidden`` from students."""
    return HIDDEN if item.hidden else VISIBLE


def is_visible(item: ItemResult) -> bool:
    """Whether students may see the item."""
    return visibility(item) == VISIBLE
