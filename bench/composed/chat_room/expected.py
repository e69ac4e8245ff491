"""What a hand-in of ``chat-room`` must get, by its choices; whatever is not named passes."""

from bench.composed.table import Picks

_LOST = {
    "early": "server-3",
    "order-of-connection": "server-5-1",
    "names-swapped": "server-5-1",
    "reply-to-one": "server-5-1",
    "no-word-of-waiting": "server-1",
    "no-word-of-closing": "server-6-1",
    "no-word-of-done": "server-8-1",
    "client-without-a-thread": "client-3-1",
    "asks-at-once": "client-2",
    "sends-twice": "client-3-2",
}
_CHAT = ("chat-1", "chat-2", "chat-3", "chat-3-1", "chat-3-2")


def expected(picks: Picks) -> dict[str, tuple[str, ...]]:
    """The verdicts that an item may get, for those that must not pass."""
    found: dict[str, tuple[str, ...]] = {}
    if picks["mistake"] in _LOST:
        found[_LOST[picks["mistake"]]] = ("fail",)
    if picks["threads"] == "select":
        found["server-3-3"] = ("fail",)  # one thread that selects is none for each client
    if picks["extra"] == "none":
        found |= dict.fromkeys(_CHAT, ("fail",))
    return found
