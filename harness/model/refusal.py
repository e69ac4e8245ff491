"""Why nobody took a connection: what the other program did instead of listening there.

The program that was refused is seldom the one that is wrong, though it is the one that ends with an
error.  What is told are facts of the timeline: the other had ended, waits for its keyboard, or
listens elsewhere.  Where none of these is seen nothing is guessed.
"""

from collections.abc import Iterable

from harness.model import events as ev
from harness.model.quick import dataclass

ENDED, KEYBOARD, NOBODY = "ended", "keyboard", "nobody"
PROTO, PORT, ADDRESS = "proto", "port", "address"
_OTHER = {"tcp": "UDP", "udp": "TCP"}
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104  # what is listened at, not what we bind


@dataclass(frozen=True, slots=True)
class Refusal:
    """``who`` tried ``target`` over ``proto``, and ``other`` was not there for the reason ``why``.

    ``place``: where it listens instead, or how it had ended.
    """

    who: str
    proto: str
    target: str
    why: str = NOBODY
    other: str = ""
    place: str = ""

    @property
    def tried(self) -> str:
        """What was tried, as a sentence without its end."""
        if self.proto == "udp":
            return f"{self.who} sent datagrams (UDP) to {self.target}"
        return f"{self.who} tried to connect to {self.target}"

    @property
    def sentence(self) -> str:
        """What was tried, and why it failed as far as that can be told."""
        reasons = {
            ENDED: f"but {self.other} had ended{self.place}",
            KEYBOARD: f"but {self.other} waits for its keyboard and does not listen",
            PROTO: f"but {self.other} speaks {self.place} there",
            PORT: f"but {self.other} listens at port {self.place}",
            ADDRESS: f"but {self.other} listens only at {self.place}",
            NOBODY: "where nobody listens",
        }
        return f"{self.tried}, {reasons[self.why]}"


def refusal(events: Iterable[ev.Event], who: str, to: str | None = None) -> Refusal | None:
    """Why ``who`` was refused the last time, by ``to`` if that is known; None if it never was."""
    seen = list(events)
    places = [n for n, one in enumerate(seen) if isinstance(one, ev.Refused) and one.who == who]
    if not places:
        return None
    refused = seen[places[-1]]
    assert isinstance(refused, ev.Refused)
    before = seen[: places[-1]]
    other = to or _other(before, who)
    why, place = _instead(before, other, refused) if other else (NOBODY, "")
    if why == NOBODY and refused.other and to in (None, refused.other):
        other, why, place = refused.other, PROTO, _OTHER[refused.proto]
    return Refusal(who, refused.proto, refused.target, why, other, place)


def _other(before: list[ev.Event], who: str) -> str:
    """Who should have been there: who listens, or else the first that goes nowhere itself."""
    listening = [event.who for event in before if isinstance(event, ev.Listening)]
    going = {event.who for event in before if isinstance(event, ev.Connected | ev.Refused)} | {who}
    started = [event.who for event in before if isinstance(event, ev.Started)]
    return next((name for name in (*listening, *started) if name not in going), "")


def _instead(before: list[ev.Event], other: str, refused: ev.Refused) -> tuple[str, str]:
    own = [event for event in before if event.who == other]
    lives = [event for event in own if isinstance(event, ev.Started | ev.Exited)]
    if lives and isinstance(lives[-1], ev.Exited):
        return ENDED, _how(lives[-1])
    address, _, port = refused.target.rpartition(":")
    heard = [event for event in own if isinstance(event, ev.Listening)]
    there = [event for event in heard if str(event.port) == port]
    alike = [event for event in there if event.proto == refused.proto]
    if there and not alike:
        return PROTO, there[-1].proto.upper()
    if alike:
        bound = alike[-1].address
        if bound in (*EVERYWHERE, address):
            return NOBODY, ""
        return ADDRESS, f"{bound}:{port}"
    if heard:
        return PORT, str(heard[-1].port)
    asked = [event for event in own if isinstance(event, ev.Asked | ev.Typed)]
    asks = bool(asked) and isinstance(asked[-1], ev.Asked) and not asked[-1].among
    return (KEYBOARD, "") if asks else (NOBODY, "")


def _how(exited: ev.Exited) -> str:
    if exited.signal is not None:
        return f" by signal {exited.signal}"
    return f" with exit code {exited.code}" if exited.code else " without an error"
