"""What a runner is told: annotations at the right lines, and no command of a student's."""

import json
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from jsonschema import Draft202012Validator

from harness.export.annotations import ERROR, WARNING, Annotation, places
from harness.export.codequality import codequality
from harness.export.junit import document
from harness.export.workflow import annotations, command, guarded
from harness.model.events import Wait
from harness.model.result import Evidence, Result
from tests.actions import Command, commands
from tests.export.platforms import CODE_QUALITY
from tests.reports import build
from tests.reports.texts import ANY, NASTY

TOKEN = "0123456789abcdef"
ATTACKS = some.sampled_from(
    [
        "::error file=x::y", "  ::set-output name=result::x", "::stop-commands::x", "##[error]x",
        "::add-mask::a", "a\n::warning::b", "a\r::warning::b", "%0A::error::", "x##[command]y",
        "::" + TOKEN[:-1] + "::", "::save-state name=a::b", "%", "%25", ",line=3", ":", "a=b",
        "::endgroup::", "::error::",
    ]
)  # fmt: skip
WORDS = ANY | NASTY | ATTACKS


def _summary(result: Result) -> list[tuple[str, str, int, str]]:
    return [(one.level, one.file, one.line, one.title) for one in places(result)]


@given(WORDS, WORDS, WORDS)
@example("a,b:c%\r\n", "%25", "\r\n%0A")
def test_a_command_says_what_it_was_given(file: str, title: str, message: str) -> None:
    """Whatever the words: one command, and each of its parts as it was."""
    line = command("error", message, file=file, line=3, title=title)
    assert len(line.splitlines()) <= 1 or not {*"\r\n"} & {*line}
    assert commands(line.split("\n")) == [
        Command("error", message, {"file": file, "line": "3", "title": title})
    ]


@given(some.lists(WORDS).map("\n".join))
def test_guarded_text_holds_no_command(text: str) -> None:
    """Not even one that would stop or resume commands itself."""
    assert commands(guarded(text, TOKEN).split("\n")) == []


def test_a_text_that_knows_the_token_is_refused() -> None:
    """It could resume commands; whoever sees it before must not go on."""
    with pytest.raises(ValueError, match="token"):
        guarded(f"::{TOKEN}::", TOKEN)


@given(WORDS, WORDS)
def test_an_annotation_is_one_command(file: str, words: str) -> None:
    """In every word of it there may be an attack."""
    place = Annotation(ERROR, file, 3, words, words)
    (found,) = commands("\n".join(annotations([place])).split("\n"))
    assert (found.name, found.properties["line"]) == ("error", "3")


def test_a_platform_keeps_ten_of_each() -> None:
    """The first nine are told, and how many there are beside."""
    many = [
        Annotation(level, "a.py", n, "t", "m") for level in (ERROR, WARNING) for n in range(1, 15)
    ]
    found = commands(annotations(many))
    assert [one.name for one in found] == ["error"] * 10 + ["warning"] * 10
    assert found[9] == Command("error", "5 more places are in the report.")
    assert len(list(annotations(many[:10]))) == 10


# Which places


def test_a_crash_and_a_lost_look_are_told_where_they_are() -> None:
    """The line that the traceback names comes first, then what the items name."""
    crash = Evidence("e", "h", False, "order", "whole", "against", 1)
    lost = build.items()[3]
    broken = replace(lost, id="broken", evidence=(crash,))
    result = replace(build.sample(), items=(broken, lost))
    assert _summary(result) == [
        (ERROR, "client.py", 12, "a ended with an error"),
        (ERROR, "server.py", 31, lost.title),
    ]
    about = [one for one in places(result) if one.item]
    assert [one.item for one in about] == ["arrival-order"]
    assert "Hint: " in about[0].message


def test_who_had_to_act_is_told_where_it_stood() -> None:
    """A warning at the lines of the program that was waited for, not of those that wait for it."""
    result = replace(build.sample(), scenes=(build.reversed_reply(),))
    stuck = [one for one in places(result) if one.level == WARNING]
    assert [(one.file, one.line) for one in stuck] == [("server.py", 31), ("server.py", 14)]
    assert "the main thread waits for thread 2 to end, at t1.join()." in stuck[0].message


def test_nothing_is_told_where_no_line_is_known() -> None:
    """No file, no line, a file that was not handed in, extra credit, a wait without a place."""
    lost = build.items()[3]
    for proof in (
        Evidence("e", "h", False),
        Evidence("e", "h", False, file="server.py"),
        Evidence("e", "h", False, file="given.py", at=3),
    ):
        items = (replace(lost, evidence=(proof,)),)
        assert _summary(replace(build.sample(), items=items, scenes=())) == []
    extra = replace(lost, extra=True)
    assert _summary(replace(build.sample(), items=(extra,), scenes=())) == []
    run = replace(build.reversed_reply(), waiting=(Wait("server", "lock"),))
    assert not [
        one for one in places(replace(build.sample(), scenes=(run,))) if one.level == WARNING
    ]


def test_what_passed_is_not_told() -> None:
    """A full score has no annotation, though its evidence names lines."""
    items = tuple(replace(item, verdict="pass", points=item.max) for item in build.items())
    assert places(replace(build.sample(), items=items)) == ()


def test_junit_names_the_place() -> None:
    """File and line stand at the item's case, and at no other."""
    found = {one.item: one for one in places(build.sample()) if one.item}
    text = document([build.sample()], "first-message", found)
    assert text.count(' file="') == 1
    assert 'time="0" file="server.py" line="31"><failure' in text


def test_gitlab_knows_a_place_again_when_its_line_moves() -> None:
    """Valid in its format; two findings of one kind are two; a moved line is the same finding."""
    first = [
        Annotation(ERROR, "a.py", 3, "t", "m", "i"),
        Annotation(ERROR, "a.py", 9, "t", "m", "i"),
    ]
    moved = [replace(place, line=place.line + 5) for place in first]
    other = [Annotation(WARNING, "a.py", 3, "u", "m\x00")]
    found = [json.loads(codequality(places)) for places in (first, moved, other)]
    for document_ in found:
        Draft202012Validator(CODE_QUALITY).validate(document_)
    marks = [[one["fingerprint"] for one in document_] for document_ in found]
    assert marks[0] == marks[1]
    assert len({*marks[0], *marks[2]}) == 3
    assert codequality([]) == "[]\n"
