"""A server and two clients that ask questions, for the tests of what is typed at these."""

from pathlib import Path

from harness.spec import load
from tests.checks.told import Told

SPEC = r"""
callsheet: 1
roles:
  server: {files: s.py, does: listen, answers: {port: 12000}}
  a, b:
    files: c.py
    does: connect
    answers:
      '/\b{digit}\W+send\b.*/is': '{digit}'
      X or Y: [X, Y]
      message: '{line}'
      address and port: '{address}:{port}'
      address of the mirror: '{address of mirror}'
      press enter: ''
      name: me
  c: {else: a}
  mirror: {files: m.py, does: listen}
words:
  digit: /\d/
casts:
  server: {a: script}
scenes:
  s:
    casts: [whole, server]
    story: |
      STORY
rubric: {one: {is: 10 One, by: person}}
"""
STORY = "start server, a\na types: hello\none: a prints: world\na types: again"


def told(folder: Path, story: str = STORY, cast: str = "whole") -> Told:
    """A story, nothing told of it yet."""
    spec = SPEC.replace("STORY", story.replace("\n", "\n      "))
    (folder / "spec.yaml").write_text(spec, encoding="utf-8")
    return Told(load(folder), cast)


def begun(folder: Path, story: str = STORY) -> Told:
    """Both programs are there."""
    t = told(folder, story)
    t.do("start server")
    t.quiet()
    t.do("start a")
    return t


def ask(t: Told, text: str, who: str = "a") -> bytes | None:
    """``who`` prints ``text`` and waits for its keyboard: what is typed there then, if anything."""
    t.prints(who, text)
    t.asks(who)
    t.quiet()
    action = t.performance.due()
    return action.data[0] if action is not None and action.kind == "type" else None
