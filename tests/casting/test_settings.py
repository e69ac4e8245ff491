"""What files of settings name of the network."""

from pathlib import Path

import pytest

from harness.casting import settings
from harness.casting.facts import Facts, facts, facts_of
from harness.casting.sources import read_sources
from tests.casting.programs import LISTENS, Caster

READS = "import configparser\nc = configparser.ConfigParser()\nc.read('lab/config.ini')\n"


@pytest.mark.parametrize(
    ("text", "hosts", "ports"),
    [
        ("[network]\nhost = h1\nport = 12000\n", ["h1"], [12000]),
        ('{"server": {"host": "10.0.0.1", "port": 23456}, "buffer": 1024}', [], [23456]),
        ('{"serverName":"h1","serverPort":12000}', ["h1"], [12000]),
        ("SERVER_HOST=lab.local\nSERVER_PORT='12001'\n", ["lab.local"], [12001]),
        ("server:\n  ip: h1  # the lab\n  port: 5\n", ["h1"], [5]),
        ("<host>h1</host><port>99</port>", ["h1"], [99]),
        ("host h1\nport 12000\n", ["h1"], [12000]),
        ("10.0.0.1\n12000\n", [], [12000]),
        ("port = 1\n1024\n", [], [1]),
        ("support=3\nreport: 55\ntransport = 6\n", [], []),
        ("The server is good.\nThe port of Bergen has 3 piers.\n", [], []),
        ("_.-" * 20_000, [], []),
    ],
)
def test_what_settings_name(text: str, hosts: list[str], ports: list[int]) -> None:
    """Whatever the form: a word that says what it is, and its value behind it."""
    assert settings.hosts(text) == hosts
    assert settings.ports(text) == ports


def test_settings_count_as_the_program_that_reads_them() -> None:
    """Addresses, names and ports of a text are facts; ports of calls come before them."""
    found = facts([], ["host = box\nbackup = 10.0.0.2\nport = 12000\nport2 = 70000\n"])
    assert found == Facts(("10.0.0.2",), ("box",), (12000,))


def test_only_what_a_program_mentions_is_read(tmp_path: Path) -> None:
    """The file's name stands in a string of the program or of its modules; no other is opened."""
    files = {
        "server.py": "import tools\ns.bind((tools.host(), 1))\n",
        "tools.py": READS,
        "client.py": "s.connect(('localhost', 1))\n",
        "lab/config.ini": "host = 10.0.0.1\n",
        "notes.txt": "address: 10.0.0.9\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    sources = read_sources(str(tmp_path), files)
    found = {path: facts_of(source, sources) for path, source in sources.by_path.items()}
    assert found["server.py"].addresses == ("10.0.0.1",)
    assert found["client.py"].addresses == ()


@pytest.mark.parametrize("data", [b"host = 10.0.0.1\n\0", b"host = 10.0.0.1\n" + b" " * 2**17])
def test_what_is_no_text_or_too_long_is_no_settings(tmp_path: Path, data: bytes) -> None:
    """A program may name a picture, too."""
    (tmp_path / "a.py").write_text("open('data')\n", encoding="utf-8")
    (tmp_path / "data").write_bytes(data)
    sources = read_sources(str(tmp_path), ["a.py", "data"])
    assert facts_of(sources.by_path["a.py"], sources) == Facts((), (), ())


_READS = "import sys, json\nwith open(sys.argv[1]) as f: conf = json.load(f)\n"


@pytest.mark.parametrize(
    ("files", "text", "given"),
    [
        (["settings.json"], _READS, "settings.json"),
        (["conf/dev.json"], _READS, "conf/dev.json"),
        (["net.conf"], "import sys\nfor line in open(sys.argv[1]): pass\n", "net.conf"),
        (["my.ini"], "import sys\ncp = ConfigParser()\ncp.read(sys.argv[1])\n", "my.ini"),
        (["server.json", "client.json"], _READS, "server.json"),
        # nobody can tell which, or there is none
        (["a.json", "b.json"], _READS, "{line}"),
        ([], _READS, "{line}"),
        (["package.json", ".vscode/launch.json"], _READS, "{line}"),
        (["words.json"], _READS + "open('words.json')\n", "{line}"),
    ],
)
def test_a_program_is_told_which_settings_to_read(
    cast: Caster, files: list[str], text: str, given: str
) -> None:
    """By the only file that it can mean, whose port and host are known then, too."""
    texts = dict.fromkeys(files, '{"host": "10.0.0.1", "port": 12345}')
    program = cast({"server.py": text + LISTENS, **texts}).programs["server"]
    assert program.args == (given,)
    assert given == "{line}" or 12345 in program.ports


def test_settings_are_named_from_where_a_program_runs(cast: Caster) -> None:
    """A file of the folder above, for a program in a folder of its own."""
    files = {"x/server.py": _READS + LISTENS, "conf/a.json": '{"port": 1}'}
    assert cast(files).programs["server"].args == ("../conf/a.json",)
