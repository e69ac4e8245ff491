"""Questions that no line of the story is about: what is typed there, and when."""

from pathlib import Path

from harness.model import events as ev
from tests.checks.asking import STORY, ask, begun, told
from tests.checks.told import typed_at


def test_a_question_is_answered_before_the_story_goes_on(tmp_path: Path) -> None:
    """The message waits until what was asked before it has been answered."""
    t = begun(tmp_path)
    assert ask(t, "Are you X or Y? ") == b"X"
    t.do("type a")
    assert t.due() == ""
    assert ask(t, "1) send\n2) quit\n> ") == b"1"
    t.do("type a")
    assert ask(t, "> ") == b"hello"
    t.do("type a")
    assert t.performance.due() is None
    assert t.outcome.blanks == {}


def test_what_is_asked_at_the_beginning_is_answered_first(tmp_path: Path) -> None:
    """A line's coming does not let the story type before its program could ask for a name."""
    t = told(tmp_path, "start server, a\na connects to server\na types: hello\na types: again")
    t.do("start server")
    t.quiet()
    t.do("start a")
    t.connects("a", "server")
    assert t.due() == ""
    assert ask(t, "Name? ") == b"me"
    t.do("type a")
    assert ask(t, "Well? ") == b"hello"


def test_the_message_is_never_taken_for_a_question(tmp_path: Path) -> None:
    """What only an earlier line asks, or the spec leaves to the story, gets the story's line."""
    for text in ("Press enter, name!\nyours> ", "Message for X, your name: ", "", "Name\nEnter it"):
        assert ask(begun(tmp_path), text) == b"hello"
    assert ask(begun(tmp_path), "Your name\n> ") == b"me"


def test_nothing_is_answered_while_the_program_asks_nothing(tmp_path: Path) -> None:
    """A question that was printed is answered once its program waits for the keyboard."""
    t = begun(tmp_path)
    t.prints("a", "name? ")
    t.quiet()
    assert t.performance.due().data == (b"hello",)  # type: ignore[union-attr]


def test_who_selects_is_answered_like_who_only_reads(tmp_path: Path) -> None:
    """A program that waits for its keyboard and its socket at once asks no less for that."""
    t = begun(tmp_path)
    t.prints("a", "Your name? ")
    t.asks("a", among=True)
    t.quiet()
    assert t.performance.due().data == (b"me",)  # type: ignore[union-attr]
    t.do("type a")
    t.quiet()
    assert t.performance.due().data == (b"hello",)  # type: ignore[union-attr]


def test_an_answer_that_is_not_wanted_is_given_up(tmp_path: Path) -> None:
    """Asked the same for the third time, the harness goes on with the story."""
    t = begun(tmp_path)
    for _ in range(2):
        assert ask(t, "Name? ") == b"me"
        t.do()
    assert ask(t, "Name? ") == b"hello"
    t.do()
    assert ask(t, "Name? ") == b"me"


def test_each_role_has_its_own_answer(tmp_path: Path) -> None:
    """A list goes by the roles' order; a role that falls back on another has that one's answers."""
    spec = told(tmp_path, "start a, b, c\n" + STORY.replace("start server, a", "start server")).spec
    for role, letter in (("a", "X"), ("b", "Y"), ("c", "X")):
        assert typed_at(spec, role, "X or Y?") == letter
    assert not spec.roles["mirror"].answers


def test_a_place_is_where_a_program_listens(tmp_path: Path) -> None:
    """An address that is everywhere is the host's; one that is bound is itself."""
    where = "Address and port of it: "
    t = begun(tmp_path)
    assert ask(t, where) == b"127.0.0.1:12000"
    t = begun(tmp_path)
    t.tell(_listening(t.n, "server", "0.0.0.0", 5000))
    assert ask(t, where) == b"127.0.0.1:5000"
    t = begun(tmp_path)
    t.tell(_listening(t.n, "server", "10.0.0.7", 5000))
    t.tell(_listening(t.n, "mirror", "10.0.0.8", 6000))
    assert ask(t, where) == b"10.0.0.7:5000"
    t.do()
    assert ask(t, "address of the mirror: ") == b"10.0.0.8"


def test_a_lab_has_addresses(tmp_path: Path) -> None:
    """What the harness plays itself is at its host's address."""
    t = begun(tmp_path)
    t.play.hosts["server"] = "10.0.0.1"
    assert ask(t, "Address and port: ") == b"10.0.0.1:12000"


def test_a_scripted_listener_has_the_port_that_the_spec_gives_it(tmp_path: Path) -> None:
    """Before anybody has looked for it, its place is known."""
    t = begun(tmp_path)
    t.play.ports["server"] = 9999
    assert ask(t, "Address and port: ") == b"127.0.0.1:9999"


def test_once_asked_every_typed_line_waits(tmp_path: Path) -> None:
    """A program that has asked before may ask again before it takes the next line."""
    t = begun(tmp_path)
    ask(t, "name: ")
    t.do()
    assert ask(t, "> ") == b"hello"
    t.do()
    t.prints("a", "world\nname: ")
    assert t.due() == ""
    t.asks("a")
    t.quiet()
    assert t.performance.due().data == (b"me",)  # type: ignore[union-attr]
    t.do()
    t.quiet()
    assert t.performance.due().data == (b"again",)  # type: ignore[union-attr]


def test_an_answer_that_could_not_be_typed_holds_nothing_up(tmp_path: Path) -> None:
    """The program ended before it could be told."""
    t = begun(tmp_path)
    assert ask(t, "name: ") == b"me"
    t.tell(ev.Cue(n=t.n, at=0, who="a", step=-1))
    t.tell(ev.Missed(n=t.n, at=0, who="a", step=-1, why="it had ended"))
    t.exits("a", 1)
    t.quiet()
    assert t.performance.due().data == (b"hello",)  # type: ignore[union-attr]


def test_what_the_harness_plays_asks_nothing(tmp_path: Path) -> None:
    """A scripted role has no answers, whatever its program would have."""
    assert set(told(tmp_path, STORY, "server").play.replies) == {"server"}
    assert set(told(tmp_path).play.replies) == {"server", "a"}


def _listening(n: int, who: str, address: str, port: int) -> ev.Listening:
    return ev.Listening(n=n, at=0, who=who, proto="tcp", address=address, port=port)
