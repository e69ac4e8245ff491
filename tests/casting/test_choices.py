"""The words that a program offers for an argument."""

import pytest

from harness.casting.arguments import arguments
from harness.casting.setting import Setting
from harness.casting.sources import Source

HEAD = "import sys\n"
X = Setting("X", 1)


@pytest.mark.parametrize(
    "table",
    [
        ("MODES = {}\ndef mode(f):\n    MODES[f.__name__] = f\n    return f\n"
         "@mode\ndef order(): pass\n@mode\ndef talk(): pass\n"),
        ("MODES = {}\ndef mode(name):\n    def enter(f):\n        MODES[name] = f\n"
         "    return enter\n@mode('order')\ndef a(): pass\n@mode('talk')\ndef b(): pass\n"),
        "MODES = {}\nMODES['order'] = a\nMODES['talk'] = b\n",
        "MODES = {'order': a}\nMODES['talk'] = b\n",
    ],
)  # fmt: skip
def test_a_choice_may_be_among_what_is_entered_in_a_table(table: str) -> None:
    """By decorators or one by one, after the table was made."""
    text = f"{table}p.add_argument('--mode', required=True, choices=sorted(MODES))\n"
    assert arguments(Source("client.py", text), X)[0] == ("--mode", "order")
    both = f"{HEAD}{table.replace('order', 'server').replace('talk', 'client')}"
    for side, word in (("listen", "server"), ("connect", "client")):
        source = Source("pa.py", f"{both}MODES[sys.argv[1]]()\n")
        assert arguments(source, Setting("X", 1, side=side), both=True)[0] == (word,)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("me = NAMES[int(sys.argv[1]) - 1]\n", ("1", "2")),
        ("NAMES = ['X', 'Y']\nme = NAMES[int(sys.argv[1])]\n", ("0", "1")),
        ("NAMES = {1: 'X', 2: 'Y'}\nme = NAMES[int(sys.argv[1])]\n", ("1", "2")),
        ("port = int(sys.argv[1])\n", ("12000", "12000")),
        ("if '-x' in sys.argv: a()\nelif '-y' in sys.argv: b()\nelse: exit()\n", ("-x", "-y")),
        ("if sys.argv[1] not in ('--x', '--y'): exit()\n", ("--x", "--y")),
        ("loud = '-v' in sys.argv\n", ()),
    ],
)
def test_a_client_says_which_of_several_it_is(text: str, given: tuple[str, ...]) -> None:
    """By its place in a table, or by an option of its own."""
    found = [
        arguments(Source("client.py", HEAD + text), Setting(letter, number, side="connect"))[0]
        for number, letter in enumerate("XY", 1)
    ]
    assert tuple(word for each in found for word in each) == given
