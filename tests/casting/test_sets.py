"""Programs that belong together, where a hand-in has several of a kind."""

from dataclasses import replace

import pytest

from tests.casting.conftest import roles
from tests.casting.programs import CONNECTS, DATAGRAMS, LISTENS, PINGS, Caster


def on(text: str, port: int) -> str:
    """A program that goes to another port."""
    return text.replace("12000", str(port))


@pytest.mark.parametrize(
    ("files", "server", "clients"),
    [
        ({"A1/server.py": DATAGRAMS, "A1/client.py": PINGS, "A2/server.py": LISTENS,
          "A2/client.py": CONNECTS}, "A2/server.py", ("A2/client.py",) * 2),
        ({"server.py": LISTENS, "client.py": CONNECTS, "practice/tcpserver.py": LISTENS + "#"},
         "server.py", ("client.py",) * 2),
        ({"hw/server.py": LISTENS, "hw/client.py": CONNECTS, "echo/server.py": LISTENS + "#"},
         "hw/server.py", ("hw/client.py",) * 2),
        ({"server.py": LISTENS, "client.py": CONNECTS, "echo/server.py": LISTENS + "#",
          "echo/client.py": CONNECTS + "#"}, "server.py", ("client.py",) * 2),
        ({"server_a.py": LISTENS, "server_b.py": LISTENS + "#", "client_b.py": CONNECTS},
         "server_b.py", ("client_b.py",) * 2),
        ({"server_a.py": on(LISTENS, 13000), "server_b.py": LISTENS, "client.py": CONNECTS},
         "server_b.py", ("client.py",) * 2),
        ({"s/server.py": LISTENS, "x/client.py": CONNECTS, "y/client.py": CONNECTS + "#"},
         "s/server.py", ("x/client.py", "y/client.py")),
        ({"server.py": LISTENS, "client.py": CONNECTS, "client2.py": CONNECTS + "#"},
         "server.py", ("client.py", "client2.py")),
        ({"tcp_server.py": LISTENS, "tcp_client.py": CONNECTS, "udp_ping_client.py": PINGS},
         "tcp_server.py", ("tcp_client.py",) * 2),
        ({"server.py": LISTENS, "client.py": CONNECTS, "ping_client.py": PINGS},
         "server.py", ("client.py",) * 2),
        ({"hw3_server.py": LISTENS, "hw3_client.py": CONNECTS, "hw2_client.py": CONNECTS + "#"},
         "hw3_server.py", ("hw3_client.py",) * 2),
        ({"hw3_server.py": LISTENS, "hw3_client.py": CONNECTS, "hw3_client_2.py": CONNECTS + "#"},
         "hw3_server.py", ("hw3_client.py", "hw3_client_2.py")),
    ],
)  # fmt: skip
def test_what_belongs_together_is_cast_together(
    cast: Caster, files: dict[str, str], server: str, clients: tuple[str, str]
) -> None:
    """Folders, what names have in common, and ports tell which of several programs are meant."""
    programs = cast(files).programs
    assert programs["server"].main == server
    assert (programs["a"].main, programs["b"].main) == clients


@pytest.mark.parametrize(
    "files",
    [
        {"try1/server.py": LISTENS, "try1/client.py": CONNECTS, "try2/server.py": LISTENS + "#",
         "try2/client.py": CONNECTS + "#"},
        {"server.py": LISTENS, "client.py": CONNECTS, "server2.py": LISTENS + "#",
         "client2.py": CONNECTS + "#"},
    ],
)  # fmt: skip
def test_programs_of_two_sets_are_no_pair(cast: Caster, files: dict[str, str]) -> None:
    """Where two whole sets lie beside one another a person has to say which is meant."""
    unfilled = cast(files).unfilled
    assert {unfilled[role].whose for role in ("server", "a", "b", "hub", "p")} == {"person"}
    assert all(name in unfilled["a"].why for name in files if "client" in name)


@pytest.mark.parametrize("other", ["CapitalServer.py", "server2.py"])
def test_what_is_said_tells_of_two_sets_which_is_meant(cast: Caster, other: str) -> None:
    """The textbook's programs lie beside the student's, and say nothing of what is asked for."""
    files = {
        "server.py": LISTENS + "print('received before')",
        "client.py": CONNECTS,
        other: LISTENS,
        other.replace("server", "client").replace("Server", "Client"): CONNECTS + "#",
    }
    wanted = roles()
    wanted["server"] = replace(wanted["server"], says=("Before",))
    programs = cast(files, wanted).programs
    assert {programs[role].main for role in ("server", "a", "b")} == {"server.py", "client.py"}
    assert programs["a"].main == programs["b"].main == "client.py"


@pytest.mark.parametrize(
    ("server", "client", "beside"),
    [
        ("tcp_server_thread.py", "tcp_client.py", ("echo/tcp_server.py", "echo/tcp_client.py")),
        ("pa2/server.py", "pa2/client.py", ("server.py", "client.py")),
    ],
)
def test_a_whole_set_that_does_not_say_it_is_not_meant(
    cast: Caster, server: str, client: str, beside: tuple[str, str]
) -> None:
    """Names that go well together do not make programs those that are asked for."""
    files = {server: LISTENS + "print('before')", client: CONNECTS}
    wanted = roles()
    wanted["server"] = replace(wanted["server"], says=("before",))
    programs = cast(files | {beside[0]: LISTENS, beside[1]: CONNECTS + "#"}, wanted).programs
    assert (programs["server"].main, programs["a"].main) == (server, client)
    assert programs["b"].main == client


def test_what_both_say_tells_nothing(cast: Caster) -> None:
    """Two sets of programs that say it remain two, for a person to choose from."""
    files = {
        "server.py": LISTENS + "print('before')",
        "client.py": CONNECTS,
        "server2.py": LISTENS + "print('x before y')",
        "client2.py": CONNECTS + "#",
    }
    wanted = roles()
    wanted["server"] = replace(wanted["server"], says=("before",))
    assert cast(files, wanted).unfilled["server"].whose == "person"


def test_a_draft_beside_a_program_makes_no_pair(cast: Caster) -> None:
    """That there are as many files as roles is chance: a person has to say which is meant."""
    files = {"server.py": LISTENS, "client.py": CONNECTS, "client_broken.py": CONNECTS + "#"}
    casting = cast(files)
    assert casting.programs["server"].main == "server.py"
    assert {casting.unfilled[role].whose for role in ("a", "b")} == {"person"}


def test_what_is_told_apart_by_a_letter_is_of_a_set(cast: Caster) -> None:
    """The server of the book is not taken for that of two clients with names of their own."""
    files = {"pa3_server.py": LISTENS, "pa3_client_x.py": CONNECTS, "pa3_client_y.py": CONNECTS}
    book = {"tcp_server.py": LISTENS + "#", "tcp_client.py": CONNECTS + "#"}
    assert cast(files).programs["server"].main == "pa3_server.py"
    assert cast(files | book).unfilled["server"].whose == "person"
