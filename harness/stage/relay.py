"""One connection with a link in it: two legs, each a connection of its own, and a relay between.

``front`` is the leg to the role that connected, ``back`` the one to the role that accepted.  Of
what each leg carries only the roles' own side is theirs; see ``connections``.
"""

import contextlib
import socket
import struct
from collections.abc import Callable

from harness.model.link import Link
from harness.stage.flow import FIN, RST, Flow
from harness.stage.tap import Address

Pair = tuple[Address | None, Address | None]


class Relay:
    """What lies in one connection from ``source`` to ``target``, roles both.

    ``caller``: the address of the front leg's far end, once its first packet was seen; ``here``:
    the harness's own address on the back leg.  ``live`` until both legs are closed.
    """

    def __init__(
        self,
        source: str,
        target: str,
        manners: tuple[Link, Link],
        now: Callable[[], int],
        unread: Callable[[Address, Address], int],
    ) -> None:
        self.source, self.target = source, target
        self.caller: Address | None = None
        self.here: Address | None = None
        self.place: Address = ("", 0)
        self._unread = unread
        self.forth = Flow(manners[0], now, lambda: self._left(self.place, self.here))
        self.back = Flow(manners[1], now, lambda: self._left(self.caller, self.place))
        self.live, self.cut = False, False

    def join(self, front: socket.socket, back: socket.socket, place: Address) -> None:
        """Begin, with both legs; ``place`` is where the accepting role listens."""
        for plug in (front, back):
            plug.setblocking(False)
            plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.forth.inlet = self.back.outlet = front
        self.forth.outlet = self.back.inlet = back
        self.here, self.place, self.live = back.getsockname(), place, True

    def flows(self) -> tuple[Flow, Flow]:
        """Both directions."""
        return self.forth, self.back

    def crossed(self, forth: bool, size: int) -> None:
        """A segment of a role's own has crossed its leg."""
        (self.forth if forth else self.back).crossed(size)

    def receivers(self) -> tuple[Pair, Pair]:
        """The sockets that take what is passed on in each direction (their own address first)."""
        return (self.place, self.here), (self.caller, self.place)

    def move(self, everything: tuple[bool, bool] = (False, False)) -> bool:
        """Take in and pass on; whether there was anything.

        ``everything``: for each direction, see ``flow``.
        """
        if not self.live:
            return False
        moved = self.forth.read() | self.back.read()
        if self.cut:
            return moved
        for flow, other, every in zip(self.flows(), self.flows()[::-1], everything, strict=True):
            moved |= flow.pass_on(every)
            if other.drained:
                flow.look()
            if flow.failed and not other.over and other.end != RST:
                # whoever cannot be sent to has reset the connection, if it has not just ended it
                other.read()
                other.finish(RST)
                moved = True
        resets = [flow for flow in self.flows() if flow.over and (flow.end == RST or flow.failed)]
        if self.forth.over and self.back.over:
            self.close(reset=bool(resets))
        elif any(flow.end == RST for flow in resets):
            self.close(reset=True)
        return moved

    def act(self, kind: str, who: str) -> None:
        """``cut`` it, ``break`` it, or end (``half-close``) what ``who`` sends."""
        if kind == "break":
            self.close(reset=True)
        elif kind == "cut":
            self.cut = True
            for flow in self.flows():
                flow.drop()
        else:
            flow = self.forth if who == self.source else self.back
            flow.read()
            flow.settle()
            flow.finish(FIN)
            flow.deaf = True

    def close(self, reset: bool = False) -> None:
        """Close both legs; ``reset``: by RST."""
        self.live = False
        for plug in (self.forth.inlet, self.back.inlet):
            if plug is not None:
                if reset:
                    with contextlib.suppress(OSError):
                        now = struct.pack("ii", 1, 0)
                        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
                plug.close()
        for flow in self.flows():
            flow.inlet = flow.outlet = None
            flow.over = True
            flow.drop()

    def _left(self, receiver: Address | None, sender: Address | None) -> int:
        return self._unread(receiver, sender) if receiver and sender else 0
