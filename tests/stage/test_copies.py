"""Copies of programs' sockets: what they are let go with costs the stage nothing."""

import os
import signal
import socket
import struct
import threading
import time

from harness.stage import notify

_LINGER = 10  # s


def _full() -> tuple[socket.socket, socket.socket]:
    """A connection that can take no more, and whose last close lingers; and its other side."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        plug = socket.create_connection(listener.getsockname())
        other = listener.accept()[0]
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, _LINGER))
    plug.setblocking(False)
    try:
        while True:
            plug.send(bytes(100_000))
    except BlockingIOError:
        return plug, other


def test_nobody_waits_for_what_a_program_has_left_to_say() -> None:
    """A program ends while the stage has the last copy: the stage does not linger with it."""
    plug, other = _full()
    child = os.fork()
    if child == 0:
        signal.pause()
        os._exit(0)
    number = plug.fileno()
    plug.close()
    # without the other side nothing lingers any more
    with other, notify.copy_socket(child, number) as copy:
        assert copy is not None
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        begun = time.monotonic()
    assert time.monotonic() - begun < _LINGER / 2


def test_a_copy_is_closed_when_it_is_let_go() -> None:
    """So what its program closed meanwhile has ended, and that is not under way unseen."""
    left, right = socket.socketpair()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        plug = socket.create_connection(listener.getsockname())
        other = listener.accept()[0]
    for mine, theirs in ((left, right), (plug, other)):
        with notify.copy_socket(os.getpid(), mine.fileno()) as copy:
            assert copy is not None
            mine.close()
        theirs.setblocking(False)
        assert theirs.recv(9) == b""
        theirs.close()
    assert threading.active_count() < 10
