"""The host name that no machine has: told where it can be no other."""

import pytest

from harness.diagnosis import crashes
from tests.diagnosis.hand import hand_in, line, run

DIES = (
    r"a prints: Traceback (most recent call last):\n"
    r'  File "/home/student/a.py", line 2, in <module>\n    s.connect((host, 12000))\n'
    r"socket.gaierror: [Errno -2] Name or service not known"
)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("host = 'localhsot'\ns.connect((host, 12000))\n", "localhsot"),
        ("\ns.connect(('localhsot', 12000))\n", "localhsot"),
        ("\ns = create_connection(('localhsot', 12000))\n", "localhsot"),
        ("host = input()\ns.connect((host, 12000))\n", ""),
        ("host = 'x'\ns.connect((host, 12000))\nhost = 'y'\n", ""),
        ("def f(host):\n    s.connect((host, 12000))\nhost = 'x'\n", ""),
        ("\ns.connect(('a', 1)) or s.connect(('b', 2))\n", ""),
        ("host = 'x'\ns.settle((host, 12000))\n", ""),
    ],
)
def test_the_name_that_is_looked_up(code: str, name: str) -> None:
    """It is written in that line, or given once to the variable that stands there."""
    failed = run(f"{DIES}\na exits 1", line("a -> server: x"), students=("a",))
    (one,) = crashes.does_not_run(hand_in(failed, code={"a": code}))
    assert one.line == 2
    assert one.says == (
        f"No machine has the host name {name}, which is looked up here"
        if name
        else "No machine has the host name that is looked up"
    )
