"""Arguments that are a whole URL."""

import pytest

from harness.casting.arguments import arguments
from harness.casting.setting import Setting
from harness.casting.sources import Source

_PARSE = "def parse(url):\n    kind, rest = url.split('://')\n"
_PARSE += "    host, port = rest.split(':')\n    return host, int(port)\n"


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("u = urlparse(sys.argv[1])\n", ["tcp://127.0.0.1:12000"]),
        ("url = sys.argv[1]\nu = urllib.parse.urlsplit(url)\n", ["tcp://127.0.0.1:12000"]),
        ("u = urlparse(sys.argv[1])\nif u.scheme != 'chat': exit()\n", ["chat://127.0.0.1:12000"]),
        ("# as http://docs\nu = urlparse(sys.argv[1])\nprint('e.g. im://h:1')\n",
         ["im://127.0.0.1:12000"]),
        ("u = urlparse('//' + sys.argv[1])\n", ["127.0.0.1:12000"]),
        (f"{_PARSE}go(*parse(sys.argv[1]))\n", ["tcp://127.0.0.1:12000"]),
        (("p = argparse.ArgumentParser()\np.add_argument('server')\na = p.parse_args()\n"
         "u = urlparse(a.server)\n"), ["tcp://127.0.0.1:12000"]),
        ("name = sys.argv[1]\nu = urlparse('tcp://localhost:1')\n", ["X"]),
    ],
)  # fmt: skip
def test_what_is_taken_apart_as_a_url_is_one(text: str, given: list[str]) -> None:
    """Without the scheme there would be no host in it."""
    source = Source("client.py", f"import sys, argparse\n{text}")
    assert list(arguments(source, Setting("X", 1))[0]) == given
