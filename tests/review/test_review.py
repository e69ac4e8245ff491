"""The page on which people judge: by keyboard, in a real browser, and by who must not."""

import csv
import http.client
import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness import cli, rooms
from harness.model.errors import UsageError
from harness.review.desk import Decision, Desk, MeanwhileError
from harness.review.queue import ALL, ASKED, BY_ITEM, BY_SUBMISSION, OPEN, beside, shown
from harness.review.server import Server
from harness.store.database import STORE, Store
from tests import small
from tests.reports import npm
from tests.reports.browser import Browser
from tests.reports.test_axe import SERIOUS

# Where a scene is played, this process forks, and pytest has threads; the child only plays it.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
_SPEC = small.SPEC.replace(
    "  talks: +2", "  comment: {is: 4 It says why, by: person, look: top comment}\n  talks: +2"
)
_HOSTILE = (
    "# </code></pre><script>document.title = 'owned'</script><img src=x onerror=alert(1)>\n"
    "x = '\\x1b]0;owned\\x07 \u202e'\n"
)
_COMMENTED = "# It sends back whatever a client has sent, so that one can see it works.\n"


@dataclass
class Class:
    """A class that was graded: its assignment, and its reports."""

    assignment: Path
    out: Path

    def score(self, name: str) -> float:
        """What is written in the results of the class."""
        data = json.loads((self.out / "results.json").read_text(encoding="utf-8"))
        return float(next(one["score"] for one in data["results"] if one["submission"] == name))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hand-ins, each with a comment for a person to judge; one means harm."""
    tmp_path = tmp_path_factory.mktemp("review")
    small.assignment(tmp_path / "echo", _SPEC)
    small.submission(tmp_path / "class" / "ann", _COMMENTED + small.GOOD)
    small.submission(tmp_path / "class" / "bob", small.GOOD)
    small.submission(tmp_path / "class" / "<b>mal&'\"", _HOSTILE + small.MUTE)
    words = ["batch", str(tmp_path / "echo"), str(tmp_path / "class"), "--jobs", "2"]
    assert cli.main([*words, "--out", str(tmp_path / "out")]) <= 2
    return tmp_path


@pytest.fixture
def graded(played: Path, tmp_path: Path) -> Class:
    """A copy of that class, for one test."""
    shutil.copytree(played, tmp_path / "copy")
    return Class(tmp_path / "copy" / "echo", tmp_path / "copy" / "out")


@pytest.fixture
def server(graded: Class) -> Iterator[Server]:
    """A review of that class."""
    with Server(Desk(graded.assignment, graded.out)) as one:
        thread = threading.Thread(target=one.serve_forever)
        thread.start()
        yield one
        one.shutdown()
        thread.join()


@pytest.fixture
def ended(server: Server, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set once the review was ended from its page."""
    event, shut = threading.Event(), server.shutdown

    def shutdown() -> None:
        shut()
        event.set()

    monkeypatch.setattr(server, "shutdown", shutdown)
    return event


def ask(
    server: Server, path: str, body: object = None, **headers: str
) -> tuple[int, str, dict[str, str]]:
    """A request, by whoever has the token unless the headers say otherwise."""
    given = {"Host": server.hosts[0], "Cookie": f"callsheet={server.token}"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    link = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=300)
    data = None if body is None else json.dumps(body)
    link.request("GET" if body is None else "POST", path, data, given)
    answer = link.getresponse()
    return answer.status, answer.read().decode(), dict(answer.getheaders())


def decision(name: str, points: float | None, seen: object = None) -> dict[str, object]:
    """The body of a decision about somebody's comment."""
    told = {"submission": name, "item": "comment", "points": points, "reason": "r"}
    return told | {"seen": seen}


def test_a_class_is_judged_by_keyboard_alone(
    graded: Class, server: Server, browser: Browser, ended: threading.Event
) -> None:
    """Points, a reason, confirming and undoing: all is kept at once, and then in every number."""
    loaded = browser.open(server.address)
    left = "document.getElementById('left').textContent"
    item = "document.getElementById('decide').dataset.submission"
    assert loaded.complaints == []
    assert browser.run(left) == "3"
    seen = {}
    for letter in "zf":
        seen[letter] = browser.run(item)
        browser.leave_by(letter)
    assert browser.run(left) == "1"
    browser.leave_by("u")  # back to the second, as it was
    assert (browser.run(item), browser.run(left)) == (seen["f"], "2")
    browser.type("r")
    browser.type("well said")
    browser.key("Escape")
    browser.type("p")
    browser.type("3")
    browser.leave_by("\n")
    third = browser.run(item)
    browser.leave_by("c")
    assert "Nothing is left" in browser.run("document.body.textContent")
    kept = Store(graded.out / STORE).corrections()
    assert {name: (one[0].points, one[0].reason) for name, one in kept.items()} == {
        seen["z"]: (0, "looked at by a person"),
        seen["f"]: (3, "well said"),
        third: (kept[third][0].points, "looked at by a person"),
    }
    before = graded.score(seen["f"])
    browser.run("document.getElementById('finish').click()")
    ended.wait()
    assert server.desk.finish() == (3, [])
    assert graded.score(seen["f"]) != before
    assert graded.score("bob") == 15 + (0 if seen["z"] == "bob" else kept["bob"][0].points)
    page = (graded.out / "bob" / "index.html").read_text(encoding="utf-8")
    assert "by a person" in page
    with (graded.out / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["submission"]: row for row in csv.DictReader(file)}
    assert float(rows["bob"]["score"]) == graded.score("bob")


def test_what_is_handed_in_does_not_run(server: Server, browser: Browser) -> None:
    """Markup in names and code is shown as it is, in every view."""
    for which in (OPEN, ASKED, ALL):
        for order in (BY_SUBMISSION, BY_ITEM):
            browser.open(server.address)
            name = "%3Cb%3Emal%26%27%22"
            place = f"/?order={order}&show={which}&submission={name}&item=comment"
            loaded = browser.open(f"http://{server.hosts[0]}{place}")
            assert loaded.complaints == []
            assert browser.run("document.title").startswith("To judge")
            assert "<script>document.title" in browser.run("document.body.textContent")
            assert all(server.hosts[0] in one for one in loaded.requests)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_can_be_read_everywhere(
    width: int, scheme: str, server: Server, browser: Browser
) -> None:
    """Nothing is cut off on a phone, colours have contrast enough, and axe finds nothing."""
    axe = npm.source("axe.min.js")
    browser.open(server.address, width, scheme)
    browser.run(f"{axe};0")
    assert browser.run(SERIOUS) == []
    assert browser.run("document.documentElement.scrollWidth") <= width
    contrast = Path(__file__).parents[1] / "reports" / "contrast.js"
    assert browser.run(contrast.read_text(encoding="utf-8")) == []


def test_strangers_are_refused(graded: Class, server: Server) -> None:
    """Without the token, by another name, from another site, or without our header."""
    body = decision("ann", 1)
    token = server.token
    assert ask(server, "/", Cookie="")[0] == 403
    assert ask(server, "/?token=wrong", Cookie="callsheet=wrong")[0] == 403
    assert ask(server, "/", Host="evil.example:80")[0] == 421
    assert ask(server, "/decide", body, Host="evil.example", X_Callsheet=token)[0] == 421
    assert ask(server, "/decide", body)[0] == 403
    assert ask(server, "/decide", body, X_Callsheet=token, Cookie="")[0] == 403
    assert ask(server, "/decide", body, X_Callsheet=token, Origin="http://evil.example")[0] == 403
    assert Store(graded.out / STORE).corrections() == {}
    status, _, headers = ask(server, f"/?token={token}", Cookie="")
    assert (status, headers["Location"]) == (303, "/")
    assert {"HttpOnly", "SameSite=Strict"} <= {*headers["Set-Cookie"].split("; ")}
    assert ask(server, "/decide", body, X_Callsheet=token)[0] == 200


def test_only_reports_are_given_out(graded: Class, server: Server) -> None:
    """The student's page is there; the store, and what lies above the folder, is not."""
    (graded.out.parent / "secret.html").write_text("secret", encoding="utf-8")
    (graded.out / "link.html").symlink_to(graded.out.parent / "secret.html")
    assert ask(server, "/report/ann/index.html")[0] == 200
    for name in (STORE, "../secret.html", "%2e%2e/secret.html", "/etc/hosts", "link.html", "a%00b"):
        assert ask(server, f"/report/{name}")[0] == 404


def test_two_tabs_do_not_lose_each_others_saves(server: Server) -> None:
    """Who decides by an old page is told, and nothing is written over."""
    token = server.token
    assert ask(server, "/decide", decision("ann", 1), X_Callsheet=token)[0] == 200
    status, told, _ = ask(server, "/decide", decision("ann", 4), X_Callsheet=token)
    assert status == 409
    assert "another tab" in json.loads(told)["error"]
    seen = {"points": 1.0, "reason": "r"}
    assert ask(server, "/decide", decision("ann", None, seen), X_Callsheet=token)[0] == 200
    assert server.desk.known("ann", "comment") is None


def test_nothing_is_decided_under_a_batch(graded: Class, server: Server) -> None:
    """It marks by what it began with and would write over it: who judges is told to wait."""
    token = server.token
    assert ask(server, "/decide", decision("bob", 1), X_Callsheet=token)[0] == 200
    with rooms.alone(graded.out):
        status, told, _ = ask(server, "/decide", decision("ann", 1), X_Callsheet=token)
        assert (status, server.desk.known("ann", "comment")) == (400, None)
        assert "Nothing was saved" in json.loads(told)["error"]
        assert "is grading into it" in json.loads(told)["error"]
        with pytest.raises(UsageError, match="is grading into it"):
            server.desk.finish()
    assert ask(server, "/decide", decision("ann", 1), X_Callsheet=token)[0] == 200
    assert server.desk.finish()[0] == 2


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        decision("nobody", 1),
        decision("ann", 5),
        decision("ann", -1),
        decision("ann", float("nan")),
        decision("ann", 1) | {"item": "none"},
        decision("ann", 1) | {"points": "many"},
    ],
)
def test_what_makes_no_sense_is_refused(body: object, server: Server) -> None:
    """A bad request is an answer, and changes nothing."""
    status, told, _ = ask(server, "/decide", body, X_Callsheet=server.token)
    assert status == 400
    assert json.loads(told)["error"]
    assert not [task for task in server.desk.tasks() if task.decided]


def test_orders_and_filters(graded: Class) -> None:
    """By hand-in or by item, open ones or all; a neighbour is never left out."""
    desk = Desk(graded.assignment, graded.out)
    every = desk.tasks()
    assert len(every) == 12
    assert [task.found.id for task in shown(every, BY_SUBMISSION, OPEN)] == ["comment"] * 3
    by_item = shown(every, BY_ITEM, ALL)
    assert [task.found.id for task in by_item[:3]] == ["echoes"] * 3
    assert beside(by_item, by_item[1].key) == (by_item[0], by_item[2])
    desk.decide("ann", "comment", Decision(4, "good"), None)
    assert len(shown(desk.tasks(), BY_SUBMISSION, OPEN)) == 2
    assert len(shown(desk.tasks(), BY_SUBMISSION, ASKED)) == 3
    with pytest.raises(MeanwhileError):
        desk.decide("ann", "comment", Decision(1, "bad"), None)


def test_what_has_to_wait_is_named(graded: Class) -> None:
    """The spec asks for something that was never played: the decision is kept, and shown later."""
    desk = Desk(graded.assignment, graded.out)
    desk.decide("ann", "comment", Decision(1, "short"), None)
    spec = (graded.assignment / "spec.yaml").read_text(encoding="utf-8")
    (graded.assignment / "spec.yaml").write_text(spec.replace("runs: 1", "runs: 2"))
    assert desk.finish() == (1, ["ann"])
    assert Store(graded.out / STORE).corrections()["ann"][0].points == 1


def test_nobody_was_graded(tmp_path: Path) -> None:
    """A folder without a store is told so."""
    small.assignment(tmp_path / "echo", _SPEC)
    with pytest.raises(UsageError, match="no class was graded into this folder"):
        Desk(tmp_path / "echo", tmp_path / "out")


def test_another_assignment_was_graded(graded: Class) -> None:
    """Nothing of it would be there to judge, and "0 to judge" would be no answer."""
    other = Path(__file__).parents[2] / "assignments" / "pingpong-cli"
    with pytest.raises(UsageError, match="out: echo was graded there, and not pingpong-cli"):
        Desk(other, graded.out)
