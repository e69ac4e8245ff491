"""The chat room: how exact its texts are, and what a limit for waiting costs."""

from pathlib import Path

import pytest

from harness.checks.pattern import choices, matcher
from harness.checks.play import Pattern
from harness.checks.scope import Book, Scope
from harness.model.spec import Blank, Text
from harness.spec import load
from tests.grader import Order, grading

ROOM = Path(__file__).parents[2] / "assignments" / "chat-room"
SPEC = load(ROOM)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Client X has connected.", True),
        ("client <Client_2>: has connected", True),
        ("Client ('B',) has connected", True),
        ("Client 127.0.0.1:40000 has connected.", True),
        ("Client has connected.", False),
        ("Client {name} has connected.", False),
        ("Client %s has connected.", False),
    ],
)
def test_a_client_is_told_a_name_and_no_braces(said: str, names: bool) -> None:
    """What the code has where the name should stand is no name; what surrounds a name is free."""
    for word in ("connected1", "connected2"):
        assert _says(word, said) is names


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("accepted1", "Accepted first connection, calling it client <1>"),
        ("accepted2", "Accepted second connection, calling it client <2>"),
        ("listening", "Waiting to receive messages from client <1> and client <2>...."),
        ("listening", "Waiting to receive messages from client <2> and client <1>...."),
    ],
)
def test_the_server_names_its_clients_and_no_variables(word: str, said: str) -> None:
    """A name may stand in quotes or brackets; one in braces is a variable that nobody filled in."""
    bound = {"N1": "x_name", "N2": "y_name"}
    # 'Client X' may be the name, too, and stand where 'client {name}' is asked for
    free = ("%s", "'%s'", "(%s)", "Client %s")
    for around, names in (*((each, True) for each in free), ("{%s}", False)):
        told = said.replace("<1>", around % "x_name").replace("<2>", around % "y_name")
        assert _says(word, told, bound) is names
    half = said.replace("<1>", "x_name").replace("<2>", "{y_name}")
    assert _says(word, half, bound) is ("<2>" not in said)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("calling it client Client-1", ["calling", "it", "Client-1"]),
        ("calling it client client_1", ["calling", "it", "client_1"]),
        ("calling it client-1", ["calling", "it", "lient-1"]),
        ("calling it client", ["calling", "it"]),
        ("calling it client 127.0.0.1:40000", ["calling", "it", "127.0.0.1:40000"]),
        ("calling it client X: 1", ["calling", "it", "X", "1"]),
    ],
)
def test_a_name_is_one_word(said: str, names: list[str]) -> None:
    """No name begins with 'client', but for one that stands behind that word."""
    (_, (text,)) = SPEC.words["N1"].ranks
    name = matcher(Pattern(text.style, text.segments, text.flags), {}, {})
    found = [said[each.start : each.end] for each in name.all(said)]
    assert [each for each in found if each != "lient"] == names  # of 'client', the rest of it


@pytest.mark.parametrize(
    ("said", "early"),
    [
        ("Done.", True),
        ("Waiting for threads...Done.", True),
        ("--- done ---", True),
        ("Listener for client X is done.", False),
        ("Thread 1: Done.", False),
    ],
)
def test_a_listener_may_say_early_that_it_is_done(said: str, early: bool) -> None:
    """That is not yet what the server says at its end, though it would do there."""
    assert _says("done", said) is early
    assert _says("all_done", said)


@pytest.mark.parametrize(
    ("said", "ends"),
    [("Bye", True), ("so longBye", True), ("Byee\x8d", True), ("goodbye for now", False)],
)
def test_what_signs_a_farewell_may_look_like_letters(said: str, ends: bool) -> None:
    """Where the word ends is seen by what stands around it on the wire, not by its pattern."""
    assert _says("farewell", said) is ends


def _says(word: str, said: str, bound: dict[str, str] | None = None) -> bool:
    """Whether a text has what the handout's is, with these names."""
    (text,) = (each for rank in SPEC.words[word].ranks for each in rank if each.flags)
    found = matcher(Pattern(text.style, text.segments, text.flags), {}, bound or {}).all(said)
    return bool(list(found))


@pytest.mark.parametrize(
    ("said", "speaks"),
    [
        ("X", False),
        ("Tom", False),
        ("Jane Doe", False),
        ("DESKTOP-1", False),
        ("0005Tom", False),
        ("JOIN Tom\n", False),
        ("HELLO Tom", False),
        ("Hello, I am Tom", False),
        ("Hello from client X", False),
        ("Client X has connected", False),
        ('{"type": "join", "name": "Tom"}', False),
        ('{"type":"hello","name":"Tom"}', False),
        ('{"text": "X"}\n', False),
        ('{"type": "join", "data": "Tom"}', False),
        ('{"text": "Is anybody there"}', True),
        ("Hello there", True),
        ("Hello World", True),
        ("This is a message of mine", True),
        ("Alice or Bob", True),
    ],
)
def test_a_name_is_no_message_however_it_is_said(said: str, speaks: bool) -> None:
    """A client may say at once who it is, and nothing besides."""
    assert _has("message", said) is speaks


@pytest.mark.parametrize(
    ("said", "too_early"),
    [
        ("Done.\n", False),
        ("<wait>....\nDone.\n", False),
        ("Listener for client X is done.\n<wait>....\n", False),
        ("Done.\n<wait>....\nDone.\n", False),
        ("Done.\n<wait>....\n", True),
        ("Closing.Done.\n<wait>....\n", True),
    ],
)
def test_who_is_done_does_not_wait_a_bit_after_it(said: str, too_early: bool) -> None:
    """What the server says at its end comes after what it says before, if that comes at all."""
    wait = "Waiting a bit for clients to close their connections"
    assert _has("done_before", said.replace("<wait>", wait)) is too_early


@pytest.mark.parametrize(
    ("said", "tells"),
    [
        ("X: Hello received before Y: Hello", True),
        ('{"text": "X: Hello\\n received before Y: Hello\\n"}', True),
        ("X: b'Hello\\r\\n' received before Y: b'Hello\\r\\n'", True),
        ("X: Hellon received before Y: Hello", False),
        ("X: Hello\\t and more received before Y: Hello", False),
    ],
)
def test_an_answer_may_show_the_line_ends_of_its_messages(said: str, tells: bool) -> None:
    """As JSON and Python write them, if what was typed is passed on with its line end."""
    assert _has("same", said, {"early": "X", "late": "Y"}) is tells


@pytest.mark.parametrize(
    ("word", "said", "tells"),
    [
        ("told_of", "Client X has connected, waiting for client Y", True),
        ("told_of", "Welcome. Client X has connected", True),
        ("told_of", '{"type": "info", "text": "Client A. has connected."}', True),
        ("told_of", '{"when": 1, "text": "Client A has connected"}', True),
        ("told_of", "Wait until both are here.\nTom has connected", True),
        ("told_of", "Welcome! Please wait until client Y has connected.", False),
        ("told_of", "It starts once the other user has connected", False),
        ("verdict", "X: Alice received before Y: ", True),
        ("verdict", "You were before the other one", True),
        ("verdict", "Alice came before anything else", True),
        ("verdict", "Received. Waiting for Y before announcing the order", False),
        ("verdict", "Got it. Wait for the answer before you leave!", False),
        ("verdict", "Y has to speak before the order is known", False),
    ],
)
def test_who_says_what_it_waits_for_has_not_said_that_it_is_there(
    word: str, said: str, tells: bool
) -> None:
    """Neither that somebody has connected, nor whose message came first."""
    assert _has(word, said) is tells


def _has(word: str, said: str, bound: dict[str, str] | None = None) -> bool:
    """Whether a word that is made of others is found in a text."""
    book = Book(SPEC.words, SPEC.roles)
    text = Scope(book, None, bound).pattern(Text("regex", ((Blank(word),),)))
    return any(
        list(matcher(text, book.used, {}, ranks).all(said))
        for ranks in choices(text, book.used, {})
    )


@pytest.mark.timeout(300)
def test_who_answers_with_what_it_has_has_not_waited_for_both(tmp_path: Path) -> None:
    """A server that gives the second client ten seconds loses that it waits, and nothing else."""
    for file in ("server.py", "client.py"):
        text = (ROOM / "reference" / file).read_text(encoding="utf-8")
        given_up = "inbox.full.wait(10) or inbox.add('nobody', '')"
        changed = text.replace("inbox.full.wait()", given_up)
        (tmp_path / file).write_text(changed, encoding="utf-8")
    with grading(Order(ROOM, {"hasty": tmp_path}, 1, 2)) as results:
        items = results["hasty"].items
    assert [one.id for one in items if one.verdict == "fail" and not one.extra] == ["server-4"]
