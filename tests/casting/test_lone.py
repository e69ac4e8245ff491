"""Files of one hand-in that lie where each would be one."""

import pytest

from harness.casting.lone import parts
from harness.model.spec import Role

ROLES = {
    "server": Role("server", files=("*server*.py",)),
    "a": Role("a", files=("*client*.py", "*peer*.py")),
    "b": Role("b", files=("*client*.py", "*peer*.py")),
    "probe": Role("probe", by="script", files=("*probe*.py",)),
}


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("client", "server"), ("client", "server")),
        (("ann_server", "ann_client", "ben_server"), ("ann_server", "ann_client")),
        (("notes", "server", "peer 2"), ("server", "peer 2")),
        (("ann_server", "ben_server"), None),
        (("client1", "client2", "peer"), None),
        (("ann", "ben"), None),
        (("server_client", "client"), None),  # one that may be both is nobody's other half
        (("server", "probe"), None),
    ],
)
def test_parts_of_one_hand_in(names: tuple[str, ...], found: tuple[str, str] | None) -> None:
    """Two that different roles' patterns mean; not two of the same role, or of none."""
    assert parts(ROLES, names) == found
