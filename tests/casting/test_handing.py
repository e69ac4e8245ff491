"""Programs that find one another by a file."""

import pytest

from tests.casting.programs import CONNECTS, LISTENS, Caster

_WRITES = "open('port.txt', 'w').write(str(s.getsockname()[1]))\n"
_READS = "port = int(open('port.txt').read())\n"


@pytest.mark.parametrize(
    ("writes", "reads", "found"),
    [
        (_WRITES, _READS, False),
        ("with open('port.txt', mode='w') as f: f.write(p)\n", _READS, False),
        ("FILE = Path('port.txt')\nFILE.write_text(p)\n", "Path('port.txt').read_text()\n", False),
        (_WRITES + "print 1\n", _READS, False),
        (_WRITES, "", True),
        ("", _READS, True),
        (_WRITES, _READS.replace("port.txt", "my.txt"), True),
        (_WRITES.replace("port.txt", "report.txt"), _READS.replace("port.txt", "report.txt"), True),
        (_READS, _WRITES, True),
    ],
)
def test_who_finds_the_server_by_a_file_of_its_own_cannot_be_seen(
    cast: Caster, writes: str, reads: str, found: bool
) -> None:
    """Each program has files of its own; a file that was handed in is another thing."""
    casting = cast({"server.py": LISTENS + writes, "client.py": reads + CONNECTS})
    assert ("server" in casting.programs, "a" in casting.programs) == (True, found)
    lost = casting.unfilled.get("a")
    assert lost is None or (lost.whose, "port.txt" in lost.why) == ("machine", True)
