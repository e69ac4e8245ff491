"""Copies and older versions beside the programs that count."""

import pytest

from harness.model.spec import Role
from tests.casting.programs import CONNECTS, LISTENS, Caster, played


@pytest.mark.parametrize(
    "copy",
    [
        "server (1).py",
        "server(2).py",
        "Copy of server.py",
        "server_old.py",
        "server - Copy.py",
        "server copy 2.py",
        "server.bak.py",
        "old_server.py",
        "old/server.py",
        "Backup/server.py",
        "server_debug.py",
        "debug server.py",
    ],
)
def test_copies_are_left_out(cast: Caster, copy: str) -> None:
    """Beside the plain file, its copies do not count; a note says so."""
    casting = cast({"server.py": LISTENS, copy: LISTENS + "# older\n", "client.py": CONNECTS})
    assert played(casting)["server"] == "server.py"
    assert f"{copy} was taken for a copy of server.py and left out." in casting.notes


@pytest.mark.parametrize(
    ("left", "counts"),
    [
        ("server.py", "server_final.py"),
        ("server_draft.py", "server_final.py"),
        ("server_v3.py", "Server FINAL.py"),
        ("server_v2.py", "server_v10.py"),
        ("serverVersion1.py", "serverVersion2.py"),
        ("serverv1.py", "serverv2.py"),
    ],
)
def test_older_versions_are_left_out(cast: Caster, left: str, counts: str) -> None:
    """What is called final counts, else the highest version; a note says so."""
    casting = cast({left: LISTENS + "# older\n", counts: LISTENS, "client.py": CONNECTS})
    assert played(casting)["server"] == counts
    assert f"{left} was taken for a copy of {counts} and left out." in casting.notes


@pytest.mark.parametrize(
    "names",
    [
        ("server.py", "server_v2.py"),
        ("server_final.py", "server final.py"),
        ("server1.py", "server2.py"),  # 'ver' is no version, but the end of a word
    ],
)
def test_versions_that_tell_nothing_are_named(cast: Caster, names: tuple[str, str]) -> None:
    """A plain name beside a version, or two that are both called final, is for the student."""
    files = {name: LISTENS + f"# {name}\n" for name in names}
    casting = cast({**files, "client.py": CONNECTS})
    assert "several files could be 'server'" in casting.unfilled["server"].why


@pytest.mark.parametrize(
    "old",
    [
        "TCPServer_old.py",
        "old_tcp_server.py",
        "old/tcpserver.py",
        "server.bak2.py",
        "sample_server.py",
        "examples/echo_server.py",
        "server_template.py",
    ],
)
def test_what_is_called_old_is_not_meant(cast: Caster, old: str) -> None:
    """Beside another one for the same role, though it is no copy of that one."""
    casting = cast(
        {old: LISTENS + "# older\n", "server_threads.py": LISTENS, "client.py": CONNECTS}
    )
    assert played(casting)["server"] == "server_threads.py"
    assert f"{old} was left out, since its name says that it is not meant." in casting.notes


def test_what_an_assignment_asks_for_is_not_old(cast: Caster) -> None:
    """Where a role is called backup, a file of that name is not left out."""
    pair = {
        name: Role(name, files=("*server*.py",), does="listen") for name in ("backup", "primary")
    }
    files = {"backup_server.py": LISTENS + "#\n", "primary_server.py": LISTENS}
    casting = cast(files, roles=pair)
    assert casting.notes == ()
    assert "backup_server.py, primary_server.py" in casting.unfilled["backup"].why


@pytest.mark.parametrize("name", ["threshold_server.py", "bold_server.py", "originals_server.py"])
def test_a_word_that_only_contains_old_says_nothing(cast: Caster, name: str) -> None:
    """Then both files may be meant, and a person has to say which."""
    casting = cast({name: LISTENS + "#\n", "server_threads.py": LISTENS, "client.py": CONNECTS})
    assert "several files could be 'server'" in casting.unfilled["server"].why


def test_a_copy_alone_is_the_program(cast: Caster) -> None:
    """A download's '(1)' does not matter where there is no other."""
    casting = cast({"server (1).py": LISTENS, "client_old.py": CONNECTS})
    assert played(casting)["server"] == "server (1).py"
    assert casting.notes == ()
    casting = cast({"server_debug.py": LISTENS, "client_debug.py": CONNECTS})
    assert played(casting)["server"] == "server_debug.py"


def test_the_same_file_twice_is_one(cast: Caster) -> None:
    """Two files with the same text are no choice to make."""
    casting = cast({"server.py": LISTENS, "final/server.py": LISTENS, "client.py": CONNECTS})
    assert played(casting)["server"] == "server.py"
    # nor where there are as many of them as roles that they could play
    casting = cast({"server.py": LISTENS, "client.py": CONNECTS, "client_new.py": CONNECTS})
    assert {played(casting)[who] for who in "ab"} == {"client.py"}
