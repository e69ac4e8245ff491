"""A whole spec becomes the values of the model; a file that is none is refused with a reason."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.model.errors import SpecError, UsageError
from harness.model.link import Link
from harness.model.spec import Blank, Item, Look, Role, Spec, Text
from harness.spec import load

Read = Callable[[str], Spec]

WHOLE = """\
callsheet: 1
title: Echo
roles:
  server: {files: ["*server*.py", "s?.py"], does: listen}
  a, b: {files: "*client{1,2}.py", does: connect, run: '{file} localhost'}
  hub: {files: chat*, else: server}
  p, q: {files: "*chat*", else: [a, b], host: h9}
  peer: {by: script, port: udp 4000}
casts:
  whole:
  server: {a: script, b: script}
put:
  server: {hello.txt: "hi\\n", big.bin: {random: 20 bytes}, few.bin: {bytes: 00 fFc3}}
scenes:
  first:
    title: the first
    casts: [whole, server]
    runs: 5
    limit: 20 s
    hosts: [server h1, a h2, b h3]
    put:
      a, b: {x/y.txt: yes}
    rows:
      up: {c: a, n: 010}
      down: {c: b, n: yes}
    story: |
      start server, a, b
      {c} types: {n}
      echo: {c} -> server: {n}
  second:
    hosts: {server: h1}
    rows: [{c: server}, {c: server}]
    story: |
      start {c}
rubric:
  echo: 10 It echoes
  chat: {is: +2.5 It chats, hint: "relay?", by: person, share: none, gate: echo, hidden: yes}
  why: {is: 5 Says why, look: server top comment /thread/i}
  how: {is: 5 Says how, look: "a , b all comments", hint: [small, larger, all]}
"""


def test_roles_are_read(read: Read) -> None:
    """Two roles may share a description, and each has its own stand-in."""
    roles = read(WHOLE).roles
    assert list(roles) == ["server", "a", "b", "hub", "p", "q", "peer"]
    assert roles["server"] == Role("server", ("*server*.py", "s?.py"), "listen")
    assert roles["b"] == Role("b", ("*client{1,2}.py",), "connect", run="{file} localhost")
    assert roles["hub"].fallback == ("server",)
    assert (roles["p"].fallback, roles["q"].fallback) == (("a",), ("b",))
    assert (roles["peer"].by, roles["peer"].does) == ("script", "listen")
    assert (roles["peer"].proto, roles["peer"].port) == ("udp", 4000)


WINDOWS = """\
callsheet: 1
roles:
  server: {files: "server*.py", does: listen}
  a, b: {files: "a*.py", does: connect, window: "client  1"}
  c: {files: "c*.py", else: a}
  d: {files: "d*.py", else: a, window: yes}
  e: {files: [spec.yaml], run: spec.yaml -v, regions: .}
casts:
  solved: {e: reference}
scenes:
  one:
    links:
      a -> server: split
      server -> a, b: delay 1.5 s
      b -> server: join 3
      c -> server: pass
    story: |
      start server, a
      cut a, server
rubric: {x: {by: person, is: 1 X}}
"""


def test_a_role_may_have_windows(read: Read) -> None:
    """Whoever plays with the program of another role has its windows, if none of its own."""
    roles = read(WINDOWS).roles
    assert {name: role.window for name, role in roles.items()} == {
        **dict.fromkeys(("a", "b", "c"), "client 1"),
        "d": "yes",
        "server": None,
        "e": None,
    }


def test_a_role_may_be_regions_of_a_kit(read: Read) -> None:
    """What is run is then a file of the kit, without braces."""
    role = read(WINDOWS).roles["e"]
    assert (role.regions, role.run, role.files) == (".", "spec.yaml -v", ("spec.yaml",))


def test_links_are_read(read: Read) -> None:
    """One for each direction, whether they are a mapping or a list."""
    links = (
        Link("a", "server", "split"),
        Link("server", "a", "delay", seconds=1.5),
        Link("server", "b", "delay", seconds=1.5),
        Link("b", "server", "join", 3),
        Link("c", "server"),
    )
    assert read(WINDOWS).scenes["one"].links == links
    listed = WINDOWS.replace("      a ->", "    - a ->").replace(
        "      server -> a", "    - server -> a"
    )
    listed = listed.replace("      b ->", "    - b ->").replace("      c ->", "    - c ->")
    assert read(listed).scenes["one"].links == links


def test_a_scripted_role_connects_unless_it_has_a_port(read: Read) -> None:
    """What a scripted role does need not be written where it is clear."""
    spec = read("callsheet: 1\nroles: {u: {by: script}}\nrubric: {x: {is: 1 X, by: person}}\n")
    assert spec.roles["u"].does == "connect"


def test_casts_are_read(read: Read) -> None:
    """The cast ``whole`` is always there, and changes nothing."""
    assert read(WHOLE).casts == {"whole": {}, "server": {"a": "script", "b": "script"}}
    assert read(WHOLE.replace("  whole:\n", "")).casts["whole"] == {}
    assert read(WHOLE).scenes["second"].casts == ("whole",)


def test_scenes_are_read(read: Read) -> None:
    """Rows keep every value as the text that it is: 010 and yes too."""
    first, second = read(WHOLE).scenes.values()
    assert (first.title, first.casts, first.runs, first.limit) == (
        "the first",
        ("whole", "server"),
        5,
        20.0,
    )
    assert first.rows == {"up": {"c": "a", "n": "010"}, "down": {"c": "b", "n": "yes"}}
    assert first.hosts == {"server": "h1", "a": "h2", "b": "h3", "p": "h9", "q": "h9"}
    assert first.put == {"a": {"x/y.txt": b"yes"}, "b": {"x/y.txt": b"yes"}}
    assert list(second.rows) == ["1", "2"]
    assert (second.runs, second.limit, len(second.story)) == (3, 60.0, 1)


def test_the_rubric_is_read(read: Read) -> None:
    """It has points, extra credit, hints, looks and gates."""
    echo, chat, why, how = read(WHOLE).rubric.values()
    assert echo == Item("echo", "It echoes", 10.0, place=echo.place)
    assert (chat.points, chat.extra, chat.title) == (2.5, True, "It chats")
    assert (chat.by, chat.share, chat.gate, chat.hidden) == ("person", "none", ("echo",), "yes")
    assert why.look == Look(
        "top comment", ("server",), Text("regex", (("thread",),), "i", "/thread/i")
    )
    assert how.look == Look("all comments", ("a", "b"))
    assert (chat.nudges, chat.hint) == ((), "relay?")
    assert (how.nudges, how.hint) == (("small", "larger"), "all")
    assert (echo.place.line, echo.place.column) == (36, 3)


def test_files_are_put(read: Read) -> None:
    """Random content is the same wherever and whenever a file of that name is made."""
    put = read(WHOLE).put["server"]
    assert put["hello.txt"] == b"hi\n"
    assert put["few.bin"] == b"\0\xff\xc3"
    assert put["big.bin"] == hashlib.shake_256(b"big.bin").digest(20)


def test_the_spec_knows_where_it_is_from(read: Read, tmp_path: Path) -> None:
    """Its id is its folder's name; its digest is that of the file's bytes."""
    spec = read(WHOLE)
    assert (spec.id, spec.title, spec.folder) == ("lab", "Echo", str(tmp_path / "lab"))
    assert spec.digest == hashlib.sha256(WHOLE.encode()).hexdigest()
    assert load(tmp_path / "lab" / "spec.yaml") == spec
    assert load(str(tmp_path / "lab")) == spec


def test_a_title_may_be_left_out(read: Read) -> None:
    """The folder's name serves as title."""
    assert read(WHOLE.replace("title: Echo\n", "")).title == "lab"


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
def test_line_ends_do_not_matter(ends: str, tmp_path: Path) -> None:
    """A spec written on Windows, with a byte order mark, is the same spec."""
    (tmp_path / "spec.yaml").write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", ends).encode())
    spec = load(tmp_path)
    assert spec.scenes["first"].story[1].place.line == 28
    assert len(spec.rubric) == 4


def test_lines_are_counted_as_yaml_does(read: Read) -> None:
    """A line separator of Unicode's ends a line to YAML: what comes after it has a place, too."""
    with pytest.raises(SpecError):
        read("callsheet: 1\u2028roles: {a: x, b}\n")


def test_a_program_of_the_instructor_lies_beside_the_spec(read: Read, tmp_path: Path) -> None:
    """``by: program`` takes a file in the assignment's folder."""
    (tmp_path / "lab" / "kit").mkdir()
    (tmp_path / "lab" / "kit" / "x.py").touch()
    spec = read(WHOLE.replace("{by: script, port: udp 4000}", "{by: program, run: kit/x.py 5}"))
    assert spec.roles["peer"].run == "kit/x.py 5"


def test_a_word_with_arguments_is_put_in(read: Read) -> None:
    """``{get x}`` becomes the word's text; an argument that is a blank's name is that blank."""
    spec = read(
        "callsheet: 1\n"
        "roles: {s: {files: x}, u: {by: script}}\n"
        "words: {get path: '\"GET /{path} HTTP\"'}\n"
        "scenes:\n  one:\n    rows: [{file: a.txt}]\n    story: |\n"
        "      start s\n      u -> s: {get file}\n      u -> s: {get b.txt}\n"
        "rubric: {x: {by: person, is: 1 X}}\n"
    )
    said = [getattr(step, "text", None) for step in spec.scenes["one"].story[1:]]
    assert said == [
        Text("exact", (("GET /", Blank("file"), " HTTP"),), "", "{get file}"),
        Text("exact", (("GET /b.txt HTTP",),), "", "{get b.txt}"),
    ]


def test_no_such_place_is_the_callers_mistake(tmp_path: Path) -> None:
    """A path that is not there, and a folder without a spec, name themselves."""
    with pytest.raises(UsageError, match="there is no assignment at"):
        load(tmp_path / "nowhere")
    with pytest.raises(UsageError, match=r"is no assignment: it has no spec\.yaml"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"callsheet: 1\ntitle: caf\xe9\n", ":2:11: a byte that is not UTF-8 (0xe9)"),
        (b"#" * (2**20 + 1), ":1:1: a spec has at most 1048576 bytes"),
        (b"\0", ":1:1: the character '\\x00' is not allowed in YAML"),
    ],
)
def test_a_file_that_is_no_text_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    """Wrong encodings, binary files and huge ones are told apart."""
    (tmp_path / "spec.yaml").write_bytes(content)
    with pytest.raises(SpecError) as caught:
        load(tmp_path)
    assert said in str(caught.value)
