"""The files of a hand-in of ``chat-room``."""

from bench.composed import chat
from bench.composed.chat_room.client import client
from bench.composed.chat_room.server import server
from bench.composed.folder import folder, layout, style
from bench.composed.program import assemble
from bench.composed.table import Picks

_SERVER = """
The chat room: the server. A thread for each client listens to it, since recv() waits until its own
client says something and the other one may be the first.
"""
_CLIENT = """
The chat room: the client. A thread listens to the server while the user types.
"""


def files(picks: Picks) -> dict[str, bytes]:
    """The files, by their paths."""
    programs = [server(picks), client(picks)]
    if picks["extra"] in ("menu", "word"):
        programs = [chat.server_with(picks, programs[0]), chat.client_with(picks, programs[1])]
    written = [
        assemble(parts, style(picks), layout(picks), top)
        for parts, top in zip(programs, (_SERVER, _CLIENT), strict=True)
    ]
    return folder(
        picks, written[0], lambda _: written[1], lambda: [chat.server(picks), chat.client(picks)]
    )
