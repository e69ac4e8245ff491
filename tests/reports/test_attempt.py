"""Whether extra credit was tried, and what is told of it if not, or if there is no knowing."""

from dataclasses import replace
from typing import Any

from harness.model import events as ev
from harness.model.play import ANSWER
from harness.model.result import Evidence, Result, SceneRun
from harness.reports.attempt import NOT_ATTEMPTED, cannot_tell, not_attempted
from harness.reports.checked import Page, checked
from harness.reports.html import student_page
from harness.reports.players import players
from harness.reports.terminal import summary
from tests.reports import build
from tests.reports.lost import PASSED, failed, result_of, run_of
from tests.reports.texts import told_by


def chat_run(second: str = "", code: int = 0) -> SceneRun:
    """The main programs in the scene of the extra credit; one may say something more."""
    tape = build.opened()
    for who in ("a", "b"):
        tape.types(who, "Bob")
        tape.sends(who, "server", "Bob")
    if second:
        tape.types("a", second)
        tape.sends("a", "server", second)
    tape.add(ev.Exited, "a", code=code)
    return run_of(tape, "chat")


def chat_result(run: SceneRun, **more: Any) -> Result:
    """All of the main part passed, and the extra credit failed."""
    return result_of(PASSED, failed("chat", extra=True), runs=(build.good(), run), **more)


def test_extra_credit_that_nobody_tried_is_one_line() -> None:
    """It is told in one sentence after all else, and nothing is drawn."""
    result = chat_result(chat_run())
    assert not_attempted(result)
    told = summary(result, 200)
    assert told.rstrip().endswith(f"Extra credit: n{NOT_ATTEMPTED[1:]}")
    assert "✗" not in told
    page = told_by(student_page(result))
    assert "Every item of the main part passed in every run." in page
    assert "Not attempted, as far as can be seen." in page


def test_extra_credit_that_was_tried_is_explained_last() -> None:
    """After all of the main part, and with its first piece of evidence only."""
    proofs = tuple(
        Evidence(f"line {n}", "nothing", False, "chat", "whole", "1", 1) for n in range(3)
    )
    tried = failed("chat", extra=True, evidence=proofs)
    result = result_of(tried, PASSED, failed(), runs=(build.good(), chat_run("more")))
    assert not not_attempted(result)
    told = summary(result, 200)
    places = [told.index(title) for title in ("Item order", "TCP", "Item chat")]
    assert places == sorted(places)
    assert "line 0" in told
    assert "line 1" not in told


def test_what_counts_as_an_attempt() -> None:
    """A program of its own, one that says more than one thing, one that ends with an error."""
    own = {"server": "server.py", "a": "client.py", "b": "client.py", "hub": "chat.py"}
    run = chat_run()
    assert run.recorded is not None
    with_hub = replace(run, recorded=replace(run.recorded, by={"hub": "student", "a": "student"}))
    assert not not_attempted(chat_result(with_hub, programs=own))
    assert not_attempted(chat_result(with_hub, programs={**own, "hub": "server.py"}))
    assert not not_attempted(chat_result(chat_run("line 1")))
    assert not not_attempted(chat_result(chat_run(code=1)))
    assert not not_attempted(result_of(PASSED))


def greeting_run(scene: str, *lines: str) -> SceneRun:
    """A client that tells its letter unasked, and then what is typed."""
    tape = build.opened()
    tape.sends("a", "server", "X")
    for line in lines:
        tape.types("a", line)
        tape.sends("a", "server", line)
    return run_of(tape, scene)


def test_who_says_no_more_than_in_the_main_part_has_not_tried() -> None:
    """A letter and a message are two things said, and no chat; a third is."""
    for main, chat, tried in (
        (("Alice",), ("Xavier",), False),
        (("Alice",), ("Xavier", "line 1"), True),
        (("Alice", "Alice", "Alice"), ("Xavier", "line 1"), True),
    ):
        runs = (greeting_run("order", *main), greeting_run("chat", *chat))
        result = result_of(PASSED, failed("chat", extra=True), runs=runs)
        assert not_attempted(result) is not tried


def named_run(scene: str, *lines: str) -> SceneRun:
    """A client that asks for a name, which is answered, and then for what is typed."""
    tape = build.opened()
    for step, line in enumerate(("X", *lines), ANSWER):
        tape.add(ev.Cue, "a", step=step)
        tape.types("a", line)
        tape.sends("a", "server", line)
    return run_of(tape, scene)


def test_a_name_that_is_asked_for_is_no_chat() -> None:
    """It is said in the main part, too, before the first line that the story types."""
    for chat, tried in ((("Xavier",), False), (("Xavier", "line 1"), True)):
        runs = (named_run("order", "Alice"), named_run("chat", *chat))
        result = result_of(PASSED, failed("chat", extra=True), runs=runs)
        assert not_attempted(result) is not tried


def test_an_error_of_the_main_part_says_nothing_of_an_attempt() -> None:
    """It ended the program in both parts; in the chat only, it may be that of an attempt."""
    chat = failed("chat", extra=True, evidence=(Evidence("x", "y", False, "chat"),))
    ended = replace(chat_run(code=1), id="order")
    both = result_of(failed(), chat, runs=(ended, chat_run(code=1)))
    assert cannot_tell(both)
    assert "Extra credit (10): can be told only when that is mended." in checked(both, Page(100))
    why = "this could not be observed: a wants to be told more; mend these first"
    blind = replace(chat, id="blind", verdict="unobservable", note=why)
    half = result_of(failed(), chat, blind, runs=(ended, chat_run(code=1)))
    assert "Extra credit (20): can be told only when that is mended." in checked(half, Page(100))
    assert "ould not be observed" not in checked(half, Page(100))
    run = chat_run(code=1)
    assert run.recorded is not None
    talkers = replace(run, recorded=replace(run.recorded, by={"hub": "student", "a": "student"}))
    own = {"server": "server.py", "a": "client.py", "b": "client.py", "hub": "server.py"}
    early = result_of(failed(), chat, runs=(ended, talkers), programs=own)
    assert cannot_tell(early)
    assert players(early) == "server.py plays server; client.py plays a and b."
    for other in (
        result_of(failed(), chat, runs=(build.good(), chat_run(code=1))),
        result_of(failed(), chat, runs=(ended, chat_run("line 1", code=1))),
        result_of(PASSED, chat, runs=(ended, chat_run(code=1))),
    ):
        assert not cannot_tell(other)
