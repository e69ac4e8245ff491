"""Arguments that are a whole address as Python writes it."""

import pytest

from harness.casting.arguments import arguments
from harness.casting.setting import Setting
from harness.casting.sources import Source

_WHOLE = ["('127.0.0.1', 12000)"]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("host, port = ast.literal_eval(sys.argv[1])\n", _WHOLE),
        ("go(*eval(sys.argv[1]))\n", _WHOLE),
        ("address = eval(sys.argv[1])\ns.connect(address)\n", _WHOLE),
        ("where = sys.argv[1]\nhost, port = eval(where)\n", _WHOLE),
        (("p = argparse.ArgumentParser()\np.add_argument('address')\na = p.parse_args()\n"
          "s.connect(eval(a.address))\n"), _WHOLE),
        ("s.connect((sys.argv[1], eval(sys.argv[2])))\n", ["127.0.0.1", "12000"]),
        ("port = ast.literal_eval(sys.argv[1])\n", ["12000"]),
    ],
)  # fmt: skip
def test_what_is_read_as_python_and_is_several_values_is_an_address(
    text: str, given: list[str]
) -> None:
    """A host alone, or somebody's name, is no tuple."""
    source = Source("client.py", f"import sys, argparse, ast\n{text}")
    assert list(arguments(source, Setting("X", 1))[0]) == given
