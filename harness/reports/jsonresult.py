"""``results.json``: a result as plain data, in the published format ``callsheet/result/v1``.

Within v1 fields are only added, never renamed, retyped or dropped.  Texts are valid Unicode: a byte
of a name that was no UTF-8 stands as its escape.  The events of a run are not in here but in the
file that its ``timeline`` names.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from harness.model.events import Wait
from harness.model.handin import Handed, Student
from harness.model.policy import Standing
from harness.model.result import (
    Corrected,
    Diagnosis,
    Evidence,
    ItemResult,
    Picture,
    Result,
    SceneRun,
)
from harness.reports.readable import scalar

RESULT = "callsheet/result/v1"
RESULTS = "callsheet/results/v1"


def plain(result: Result) -> dict[str, Any]:
    """``result`` as dicts, lists, texts, numbers, booleans and None, ready for ``json.dumps``."""
    found: dict[str, Any] = {"schema": RESULT}
    for name in _RESULT:
        found[name] = _plain(getattr(result, name))
    found["items"] = [_fields(item, _ITEM) for item in result.items]
    found["scenes"] = [_scene(run) for run in result.scenes]
    return found


def batch(results: Iterable[Result]) -> dict[str, Any]:
    """All results of a class, as one thing, in format ``callsheet/results/v1``."""
    return {"schema": RESULTS, "results": [plain(result) for result in results]}


def load(data: Mapping[str, Any]) -> Result:
    """The result that :func:`plain` made ``data`` from, without its recorded timelines.

    Fields that v1 may grow later are ignored.  Raises ``ValueError`` for another format, and
    ``KeyError`` or ``TypeError`` for data that the schema refuses.
    """
    if data.get("schema") != RESULT:
        raise ValueError(f"not a result in format {RESULT}")
    values = {name: _tuples(data[name]) for name in _RESULT if name in data}
    values["items"] = tuple(_item(item) for item in data["items"])
    values["scenes"] = tuple(_run(run) for run in data["scenes"])
    values["diagnoses"] = tuple(
        Diagnosis(**_known(one, _DIAGNOSIS)) for one in data.get("diagnoses", ())
    )
    if values.get("handed") is not None:
        values["handed"] = _handed(data["handed"])
    if values.get("standing") is not None:
        values["standing"] = Standing(**_known(data["standing"], _STANDING))
    return Result(**values)


def result_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of both formats: of one result, and of a class."""
    file = Path(__file__).with_name("result.schema.json")
    schema: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return schema


def text(data: Mapping[str, Any]) -> str:
    """``data`` as the text of a JSON file: each field, and each entry of a list, on its line.

    (Indented all through it would be slower to write than all else of a report.)
    """
    fields_of_it = (f" {_json(name)}: {_by_line(value)}" for name, value in data.items())
    return "{\n" + ",\n".join(fields_of_it) + "\n}\n"


def _by_line(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return _json(value)
    return "[\n  " + ",\n  ".join(map(_json, value)) + "\n ]"


_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


_RESULT = tuple(f.name for f in fields(Result) if f.name not in ("items", "scenes"))
_ITEM = tuple(f.name for f in fields(ItemResult))
_EVIDENCE = tuple(f.name for f in fields(Evidence))
_DIAGNOSIS = tuple(f.name for f in fields(Diagnosis))
_CORRECTED = tuple(f.name for f in fields(Corrected))
_WAIT = tuple(f.name for f in fields(Wait))
_HANDED = tuple(f.name for f in fields(Handed))
_STUDENT = tuple(f.name for f in fields(Student))
_STANDING = tuple(f.name for f in fields(Standing))
_PICTURE = ("after", "who", "path")
_TABLES: dict[type, tuple[str, ...]] = {
    Evidence: _EVIDENCE,
    Corrected: _CORRECTED,
    Diagnosis: _DIAGNOSIS,
    Wait: _WAIT,
    Picture: _PICTURE,
    Handed: _HANDED,
    Student: _STUDENT,
    Standing: _STANDING,
}
_KEPT_ELSEWHERE = ("recorded", "packets", "missing")
_SCENE = tuple(f.name for f in fields(SceneRun) if f.name not in _KEPT_ELSEWHERE)
_MISSING = ("after", "who", "to", "expected")


def _plain(value: Any) -> Any:
    match value:
        case str():
            return scalar(value)
        case tuple():
            return [_plain(part) for part in value]
        case dict():
            return {scalar(name): _plain(part) for name, part in value.items()}
        case _ if type(value) in _TABLES:
            return _fields(value, _TABLES[type(value)])
        case _:
            return value


def _fields(value: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(value, name)) for name in names}


def _scene(run: SceneRun) -> dict[str, Any]:
    found = _fields(run, _SCENE)
    found["missing"] = [dict(zip(_MISSING, _plain(line), strict=True)) for line in run.missing]
    return found


def _tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _known(data: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _tuples(data[name]) for name in names if name in data}


def _item(data: Mapping[str, Any]) -> ItemResult:
    values = _known(data, _ITEM)
    evidence = tuple(Evidence(**_known(proof, _EVIDENCE)) for proof in data.get("evidence", ()))
    decided = data.get("corrected")
    corrected = Corrected(**_known(decided, _CORRECTED)) if decided else None
    return ItemResult(**{**values, "evidence": evidence, "corrected": corrected})


def _handed(data: Mapping[str, Any]) -> Handed:
    students = tuple(Student(**_known(one, _STUDENT)) for one in data.get("students", ()))
    return Handed(**{**_known(data, _HANDED), "students": students})


def _run(data: Mapping[str, Any]) -> SceneRun:
    values = _known(data, _SCENE)
    values["waiting"] = tuple(Wait(**_known(wait, _WAIT)) for wait in data.get("waiting", ()))
    pictures = data.get("screenshots", ())
    values["screenshots"] = tuple(Picture(**_known(one, _PICTURE)) for one in pictures)
    values["missing"] = tuple(
        tuple(line[name] for name in _MISSING) for line in data.get("missing", ())
    )
    return SceneRun(**values)
