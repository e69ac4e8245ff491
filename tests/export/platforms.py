"""The formats of platforms, as JSON Schemas: what their own documentation and readers ask for."""

from typing import Any

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}


def _object(properties: dict[str, Any], *, more: bool = False, **rest: Any) -> dict[str, Any]:
    """All of ``properties`` are required, but for those that are named ``optional``."""
    optional = rest.pop("optional", {})
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties | optional,
        "additionalProperties": more,
        **rest,
    }


# What a step of the classroom's autograding hands to its reporter.
REPORTER = _object({
    "version": {"const": 1},
    "status": {"enum": ["pass", "fail", "error"]},
    "max_score": {"type": "number", "minimum": 0},
    "tests": {
        "type": "array",
        "minItems": 1,
        "items": _object({
            "name": _TEXT | {"minLength": 1},
            "status": {"enum": ["pass", "fail", "error"]},
            "score": {"type": "number", "minimum": 0},
            "message": {"type": ["string", "null"]},
            "test_code": _TEXT,
            "filename": _TEXT,
            "line_no": _COUNT,
            "duration": {"type": "number", "minimum": 0},
        }),
    },
})  # fmt: skip

_LINK = {"type": "string", "pattern": "^https://."}
_DAY, _CLOCK = "[0-9]{4}-[0-9]{2}-[0-9]{2}", "[0-9]{2}:[0-9]{2}:[0-9]{2}"
_TIME = {"type": "string", "pattern": f"^{_DAY}T{_CLOCK}Z$"}

# Classroom 50's result.json, classroom50/result/v1.
CLASSROOM50 = _object(
    {
        "schema": {"const": "classroom50/result/v1"},
        "classroom": _TEXT | {"minLength": 1},
        "assignment": _TEXT | {"minLength": 1},
        "assignment_type": {"enum": ["individual", "group"]},
        "owner": _TEXT | {"minLength": 1},
        "submission": {"type": "string", "pattern": "^submit/"},
        "commit": _TEXT | {"minLength": 1},
        "release": _LINK,
        "review": _LINK,
        "datetime": _TIME,
        "score": _COUNT,
        "max-score": _COUNT,
        "tests": {
            "type": "array",
            "items": _object(
                {
                    "test-name": _TEXT | {"minLength": 1},
                    "passed": {"type": "boolean"},
                    "score": _COUNT,
                    "max-score": _COUNT,
                },
                more=True,
            ),
        },
    },
    optional={
        "graded_at": _TIME,
        "submitted_by": _object({"username": _TEXT, "id": {"type": "integer"}}),
    },
)

# GitLab's code quality report.
CODE_QUALITY = {
    "type": "array",
    "items": _object({
        "description": _TEXT | {"minLength": 1},
        "check_name": _TEXT | {"minLength": 1},
        "fingerprint": _TEXT | {"minLength": 1},
        "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
        "location": _object({
            "path": {"type": "string", "pattern": "^[^/]"},
            "lines": _object({"begin": {"type": "integer", "minimum": 1}}),
        }),
    }),
}  # fmt: skip
