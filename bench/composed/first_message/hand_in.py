"""The files of a hand-in of ``first-message``."""

from dataclasses import replace

from bench.composed import chat
from bench.composed.first_message.client import client
from bench.composed.first_message.server import server
from bench.composed.folder import folder, layout, misspelt, silent, style
from bench.composed.program import assemble
from bench.composed.table import Picks

_WHY = """
Assignment 2: the server.

Why we need multithreading: recv() blocks until its client sends something. With one thread the
server would wait for X while Y is already speaking, so both clients need a thread of their own that
can receive at the same time, and the order of the messages is not lost.
"""
_NO_WHY = """
Assignment 2: the server.

It uses the threading module.
"""
_CLIENT = """
Assignment 2: the client. It sends one message to the server and prints the answer.
"""


def files(picks: Picks) -> dict[str, bytes]:
    """The files, by their paths."""
    return folder(
        picks,
        _server(picks),
        lambda word: _client(picks, word),
        lambda: [chat.server(picks), chat.client(picks)],
    )


def _server(picks: Picks) -> bytes:
    parts, written = server(picks), layout(picks)
    if picks["extra"] in ("menu", "word", "after"):
        parts = chat.server_with(picks, parts)
    if picks["mistake"] == "uncalled":
        written = replace(written, layout="uncalled", guard="none")
    if picks["mistake"] == "server-prints-nothing":
        parts = silent(parts)
    top = _NO_WHY if picks["mistake"] == "no-reason" else _WHY
    program = assemble(parts, style(picks), written, top)
    return misspelt(program) if picks["mistake"] == "server-syntax" else program


def _client(picks: Picks, word: str) -> bytes:
    parts = client(picks, word)
    if picks["extra"] in ("menu", "word", "after"):
        parts = chat.client_with(picks, parts)
    return assemble(parts, style(picks), layout(picks), _CLIENT)
