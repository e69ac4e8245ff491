"""Where windows are on a screen: there is no window manager, so all begin in the same corner."""

from harness.stage.widgets import Widget

_GAP = 8  # points between two windows

Box = tuple[int, int, int, int]


def around(windows: list[Widget], size: tuple[int, int]) -> Box | None:
    """The part of the screen that holds all windows: left, top, width, height; None if none is."""
    left = max(min((each.x for each in windows), default=0), 0)
    top = max(min((each.y for each in windows), default=0), 0)
    right = min(max((each.x + each.width for each in windows), default=0), size[0])
    bottom = min(max((each.y + each.height for each in windows), default=0), size[1])
    return (left, top, right - left, bottom - top) if right > left and bottom > top else None


def spread(windows: list[Widget], size: tuple[int, int]) -> list[tuple[Widget, int, int]]:
    """Where to put windows so that none covers another; nothing if none does, or they are many."""
    if not any(_overlap(one, other) for one in windows for other in windows if one is not other):
        return []
    x = y = row = 0
    found = []
    for window in windows:
        if x and x + window.width > size[0]:
            x, y, row = 0, y + row + _GAP, 0
        if y + window.height > size[1]:
            return []
        found.append((window, x, y))
        x, row = x + window.width + _GAP, max(row, window.height)
    return found


def _overlap(one: Widget, other: Widget) -> bool:
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height
