"""``results.json`` has its published format, and comes back as what it was."""

import json
import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from harness.model.events import Wait
from harness.model.handin import Handed, Student
from harness.model.policy import Standing
from harness.model.result import VERDICTS, Evidence, ItemResult, Picture, Result, SceneRun
from harness.reports import jsonresult
from tests.reports import build
from tests.reports.texts import ANY, filled

SCHEMA = jsonresult.result_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def _bare(result: Result) -> Result:
    """``result`` without what is not in the JSON."""
    scenes = (replace(run, recorded=None, packets=b"") for run in result.scenes)
    return replace(result, scenes=tuple(scenes))


def test_the_schema_is_a_schema() -> None:
    """The published schema is itself valid."""
    Draft202012Validator.check_schema(SCHEMA)


def test_a_result_keeps_to_the_schema() -> None:
    """One result and a class of them are valid, also after being written and read."""
    result = build.sample()
    for data in (jsonresult.plain(result), jsonresult.batch([result, result])):
        VALIDATOR.validate(data)
        assert json.loads(jsonresult.text(data)) == data


@settings(max_examples=40, deadline=None)
@given(filled(ANY))
def test_any_result_can_be_written(result: Result) -> None:
    """Names and outputs of any bytes give valid JSON in valid UTF-8."""
    data = jsonresult.plain(result)
    VALIDATOR.validate(data)
    assert json.loads(jsonresult.text(data).encode()) == data
    assert jsonresult.plain(jsonresult.load(data)) == data


def test_a_result_comes_back() -> None:
    """Loading gives an equal result, all but the recorded events."""
    result = build.sample()
    assert jsonresult.load(jsonresult.plain(result)) == _bare(result)


def test_screenshots_come_back() -> None:
    """Their places do; the pictures themselves are files beside."""
    shot = Picture(3, "a", "runs/x-01.png", b"png")
    result = replace(build.sample(), scenes=(replace(build.windowed(), screenshots=(shot,)),))
    data = jsonresult.plain(result)
    VALIDATOR.validate(data)
    assert data["scenes"][0]["screenshots"] == [{"after": 3, "who": "a", "path": "runs/x-01.png"}]
    assert jsonresult.load(data).scenes[0].screenshots == (replace(shot, png=b""),)


def test_the_names_are_those_that_others_rely_on() -> None:
    """The fields that v1 promises are there under their names."""
    data = jsonresult.plain(build.sample())
    assert data["schema"] == "callsheet/result/v1"
    promised = {"assignment", "submission", "score", "max", "extra", "mode", "items", "scenes"}
    assert promised <= data.keys()
    promised = {"id", "title", "points", "max", "verdict", "extra", "evidence", "hint"}
    assert all(promised <= item.keys() for item in data["items"])
    promised = {"id", "cast", "ended", "seconds", "timeline", "pcap", "waiting", "sentence"}
    assert all(promised <= run.keys() for run in data["scenes"])
    stuck = next(run for run in data["scenes"] if run["waiting"])
    assert stuck["waiting"][1]["on"] == "receive"
    assert stuck["sentence"].endswith("Nothing more can happen.")


def test_the_schema_describes_every_field() -> None:
    """No field of the data lacks its description, and the schema has none that is not there."""
    described = SCHEMA["$defs"]
    not_written = {"recorded", "packets", "png"}
    for name, kind in (
        ("result", Result), ("item", ItemResult), ("evidence", Evidence), ("run", SceneRun),
        ("wait", Wait), ("screenshot", Picture),
    ):  # fmt: skip
        has = {field.name for field in fields(kind)} - not_written
        has |= {"schema"} if kind is Result else set()
        assert set(described[name]["properties"]) == has
    assert set(described["item"]["properties"]["verdict"]["enum"]) == set(VERDICTS)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), "callsheet/result/v2"),
        (("score",), "10"),
        (("items", 0, "verdict"), "passed"),
        (("items", 0, "extra"), 1),
        (("scenes", 0, "ended"), "maybe"),
        (("scenes", 0, "pcap"), 1),
        (("items",), None),
    ],
)
def test_the_schema_refuses_what_is_wrong(path: tuple[str | int, ...], value: object) -> None:
    """A schema that takes anything would prove nothing."""
    data: Any = jsonresult.plain(build.sample())
    at = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert not VALIDATOR.is_valid(data)


def test_another_format_is_refused() -> None:
    """A file of another version is an error, never a wrong grade."""
    with pytest.raises(ValueError, match="not a result in format callsheet/result/v1"):
        jsonresult.load({"schema": "callsheet/result/v2", "items": [], "scenes": []})


def test_fields_of_the_future_are_ignored() -> None:
    """A later v1 with more fields can be read."""
    data = jsonresult.plain(build.sample())
    data["later"] = data["items"][0]["later"] = data["scenes"][0]["later"] = 1
    assert jsonresult.load(data) == _bare(build.sample())


def test_whose_it_is_comes_back() -> None:
    """Students, the time and the grade of a hand-in are the same after saving and loading."""
    students = (Student("Doe, Jo", "77", "s01"), Student("Roe, Al", email="al@x.org"))
    handed = Handed(students, "doejo_77_5", "2026-11-02T10:00:00+01:00", True, None, excused=True)
    result = replace(build.sample(), handed=handed, standing=Standing(7.5, 2.5, "late", False))
    data = jsonresult.plain(result)
    VALIDATOR.validate(data)
    assert jsonresult.load(json.loads(json.dumps(data))) == _bare(result)


def test_the_page_about_results_is_true() -> None:
    """The example in the documentation keeps to the schema, and every field is explained there."""
    page = (Path(__file__).parents[2] / "docs" / "results.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    VALIDATOR.validate(json.loads(example))
    assert jsonresult.plain(jsonresult.load(json.loads(example))) == json.loads(example)
    explained = set(re.findall(r"`(\w+)`", page))
    for kind in (
        "result",
        "item",
        "evidence",
        "run",
        "wait",
        "missing",
        "screenshot",
        "handed",
        "student",
        "standing",
    ):
        assert set(SCHEMA["$defs"][kind]["properties"]) <= explained, kind
    assert set(VERDICTS) <= explained
