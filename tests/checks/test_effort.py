"""Searches that might never end are given up, and cost their hand-in nothing else."""

import re
import threading

import pytest

from harness.checks import effort
from harness.checks.effort import Effort, Endless

_COSTLY = re.compile("Alice.*before.*Bob", re.DOTALL)
_NEVER = "Alice before " * 4000


def test_a_search_without_end_is_given_up() -> None:
    """It takes the processor time that there is for it and no more; then all is said at once."""
    spent = Effort(0.1)
    for text in (_NEVER, _NEVER[:30_000], _NEVER * 2):
        with pytest.raises(Endless):
            list(spent.searched(_COSTLY, text, 0))
    assert spent.left <= 0


def test_many_searches_share_what_there_is() -> None:
    """A text that makes each search a little too long is given up as well."""
    spent = Effort(0.2)
    text = ("Alice before " * 60 + "\n") * 400
    line = re.compile("Alice.*before.*Bob|\n")

    def search() -> None:
        for _ in range(2000):
            list(spent.searched(line, text, 0))

    with pytest.raises(Endless):
        search()


def test_an_honest_search_finds_all() -> None:
    """Of a text as programs write them every place is found, and hardly anything is spent."""
    text = "Alice came before Bob\n" * 500
    found = list(Effort().searched(re.compile("Alice.*before.*Bob"), text, 0))
    assert len(found) == 500
    assert [one.span() for one in found] == [
        one.span() for one in re.finditer("Alice.*before.*Bob", text)
    ]
    rest = list(Effort().searched(re.compile("Bob"), text, 10_000))
    assert rest[0].start() >= 10_000


def test_beside_the_main_thread_nothing_is_bounded() -> None:
    """Where nobody can interrupt, a search goes on to its end."""
    found: list[int] = []

    def search() -> None:
        found.append(len(list(Effort(0.0).searched(re.compile("o"), "o" * 1000, 0))))

    thread = threading.Thread(target=search)
    thread.start()
    thread.join()
    assert found == [1000]
    assert effort.MOST > 1
