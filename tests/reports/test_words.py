"""What reports call things."""

import pytest

from harness.model.events import Wait
from harness.reports.words import arrows, wait


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("never s -> a: /Ping|Pong/", 'never s → a: "Ping" or "Pong"'),
        ("never s -> a: /hello Bob.*hello Bob/is", 'never s → a: "hello Bob" … "hello Bob"'),
        ("one of: s -> a: /x y/i or s -> b: z", 'one of: s → a: "x y" or s → b: z'),
        (r"never s -> a: /has\W+connected/i", 'never s → a: "has connected"'),
        ("s -> a: /^[XY]: .+ before/", "s → a: /^[XY]: .+ before/"),
        ('s -> a: "a/b/c"', 's → a: "a/b/c"'),
    ],
)
def test_a_pattern_that_is_only_texts_is_told_as_texts(line: str, told: str) -> None:
    """One that says more than that stays what it is."""
    assert arrows(line) == told


@pytest.mark.parametrize(
    ("waiting", "told"),
    [
        (Wait("a", "lock", code="both.wait()"), "another thread to wake it"),
        (Wait("a", "lock", code="x = arrived.get()"), "something in a queue"),
        (Wait("a", "lock"), "a lock, an event or another thread"),
        (Wait("a", "several", ("b", "c")), "something from b and c, or for something else"),
    ],
)
def test_what_a_thread_waits_for(waiting: Wait, told: str) -> None:
    """To the kernel many things are a lock; to a student they are not."""
    assert wait(waiting) == f"the main thread waits for {told}"
