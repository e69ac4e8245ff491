"""What is to be played where: hosts of a lab, links between roles, screens for windows."""

from pathlib import Path

import pytest

from harness import plan
from harness.model.casting import Interpreter, Program, SceneJob
from harness.model.errors import MachineError
from harness.model.link import Link
from harness.model.spec import Scene
from harness.plan import Troupe, arrange
from harness.spec import load

_SCENE = Scene("lab", (), ("whole",), hosts={"server": "h1", "a": "h2", "b": "h3"})

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


FILES = """\
callsheet: 1
roles:
  a: {files: a.py, does: connect}
words: {big: big.bin}
scenes:
  row:
    runs: 1
    rows: [{what: small.txt}]
    story: |
      start a
      a types: {what}
      a types: other.txt
  bound:
    runs: 1
    story: |
      start a
      a types: {big}
  nothing:
    runs: 1
    story: start a
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
    """Whoever plays such a role has one, and no other has."""
    screens = {name: program.screen for name, program in jobs["one"].programs.items()}
    assert screens == {"server": False, "a": True, "b": True}


@pytest.mark.parametrize(
    ("scene", "given"),
    [("row", "small.txt"), ("bound", "--file=big.bin"), ("nothing", "a")],
)
def test_an_argument_is_what_the_story_first_types_there(
    tmp_path: Path, scene: str, given: str
) -> None:
    """A file on the command line is the one that its scene and row type; else it is any name."""
    (tmp_path / "spec.yaml").write_text(FILES)
    book = plan.Playbook(spec := load(tmp_path))
    own = "--file={line}" if given.startswith("--") else "{line}"
    program = Program("a", "student", "/", "a.py", Interpreter("/", (3, 11)), args=("h", own))
    job, _ = next(book.jobs(spec.scenes[scene], "whole", {("a", "student"): program}))
    assert job.programs["a"].args == ("h", given)


def test_a_scripted_role_knows_the_ports_of_the_program_in_its_place(tmp_path: Path) -> None:
    """A server may have a port for each client, and only the clients say which is whose."""
    (tmp_path / "spec.yaml").write_text(
        SPEC.replace("scenes:", "casts: {alone: {a: script}}\nscenes:").replace(
            "    story: start server\n",
            "    casts: [alone]\n    story: |\n      start server\n      a connects to server\n",
        )
    )
    spec = load(tmp_path)
    python = Interpreter("/usr/bin/python3", (3, 11))
    programs: plan.Troupe = {
        (role, "student"): Program(role, "student", "/", "x.py", python, ports=ports)
        for role, ports in (("server", (12000, 12001)), ("a", (12001,)))
    }
    job, _ = next(plan.Playbook(spec).jobs(spec.scenes["two"], "alone", programs))
    assert job.scripted["a"].doors == (12001,)


def test_a_scripted_role_knows_the_ports_that_the_spec_says(tmp_path: Path) -> None:
    """Its own, and those of the programs that listen: of a server with two, one is for it."""
    (tmp_path / "spec.yaml").write_text(
        """\
callsheet: 1
roles:
  server: {files: s.py, does: listen, port: 2100}
  other: {files: o.py, does: listen, port: udp 2102}
  control: {by: script}
  data: {by: script, does: connect, port: 2101}
  sink: {by: script, port: 2103}
scenes:
  one:
    story: |
      start server, sink
      it: server -> control: hello
      server -> data: hello
      server connects to sink
rubric:
  it: 5 It
"""
    )
    spec = load(tmp_path)
    program = Program("server", "student", "/", "x.py", Interpreter("/", (3, 11)))
    programs: plan.Troupe = {("server", "student"): program}
    job, _ = next(plan.Playbook(spec).jobs(spec.scenes["one"], "whole", programs))
    ports = {name: (part.own, part.theirs) for name, part in job.scripted.items()}
    assert ports == {"control": ((), (2100,)), "data": ((2101,), (2100,)), "sink": ((), (2100,))}


def troupe(
    addresses: tuple[str, ...] = (), names: tuple[str, ...] = (), whose: str = "a"
) -> Troupe:
    """Programs for every role; that of ``whose`` names these."""
    python = Interpreter("/usr/bin/python3", (3, 11))
    return {
        (role, "student"): Program(
            role,
            "student",
            "/nowhere",
            "main.py",
            python,
            addresses=addresses if role == whose else (),
            names=names if role == whose else (),
        )
        for role in _SCENE.hosts
    }


@pytest.mark.parametrize(
    ("programs", "places"),
    [
        (troupe(), ("10.0.0.1", "10.0.0.1", "10.0.0.1")),
        (troupe(("127.0.0.1",)), ("10.0.0.1", "10.0.0.1", "10.0.0.1")),
        (troupe(("192.168.1.2",)), ("192.168.1.2", "192.168.1.1", "192.168.1.3")),
        (troupe(names=("h1",)), ("10.0.0.1", "10.0.0.2", "10.0.0.3")),
        (troupe(names=("server",)), ("10.0.0.1", "10.0.0.2", "10.0.0.3")),
        # who names nothing finds nobody elsewhere, whatever the server says of itself
        (troupe(("192.168.1.2",), whose="server"), ("192.168.1.2",) * 3),
        (troupe(names=("elsewhere.example",)), ("10.0.0.1", "10.0.0.1", "10.0.0.1")),
    ],
)
def test_where_the_roles_are(programs: Troupe, places: tuple[str, ...]) -> None:
    """Each has a host of its own as soon as a program names another than its own."""
    by = dict.fromkeys(_SCENE.hosts, "student")
    assert tuple(arrange(_SCENE, by, programs).values()) == places


def test_a_program_of_ones_own_with_a_window_needs_tkinter(tmp_path: Path) -> None:
    """Where no Python has it the operator is told, and no student loses anything."""
    given = "  b: {by: program, run: ann.py, window: ann}\n"
    (tmp_path / "spec.yaml").write_text(SPEC.replace("  c:", f"{given}  c:").replace("a, b:", "a:"))
    (tmp_path / "ann.py").touch()
    spec = load(tmp_path)
    able = Interpreter("/opt/3.8/bin/python3.8", (3, 8), "/opt/3.8")
    unable = Interpreter("/usr/bin/python3.11", (3, 11), windows=False)
    assert plan.own_programs(spec, [able, unable])["b", "program"].python is able
    with pytest.raises(MachineError, match="tkinter"):
        plan.own_programs(spec, [unable])


@pytest.mark.parametrize(
    ("server", "client", "speaks"),
    [
        ("does: listen", "does: connect", "tcp"),
        ("does: listen, port: udp 5000", "does: connect", "udp"),
        ("does: listen, port: udp 5000", "does: connect, port: 5000", "tcp"),
        ("does: listen, port: tcp 5000", "does: connect, port: udp 5000", "udp"),
    ],
)
def test_a_scripted_role_speaks_what_the_other_side_does(
    tmp_path: Path, server: str, client: str, speaks: str
) -> None:
    """Unless it says so itself; and where some of the other side differ it speaks TCP."""
    python = Interpreter("/usr/bin/python3", (3, 11))
    beside = speaks if "port" in client else "tcp"
    for more, protocol in (("", speaks), ("  sink: {by: script, port: 9999}\n", beside)):
        (tmp_path / "spec.yaml").write_text(
            f"callsheet: 1\nroles:\n  server: {{files: s.py, {server}}}\n"
            f"  a: {{by: script, {client}}}\n{more}"
            "scenes:\n  one:\n    story: |\n      start server\n      a -> server: x\n"
            "rubric: {x: {by: person, is: 1 X}}\n"
        )
        spec = load(tmp_path)
        program = Program("server", "student", "/", "s.py", python)
        book = plan.Playbook(spec)
        job, _ = next(book.jobs(spec.scenes["one"], "whole", {("server", "student"): program}))
        assert job.scripted["a"].proto == protocol
