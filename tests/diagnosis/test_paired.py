"""Names that are handed over together with a connection."""

import pytest

from harness.diagnosis import paired
from harness.diagnosis.code import Code
from harness.model.record import Source

ACCEPTS = "a, _ = s.accept()\nb, _ = s.accept()\n"


def found(text: str) -> int:
    """Which line gives a connection the other one's name, X being that of the first."""
    return paired.name_of_another(Code([Source("s.py", text.encode())]), ("X", "Y")).line


@pytest.mark.parametrize(
    "given",
    [
        'Thread(target=f, args=("Y", a))\nThread(target=f, args=("X", b))\n',
        'hear(a, "Y")\nhear(b, "X")\n',
        'for name, conn in [("Y", a), ("X", b)]:\n    hear(name, conn)\n',
    ],
)
def test_each_connection_is_given_the_other_ones_name(given: str) -> None:
    """To a thread, to a function, or in a list of pairs."""
    assert found(ACCEPTS + given) == 3


@pytest.mark.parametrize(
    "code",
    [
        ACCEPTS + 'hear(a, "X")\nhear(b, "Y")\n',  # as it should be
        ACCEPTS + 'hear(a, "Y")\n',  # of the other nothing is known
        ACCEPTS + 'hear(a, "Y")\nhear(b, "X")\ntell(a, "X")\n',  # not all of them
        ACCEPTS + 'a, b = b, a\nhear(a, "Y")\nhear(b, "X")\n',  # they have changed places
        'a = s.accept()[0]\nhear(a, "Y")\nhear(b, "X")\n',  # where does b come from?
    ],
)
def test_a_place_is_told_only_where_no_other_can_be_meant(code: str) -> None:
    """Both are given, each the other one's, and what accept() returned stays where it was."""
    assert found(code) == 0
