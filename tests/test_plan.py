"""What is to be played where: links between roles, and screens for those that have windows."""

from pathlib import Path

import pytest

from harness import plan
from harness.model.casting import Interpreter, Link, Program, SceneJob
from harness.spec import load

SPEC = """\
callsheet: 1
roles:
  server: {files: server.py, does: listen}
  a, b: {files: client.py, does: connect, window: client}
  c: {by: script}
words: {f: a|b}
scenes:
  one:
    runs: 1
    links:
      a -> server: split
      server -> b: join 3
      c -> server: delay 2 s
    story: |
      start server, a, b
      cut a, server
      half-close a, b
      break {f}, a
  two:
    runs: 1
    story: start server
rubric: {x: {by: person, is: 1 X}}
"""


@pytest.fixture
def jobs(tmp_path: Path) -> dict[str, SceneJob]:
    """The jobs of the spec above, by scene."""
    (tmp_path / "spec.yaml").write_text(SPEC)
    spec = load(tmp_path)
    python = Interpreter("/usr/bin/python3", (3, 11))
    for_all: plan.Troupe = {
        (role, "student"): Program(role, "student", "/", f"{role}.py", python) for role in "ab"
    }
    for_all["server", "student"] = Program("server", "student", "/", "server.py", python)
    book = plan.Playbook(spec)
    return {
        scene.id: next(job for job, _ in book.jobs(scene, "whole", for_all))
        for scene in spec.scenes.values()
    }


def test_a_link_lies_where_the_scene_or_its_story_wants_one(jobs: dict[str, SceneJob]) -> None:
    """What is cut has a link that passes, unless it has one; who does not play has none."""
    assert jobs["one"].links == (
        Link("a", "server", "split"),
        Link("server", "b", "join", 3),
        Link("a", "b"),
    )
    assert jobs["two"].links == ()


def test_a_role_with_windows_has_a_screen(jobs: dict[str, SceneJob]) -> None:
    """Whoever plays it, and no other."""
    screens = {name: program.screen for name, program in jobs["one"].programs.items()}
    assert screens == {"server": False, "a": True, "b": True}
