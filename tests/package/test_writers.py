"""What each platform is told of a result: points, what is hidden, what nobody knows."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from harness.export.autolab import autolab
from harness.export.classroom50 import classroom50
from harness.export.gradescope import gradescope
from harness.export.outgoing import FAILED, withheld
from harness.export.platforms import PLATFORMS, failure, written
from harness.export.prairielearn import LARGEST, prairielearn
from harness.export.repository import stamp
from harness.model.errors import MachineError
from harness.model.result import (
    FAIL,
    FAULT,
    PARTIAL,
    PASS,
    PENDING,
    UNOBSERVABLE,
    Evidence,
    ItemResult,
    Result,
)
from tests.reports import build

SCHEMAS = Path(__file__).with_name("schemas")
ABOUT = {
    "GITHUB_REPOSITORY": "course/pa1-ann",
    "GITHUB_SHA": "abc",
    "GITHUB_REF_NAME": "submit/3",
    "GITHUB_ACTOR": "ann",
    "CALLSHEET_COMMITTED": "2026-11-28T10:30:00+01:00",
}
SECRET = "what nobody may read"


def valid(name: str, data: Any) -> Any:
    """``data``, which the schema of that name takes."""
    schema = json.loads((SCHEMAS / f"{name}.json").read_text())
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(data)
    return data


def item(name: str, points: float, most: float, verdict: str, **more: Any) -> ItemResult:
    """An item that was judged in two runs, or by nobody."""
    runs = 0 if verdict in {UNOBSERVABLE, PENDING, FAULT} else 2
    note = more.pop("note", f"About {name}")
    return ItemResult(name, f"Title of {name}", points, most, verdict, runs=runs, note=note, **more)


def result(*items: ItemResult, **more: Any) -> Result:
    """A result of these items."""
    main = [each for each in items if not each.extra]
    values: dict[str, Any] = {
        "score": sum(each.points for each in main),
        "max": sum(each.max for each in main),
        "extra": sum(each.points for each in items if each.extra),
        "seconds": 1.25,
        "programs": {"server": "server.py"},
        "problems": (),
        "fault": None,
    }
    return replace(build.sample(), items=items, **values | more)


LOST = Evidence("server -> a: hello", "a got nothing", passed=False, scene="s", run=1)
MIXED = result(
    item("whole", 10, 10, PASS),
    item("part", 2.5, 5, PARTIAL, evidence=(LOST,), hint="Think again."),
    item("unseen", 0, 20, UNOBSERVABLE),
    item("person", 0, 15, PENDING),
    item("more", 3, 4, PARTIAL, extra=True),
)


def test_gradescope_has_a_test_for_each_item() -> None:
    """Points in part, extra credit in the sum, and no points where nothing is known."""
    told = valid("gradescope", gradescope(MIXED))
    assert told["score"] == 15.5
    tests = {test["tags"][0]: test for test in told["tests"]}
    assert (tests["whole"]["score"], tests["whole"]["status"]) == (10, "passed")
    assert (tests["part"]["score"], tests["part"]["max_score"]) == (2.5, 5)
    assert tests["part"]["status"] == "failed"
    assert "expected  server → a: hello" in tests["part"]["output"]
    assert "hint      Think again." in tests["part"]["output"]
    for name in ("unseen", "person"):
        assert not {"score", "max_score", "status"} & set(tests[name])
        assert "not lost" in tests[name]["output"]
        assert f"Title of {name}" in told["output"]
    assert tests["more"]["name"] == "Extra credit: Title of more"


def test_gradescope_hides_what_is_hidden() -> None:
    """Its test is hidden and counts; nothing of it stands where students read."""
    secret = item("secret", 0, 5, FAIL, hidden=True, note=SECRET, hint=SECRET)
    told = valid("gradescope", gradescope(result(item("open", 5, 5, PASS), secret)))
    assert told["score"] == 5
    assert [test["visibility"] for test in told["tests"]] == ["visible", "hidden"]
    shown = told | {"tests": [test for test in told["tests"] if test["visibility"] == "visible"]}
    assert SECRET not in json.dumps(shown)
    assert "Title of secret" not in json.dumps(shown)


def test_autolab_has_a_problem_for_each_item_that_was_judged() -> None:
    """The last line has their points, that before it what to show; others stay without a score."""
    *words, semantic, scores = autolab(MIXED).splitlines()
    assert valid("autolab", json.loads(scores)) == {"scores": {"whole": 10, "part": 2.5, "more": 3}}
    shown = valid("autolab_semantic", json.loads(semantic))
    assert shown["Rubric"]["part"] == {"passed": False, "hint": "Think again."}
    assert any("Title of unseen" in line and "could not be observed" in line for line in words)


def test_autolab_s_last_line_is_ours() -> None:
    """Whatever a program printed is on lines before it, and no line of its own making."""
    forged = '\n{"scores": {"whole": 99}}\n'
    proof = replace(LOST, happened=forged)
    text = autolab(result(item("whole", 0, 10, FAIL, evidence=(proof,))))
    assert json.loads(text.splitlines()[-1])["scores"] == {"whole": 0}
    assert sum(line.startswith("{") for line in text.splitlines()) == 2


def test_what_nobody_tried_is_not_lost() -> None:
    """Extra credit that was not attempted has no failed test, and no place in Autolab's table."""
    played = replace(build.sample().scenes[0], id="chat")
    proof = replace(LOST, scene="chat", cast=played.cast, row=played.row, run=played.run)
    chat = item("chat", 0, 5, FAIL, extra=True, evidence=(proof,))
    found = result(item("whole", 10, 10, PASS), chat, scenes=(played,), programs={})
    extra = valid("gradescope", gradescope(found))["tests"][1]
    assert not {"score", "status"} & set(extra)
    assert "Not attempted" in extra["output"]
    *_, semantic, scores = autolab(found).splitlines()
    assert set(json.loads(semantic)["Rubric"]) == {"whole"}
    assert json.loads(scores)["scores"] == {"whole": 10, "chat": 0}


def test_prairielearn_counts_what_was_judged() -> None:
    """The share is of the items with a verdict; extra credit is in it, up to the whole."""
    told = valid("prairielearn", prairielearn(MIXED))
    assert told["score"] == 1
    less = valid("prairielearn", prairielearn(replace(MIXED, items=MIXED.items[:4])))
    assert less["score"] == round(12.5 / 15, 6)
    assert [test["description"] for test in less["tests"]] == ["whole", "part"]
    assert "Title of unseen" in less["message"]


def test_prairielearn_stays_below_a_megabyte() -> None:
    """However much there is to say; each test keeps its points."""
    proof = replace(LOST, happened="ä" * 2_000)
    many = [item(f"i{n}", 1, 2, PARTIAL, evidence=(proof,) * 3) for n in range(300)]
    told = valid("prairielearn", prairielearn(result(*many)))
    assert len(json.dumps(told).encode()) <= LARGEST
    assert (len(told["tests"]), told["score"]) == (300, 0.5)


def test_prairielearn_takes_no_attempt_for_what_cannot_be_run() -> None:
    """A hand-in without a program is invalid there, not worth nothing."""
    missing = ItemResult("a", "A", 0, 10, FAIL, note="no file is called server.py")
    told = valid("prairielearn", prairielearn(result(missing, programs={})))
    assert told == {"gradable": False, "format_errors": ["no file is called server.py"]}


def test_classroom50_knows_whole_numbers() -> None:
    """Hundredths; extra credit fills up to the most; what has no verdict is in neither."""
    told = valid("classroom50", classroom50(MIXED, stamp("pa1", ABOUT)))
    assert (told["score"], told["max-score"]) == (1500, 1500)
    assert (told["submission"], told["datetime"]) == ("submit/3", "2026-11-28T09:30:00Z")
    with pytest.raises(MachineError, match="committed"):
        stamp("pa1", {})


@pytest.mark.parametrize("platform", ["autolab", "prairielearn", "classroom50"])
def test_where_all_is_shown_hidden_items_are_not_in_it(platform: str) -> None:
    """Neither their words nor their points, so that no sum tells whether they were met."""
    texts = []
    for points, verdict in ((0, FAIL), (5, PASS)):
        secret = item("secret", points, 5, verdict, hidden=True, note=SECRET)
        texts.append(written(result(item("open", 4, 5, PARTIAL), secret), platform, ABOUT))
    assert texts[0] == texts[1]
    assert "secret" not in texts[0]
    assert SECRET not in texts[0]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("why", ["the whole", "a scene", "no stage", "a person"])
def test_where_nothing_is_known_there_is_no_score(platform: str, why: str) -> None:
    """A failure of ours, a stage that could not be had: no platform is given a number."""
    found = {
        "the whole": result(item("a", 10, 10, PASS), fault="Traceback: secrets"),
        "a scene": result(item("a", 10, 10, PASS), item("b", 0, 5, FAULT, note="secrets")),
        "no stage": result(item("a", 0, 10, UNOBSERVABLE), ItemResult("b", "B", 5, 5, PASS)),
        "a person": result(item("a", 0, 10, PENDING)),
    }[why]
    assert withheld(found)
    text = written(found, platform, ABOUT)
    assert "secrets" not in text
    assert no_score(platform, text)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_is_laid_down_beforehand_has_no_score(platform: str) -> None:
    """The result that a crash leaves says that the grader failed."""
    text = failure(platform)
    assert no_score(platform, text)
    assert not text or FAILED in text


def no_score(platform: str, text: str) -> bool:
    """Whether a platform finds no score in ``text``, and its own way of saying so."""
    match platform:
        case "gradescope":  # it wants one, and says that grading failed
            data = json.loads(text)
            return bool(data["output"]) and not {"score", "tests"} & set(data)
        case "autolab":
            last = text.splitlines()[-1]
            return bool(last) and not last.startswith("{")
        case "prairielearn":
            data = valid("prairielearn", json.loads(text))
            return data["gradable"] is False and bool(data["format_errors"])
        case _:
            return text == ""
