"""What a program does on the network, by its source."""

import pytest

from harness.casting.deeds import reads_ahead
from harness.casting.sources import Source, Sources


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("import asyncio\nasyncio.start_server(serve, '', 1)\n", True),
        ("import asynchat\nclass Peer(asynchat.async_chat): pass\n", True),
        ("import asyncore\nclass Peer(asyncore.dispatcher): pass\n", False),
        ("import asyncio\nasyncio.get_running_loop().sock_recv(s, 9)\n", False),
    ],
)
def test_who_takes_what_arrives_before_the_program_asks(text: str, ahead: bool) -> None:
    """Streams and asynchat keep what came in a buffer of theirs; asyncore calls the program."""
    source = Source("server.py", text)
    assert reads_ahead(source, Sources([source])) is ahead
