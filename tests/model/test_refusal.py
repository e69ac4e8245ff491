"""Why nobody took a connection."""

from typing import Any

import pytest

from harness.model import events as ev
from harness.model.refusal import refusal


def timeline(*told: tuple[type[ev.Event], str, dict[str, Any]]) -> list[ev.Event]:
    """Events of a server, then a client that is refused at 10.0.0.1:12000 or as told."""
    refused = (ev.Refused, "a", {"proto": "tcp", "target": "10.0.0.1:12000"})
    ends = told if any(kind is ev.Refused for kind, _, _ in told) else (*told, refused)
    start = (ev.Started, "server", {"argv": ()})
    numbered: Any = enumerate((start, *ends))
    return [kind(n=n, at=n, who=who, **values) for n, (kind, who, values) in numbered]


def listens(port: int = 12000, address: str = "127.0.0.1", proto: str = "tcp") -> Any:
    """The server listens."""
    return ev.Listening, "server", {"proto": proto, "address": address, "port": port}


WAITS = (
    "a tried to connect to 10.0.0.1:12000, but server waits for its keyboard and does not listen"
)
DATAGRAM = (ev.Refused, "a", {"proto": "udp", "target": "127.0.0.1:12000"})


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ([], "a tried to connect to 10.0.0.1:12000, where nobody listens"),
        (
            [listens()],
            "a tried to connect to 10.0.0.1:12000, but server listens only at 127.0.0.1:12000",
        ),
        (
            [listens(12001)],
            "a tried to connect to 10.0.0.1:12000, but server listens at port 12001",
        ),
        (
            [listens(), (ev.Exited, "server", {"code": 0})],
            "a tried to connect to 10.0.0.1:12000, but server had ended without an error",
        ),
        (
            [(ev.Exited, "server", {"code": 3})],
            "a tried to connect to 10.0.0.1:12000, but server had ended with exit code 3",
        ),
        (
            [(ev.Asked, "server", {})],
            WAITS,
        ),
        (
            [(ev.Asked, "server", {}), (ev.Typed, "server", {"data": b"\n"})],
            "a tried to connect to 10.0.0.1:12000, where nobody listens",
        ),
        (
            [listens(), DATAGRAM],
            "a sent datagrams (UDP) to 127.0.0.1:12000, but server speaks TCP there",
        ),
        (
            [(ev.Refused, "a", {"proto": "tcp", "target": "10.0.0.1:12000", "other": "sink"})],
            "a tried to connect to 10.0.0.1:12000, but sink speaks UDP there",
        ),
        (
            [
                listens(12001),
                (ev.Refused, "a", {"proto": "tcp", "target": "10.0.0.1:12000", "other": "sink"}),
            ],
            "a tried to connect to 10.0.0.1:12000, but server listens at port 12001",
        ),
        # it listened there and does so no more, or only a little later: that is not told
        (
            [listens(address="0.0.0.0")],
            "a tried to connect to 10.0.0.1:12000, where nobody listens",
        ),
    ],
)
def test_the_cause_is_told(told: list[Any], sentence: str) -> None:
    """What the server did instead, if the timeline shows it; else nothing is guessed."""
    found = refusal(timeline(*told), "a")
    assert found is not None
    assert found.sentence == sentence


def test_who_was_not_refused_has_no_cause() -> None:
    """Others' refusals are not one's own."""
    assert refusal(timeline(), "b") is None
