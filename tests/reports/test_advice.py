"""What a student is told first: the cause, once, and nothing that does not fit."""

from dataclasses import replace
from typing import Any

import pytest

from harness.model import events as ev
from harness.model.play import NOT_OBSERVED
from harness.model.result import Diagnosis, Evidence, SceneRun
from harness.model.spec import BY_SCRIPT
from harness.reports.advice import advice, failures, hint
from harness.reports.checked import Page
from harness.reports.html import student_page
from harness.reports.players import players
from harness.reports.sides import explained
from harness.reports.terminal import summary
from tests.reports import build
from tests.reports.lost import PASSED, failed, result_of, run_of
from tests.reports.texts import told_by

TRACE = (
    "Traceback (most recent call last):\r\n"
    '  File "/home/student/client.py", line 4, in <module>\r\n'
    "ConnectionRefusedError: [Errno 111] Connection refused\r\n"
)
SERVER_TRACE = (
    "Traceback (most recent call last):\r\n"
    '  File "/home/student/server.py", line 9, in <module>\r\n'
    "NameError: name 'sokcet' is not defined\r\n"
)
WHY = "several files could be 'server': one.py, two.py"


def refused(tape: build.Tape, who: str = "a") -> None:
    """``who`` is refused, and ends with an error."""
    tape.add(ev.Started, who, argv=("python3", "client.py"))
    tape.add(ev.Refused, who, proto="tcp", target="127.0.0.1:12000")
    tape.prints(who, TRACE)
    tape.add(ev.Exited, who, code=1)


def test_what_says_the_most_against_an_item_comes_first() -> None:
    """An error of the program, then a wrong deed, and last what did not come."""
    proofs = [
        Evidence("server -> a", "server sent nothing to a", False),
        Evidence("never server -> b", 'server sent b "x"', False),
        Evidence("server -> b", 'nothing; it had ended with exit code 1, its last line "E"', False),
        Evidence("server -> c", "nothing; it had ended", False),
    ]
    unseen = Evidence("server -> d", f"{NOT_OBSERVED}: no flush", False)
    item = failed(evidence=(unseen, *proofs))
    assert failures(item) == [proofs[2], proofs[1], proofs[0], proofs[3], unseen]


def test_what_only_a_gate_took_has_nothing_against_it() -> None:
    """That nothing forbidden happened is no reason to lose points; the note says what is."""
    kept = (Evidence("never server -> b", "it did not happen", True),)
    item = failed(evidence=kept, note="it counts only with: It answers")
    assert failures(item) == []
    assert failures(replace(item, verdict="unobservable")) == list(kept)
    result = result_of(item)
    assert "it did not happen" not in summary(result)
    assert "it counts only with: It answers" in summary(result)
    text = explained(result, item.id, Page(79))
    assert "it counts only with: It answers" in text


@pytest.mark.parametrize(
    ("server", "cause"),
    [
        ([(ev.Exited, {"code": 0})], "but server had ended without an error"),
        ([(ev.Asked, {})], "but server waits for its keyboard and does not listen"),
        (
            [(ev.Listening, {"proto": "tcp", "address": "0.0.0.0", "port": 12001})],
            "but server listens at port 12001",
        ),
        (
            [(ev.Listening, {"proto": "tcp", "address": "10.0.0.1", "port": 12000})],
            "but server listens only at 10.0.0.1:12000",
        ),
    ],
)
def test_who_was_refused_is_not_to_blame(
    server: list[tuple[type[ev.Event], dict[str, Any]]], cause: str
) -> None:
    """The real cause is told on the terminal and on the page, not the client's error."""
    tape = build.Tape()
    tape.add(ev.Started, "server", argv=("python3", "server.py"))
    for kind, values in server:
        tape.add(kind, "server", **values)
    refused(tape)
    result = result_of(failed(), runs=(run_of(tape),))
    for told in (" ".join(summary(result, 400).split()), told_by(student_page(result))):
        assert f"a tried to connect to 127.0.0.1:12000, {cause}" in told
        assert "Mend that first" not in told


def test_a_server_of_the_assignments_own_need_not_agree_with_anybody() -> None:
    """Who goes elsewhere than the reference listens is told whose program that is."""
    tape = build.Tape()
    tape.add(ev.Started, "server", argv=("python3", "server.py"))
    tape.add(ev.Listening, "server", proto="tcp", address="0.0.0.0", port=5000)
    refused(tape)
    run = run_of(tape)
    assert run.recorded is not None
    own = summary(result_of(failed(), runs=(run,)), 400)
    assert "Let the two agree first" in own
    assert "though it may be right" in own
    by = {**run.recorded.by, "server": "reference"}
    given = replace(run, recorded=replace(run.recorded, by=by))
    told = summary(result_of(failed(), runs=(given,)), 400)
    assert "Let the two agree first" not in told
    assert "In that run server is not yours: it is where the assignment has it." in told
    assert "though it may be right" not in told


def test_where_nobody_was_to_be_there_no_error_is_excused() -> None:
    """What a program does when nobody listens is its own; it may be asked for just that."""
    tape = build.Tape()
    refused(tape)
    told = summary(result_of(failed(), runs=(run_of(tape),)), 400)
    assert "where nobody listens. So a ended with an error" in told
    assert "though it may be right" not in told


def test_the_error_behind_a_refusal_is_told() -> None:
    """Where the server died of an error, that is the one to mend."""
    tape = build.Tape()
    tape.add(ev.Started, "server", argv=("python3", "server.py"))
    tape.prints("server", SERVER_TRACE)
    tape.add(ev.Exited, "server", code=1)
    refused(tape)
    refused(tape, "b")
    crash = advice(result_of(failed(), runs=(run_of(tape),))).crash
    assert crash is not None
    assert (crash.who, crash.file, crash.refusal) == ("server", "server.py", None)


def test_an_error_that_was_explained_is_not_told_again() -> None:
    """Its meaning has the place and the error; of another error both are told, and one is first."""
    tape = build.Tape()
    tape.add(ev.Started, "server", argv=("python3", "server.py"))
    tape.prints("server", SERVER_TRACE)
    tape.add(ev.Exited, "server", code=1)
    for line, ends, times in (
        (9, "", 1),
        (4, "", 2),
        (4, "server.py:9", 1),
        (4, "server.py:95", 2),
    ):
        item = failed()
        seen = f"At {ends} server ends: NameError: name" if ends else "NameError: name"
        means = Diagnosis("error", "Misspelt", seen, "", (item.id,), "server.py", line)
        result = result_of(item, runs=(run_of(tape),), diagnoses=(means,))
        page = told_by(student_page(result)).partition("What happened, from top")[0]
        assert page.count("NameError: name") == times
        assert "Mend that first" not in page
        assert ("server ended with an error" in summary(result, 400)) == (times == 2)


def crashing(number: int, *who: str) -> SceneRun:
    """A run in which these end with an error, one after the other."""
    tape = build.Tape()
    for each in who:
        tape.prints(each, SERVER_TRACE if each == "server" else TRACE)
        tape.add(ev.Exited, each, code=1)
    return replace(run_of(tape), run=number)


@pytest.mark.parametrize(
    ("others", "happened"),
    [
        ((("a", "server"), ("server",)), "nothing"),
        ((("server",), ("server",)), f"{NOT_OBSERVED}nobody knows what to send"),
    ],
    ids=["what followed from another one's error", "what was not held against it"],
)
def test_the_error_to_begin_with(others: tuple[tuple[str, ...], ...], happened: str) -> None:
    """Not the one that most runs have: who failed first, in runs that were held against it."""
    runs = (crashing(1, "a", "server"), *(crashing(n, *who) for n, who in enumerate(others, 2)))
    proofs = [Evidence("a -> server", "nothing", False, "order", "whole", "1", 1)]
    proofs += [replace(proofs[0], happened=happened, run=run.run) for run in runs[1:]]
    crash = advice(result_of(failed(evidence=tuple(proofs)), runs=runs)).crash
    assert crash is not None
    assert crash.who == "a"


@pytest.mark.parametrize(
    ("to", "fails", "passed_over"),
    [("a", False, True), ("", False, False), ("b", False, False), ("a", True, False)],
    ids=["spoken to", "not spoken to", "another one spoken to", "fails with its own server, too"],
)
def test_what_only_a_script_brings_down_is_nothing_to_begin_with(
    to: str, fails: bool, passed_over: bool
) -> None:
    """Whoever reads what its own server sends may not read what a script does."""
    own = build.Tape()
    if to:
        own.sends("server", to, '{"text": "hello"}')
    if fails:
        own.prints("a", TRACE)
        own.add(ev.Exited, "a", code=1)
    among = run_of(own)
    tape = build.Tape()
    tape.sends("server", "a", "hello")
    tape.prints("a", TRACE)
    tape.add(ev.Exited, "a", code=1)
    by = {**build.WHOLE, "server": BY_SCRIPT}
    recorded = tape.timeline(1, "1", cast="clients", by=by)
    beside = replace(run_of(tape), cast="clients", recorded=recorded)
    proofs = [Evidence("a ends", "nothing", False, "order", cast, "1", 1)
              for cast in ("whole", "clients")]  # fmt: skip
    crash = advice(result_of(failed(evidence=tuple(proofs)), runs=(among, beside))).crash
    assert (crash is None) is passed_over


def test_an_error_of_the_programs_own_may_have_any_name() -> None:
    """It stands right behind the code that raised it; what a program prints later is no error."""
    place = '  File "/home/student/client.py", line 4, in <module>\r\n'
    code = "    raise BadGreeting(said)\r\n"
    for last, error in (
        (f"{place}{code}BadGreeting: Hi\r\n", "BadGreeting: Hi"),
        (f"{place}{code}main.<locals>.BadGreeting: Hi\r\n", "main.<locals>.BadGreeting: Hi"),
        (f"{place}{code}\r\nClient: Hi\r\n", ""),
    ):
        tape = build.Tape()
        tape.prints("a", f"Traceback (most recent call last):\r\n{last}")
        tape.add(ev.Exited, "a", code=1)
        crash = advice(result_of(failed(), runs=(run_of(tape),))).crash
        assert (crash.error if crash else "") == error


def test_an_error_in_a_library_is_told_where_it_was_called() -> None:
    """The last line that the student wrote, and not the last of all."""
    within = '  File "/usr/lib/python3.11/socket.py", line 99, in connect\r\nNameError'
    tape = build.Tape()
    tape.add(ev.Started, "server", argv=("python3", "server.py"))
    tape.prints("server", SERVER_TRACE.replace("NameError", within))
    tape.add(ev.Exited, "server", code=1)
    for files, place in (
        (("client.py",), ("socket.py", "99")),
        (("server.py",), ("server.py", "9")),
        (("handed/in/server.py",), ("server.py", "9")),
    ):
        crash = advice(result_of(failed(), runs=(run_of(tape),), files=files)).crash
        assert crash is not None
        assert (crash.file, crash.line) == place


def test_a_crash_in_extra_credit_is_nothing_to_mend() -> None:
    """Under full marks, and where only optional scenes crash, no error is put first."""
    tape = build.Tape()
    refused(tape)
    chat = failed("chat", extra=True)
    runs = (build.good(), run_of(tape, "chat"))
    best = advice(result_of(PASSED, chat, runs=runs))
    assert (best.crash, best.item) == (None, chat)
    told = told_by(student_page(result_of(PASSED, chat, runs=runs)))
    assert "Nothing to fix in the main part" in told
    assert "ended with an error" not in summary(result_of(PASSED, chat, runs=runs)).split("\n\n")[0]
    wrong = failed("order")
    assert advice(result_of(wrong, chat, runs=runs)).crash is None


def test_hints_stand_where_they_fit() -> None:
    """Not where a file is missing, an error came in between, or the grader failed."""
    tape = build.Tape()
    tape.add(ev.Started, "server", argv=("python3", "server.py"))
    tape.prints("server", SERVER_TRACE)
    tape.add(ev.Exited, "server", code=1)
    crash = advice(result_of(failed(), runs=(run_of(tape),))).crash
    assert hint(failed(), None) == "Think of accept()."
    assert "because of the error" in hint(failed(), crash)
    assert hint(failed("early"), crash) == "Think of accept()."
    missing = Evidence("a program for server", WHY, False)
    assert hint(failed(evidence=(missing,)), crash) == ""
    assert hint(replace(failed(), verdict="fault"), None) == ""


def test_why_a_role_has_no_file_is_told_once() -> None:
    """The other items refer to the first, on the terminal and on the page."""
    missing = (Evidence("a program for server", WHY, False),)
    items = [replace(failed(), id=name, evidence=missing, note=WHY) for name in ("one", "two")]
    result = result_of(*items)
    told = summary(result, 120)
    assert told.count("several files could be") == 1
    assert "there is none, as said above" in told
    page = student_page(result)
    articles = page[page.index("What lost points") :]
    assert told_by(articles).count("several files could be") == 1
    assert '<a href="#item-one">as said above</a>' in articles


def test_why_nothing_could_be_observed_is_told_once() -> None:
    """Not as a note and as what happened instead, and not for each item anew."""
    why = "this could not be observed: a asked"
    proofs = (Evidence("a -> server", why, False, "order", "whole", "1", 1),)
    items = [
        replace(failed(), id=name, verdict="unobservable", evidence=proofs, note=f"{why}; its 10")
        for name in ("one", "two")
    ]
    told = summary(result_of(*items), 120)
    assert told.count(why) == 1
    assert "as said above; its 10" in told
    assert told.count("a -> server") == 2


def test_who_plays_what_is_said_where_it_is_not_plain() -> None:
    """Not if each role has a file of its own that is called like it."""
    told = "server.py plays server; client.py plays a and b."
    result = result_of(PASSED)
    assert players(result) == told
    assert summary(result).split("\n")[2] == told
    assert told in told_by(student_page(result))
    assert players(result_of(PASSED, programs={"server": "my_Server.py", "b": "sub/b.py"})) == ""
    assert players(result_of(PASSED, programs={"server": "main.py"})) == "main.py plays server."


def test_comments_come_after_all_that_does_not_work() -> None:
    """Even if nothing is known of that, and the comments are worth as much."""
    comments, works = replace(failed(), id="documented"), replace(failed(), id="prints")
    known = Diagnosis("comment", "Too few comments", items=("documented",))
    for items, first in (((comments, works), "prints"), ((comments,), "documented")):
        result = replace(build.sample(), items=items, diagnoses=(known,), scenes=())
        best = advice(result)
        assert best.item is not None
        assert best.item.id == first
        assert (best.diagnosis == known) == (first == "documented")
