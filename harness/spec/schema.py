"""The JSON Schema of a spec, for editors that complete and check while one types.

Editors read YAML 1.2, in which ``1``, ``yes`` and ``2.5`` are no texts; so wherever a text is
meant, a number or boolean is accepted as well.  The schema knows the tables; what is written in a
story or a text, and whether names exist, only ``harness.spec.load`` can tell.
"""

from typing import Any

from harness.spec.names import NAME
from harness.spec.roles import PLAYERS

ADDRESS = "https://json-schema.org/draft/2020-12/schema"

_Schema = dict[str, Any]

# ECMA regular expressions, which JSON Schema means, know no [^\W\d].
_NAME = NAME.replace(r"[^\W\d]", "[A-Za-z_]")
_SEVERAL = rf"{_NAME}(\s*,\s*{_NAME})*"
_NAMES = rf"^{_SEVERAL}$"
_LINK = r"^\s*(split|pass|join\s+[0-9]{1,4}|delay\s+[0-9.]+\s*s(econds)?)\s*$"
_AMOUNT = r"[0-9]{1,4}(\.[0-9]{1,2})?"
_PERCENT = {"type": "string", "pattern": rf"^\s*{_AMOUNT}\s*%\s*$"}
_LOOK = rf"^\s*({_SEVERAL}\s+)?(top comment|all comments)(\s|$)"


def schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of a ``spec.yaml``, as plain data for ``json.dump``."""
    return {
        "$schema": ADDRESS,
        "title": "Callsheet assignment",
        "type": "object",
        "required": ["callsheet", "roles", "rubric"],
        "additionalProperties": False,
        "properties": {
            "callsheet": _about({"enum": ["1", 1]}, "version of the notation"),
            "title": _text("name of the assignment, for people"),
            "roles": _table(_ref("role"), _NAMES, "which files play which part"),
            "words": _table(_ref("word"), rf"^{_NAME}(\s+{_NAME})*$", "names for texts"),
            "casts": _table(_ref("cast"), rf"^{_NAME}$", "who plays which role"),
            "put": _ref("put"),
            "scenes": _table(_ref("scene"), rf"^{_NAME}$", "what is played"),
            "rubric": _table(_ref("item"), rf"^{_NAME}$", "what it is worth"),
            "late": _late(),
            "most": _about(_PERCENT, "the most that score and extra credit can be together"),
        },
        "$defs": {
            "text": {"type": ["string", "number", "boolean"]},
            "texts": _either(_ref("text"), _list(_ref("text"))),
            "role": _role(),
            "word": _word(),
            "cast": {
                "type": ["object", "null"],
                "additionalProperties": {"enum": list(PLAYERS)},
            },
            "put": _table(_table(_content(), ".", "files by name"), _NAMES, "files for a role"),
            "scene": _scene(),
            "item": _item(),
        },
    }


def _role() -> _Schema:
    return _object(
        {
            "files": _about(_ref("texts"), "patterns for the student's main file, best first"),
            "run": _text("command, {file} in it; for by: program, a path beside the spec"),
            "says": _about(_ref("texts"), "words in its texts, if several could be meant"),
            "does": _enum("listen", "connect"),
            "else": _about(_ref("texts"), "roles whose program plays this one otherwise"),
            "by": _enum(*PLAYERS),
            "host": _text("host of a lab that it runs on"),
            "answers": _answers(),
            "window": _text("the title of its windows, or yes"),
            "regions": _text("folder of given files whose regions the student's files fill"),
            "port": _about(
                {
                    "type": ["string", "integer"],
                    "pattern": r"^((tcp|udp)\s+)?[0-9]+$",
                    "minimum": 1,
                    "maximum": 65535,
                },
                "port, perhaps after tcp or udp",
            ),
        }
    )


def _answers() -> _Schema:
    table = _table(_ref("texts"), r"\S", "what to type at its questions, by question")
    names = _either({"enum": ["yes", True]}, _list(_ref("text")))
    table["properties"] = {"usual": _about(names, "the usual ones, too; a list: its names")}
    return _either(_about({"const": "usual"}, "what programs usually ask"), table)


def _word() -> _Schema:
    said = _object({"say": _ref("text"), "or": _ref("texts")}, required=["say"])
    shown = _object({"show": _ref("text"), "or": _ref("texts")}, required=["show", "or"])
    return _either(_ref("texts"), said, shown)


def _scene() -> _Schema:
    row = {
        "type": "object",
        "propertyNames": {"pattern": rf"^{_NAME}$"},
        "additionalProperties": _ref("text"),
    }
    hosts = {"type": "object", "additionalProperties": _ref("text")}
    return _object(
        {
            "title": _text("name of the scene, for people"),
            "casts": _about(_ref("texts"), "names of casts; each is played, the best counts"),
            "hosts": _about(_either(_ref("texts"), hosts), "'role host', each role on its host"),
            "links": _about(
                _either(_links(), _list(_links())),
                "faults between roles: 'a -> b' and what it does",
            ),
            "rows": _about(
                _either({"type": "object", "additionalProperties": row}, _list(row)),
                "values of blanks; each row is played, all must pass",
            ),
            "runs": _about(_count(1, 100, ""), "how often each is played"),
            "put": _ref("put"),
            "limit": _about(_count(1, 3600, r"(\s*(s|seconds))?"), "seconds of its own time"),
            "story": _about({"type": "string", "pattern": r"\S"}, "what happens, line by line"),
        },
        required=["story"],
    )


def _links() -> _Schema:
    return {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": rf"^\s*{_NAME}\s*->\s*{_SEVERAL}\s*$"},
        "additionalProperties": {"type": "string", "pattern": _LINK},
    }


def _item() -> _Schema:
    points = {"type": "string", "pattern": r"^\s*\+?\s*[0-9]+(\.[0-9]{1,2})?\s+\S"}
    table = _object(
        {
            "is": _about(points, "points and title: 10 Title, or +5 Title for extra credit"),
            "hint": _about(_ref("texts"), "what a student who lost it may read; smallest first"),
            "by": _enum("machine", "person"),
            "look": _about(
                {"type": "string", "pattern": _LOOK},
                "[roles] top comment | all comments, and perhaps a text",
            ),
            "hidden": {"enum": ["yes", "no", True, False]},
            "share": _enum("runs", "lines", "none"),
            "gate": _about(_ref("texts"), "items that must pass first"),
        },
        required=["is"],
    )
    return _either(points, table)


def _late() -> _Schema:
    cost = {"type": "string", "pattern": rf"^\s*{_AMOUNT}\s*(%|points?)\s*$"}
    time = {
        "type": "string",
        "pattern": rf"^\s*{_AMOUNT}\s*(minutes?|min|hours?|h|days?|d)\s*$",
    }
    return _object(
        {
            "grace": _about(time, "how long after the due time costs nothing"),
            "per day": _about(cost, "what each day costs: 10 % or 5 points"),
            "floor": _about(_PERCENT, "below which lateness brings nobody"),
        },
        required=["per day"],
    )


def _content() -> _Schema:
    size = _count(1, 16 * 2**20, r"(\s*bytes)?")
    return _either(
        _ref("text"),
        _object({"random": size}, required=["random"]),
        _object({"bytes": _ref("text")}, required=["bytes"]),
    )


def _ref(name: str) -> _Schema:
    return {"$ref": f"#/$defs/{name}"}


def _about(schema: _Schema, description: str) -> _Schema:
    return {**schema, "description": description}


def _text(description: str) -> _Schema:
    return _about(_ref("text"), description)


def _enum(*values: str) -> _Schema:
    return {"enum": list(values)}


def _list(of: _Schema) -> _Schema:
    return {"type": "array", "items": of, "minItems": 1}


def _either(*schemas: _Schema) -> _Schema:
    return {"anyOf": list(schemas)}


def _count(low: int, high: int, unit: str) -> _Schema:
    return {
        "type": ["integer", "string"],
        "minimum": low,
        "maximum": high,
        "pattern": rf"^\s*[0-9]+{unit}\s*$",
    }


def _object(properties: dict[str, _Schema], required: list[str] | None = None) -> _Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": required or [],
        "additionalProperties": False,
    }


def _table(values: _Schema, names: str, description: str) -> _Schema:
    return {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": names},
        "additionalProperties": values,
        "description": description,
    }
