"""What sources say about themselves, as students write them."""

from pathlib import Path

import pytest

from harness.checks.remarks import remarks
from harness.checks.source import look_at
from harness.model.spec import Look, Text
from harness.spec import load

WHY = "We need threads here because recv blocks until a message comes from that client."
QUESTION = (
    "At the top of your server code, in a comment explain why you need multithreading\n"
    "# to solve this problem."
)
NOTE = (
    "Note: You will need multithreading and a way to share data between threads to achieve\n# this."
)
THREADS = Text("regex", (("thread|concurren",),), "i", "/thread|concurren/i")


def top(source: str | bytes, pattern: Text | None = THREADS) -> tuple[bool | None, str]:
    """The proposal for a server's top comment, and what happened."""
    data = source.encode() if isinstance(source, str) else source
    passed, evidence = look_at(
        Look("top comment", ("server",), pattern), {"server": [("s.py", data)]}
    )
    return passed, evidence[0].happened


@pytest.mark.parametrize(
    "source",
    [
        f"# {WHY}\nimport socket\n",
        f"#!/usr/bin/env python\n# -*- coding: latin-1 -*-\n\n# {WHY}\nprint 'x'\n",
        f'"""{WHY}"""\nimport socket\n',
        f"'''\nTeam 8\n{WHY}\n'''\nfrom socket import *\n",
        f"import socket\nfrom threading import Thread\n\n# {WHY}\nx = 1\n",
        f'import socket\nMAX = 2\nHOST = \'\'  # here\n""" {WHY} """\nx = f(1)\n',
        f'import socket\nPORT = 12000\n""" {WHY} """\ndef f(:\n  print \'x\'\n',
        f"from socket import (\n    AF_INET,\n    socket,\n)\n'''{WHY}'''\nx = 1\n",
        f"# {WHY}\ndef f(:\n  print 'Python 2'\n",
        f'import socket\n\n__author__ = "Kim"\n__all__ = ["main"]\n\n# {WHY}\nx = 1\n',
        f"__author__ = 'Kim'\n# {WHY}\nprint 'Python 2'\n",
        f'"""{WHY}"""\nx = """never closed\n',
        f"\ufeff# {WHY}\r\nimport socket\r\n",
        f"# Größe\n# {WHY}\nx = `1`\n".encode("latin-1"),
        f"# {WHY}\r\nimport socket\r\n".encode("utf-16"),
    ],
)
def test_an_explanation_at_the_top_is_found(source: str | bytes) -> None:
    """Comment or docstring, before or just after the imports, in any Python, broken or not.

    A text in triple quotes may stand below a port and a host, too.
    """
    assert top(source) == (True, "there is one")


@pytest.mark.parametrize(
    ("source", "happened"),
    [
        ("import socket\nx = 1\n", "nothing is said there before the first statement"),
        ("", "nothing is said there before the first statement"),
        (
            f"x = 1\n# {WHY}\n",
            "nothing is said there before the first statement",
        ),
        (
            f'x = f(1)\n""" {WHY} """\n',
            "nothing is said there before the first statement",
        ),
        (
            f"x = 1  # {WHY}\n",
            "nothing is said there before the first statement",
        ),
        (
            f"x = f(1,  # {WHY}\n      2)\n",
            "nothing is said there before the first statement",
        ),
        ("# Server of team 8\nx = 1\n", "what it says there does not mention it"),
        ("# threads\nx = 1\n", "it says only 1 word"),
        ("# threads wait, " * 8 + "\nx = 1\n", "it says the same words over and over"),
        (
            "x = '# threads are needed since it blocks, you know'\n",
            "nothing is said there before the first statement",
        ),
    ],
)
def test_what_is_no_explanation_at_the_top(source: str, happened: str) -> None:
    """Nothing there, too late, about something else, or too short."""
    assert top(source) == (False, happened)


def test_without_a_pattern_any_explanation_will_do() -> None:
    """Then only its length is judged."""
    assert top(f"# {WHY}\n", None)[0] is True
    assert top("# Server\n", None)[0] is False


def test_the_evidence_shows_what_was_found() -> None:
    """The excerpt, its file and line are there for a person to judge."""
    _, (piece,) = look_at(
        Look("top comment", ("server",), THREADS), {"server": [("s.py", f"\n# {WHY}\n".encode())]}
    )
    assert (piece.file, piece.at, piece.excerpt) == ("s.py", 2, WHY)
    assert (
        piece.expected
        == 'a comment at the top of s.py that explains, with "thread|concurren" in it'
    )


def test_all_comments_wants_one_line_in_ten_in_every_file() -> None:
    """Every file of every role is judged, each once; imports count as neither."""
    good = b"# one\nimport a\n" + b"x = 1\n" * 10
    poor = b"# one\n" + b"x = 1\n" * 11
    bare = b"x = 1\n"
    look = Look("all comments")
    passed, evidence = look_at(look, {"a": [("c.py", good)], "b": [("c.py", good)]})
    assert (passed, len(evidence)) == (True, 1)
    assert evidence[0].happened == "1 line of comment to 10 of code"
    passed, evidence = look_at(look, {"a": [("c.py", good), ("d.py", poor)], "b": [("e.py", bare)]})
    assert passed is False
    assert [piece.passed for piece in evidence] == [True, False, False]


@pytest.mark.parametrize(
    ("module", "enough"),
    [("", True), ("HOST = ''\nPORT = 12000\n", True), ("x = 1\n" * 10, False)],
)
def test_a_small_module_beside_the_program_may_say_nothing(module: str, enough: bool) -> None:
    """An empty __init__.py and a few constants need no comment; a main file of that size does."""
    look = Look("all comments", ("server",))
    main = ("server/__main__.py", b"# Waits for both clients.\nx = 1\n")
    beside = ("server/__init__.py", module.encode())
    assert look_at(look, {"server": [main, beside]})[0] is enough
    assert look_at(look, {"server": [beside, main]})[0] is False


def test_what_is_said_again_or_copied_from_the_code_says_nothing() -> None:
    """Who repeats a comment again and again, or puts the code into comments, explains nothing."""
    look = Look("all comments")
    code = b"x = 1\n" * 40
    for stuffed in (b"# a\n" * 8, b"# x = 1\n" * 8, b"# one\n" * 3 + b"# x = 1\n"):
        assert look_at(look, {"a": [("c.py", stuffed + code)]})[0] is False
    different = b"".join(b"# step %d\n" % n for n in range(4))
    assert look_at(look, {"a": [("c.py", different + code)]})[0] is True


def test_only_the_roles_of_a_look_are_looked_at() -> None:
    """What extra credit adds to a hand-in costs nothing that is given for the rest."""
    files = {"server": [("s.py", b"# one\nx = 1\n")], "hub": [("chat.py", b"x = 1\n" * 20)]}
    passed, evidence = look_at(Look("all comments", ("server", "client")), files)
    assert (passed, [piece.file for piece in evidence]) == (True, ["s.py"])
    assert look_at(Look("all comments"), files)[0] is False


def test_a_pattern_that_is_too_long_to_read_is_not_shown() -> None:
    """A student is told what was asked, not a regular expression of many lines."""
    long = Text("regex", (("thread" + "|thread" * 20,),), "i", "/thread/i")
    for look in (Look("top comment", (), long), Look("all comments", (), long)):
        _, (piece,) = look_at(look, {"server": [("s.py", f"# {WHY}\n".encode())]})
        assert piece.passed
        assert "|" not in piece.expected
        assert "what is asked" in piece.expected


def test_all_comments_may_want_a_pattern() -> None:
    """The pattern has to be in what the file says."""
    files = {"server": [("s.py", f"# {WHY}\nx = 1\n".encode())]}
    assert look_at(Look("all comments", (), THREADS), files)[0] is True
    other = Text("bare", (("mininet",),), "", "mininet")
    passed, (piece,) = look_at(Look("all comments", (), other), files)
    assert passed is False
    assert piece.happened == "1 line of comment to 1 of code, none of which mentions it"


def test_one_of_a_programs_files_may_say_what_is_asked() -> None:
    """The module that has the threads says why; the file beside it needs comments, but not that."""
    look = Look("all comments", ("server",), THREADS)
    main, module = ("s.py", b"# Begins.\nx = 1\n"), ("work.py", f"# {WHY}\nx = 1\n".encode())
    client = ("c.py", f"# {WHY}\nx = 1\n".encode())
    assert look_at(look, {"server": [main, module], "client": [client]})[0] is True
    assert look_at(look, {"server": [main], "client": [client]})[0] is False
    assert look_at(look, {"server": [("s.py", b"x = 1\n"), module]})[0] is False


def test_nothing_to_look_at_proposes_nothing() -> None:
    """A role without a file gives no verdict."""
    assert look_at(Look("top comment", ("server",)), {}) == (None, ())


def test_a_docstring_of_many_lines_counts_each() -> None:
    """Remarks keep their lines, by tokens and by scanning alike."""
    text = b'def f():\n    """One.\n\n    Two.\n    """\n    return 1  # three\n'
    for source in (text, text + b"x = '''\n"):
        kinds = [(r.kind, r.first, r.last) for r in remarks(source)]
        assert ("docstring", 2, 5) in kinds
        assert ("comment", 6, 6) in kinds


@pytest.mark.parametrize(
    ("said", "explains"),
    [
        ("Multi treading is neded for two clients to send at the same time", True),
        ("Thred per client becuase recv() is bloking until that client sends", True),
        ("The server uses multithreading to receive from two clients, in any order", True),
        ("Paralel work: whoever sends first is heard first, else one would be deaf", True),
        ("asyncio tasks, so that reading from X does not keep Y waiting", True),
        ("Un hilo por cliente porque recv() se bloquea hasta que ese cliente mande algo", True),
        ("Le multithreading est nécessaire : recv() bloque tout le serveur sinon", True),
        ("\u7ebf\u7a0b: \u56e0\u4e3a recv() \u4f1a\u963b\u585e\u5ba2\u6237\u7aef", True),
        ("Servidor con hilos para dos clientes, del equipo 4, curso de redes", False),
        ("Multithreaded server for 2 clients, by team 4, course of networks", False),
        ("The server reads the messages of both clients and answers each of them", False),
        ("Author, date, version: imports the thread module and the socket module", False),
        (f"(9) {QUESTION}", False),
        (f"Team 8. {QUESTION}\n# Two clients, one server", False),
        (f"{QUESTION}\n# {NOTE}", False),
        (NOTE, False),
        (f"{NOTE}\n# recv() blocks until that client sends", True),
        (f"{QUESTION}\n# recv() blocks until that client sends", True),
        ("Why you need multithreading: X may send while recv() waits for Y", True),
    ],
)
def test_a_reason_for_threads_is_found_however_it_is_spelt(said: str, explains: bool) -> None:
    """The look of 'who spoke first' wants threads and some reason, in whatever language."""
    spec = load(Path(__file__).parents[2] / "assignments" / "first-message")
    look = spec.rubric["comment"].look
    assert look is not None
    assert look_at(look, {"server": [("s.py", f"# {said}\n".encode())]})[0] is explains
