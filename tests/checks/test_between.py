"""Where what crosses between two programs is not seen, scripted roles still know their own."""

from pathlib import Path

import pytest

from harness.model.play import MET, UNMET, UNOBSERVABLE
from tests.checks.told import Told, spec_of

_STORY = """
    start server
    start a
    start b
    a types: hi
    one: server -> b: hi
    two: never server closes
    three: never server -> b: ho
"""


def played(folder: Path, cast: str, *blind: tuple[str, str]) -> Told:
    """The story in a cast, on a stage that shows less, with nothing sent by the server."""
    told = Told(spec_of(folder, _STORY), cast)
    for what, who in blind:
        told.unseen(what, who)
    told.go()
    told.quiet()
    return told


@pytest.mark.parametrize(
    ("cast", "verdicts"),
    [
        ("server", [UNMET, MET, MET]),
        ("whole", [UNOBSERVABLE] * 3),
    ],
)
def test_what_did_not_cross_is_known_of_scripted_roles(
    tmp_path: Path, cast: str, verdicts: list[str]
) -> None:
    """They have the only sockets that it could have come to."""
    told = played(tmp_path, cast, ("between", "stage"))
    assert [told.one(item).verdict for item in ("one", "two", "three")] == verdicts


def test_who_lacks_a_tap_altogether_knows_nothing(tmp_path: Path) -> None:
    """As a stage says that cannot tell whether anything is under way."""
    told = played(tmp_path, "server", ("wire", "stage"), ("owner", "stage"))
    assert told.one("one").verdict == UNOBSERVABLE


def test_a_scripted_role_that_has_closed_sees_no_more(tmp_path: Path) -> None:
    """What is sent to it then is refused, and nobody has seen what it was."""
    told = played(tmp_path, "server", ("between", "stage"), ("wire", "b"))
    assert told.one("one").verdict == UNOBSERVABLE


def ordered(folder: Path, *sent: tuple[str, str]) -> Told:
    """A story with a ``then``: to a first and then to b, of which a scripted role tells each."""
    story = "start server\nstart a\nstart b\na types: hi\none: server -> a: hi\nthen\n"
    told = Told(spec_of(folder, f"{story}two: server -> b: hi\nthree: never server -> b: ho"),
                "server")  # fmt: skip
    told.unseen("between")
    told.go()
    for to, text in sent:
        told.sends("server", to, text)
    told.quiet()
    return told


@pytest.mark.parametrize("sent", [[("a", "hi"), ("b", "hi")], [("b", "hi"), ("a", "hi")]])
def test_which_of_two_sockets_was_first_is_not_known(
    tmp_path: Path, sent: list[tuple[str, str]]
) -> None:
    """They are read one after the other, in an order of our own."""
    told = ordered(tmp_path, *sent)
    assert told.one("one").verdict == MET
    assert told.one("two").verdict == UNOBSERVABLE


def test_what_never_came_was_not_first_either(tmp_path: Path) -> None:
    """Whatever the order: it is missing; and what is not to come may have come before."""
    told = ordered(tmp_path, ("b", "ho"), ("a", "hi"))
    assert told.one("two").verdict == UNMET
    assert told.one("three").verdict == UNOBSERVABLE


def test_what_came_to_one_socket_came_in_order(tmp_path: Path) -> None:
    """The order of data and what ends it, say, is known."""
    story = "start server\nstart a\nstart b\na types: hi\nserver -> a: hi\nthen\n"
    told = Told(spec_of(tmp_path, f"{story}one: server closes a"), "server")
    told.unseen("between")
    told.go()
    told.sends("server", "a", "hi")
    told.closes("server", "a")
    told.quiet()
    assert told.one("one").verdict == MET


@pytest.mark.parametrize(("rest", "verdict"), [("lull", MET), ("quiet", MET), ("", UNOBSERVABLE)])
def test_a_rest_parts_what_came_first_from_what_came_then(
    tmp_path: Path, rest: str, verdict: str
) -> None:
    """Nothing was under way, and each socket had been read."""
    story = "start server\nstart a\nstart b\na types: hi\nb types: ho\n"
    story += "by now a -> server: hi\nthen\none: b -> server: ho"
    told = Told(spec_of(tmp_path, story), "clients")
    told.unseen("between")
    while told.due() != "type a":
        if told.due():
            told.do()
        else:
            told.quiet()
    told.do()
    if not rest:
        told.quiet()
        told.do("type b")
    told.sends("a", "server", "hi")
    if rest:
        getattr(told, rest)()
        told.do("type b")
    told.sends("b", "server", "ho")
    told.quiet()
    assert told.one("one").verdict == verdict


def test_what_a_scripted_role_did_was_before_what_came_of_it(tmp_path: Path) -> None:
    """It is told when it is done, and what comes to another is read after that."""
    story = "start server\nstart a\nstart b\na types: hi\n"
    story += "by now a -> server: hi\nthen\none: server -> b: hi"
    told = Told(spec_of(tmp_path, story), "server")
    told.unseen("between")
    told.go()
    told.sends("server", "b", "hi")
    told.quiet()
    assert told.one("one").verdict == MET
