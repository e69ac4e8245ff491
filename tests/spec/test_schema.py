"""The schema for editors accepts what the reader accepts, and rejects what people get wrong."""

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from harness.model.spec import Spec
from harness.spec import schema

VALIDATOR = Draft202012Validator(schema())

LEAST = "callsheet: 1\nroles: {a: {files: x}}\nrubric: {x: {by: person, is: 1 X}}\n"
SCENE = LEAST + "scenes:\n  one:\n    story: start a\n"
PAIR = SCENE.replace("{files: x}", "{files: x, window: 7}, b: {else: a}")

GOOD = [
    LEAST,
    SCENE,
    LEAST.replace("1\n", "'1'\n", 1) + "title: 1984\n",
    LEAST + "late: {per day: 5 points, grace: 2 hours, floor: 12.5 %}\nmost: 110 %\n",
    LEAST.replace("{files: x}", "{files: [x, y], does: listen, by: student, port: udp 99}"),
    LEAST.replace("a: {files: x}", "'a, b': {by: script, port: 80, host: h1}"),
    LEAST.replace("a: {files: x}", "a: {files: x}, b: {else: [a], run: '{file}'}"),
    LEAST.replace("{files: x}", "{files: x, answers: {port: 1, enter: '', name: [X], on: yes}}"),
    LEAST.replace("{files: x}", "{files: x, does: connect, answers: usual}"),
    LEAST.replace("{files: x}", "{files: x, does: listen, answers: {usual: yes, port: 1}}"),
    LEAST.replace("{files: x}", "{files: x, does: connect, answers: {usual: [1]}}"),
    LEAST + "words: {w: X, v: [X, 3, any], u: {say: yes, or: [1, 2]}, get p: '{p}', n: 10}\n",
    LEAST + "casts: {whole: , other: {a: reference}}\n",
    LEAST + "put: {a: {f.txt: 12, g: {random: 5}, h: {random: 5 bytes}}}\n",
    LEAST + "put: {a: {i: {bytes: 00 FF}, j: {bytes: 10}}}\n",
    LEAST + "put: {a: {f.txt: {bytes: 00 FF}, g: {bytes: 10}}}\n",
    SCENE + "    rows: [{x: 1}, {x: yes}]\n",
    SCENE + "    rows: {p: {x: 1}, q: {x: 2.5}}\n    casts: whole\n    runs: 3\n    limit: 9 s\n",
    SCENE + "    hosts: [a h1]\n    put: {a: {f: g}}\n    title: 5\n    casts: [whole]\n",
    SCENE + "    hosts: {a: h1}\n    limit: 9\n    runs: '3'\n",
    LEAST.replace("{files: x}", "{files: x, window: yes, regions: ., run: spec.yaml}"),
    PAIR + "    links: {a -> b: split, b -> a: join 2}\n",
    PAIR + "    links: [{a -> b: delay 0.5 s}, {b->a: pass}]\n",
    LEAST.replace("by: person", "by: machine, look: a top comment /x/, share: lines, hidden: yes"),
    LEAST.replace("is: 1 X", "is: +2.5 X, gate: y, hint: [5, six], hidden: 'no'").replace(
        "{x:", "{y: {is: 1 Y, by: person}, x:"
    ),
]


@pytest.fixture(scope="module")
def accepted() -> Callable[[str], list[str]]:
    """The schema's complaints about a YAML text, read as an editor reads it."""

    def complaints(text: str) -> list[str]:
        return [error.message for error in VALIDATOR.iter_errors(yaml.safe_load(text))]

    return complaints


def test_the_schema_is_one() -> None:
    """It is valid draft 2020-12."""
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("text", GOOD)
def test_good_specs_are_accepted(text: str, accepted: Callable[[str], list[str]]) -> None:
    """Numbers and booleans stand where texts are meant, since editors read YAML so."""
    assert accepted(text) == []


@pytest.mark.parametrize("text", GOOD)
def test_what_is_accepted_can_be_read(text: str, read: Callable[[str], Spec]) -> None:
    """The examples above are specs that the reader takes too."""
    assert read(text).rubric["x"].title == "X"


BAD: list[tuple[str, str, Any]] = [
    ("no version", "callsheet: 1\n", ""),
    ("another version", "callsheet: 1", "callsheet: 2"),
    ("no rubric", "rubric", "rubrics"),
    ("an unknown key", "files: x", "file: x"),
    ("a player that is none", "by: person", "by: robot"),
    ("points that are none", "is: 1 X", "is: X"),
    ("points without a title", "is: 1 X", "is: 1"),
    ("no points at all", "is: 1 X", "hint: X"),
    ("a role's name", "{a:", "{1a:"),
    ("an empty table", "{a: {files: x}}", "{}"),
    ("a scene without a story", "story: start a", "title: x"),
    ("a story that is a list", "story: start a", "story: [start a]"),
    ("runs that are none", "story: start a", "story: start a\n    runs: often"),
    ("no runs", "story: start a", "story: start a\n    runs: 0"),
    ("rows that are texts", "story: start a", "story: start a\n    rows: [x]"),
    ("a look at nothing", "by: person", "look: everywhere"),
    ("a date to hide until", "by: person", "hidden: until due"),
    ("a port", "files: x", "port: http"),
    ("answers to nothing", "files: x", "answers: {}"),
    ("answers that are a text", "files: x", "answers: x"),
    ("the usual answers, half", "files: x", "answers: {usual: no}"),
    ("regions of several kits", "files: x", "files: x, regions: [a, b]"),
    ("links that are a text", "story: start a", "story: start a\n    links: a to b"),
    ("a link to nobody", "story: start a", "story: start a\n    links: {a: split}"),
    ("a link that does nothing known", "story: start a", "story: start a\n    links: {a -> b: x}"),
    ("an answer in parts", "files: x", "answers: {port: {a: b}}"),
]


@pytest.mark.parametrize(("what", "right", "wrong"), BAD)
def test_typical_mistakes_are_rejected(
    what: str, right: str, wrong: str, accepted: Callable[[str], list[str]]
) -> None:
    """One thing wrong in a good spec is noticed."""
    assert right in SCENE
    assert accepted(SCENE.replace(right, wrong, 1)) != [], what
