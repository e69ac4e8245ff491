"""What a hand-in of ``first-message`` must get, by its choices; whatever is not named passes."""

from bench.composed.table import Picks

_SERVER = ("first-established", "ack-both", "accept-both-first", "arrival-order", "prints", "hosts")
_LOST = {
    "early": ("accept-both-first",),
    "order-of-connection": ("arrival-order",),
    "order-reversed": ("arrival-order",),
    "reply-to-one": ("ack-both",),
    "reply-to-nobody": ("ack-both", "arrival-order"),
    "name-by-message": ("arrival-order",),
    "hides-the-reply": ("prints",),
    "server-prints-nothing": ("prints",),
    "server-syntax": _SERVER,
    "uncalled": _SERVER,
    "client-name-error": ("tcp", "clients-initiate", "prints", "hosts"),
    "never-sends": ("clients-initiate", "prints"),
    "no-reason": ("comment",),
    "no-comments": ("comment", "documented"),
}
_CHAT = ("relay", "bye", "console")


def expected(picks: Picks) -> dict[str, tuple[str, ...]]:
    """The verdicts that an item may get, for those that must not pass."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(_LOST.get(picks["mistake"], ()), ("fail",))
    if picks["threads"] == "streams":
        # asyncio's streams take a message out of the socket before the program asks for it
        found["accept-both-first"] = ("unobservable",)
        if picks["mistake"] in ("server-syntax", "uncalled"):
            found["accept-both-first"] = ("fail",)
    early = picks["when"] == "before" or picks["message"] != "typed"
    if early and picks["framing"] in ("line", "length", "json"):
        # both messages may lie there when the server begins, and no script speaks as they do
        found.setdefault("arrival-order", ("pass", "unobservable"))
    if picks["extra"] == "none":
        found |= dict.fromkeys(_CHAT, ("fail",))
        if picks["framing"] == "length":
            # a client that fails over what a scripted server says tells nothing of what it would do
            found["console"] = ("fail", "unobservable")
    return found
