"""A door of the harness's in front of a role's own, open for one connection.

The kernel gives a first packet to the listening socket that fits best, and one that is bound to the
interface as well as to the address fits better than a program's.  So a connection comes to us while
both its ends keep the addresses that they would have without.  That a place is taken is no obstacle
to a socket in repair mode (``tcp(7)`` does not have it; ``TCP_REPAIR`` in ``linux/tcp.h``), for
which the capability over the scene's own network is enough.
"""

import socket

from harness.stage.tap import Address

_REPAIR, _OFF = 19, -1  # TCP_REPAIR, TCP_REPAIR_OFF_NO_WP


_BUFFER = 65_536  # bytes that the kernel keeps, each way


def bound(plug: socket.socket) -> None:
    """Let a leg hold little: a sender is to be held up by its receiver, not by what is between."""
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)


def try_out(port: int) -> None:
    """Lead one connection of our own through a gate on loopback.  Raises OSError if it is not."""
    place = ("127.0.0.1", port)
    with socket.create_server(place), socket.socket() as caller:
        gate = Gate(place, "lo")
        try:
            caller.connect(place)
            front = gate.accept()
        finally:
            gate.close()
        if front is None:
            raise OSError("the kernel gave the connection to another socket")
        front.close()


class Gate:
    """Accepts the next connection to ``place`` that comes in by ``interface``.

    To be made on the network that the place is on.  Raises OSError where it cannot be.
    """

    def __init__(self, place: Address, interface: str) -> None:
        self.place = place
        self._plug = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            name = interface.encode() + b"\0"
            self._plug.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, name)
            self._plug.setsockopt(socket.IPPROTO_TCP, _REPAIR, 1)
            bound(self._plug)
            self._plug.bind(place)
            self._plug.listen(1)
            self._plug.setblocking(False)
        except OSError as error:
            self._plug.close()
            why = f"this machine lets no link be laid between programs: {error.strerror}"
            raise OSError(error.errno, why) from error

    def fileno(self) -> int:
        """Its descriptor, to wait on."""
        return self._plug.fileno()

    def accept(self) -> socket.socket | None:
        """The connection, if it has come."""
        try:
            front, _ = self._plug.accept()
        except OSError:
            return None
        # what is accepted inherits the mode, and whoever listens there anew must not be hindered
        front.setsockopt(socket.IPPROTO_TCP, _REPAIR, _OFF)
        front.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return front

    def close(self) -> None:
        """Close the door: what comes now goes to the role's own."""
        self._plug.close()
