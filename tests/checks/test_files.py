"""Texts that are what a file has in it."""

from pathlib import Path

import pytest

from harness.model.errors import SpecError
from harness.model.spec import Spec
from harness.spec import load
from tests.checks.told import Told

SPEC = """\
callsheet: 1
roles:
  server: {files: server.py, does: listen}
  a: {by: script}
words:
WORDS  text: any
  get one: |
    a -> server: "GET 7\\n"
    got: server -> a: "\\n\\n{file big.bin}"
put:
  server: {big.bin: {random: 70000 bytes}, huge.bin: {random: 100001 bytes}, two.txt: one}
  a: {two.txt: two}
scenes:
  s:
    put: {a: {own.txt: mine}}
    story: |
      start server
      STORY
rubric:
  got: 10 It comes whole
"""


def spec_of(folder: Path, story: str) -> Spec:
    """The spec with ``story`` in its scene."""
    words = "  whole: '\"{file big.bin}\"'\n" if "{whole}" in story else ""
    (folder / "spec.yaml").write_text(SPEC.replace("STORY", story).replace("WORDS", words))
    return load(folder)


@pytest.mark.parametrize(
    ("story", "name"),
    [
        ("do get 7", "big.bin"),
        ('got: server -> a: "\\n\\n{file big.bin}"', "big.bin"),
        ('got: server -> a: "\\n\\n{file own.txt}"', "own.txt"),
    ],
)
def test_a_file_comes_to_its_last_byte(tmp_path: Path, story: str, name: str) -> None:
    """However it is cut into messages; a byte less, or another one, is not it."""
    spec = spec_of(tmp_path, story)
    laid = [*spec.put.values(), *spec.scenes["s"].put.values()]
    whole = next(files[name] for files in laid if name in files)
    for content, verdict in (
        (whole, "met"),
        (whole[:-1], "unmet"),
        (whole.replace(whole[1:3], b"?"), "unmet"),
    ):
        told = Told(spec)
        told.go()
        told.connects("a", "server")
        for at in range(0, len(content) + 8, 4096):
            told.sends("server", "a", (b"200 OK\n\n" + content)[at : at + 4096])
        told.quiet()
        assert told.verdicts("got") == [verdict]


@pytest.mark.parametrize("row", ["1", "2"])
def test_a_row_says_which_file(tmp_path: Path, row: str) -> None:
    """A blank in place of a name stands for one of several files: each row has its own bytes."""
    story = 'got: server -> a: "\\n\\n{file f}"\n    rows: [{f: big.bin}, {f: own.txt}]'
    spec = spec_of(tmp_path, story)
    files = {**spec.put["server"], **spec.scenes["s"].put["a"]}
    name = spec.scenes["s"].rows[row]["f"]
    for content, verdict in ((files[name], "met"), (files[name][:-1], "unmet")):
        told = Told(spec, row=row)
        told.go()
        told.connects("a", "server")
        told.sends("server", "a", b"200 OK\n\n" + content)
        told.quiet()
        assert told.verdicts("got") == [verdict]


def test_a_script_says_what_a_file_has(tmp_path: Path) -> None:
    """Its bytes go out as they are."""
    spec = spec_of(tmp_path, 'a -> server: "{file big.bin}"\n      got: server -> a: ok')
    told = Told(spec)
    told.do("start server")
    told.lull()
    action = told.performance.due()
    assert action is not None
    assert action.data == (spec.put["server"]["big.bin"],)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('"{file big.bni}"', "no one file 'big.bni' of at most 100,000 bytes is put here; did you"),
        ('"{file huge.bin}"', "no one file 'huge.bin' of at most 100,000 bytes is put here"),
        ('"{file two.txt}"', "no one file 'two.txt' of at most 100,000 bytes is put here"),
        ('"{file {f}}"', "a blank as an argument has no braces of its own: {file f}"),
        (
            '"{file f}"\n    rows: [{f: big.bin}, {f: own.text}]',
            "no one file 'own.text' of at most",
        ),
        ('"{file f}"\n    rows: [{f: big.bin}, {g: x}]', "must be known before anything is played"),
        ('"{file text}"', "which file that is must be known before anything is played"),
        ("{whole}", "{file big.bin} stands in a line of a story, and in no word and no row"),
        (
            '"{f}"\n    rows: [{f: "{file big.bin}"}]',
            "{file big.bin} stands in a line of a story, and",
        ),
        ("{file big.bin}", 'stands in an "exact" text'),
        ("/{file big.bin}/", 'stands in an "exact" text'),
    ],
)
def test_what_can_be_no_text(tmp_path: Path, text: str, says: str) -> None:
    """A name that no file has, or several with other contents; and what is no bytes."""
    with pytest.raises(SpecError) as caught:
        spec_of(tmp_path, f"got: server -> a: {text}")
    assert says in str(caught.value)
