"""Whether files are one for each role, by their names."""

from pathlib import Path

import pytest

from harness.casting.pairs import one_each
from harness.casting.sources import read_sources


@pytest.mark.parametrize(
    ("names", "each"),
    [
        ("client_x.py client_y.py", True),
        ("alice.py bob.py", True),
        ("client.py client2.py", True),
        ("client.py client_Y.py", True),
        ("Client.py ClientTwo.py", True),
        ("client1.py client2.py client3.py", True),
        ("x/client.py y/client.py", True),
        ("client.py client_broken.py", False),
        ("client.py client_attempt1.py", False),
        ("client.py my_client.py", False),
        ("client.py run_clients.py", False),
        ("alice.py malice2.py", False),
        ("client1.py client2.py client2_working.py", False),
    ],
)
def test_names_of_their_own(tmp_path: Path, names: str, each: bool) -> None:
    """Each has something of its own, or one has only a letter or a number more."""
    files = names.split()
    for name in files:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    assert one_each(list(read_sources(str(tmp_path), files))) is each
