"""Every assignment, graded: its reference, its handout, its mistakes and its sample class.

Adding an assignment, or a folder to its mistakes, adds the tests.  All hand-ins of an assignment
are graded once, several at a time, by one worker of the test run (so the groups); each test waits
for its own.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest

from harness import audit, handout, pipeline
from harness.audit import HandIn
from harness.audit.judging import HANDOUT, MISTAKE, REFERENCE
from harness.model.result import PENDING
from harness.pipeline import Course
from harness.reports.terminal import summary
from tests.grader import Graded, Order, grading

# one test may have to wait until many hand-ins are graded
pytestmark = pytest.mark.timeout(1500)

ROOT = Path(__file__).parents[1]
SAMPLE = "sample"
# Of the mistakes `make test` grades every fourth, of assignments with long scenes every eighth, and
# `make test-all` each: it takes half an hour.
EVERY, LONG = 4, {"chat-room": 8, "instant-messaging": 8, "pingpong-gui": 8}
# hand-ins, and scenes of each: most of them wait most of the time
AT_ONCE, SCENES = 3 * len(os.sched_getaffinity(0)), 2


@dataclass
class Assignment:
    """An assignment of the repository; its spec and expectations are read when asked for."""

    folder: Path
    place: Path = field(default_factory=Path)  # where the handout is laid

    @property
    def samples(self) -> Path:
        """Its sample class."""
        return ROOT / "submissions" / self.folder.name

    @cached_property
    def course(self) -> Course:
        """The assignment, and what this machine has."""
        return pipeline.prepare(self.folder)

    @cached_property
    def mistakes(self) -> dict[str, HandIn]:
        """What the hand-ins in ``mistakes/`` must get."""
        return audit.mistakes(self.course.spec)

    @cached_property
    def sampled(self) -> dict[str, HandIn]:
        """What the hand-ins of its sample class must get."""
        return audit.samples(self.course.spec, self.samples) if self.samples.is_dir() else {}

    def names(self) -> list[tuple[str, str]]:
        """Kind and name of all its hand-ins, without reading anything."""
        mistakes = [(MISTAKE, path.parent.name) for path in self.folder.glob("mistakes/*/*.yaml")]
        samples = [(SAMPLE, path.name) for path in self.samples.glob("*") if path.suffix != ".yaml"]
        return [(REFERENCE, REFERENCE), (HANDOUT, HANDOUT), *sorted(mistakes), *sorted(samples)]

    def path(self, kind: str, name: str) -> Path:
        """Where a hand-in is; the handout is made when it is asked for."""
        if kind == HANDOUT:
            handout.lay(handout.content(self.course.spec), self.place)
            return self.place
        paths = {REFERENCE: self.folder, SAMPLE: self.samples}
        return paths[kind] / name if kind in paths else self.mistakes[name].path

    def expected(self, kind: str, name: str) -> HandIn | None:
        """What a hand-in must get, where its kind does not say that."""
        return {MISTAKE: self.mistakes, SAMPLE: self.sampled}.get(kind, {}).get(name)


ASSIGNMENTS = {
    path.parent.name: Assignment(path.parent)
    for path in sorted(ROOT.glob("assignments/*/spec.yaml"))
}
EACH = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ASSIGNMENTS]


def _marks(name: str, kind: str, number: int) -> list[pytest.MarkDecorator]:
    left_out = kind == MISTAKE and number % LONG.get(name, EVERY)
    return [pytest.mark.xdist_group(name), *([pytest.mark.long] if left_out else [])]


ALL = [
    pytest.param(name, kind, hand_in, id=f"{name}/{kind}/{hand_in}",
                 marks=_marks(name, kind, number))
    for name, assignment in ASSIGNMENTS.items()
    for number, (kind, hand_in) in enumerate(assignment.names())
]  # fmt: skip

# What is often wrong in real hand-ins: the folder that shows it, what the first line that a student
# reads begins with (a pattern), and the place in their code that it names.
FIRST_LINES = r"""
first-message / reads-early-shows-nobody / A message is received before both / server.py:44
first-message / answers-before-both-connected / A message is received before / server.py:32
first-message / no-top-comment / The comment at the top .* does not give / server.py:1
first-message / no-comments-at-all / The comment at the top .* is missing / server.py:1
first-message / server-syntax-error / Python cannot read .* syntax error / server.py:17
first-message / client-lacks-an-import / A module is used and never imported / client.py:9
first-message / client-misspells-its-reply / A name is used that nothing defines / client.py:20
first-message / host-name-misspelt / No machine has the host name localhsot / client.py:11
first-message / zero-width-characters / Python cannot read .* invisible / client.py:12
first-message / main-never-called / main\(\) is defined and never called / server.py:33
first-message / traceback-quotes-the-reply / messages\[1\] is the second / server.py:20
first-message / order-of-connection / The answer follows the order of conn / server.py:16
first-message / race-decides-order / It is a race which message is / server.py:19
first-message / second-takes-the-place-of-the-first / The condition is al / server_p3.py:21
first-message / names-in-another-order / A message gets another client's / server.py:14
first-message / reply-to-one-client / Only one of the two clients is told / server.py:23
first-message / reply-to-nobody / The server never sends an answer / server.py:42
first-message / bye-closes-one-side / Bye ends the connection to one / extra/chat_server.py:12
first-message / bye-from-y-only / Bye ends the chat only when it comes / EC_server.py:21
first-message / bye-in-another-spelling / Texts are compared letter / chat/chatserver.py:21
first-message / bye-not-relayed / The connections are closed before Bye / EC_server.py:20
first-message / goodbye-ends-the-chat / A message that only contains the word / EC_server.py:21
first-message / chat-of-ten-messages / The client takes no more lines / EC_client.py:22
first-message / identical-messages-one-name / Two equal messages are taken / server.py:51
first-message / client-never-sends / What is typed is never sent / client.py:18
first-message / server-prints-nothing / What is received .* neither is what / server.py:16
first-message / server-deadlock / The server waits for one .* \(deadlock\) / server.py:38
first-message / everybody-waits / Both sides wait .* \(deadlock\) / server.py:15
first-message / udp / Datagrams \(UDP\) are used / client.py:5
first-message / everybody-is-first / Both messages are called the first one / server.py:41
first-message / each-hears-its-own-place / Each client is told the place of / server.py:37
first-message / each-is-told-it-was-first / Each client is told that its own / server.py:91
first-message / identical-messages-after-a-welcome / Two equal messages are taken / server.py:55
first-message / json-server-its-clients-never-speak / dump\(\) writes into a file / client.py:5
first-message / own-message-twice / A client gets its own message twice / server.py:29
first-message / chat-client-goes-without-bye / The client leaves at Bye without / -
first-message / one-client-only / Only one connection is accepted / server.py:11
chat-room / both-orders-at-once / The answer gives both orders at once / server.py:42
chat-room / asks-but-never-closes / The connection is never closed: a / server.py:52
chat-room / client-sends-both-names / More is sent than what was typed / client.py:48
chat-room / name-and-a-thread-at-once / A message is received before both / server.py:25
chat-room / joins-and-is-heard-at-once / A thread waits for a message before / server.py:43
chat-room / sleeps-and-answers-what-it-has / messages is used before both / server.py:35
chat-room / fails-for-want-of-the-other-message / m is used before both clients / srv.py:31
chat-room / tells-one-client-only / Only one of the two clients is told / server.py:35
chat-room / no-word-of-waiting / What is asked for is not printed / server.py:28
chat-room / does-not-say-for-whom-it-waits / Something is missing in / server.py:37
chat-room / calls-both-x / Other words stand in what is printed / server.py:32
chat-room / hangs-up-after-one-message / The server answers when only one / server.py:17
chat-room / names-swapped / The answer gives each message the other / server.py:39
chat-room / tells-them-something-else / What is asked for is not sent, or / server.py:35
chat-room / first-is-who-said-these-words / Of two equal messages the same client / server.py:39
chat-room / client-asks-before-it-connects / The client connects only when it has / client.py:18
chat-room / waits-for-clients-that-wait / Neither side ends the connection / server.py:50
chat-room / closes-one-connection-only / Only one of the two connections is / server.py:51
chat-room / never-ends / The program never ends / server.py:20
chat-room / done-and-never-ends / The program never ends / server.py:20
chat-room / chat-one-message-behind / The server is one message behind / -
chat-room / bye-is-only-talk / Bye is treated like any other message / EC_server.py:14
chat-room / bye-ends-one-side-only / Bye ends the connection to one / EC_server.py:23
chat-room / chat-receives-one-message / The client stops receiving / EC_client.py:10
chat-room / chat-in-turns / The client waits in recv\(\) and cannot take / EC_client.py:12
chat-room / chat-in-turns-without-lines / The client waits in recv\(\) / bonus_client.py:14
chat-room / chat-of-four-messages / The client takes no more lines / EC_client.py:23
pingpong-cli / answers-one-behind / The client is one message behind: it / -
pingpong-cli / compares-one-side-of-or / The condition is always true / client2_student.py:12
pingpong-cli / code-after-the-end-mark / Your code stands outside / server_student.py:15
pingpong-cli / sends-on-a-ping-for-a-pong / Another message .* / server_student.py:15
pingpong-cli / files-swapped / Your two parts have changed places: client / server_student.py:15
pingpong-cli / forwards-the-class / Message is a type, and one of its / server_student.py:14
pingpong-cli / forwards-only-pongs / Only "Pong" is passed on, and "Ping" / server_student.py:14
pingpong-cli / forwards-to-both / A message is also sent back to the / server_student.py:14
instant-messaging / cuts-long-messages / Only the beginning of a long / server_student.py:12
instant-messaging / check-inverted / A message that one client sends is / server_student.py:15
instant-messaging / same-answer-for-both / A message is passed on that should / server_student.py:15
instant-messaging / keeps-it-for-the-next-one / A message that .* is kept / server_student.py:20
pingpong-gui / sends-on-a-ping-for-a-pong / Another message .* / server_student.py:15
pingpong-gui / returns-without-await / A coroutine .* never awaited / client2_student.py:13
"""
LINES = [
    pytest.param(name, MISTAKE, hand_in, says, at.strip("-"), id=f"{name}/{hand_in}",
                 marks=_marks(name, MISTAKE, ASSIGNMENTS[name].names().index((MISTAKE, hand_in))))
    for name, hand_in, says, at in (row.split(" / ") for row in FIRST_LINES.strip().split("\n"))
]  # fmt: skip


@pytest.fixture(scope="session")
def graded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Graded]]:
    """Begins to grade those hand-ins of an assignment that the chosen tests ask for."""
    begun: dict[str, Graded] = {}
    params = [
        item.callspec.params
        for item in request.session.items
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
    ]
    asked = {(p["name"], p["kind"], p["hand_in"]) for p in params if "hand_in" in p}

    with ExitStack() as stack:

        def begin(name: str) -> Graded:
            if name not in begun:
                one = ASSIGNMENTS[name]
                one.place = tmp_path_factory.mktemp("handout") / name
                chosen = {
                    f"{kind}/{hand_in}": one.path(kind, hand_in)
                    for kind, hand_in in one.names()
                    if (name, kind, hand_in) in asked
                }
                order = Order(one.folder, chosen, AT_ONCE, SCENES)
                begun[name] = stack.enter_context(grading(order))
            return begun[name]

        yield begin


@pytest.mark.parametrize(("name", "kind", "hand_in"), ALL)
def test_a_hand_in_gets_just_the_verdicts_that_it_should(
    name: str, kind: str, hand_in: str, graded: Callable[[str], Graded]
) -> None:
    """The reference has all, the handout nearly nothing; a mistake loses its own items only."""
    one = ASSIGNMENTS[name]
    result = graded(name)[f"{kind}/{hand_in}"]
    versions = [each.version for each in one.course.pythons]
    row = audit.compare(kind, hand_in, result, one.expected(kind, hand_in), versions)
    assert row.fault == ""
    assert row.wrong == {}
    assert row.unseen == {}
    assert {run.ended for run in result.scenes} <= {"done", "quiet", "limit"}
    if kind == REFERENCE and PENDING not in row.verdicts.values():
        assert (result.score, result.extra) == (result.max, result.extra_max)


@pytest.mark.parametrize(("name", "kind", "hand_in", "says", "at"), LINES)
def test_the_first_line_names_the_misconception(
    name: str, kind: str, hand_in: str, says: str, at: str, graded: Callable[[str], Graded]
) -> None:
    """In words of the field, before anything else that is told, and with the place in the code."""
    page = summary(graded(name)[f"{kind}/{hand_in}"], width=2000)
    first = page.split("\n\n")[1]
    assert re.match(says, first)
    assert re.match(rf"[^`]*?: {re.escape(at)}[,.]", first) if at else ".py:" not in first


@pytest.mark.parametrize("name", EACH)
def test_every_item_is_lost_by_a_mistake(name: str) -> None:
    """An item that nothing loses would not be known to judge anything."""
    one = ASSIGNMENTS[name]
    assert audit.judge(one.course.spec, one.mistakes, {}, []).unlost == ()


@pytest.mark.parametrize("name", EACH)
def test_an_assignment_has_innocent_oddities_and_real_mistakes(name: str) -> None:
    """Ten at the least, of both kinds: a grader is wrong in two ways."""
    found = ASSIGNMENTS[name].mistakes.values()
    assert len(found) >= 10
    assert {each.why.split(":")[0] for each in found} == {"Innocent", "Wrong"}
    assert all(each.path.exists() for each in (*found, *ASSIGNMENTS[name].sampled.values()))


@pytest.mark.parametrize("name", EACH)
def test_a_handout_tells_no_solution(name: str) -> None:
    """It has a README and what students start from; nothing of what the assignment keeps."""
    one = ASSIGNMENTS[name]
    files = handout.content(one.course.spec)
    assert "README.md" in files
    assert not any(
        part in {"reference", "mistakes", "spec.yaml", "expect.yaml"}
        for file in files
        for part in Path(file).parts
    )
    solved = {file.read_bytes() for file in (one.folder / "reference").rglob("*.py")}
    assert not solved & set(files.values())
