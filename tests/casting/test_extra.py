"""Extra credit: in programs of its own, or asked for by a word."""

from dataclasses import replace

import pytest

from harness.casting.patterns import match
from harness.casting.sources import Source
from harness.casting.special import special_word
from harness.model.spec import Role
from tests.casting.conftest import roles
from tests.casting.programs import CONNECTS, LISTENS, Caster, played

BY_FLAG = "import sys\nif '--chat' in sys.argv:\n    print('chat')\n"
BY_WORD = """
import sys
if sys.argv[1] == 'server': host()
elif sys.argv[1] == 'client': join()
elif sys.argv[1] == 'ecserver': relay()
elif sys.argv[1] == 'ecclient': talk()
else: sys.exit('usage: pa3.py server|client|ecserver|ecclient')
"""


@pytest.mark.parametrize(
    ("hub", "client"),
    [
        ("EC_server.py", "EC_client.py"),
        ("ec_server.py", "ec_client.py"),
        ("EC_ServerX2.py", "EC_Client_x.py"),
        ("extra/server.py", "extra/client.py"),
        ("Extra Credit/my server.py", "Extra Credit/my client.py"),
        ("chat_server.py", "chat_client.py"),
        ("chat/server.py", "chat/client.py"),
    ],
)
def test_extra_programs_are_kept_apart(cast: Caster, hub: str, client: str) -> None:
    """Programs that another role's patterns mean more surely are not taken for the main ones."""
    casting = cast(
        {"server.py": LISTENS, "client.py": CONNECTS, hub: LISTENS, client: CONNECTS + "#\n"}
    )
    expected = {"server": "server.py", "a": "client.py", "b": "client.py"}
    assert played(casting) == {**expected, "hub": hub, "p": client, "q": client}


SAYS_BEFORE = LISTENS + "print('x before y')\n"
SAYS_BYE = LISTENS + "print(c.recv(9) == b'Bye')\n"


def telling() -> dict[str, Role]:
    """The roles, two of whose programs are known by what they say."""
    wanted = roles()
    wanted["server"] = replace(wanted["server"], says=("before",))
    wanted["hub"] = replace(wanted["hub"], says=("bye",))
    return wanted


@pytest.mark.parametrize(
    ("server", "client", "hub", "talker"),
    [
        ("server.py", "client.py", "relay_server.py", "relay_client.py"),
        ("server.py", "client.py", "server2.py", "client2.py"),
        ("server1.py", "client1.py", "server2.py", "client2.py"),
        ("server.py", "client.py", "relay/server.py", "relay/client.py"),
        ("q1/server.py", "q1/client.py", "q2/server.py", "q2/client.py"),
        ("a/server.py", "a/clt.py", "b/server.py", "b/clt.py"),
        ("a/here.py", "a/there.py", "b/here.py", "b/there.py"),
    ],
)
def test_extra_programs_whose_names_do_not_tell_are_known_by_what_they_say(
    cast: Caster, server: str, client: str, hub: str, talker: str
) -> None:
    """A set beside the main one is the extra part's if it alone says what that part's says."""
    files = {server: SAYS_BEFORE, client: CONNECTS, hub: SAYS_BYE, talker: CONNECTS + "#\n"}
    expected = {"server": server, "a": client, "b": client}
    assert played(cast(files, telling())) == {**expected, "hub": hub, "p": talker, "q": talker}


@pytest.mark.parametrize("more", ["2", "_by"])
def test_nor_does_a_letter_more_tell_where_all_are_called_a_chat(cast: Caster, more: str) -> None:
    """What the main clients' patterns mean more surely may be the extra part's all the same."""
    wanted = telling()
    for role, side in (("hub", "server"), ("p", "client"), ("q", "client")):
        wanted[role] = replace(wanted[role], files=(f"*CHAT*{side}*.py",))
    server, client = f"chat_server{more}.py", f"chat_client{more}.py"
    files = {"chat_server.py": SAYS_BEFORE, "chat_client.py": CONNECTS}
    found = played(cast(files | {server: SAYS_BYE, client: CONNECTS + "#\n"}, wanted))
    assert (found["server"], found["a"], found["b"]) == ("chat_server.py", *["chat_client.py"] * 2)
    assert (found["hub"], found["p"], found["q"]) == (server, client, client)


def test_what_the_main_programs_say_too_makes_no_extra_part(cast: Caster) -> None:
    """Programs that do both parts do both, whatever lies beside them."""
    files = {"server.py": SAYS_BEFORE + SAYS_BYE, "client.py": CONNECTS}
    beside = {"server2.py": SAYS_BYE, "client2.py": CONNECTS + "#\n"}
    found = played(cast(files | beside, telling()))
    assert (found["hub"], found["p"]) == ("server.py", "client.py")


def test_which_of_two_says_it_a_person_has_to_settle(cast: Caster) -> None:
    """Nothing is guessed where two programs beside the main one say what the extra part's says."""
    files = {"q1/server.py": SAYS_BEFORE, "q1/client.py": CONNECTS}
    for folder in ("q2", "q3"):
        files[f"{folder}/server.py"] = f"{SAYS_BYE}# {folder}\n"
        files[f"{folder}/client.py"] = f"{CONNECTS}# {folder}\n"
    casting = cast(files, telling())
    assert casting.programs["server"].main == "q1/server.py"
    assert {casting.unfilled[role].whose for role in ("hub", "p", "q")} == {"person"}


def test_extra_names_serve_where_there_are_no_others(cast: Caster) -> None:
    """A hand-in whose only programs are named chat_… plays everything with them."""
    casting = cast({"chat_server.py": LISTENS, "chat_client.py": CONNECTS})
    assert set(played(casting).values()) == {"chat_server.py", "chat_client.py"}
    assert played(casting)["server"] == played(casting)["hub"] == "chat_server.py"


@pytest.mark.parametrize(
    ("clients", "talkers"),
    [
        (["chat_client.py"], ["EC_chat_client.py"]),
        (["chat_client_x.py", "chat_client_y.py"], ["EC_chat_client.py"]),
        (["chat_client_x.py", "chat_client_y.py"], ["EC_chat_client_x.py", "EC_chat_client_y.py"]),
    ],
)
def test_a_word_that_all_names_have_tells_nothing(
    cast: Caster, clients: list[str], talkers: list[str]
) -> None:
    """Where every program is a chat_…, what the hub's first patterns mean is the hub's alone."""
    names = ["chat_server.py", "EC_chat_server.py", *clients, *talkers]
    found = played(cast({n: LISTENS if "server" in n else CONNECTS + f"# {n}\n" for n in names}))
    assert (found["server"], found["hub"]) == ("chat_server.py", "EC_chat_server.py")
    assert ([found["a"], found["b"]], [found["p"], found["q"]]) == (
        (clients * 2)[:2],
        (talkers * 2)[:2],
    )


def test_the_extra_part_of_a_file_is_asked_for_by_a_word(cast: Caster) -> None:
    """A role that plays another's file is told so as its own file would be named."""
    programs = cast({"server.py": LISTENS + BY_FLAG, "client.py": CONNECTS}).programs
    assert [programs[role].args for role in ("server", "hub", "p")] == [(), ("--chat",), ()]


def test_such_a_word_stands_in_the_place_of_another(cast: Caster) -> None:
    """Where one file is everything, it is told one thing, and not two."""
    programs = cast({"pa3.py": BY_WORD + LISTENS + CONNECTS}).programs
    words = {role: program.args for role, program in programs.items()}
    main = {"server": ("server",), "a": ("client",), "b": ("client",)}
    assert words == {**main, "hub": ("ecserver",), "p": ("ecclient",), "q": ("ecclient",)}


def test_python_2_is_read_for_such_a_word(cast: Caster) -> None:
    """What today's Python cannot parse is read as text; a remark about the word offers nothing."""
    old = "import sys\n{}\nprint 'ready'\n" + LISTENS
    asked = "if len(sys.argv) > 1 and sys.argv[1].lower() == 'chat':\n    pass"
    for line, args in ((asked, ("chat",)), (f"# {asked.partition(':')[0]}", ())):
        programs = cast({"server.py": old.format(line), "client.py": CONNECTS}).programs
        assert programs["hub"].args == args
        assert programs["server"].args == ()


def test_letters_within_a_word_are_no_abbreviation(cast: Caster) -> None:
    """An 'ec' inside 'project' does not make a file the extra credit's."""
    roles = {
        "server": Role("server", files=("*server*.py",), does="listen"),
        "hub": Role("hub", files=("*EC*server*.py",), fallback=("server",)),
    }
    files = {"project_server.py": LISTENS, "EC_server.py": LISTENS + "# chat"}
    assert played(cast(files, roles)) == {"server": "project_server.py", "hub": "EC_server.py"}


@pytest.mark.parametrize(
    ("name", "has"),
    [("ServerEC.py", True), ("ec-server.py", True), ("EC2_server.py", True), ("ecserver.py", True),
     ("echo_server.py", False), ("project_server.py", False), ("second server.py", False)],
)  # fmt: skip
def test_capitals_are_a_word(name: str, has: bool) -> None:
    """'EC' is not in every name that has these two letters."""
    patterns = ("*EC*server*.py", "*server*EC*.py")
    assert any(match(pattern, Source(name, "")) for pattern in patterns) == has


MODES = (
    "import argparse, enum, sys\nclass Mode(enum.Enum):\n    FIRST = 'first'\n    CHAT = 'chat'\n"
)
PARSER = MODES + "ap = argparse.ArgumentParser()\n"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("ap.add_argument('--mode', choices=[m.value for m in Mode])", ("--mode", "chat")),
        ("ap.add_argument('--mode', choices=[m.name.lower() for m in Mode])", ("--mode", "chat")),
        ("ap.add_argument('--mode', type=Mode, default=Mode.FIRST)", ("--mode", "chat")),
        ("ALL = 'first', 'chat'\nap.add_argument('--mode', choices=ALL)", ("--mode", "chat")),
        ("A = {'first': 1, 'chat': 2}\nap.add_argument('-m', choices=A.keys())", ("-m", "chat")),
        ("ap.add_argument('--mode')\nif ap.parse_args().mode == 'chat': pass", ("--mode", "chat")),
        (("ap.add_argument('--mode', dest='it')\nargs = ap.parse_args()\nmode = args.it\n"
         "if mode == 'chat': pass"), ("--mode", "chat")),
        ("ap.add_argument('--chat', action=argparse.BooleanOptionalAction)", ("--chat",)),
        ("ap.add_option('-c', '--chat', action='store_true')", ("--chat",)),
        ("sub = ap.add_subparsers()\nsub.add_parser('first')\nsub.add_parser('chat')", ("chat",)),
        ("def main(mode):\n    if mode == 'chat': pass\nmain(sys.argv[1])", ("chat",)),
        ("def main(*words):\n    match words:\n        case ['chat']: pass\nmain(*sys.argv[1:])",
         ("chat",)),
        ("mode: str = sys.argv[1]\nif mode == 'chat': pass", ("chat",)),
        ("for each in sys.argv:\n    if each == '--chat': pass", ("--chat",)),
        ("FLAG = '--chat'\nif FLAG in sys.argv: pass", ("--chat",)),
        ("mode = sys.argv[sys.argv.index('--mode') + 1]\nif mode == 'chat': pass",
         ("--mode", "chat")),
        (("class C:\n    def __init__(self):\n        self.mode = sys.argv[1]\n"
         "if C().mode == 'chat': pass"), ("chat",)),
        ("mode = sys.argv[1]\nmatch Mode(mode):\n    case Mode.CHAT: pass", ("chat",)),
        ("if getopt.getopt(sys.argv[1:], 'v', ['port=', 'chat'])[0]: pass", ("--chat",)),
        ("LONG = ['chat', 'port=']\nif getopt(sys.argv[1:], 'v', LONG)[0]: pass", ("--chat",)),
        ("if getopt.getopt(sys.argv[1:], 'v', ['chat='])[0]: pass", ()),
    ],
)  # fmt: skip
def test_the_word_is_found_however_the_command_line_is_read(
    text: str, word: tuple[str, ...]
) -> None:
    """Choices may have a name or be an Enum, and a value may be handed on before it is compared."""
    assert special_word(Source("server.py", f"{PARSER}{text}\n"), ("*chat*server*.py",)) == word


def test_what_comes_by_the_network_is_no_word_of_the_command_line() -> None:
    """A message that is compared with 'chat' is not what the program is told at its start."""
    text = "import sys\nsock.connect((sys.argv[1], 12000))\nword = sock.recv(9)\n"
    compared = "def on(word):\n    if word == 'chat': pass\non(sys.argv[1])\n"
    assert special_word(Source("server.py", text + compared), ("*chat*server*.py",)) == ()
    handed = (
        "import socket, sys\ndef on(lines):\n    for word in lines:\n"
        "        if word == 'chat': pass\n"
        "on(socket.create_connection((sys.argv[1], 12000)).makefile())\n"
    )
    assert special_word(Source("client.py", handed), ("*chat*client*.py",)) == ()


@pytest.mark.parametrize(
    ("text", "main", "extra"),
    [
        ("ap.add_argument('mode', choices=['first', 'chat'])", ("first",), ("chat",)),
        ("ap.add_argument('mode', choices=['chat', 'first'])", ("first",), ("chat",)),
        ("ap.add_argument('mode', choices=[m.value for m in Mode])", ("first",), ("chat",)),
        ("ap.add_argument('--mode', choices=['first', 'chat'], required=True)",
         ("--mode", "first"), ("--mode", "chat")),
        ("ap.add_argument('--mode', choices=['first', 'chat'], default='chat')",
         ("--mode", "first"), ("--mode", "chat")),
        (("if len(sys.argv) != 2: sys.exit('which?')\nif sys.argv[1] == 'basic': pass\n"
         "elif sys.argv[1] == 'chat': pass"), ("basic",), ("chat",)),
        (("ap.add_argument('host')\nap.add_argument('mode')\nmode = ap.parse_args().mode\n"
         "if mode == 'basic': pass\nif mode == 'chat': pass"),
         ("127.0.0.1", "basic"), ("127.0.0.1", "chat")),
    ],
)  # fmt: skip
def test_who_has_to_say_which_part_says_its_own(
    cast: Caster, text: str, main: tuple[str, ...], extra: tuple[str, ...]
) -> None:
    """Of the words for parts each role says that of its part, and no client says another's."""
    asked = f"{PARSER}{text}\n"
    programs = cast({"server.py": LISTENS + asked, "client.py": CONNECTS + asked}).programs
    assert {programs[role].args for role in ("server", "a", "b")} == {main}
    assert {programs[role].args for role in ("hub", "p", "q")} == {extra}


_COMMANDS = """
import argparse
common = argparse.ArgumentParser(add_help=False)
common.add_argument('--chat', action='store_true')
p = argparse.ArgumentParser()
p.add_argument('--loud', action='store_true')
s = p.add_subparsers()
"""
_ONE_BY_ONE = (
    "x = s.add_parser('server', parents=[common])\ny = s.add_parser('client', parents=[common])\n"
)
_IN_A_LOOP = "for word in ('server', 'client'):\n    q = s.add_parser(word)\n"
_IN_PAIRS = "for word, f in (('server', f), ('client', g)):\n    q = s.add_parser(word)\n"


@pytest.mark.parametrize(
    "text",
    [
        _COMMANDS + _ONE_BY_ONE,
        _COMMANDS + _IN_A_LOOP + "    q.add_argument('--chat', action='store_true')\n",
        _COMMANDS + _IN_PAIRS + "    q.add_argument('--chat', action='store_true')\n",
    ],
)
def test_an_option_of_a_command_stands_behind_it(cast: Caster, text: str) -> None:
    """In a file for both sides and both parts, whose name says neither."""
    programs = cast({"pa2.py": text + LISTENS + CONNECTS}).programs
    assert [programs[role].args for role in ("server", "a")] == [("server",), ("client",)]
    assert [programs[role].args for role in ("hub", "p")] == [
        ("server", "--chat"),
        ("client", "--chat"),
    ]


def test_an_option_of_the_whole_program_stands_before_the_command(cast: Caster) -> None:
    """There argparse knows it, and behind the command it does not."""
    text = _COMMANDS.replace("--chat", "--quick").replace("--loud", "--chat") + _ONE_BY_ONE
    programs = cast({"pa2.py": text + LISTENS + CONNECTS}).programs
    assert programs["hub"].args == ("--chat", "server")


def test_the_name_of_a_side_asks_for_no_special_part(cast: Caster) -> None:
    """Beside 'chat' in the name of the only file 'server' is still the side."""
    by_option = "p.add_argument('--chat', action='store_true')\n"
    text = "import sys\nif sys.argv[1] == 'server': a()\nelif sys.argv[1] == 'client': b()\n"
    programs = cast({"chat.py": text + by_option + LISTENS + CONNECTS}).programs
    assert programs["hub"].args == ("--chat", "server")
