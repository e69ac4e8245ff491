"""Who was spoken to in a run, in what form, and who was the first to go."""

import pytest

from harness.checks.spoken import gave_up, heard, left, unlike
from harness.model import events as ev
from harness.model.casting import (
    BLOCKS,
    FIRST,
    JSON,
    LEAVE,
    LENGTHS,
    MORE,
    NAME,
    UTF_16,
    VALUES,
    WORDS,
)
from harness.model.record import Unlike
from harness.model.timeline import Timeline

SCRIPTED = {"server": "student", "a": "script"}
OWN = {"server": "student", "a": "student"}
COMES = ev.Connected(n=0, at=0, who="a", to="server", conn="c1", proto="tcp")


def said(data: bytes) -> ev.Sent:
    """``a`` says something to the server."""
    return ev.Sent(n=1, at=0, who="a", to="server", conn="c1", proto="tcp", data=data)


def timeline(by: dict[str, str], *events: ev.Event) -> Timeline:
    """These events, in a run of ``by``."""
    return Timeline("s", "whole", "", 1, by, events)


@pytest.mark.parametrize(
    ("form", "data"),
    [
        (JSON, b'{"text": "hi"}'),
        (LENGTHS, b"\x00\x00\x00\x02hi"),
        (UTF_16, "hi".encode("utf-16")),
        (VALUES, b"('a', 'hi')"),
        (WORDS, b"MSG hi"),
    ],
)
def test_a_script_may_speak_the_form(form: str, data: bytes) -> None:
    """The spec itself may ask for it; then whoever does not understand it is wrong.  Plain text is
    no such form.
    """
    forms = {"server": form}
    assert unlike(timeline(SCRIPTED, COMES, said(data)), SCRIPTED, forms) == ()
    plain = unlike(timeline(SCRIPTED, COMES, said(b"hi there")), SCRIPTED, forms)
    assert plain == (Unlike("server", 0, form),)


def test_a_name_is_wanted_before_anything_is_said() -> None:
    """Whatever a script says, it is not known to be a name; and nobody asks in an own pair."""
    forms = {"server": NAME}
    assert unlike(timeline(SCRIPTED, COMES), SCRIPTED, forms) == (Unlike("server", 0, NAME),)
    assert unlike(timeline(OWN, COMES, said(b"hi")), OWN, forms) == ()


def test_no_script_fills_a_block() -> None:
    """How long the messages of a program are that all have one length, nobody knows."""
    heard = unlike(timeline(SCRIPTED, COMES, said(b"hi" * 32)), SCRIPTED, {"server": BLOCKS})
    assert heard == (Unlike("server", 0, BLOCKS),)


def test_only_own_partners_are_heard() -> None:
    """What a script says shows nothing; where the wire cannot be seen, everybody may be heard."""
    assert heard(timeline(OWN, COMES, said(b"hi")), OWN) == ("server",)
    assert heard(timeline(OWN, COMES, said(b"")), OWN) == ()
    assert heard(timeline(SCRIPTED, COMES, said(b"hi")), SCRIPTED) == ()
    blind = ev.Unseen(n=0, at=0, who="stage", what="wire", why="no tap")
    assert heard(timeline(OWN, blind), OWN) == ("server", "a")


_WANTS_MORE = ev.Quiet(
    n=2, at=0, who="stage", waits=(ev.Wait(who="a", on="receive", of=("server",)),)
)
_ASKS = ev.Asked(n=1, at=0, who="a")
_SAYS = ev.Sent(n=1, at=0, who="a", to="server", conn="c1", proto="tcp", data=b"hello")
_TOLD = ev.Sent(n=1, at=0, who="server", to="a", conn="c1", proto="tcp", data=b"welcome")


@pytest.mark.parametrize(
    ("events", "form"),
    [
        ((COMES, _WANTS_MORE), FIRST),
        ((COMES, _TOLD, _WANTS_MORE), MORE),
        ((COMES, _SAYS, _TOLD, _WANTS_MORE), MORE),
        ((COMES, _TOLD, _ASKS, _WANTS_MORE), ""),
        ((COMES, _TOLD, _SAYS, _WANTS_MORE), ""),
        ((COMES, _SAYS, _WANTS_MORE), ""),
    ],
)
def test_a_client_may_want_another_word(events: tuple[ev.Event, ...], form: str) -> None:
    """One that waits on when a script has said all it knows; none that waits for an answer."""
    by = {"server": "script", "a": "student"}
    found = unlike(timeline(by, *events), by, {})
    assert [(each.role, each.form) for each in found] == ([("a", form)] if form else [])


@pytest.mark.parametrize(
    "waits",
    [
        (ev.Wait(who="a", on="lock"),),
        (ev.Wait(who="a", on="receive", of=("b",)),),
        (
            ev.Wait(who="a", on="keyboard"),
            ev.Wait(who="a", on="receive", of=("server",), thread=2),
        ),
    ],
)
def test_who_waits_for_something_else_wants_no_other_word(waits: tuple[ev.Wait, ...]) -> None:
    """It does not wait for a script, or not for it alone: no word of a script would help."""
    by = {"server": "script", "a": "student", "b": "student"}
    rests = ev.Quiet(n=2, at=0, who="stage", waits=waits)
    assert unlike(timeline(by, COMES, _TOLD, rests), by, {}) == ()


def test_a_server_that_waits_for_more_is_no_riddle() -> None:
    """Nobody has to say more to it than the story says."""
    waits = ev.Quiet(
        n=2, at=0, who="stage", waits=(ev.Wait(who="server", on="receive", of=("a",)),)
    )
    assert unlike(timeline(SCRIPTED, COMES, said(b"hi"), waits), SCRIPTED, {}) == ()


def test_who_hangs_up_has_given_up_before_who_tells_of_it() -> None:
    """On a busy machine the error of the one that was left may be shown before the other one's."""
    left = ev.Closed(n=2, at=0, who="a", to="server", conn="c1", how="fin")
    trace = ev.Printed(n=3, at=0, who="server", data=b"Traceback (most recent call last):\r\n")
    ends = ev.Exited(n=4, at=0, who="a", code=1)
    assert gave_up(timeline(OWN, COMES, left, trace, ends), OWN) == "a"
    assert gave_up(timeline(OWN, COMES, trace, ends), OWN) == "server"
    assert gave_up(timeline(OWN, COMES), OWN) == ""


_HANGS_UP = ev.Closed(n=2, at=0, who="server", to="a", conn="c1", how="fin")
_LEAVES = ev.Closed(n=3, at=0, who="a", to="server", conn="c1", how="fin")
_LIMIT = ev.Limit(n=4, at=0, who="a", what="output")


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ((COMES, _HANGS_UP, _LIMIT), (Unlike("a", 2, LEAVE),)),
        ((COMES, _HANGS_UP, _LEAVES, _LIMIT), ()),
        ((COMES, _LIMIT), ()),
        ((COMES, _HANGS_UP), ()),
    ],
    ids=["spins at the end", "leaves and spins", "spins before", "waits"],
)
def test_a_client_may_want_words_that_ask_it_to_leave(
    events: tuple[ev.Event, ...], found: tuple[Unlike, ...]
) -> None:
    """One that takes no notice of the end of a connection: a script has no such words."""
    by = {"server": "script", "a": "student"}
    assert unlike(timeline(by, *events), by, {}) == found


def test_a_server_is_asked_to_leave_by_nobody() -> None:
    """Whose clients have hung up has no more words to wait for."""
    gone = ev.Closed(n=2, at=0, who="a", to="server", conn="c1", how="fin")
    ended = ev.Limit(n=4, at=0, who="server", what="output")
    assert unlike(timeline(SCRIPTED, COMES, gone, ended), SCRIPTED, {}) == ()


@pytest.mark.parametrize(
    ("waits", "found"),
    [
        ([("receive", ("server",)), ("thread", ())], ("a",)),
        ([("receive", ("server",)), ("keyboard", ())], ()),
        ([("receive", ())], ()),
        ([("thread", ())], ()),
    ],
)
def test_who_waits_for_its_own_alone_was_left_waiting(
    waits: list[tuple[str, tuple[str, ...]]], found: tuple[str, ...]
) -> None:
    """Threads may wait for one another meanwhile; nobody is left by a script, or at a keyboard, and
    a server is left by nobody.
    """
    who = [ev.Wait(who="a", on=on, of=of) for on, of in waits]
    who += [ev.Wait(who="server", on="receive", of=("a",))]
    early = ev.Quiet(
        n=1, at=0, who="stage", waits=(ev.Wait(who="a", on="receive", of=("server",)),)
    )
    rest = ev.Quiet(n=2, at=0, who="stage", waits=tuple(who))
    assert left(timeline(OWN, COMES, early, rest), OWN) == found
    scripted = {"server": "script", "a": "student"}
    assert left(timeline(scripted, COMES, rest), scripted) == ()
