"""Which file of a hand-in has a role's regions, and what is made of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from harness.casting import Casting, cast_roles
from harness.model.casting import Interpreter, Program
from harness.model.errors import UsageError
from harness.model.spec import Spec
from harness.spec import load
from tests import kit
from tests.casting.conftest import PYTHONS

OWN = kit.SERVER_STUDENT.replace("msg.upper()", "str(msg)")
EMPTY = kit.SERVER_STUDENT.replace("server.send_message(msg.upper())", "pass")
Caster = Callable[..., Casting]


@pytest.fixture
def spec(tmp_path: Path) -> Spec:
    """The small assignment with regions."""
    return load(kit.assignment(tmp_path / "loud"))


@pytest.fixture
def cast(spec: Spec, tmp_path: Path) -> Caster:
    """Casts a hand-in given as names and texts."""

    def run(files: dict[str, str | bytes], pythons: list[Interpreter] = PYTHONS) -> Casting:
        for name, text in files.items():
            place = tmp_path / "handed-in" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode() if isinstance(text, str) else text)
        return cast_roles(spec, str(tmp_path / "handed-in"), list(files), pythons)

    return run


def laid(program: Program) -> dict[str, str]:
    """What stands in the kit in place of its own files."""
    return {name: data.decode() for name, data in program.laid}


def test_the_kit_is_run_with_the_region_in_it(cast: Caster, spec: Spec) -> None:
    """Folder and main file are the kit's; only the student's own file is laid into it."""
    found = cast({"server_student.py": OWN, "server.py": "quit()", "wire.py": "quit()"})
    program = found.programs["server"]
    assert (program.folder, program.main) == (f"{spec.folder}/kit", "server.py")
    assert list(laid(program)) == ["server_student.py"]
    assert laid(program)["server_student.py"] == OWN
    assert found.mains == {"server": "server_student.py"}
    assert found.notes == ()
    assert program.python.path == "/usr/bin/python3.11"


@pytest.mark.parametrize(("line", "listens"), [("s.listen()", True), ("s.connect(HERE)", False)])
def test_a_kit_says_whether_it_listens(line: str, listens: bool, cast: Caster, spec: Spec) -> None:
    """What a student's region does is none of it."""
    main = f"import server_student, socket\ns = socket.socket()\n{line}\n"
    Path(spec.folder, "kit", "server.py").write_text(main)
    assert cast({"server_student.py": OWN}).programs["server"].listens == listens


@pytest.mark.parametrize(
    "text",
    [
        OWN.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + OWN.encode(),
        OWN.replace("    ", "\t").encode(),
    ],
    ids=["CRLF", "BOM", "tabs"],
)
def test_how_a_file_was_saved_does_not_matter(text: bytes, cast: Caster) -> None:
    """Line ends, marks of an encoding and tabs are those of an editor."""
    program = cast({"server_student.py": text}).programs["server"]
    assert laid(program)["server_student.py"] == OWN


@pytest.mark.parametrize(
    ("text", "as_it_was"),
    [
        (OWN.replace("str(msg)", "'\xe9' + msg"), True),
        ("# Ren\xe9\n" + OWN, False),
        ("# coding: latin-1\n" + OWN.replace("str(msg)", "'\xe9' + msg"), False),
    ],
    ids=["in the region", "outside", "declared"],
)
def test_what_python_could_not_read_in_a_region_it_cannot_read_here(
    text: str, as_it_was: bool, cast: Caster
) -> None:
    """Bytes that are no UTF-8 are the student's own; what is declared, or not taken, is mended."""
    found = cast({"server_student.py": text.encode("latin-1")})
    (_, data), *_ = found.programs["server"].laid
    assert (b"\xe9" in data.replace("\xe9".encode(), b"")) == as_it_was


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        ({"handed/in/server_student.py": OWN}, "handed/in/server_student.py"),
        ({"Server_Student.py": OWN}, "Server_Student.py"),
        ({"server_student (1).py": OWN}, "server_student (1).py"),
        ({"ann_lee_4711.py": OWN}, "ann_lee_4711.py"),
        ({"given/server_student.py": EMPTY, "mine/server_student.py": OWN},
         "mine/server_student.py"),
        ({"a/b/server_student.py": OWN, "c/server_student.py": OWN}, "c/server_student.py"),
        ({"server_student.py": OWN, "server_student_old.py": EMPTY + "x"}, "server_student.py"),
        ({"server_student.py": EMPTY}, "server_student.py"),
        ({"server_student.py": EMPTY, "server_student (1).py": OWN}, "server_student (1).py"),
        ({"server_student.py": OWN, "server_student (1).py": EMPTY}, "server_student.py"),
        ({"server_student.py": EMPTY, "client_student.py": OWN}, "client_student.py"),
    ],
)  # fmt: skip
def test_the_file_is_found_wherever_it_lies(
    files: dict[str, str | bytes], chosen: str, cast: Caster
) -> None:
    """By its name, or by the function that it alone has; a filled one before an empty one."""
    found = cast(files)
    assert found.mains["server"] == chosen
    name = chosen.rpartition("/")[2].lower()
    told = f"{chosen}: this was taken for server_student.py."
    assert (told in found.notes) == (name != "server_student.py")


def test_two_that_differ_are_for_a_person_to_tell(cast: Caster) -> None:
    """Of two different files for one part none is taken by guess."""
    other = OWN.replace("str(msg)", "repr(msg)")
    found = cast({"a/server_student.py": OWN, "b/server_student.py": other})
    assert found.unfilled["server"].whose == "person"
    assert "a/server_student.py, b/server_student.py" in found.unfilled["server"].why


def test_a_file_without_marks_and_function_is_told_what_to_do(cast: Caster) -> None:
    """Its items fail, since there is nothing that could be run."""
    found = cast({"server_student.py": "print('hello')\n"}).unfilled["server"]
    assert found.whose == "student"
    assert "no comment lines *** start *** and *** end ***" in found.why
    assert "nor a function server_answers()" in found.why
    assert "take server_student.py as it was given out" in found.why


def test_a_file_in_utf_16_is_told_to_be_one(cast: Caster) -> None:
    """Its marks are there, and nobody looks for them who reads bytes."""
    found = cast({"server_student.py": OWN.encode("utf-16")}).unfilled["server"]
    assert found.whose == "student"
    assert "save it as UTF-8" in found.why
    assert "comment lines" not in found.why


def test_a_file_that_is_missing_is_named(cast: Caster) -> None:
    """So is what was handed in instead."""
    found = cast({"main.py": "print('hello')\n"}).unfilled["server"]
    assert (found.whose, found.why) == (
        "student",
        "no file is called server_student.py: handed in was main.py",
    )


@pytest.mark.parametrize(
    ("files", "whose"),
    [
        ({"server_student.ipynb": "{}"}, "person"),
        ({"Copy of Server_Student.ipynb": "{}", "main.py": "x = 1\n"}, "person"),
        ({"lab 3.ipynb": "{}"}, "person"),
        ({"lab 3.ipynb": "{}", "main.py": "x = 1\n"}, "student"),
        ({"server_student.java": "class A {}"}, "student"),
    ],
)
def test_a_notebook_is_for_a_person_to_look_at(
    files: dict[str, str | bytes], whose: str, cast: Caster
) -> None:
    """The code may stand in it; in a file of another language it cannot."""
    assert cast(files).unfilled["server"].whose == whose


@pytest.mark.parametrize(
    ("name", "text", "whose"),
    [
        ("server_student.txt", OWN, "person"),
        ("Server_Student", OWN, "person"),
        ("server_student.txt", "this part I did not do\n", "student"),
        ("notes.txt", OWN, "student"),
    ],
)
def test_python_that_is_not_called_so_is_for_a_person_to_look_at(
    name: str, text: str, whose: str, cast: Caster
) -> None:
    """Beside a program it is not taken for one, and it need not be missing either."""
    assert cast({"main.py": "x = 1\n", name: text}).unfilled["server"].whose == whose


def test_an_empty_region_is_told(cast: Caster) -> None:
    """Whoever wrote elsewhere is told twice: that it is empty, and what was left out."""
    elsewhere = EMPTY + "    server.send_message(msg.upper())\n"
    assert cast({"server_student.py": EMPTY}).notes == (
        "server_student.py: the region in server_answers() has no code in it.",
    )
    assert (
        "line 14 'server.send_message(msg.upper())'"
        in cast({"server_student.py": elsewhere}).notes[1]
    )


def test_roles_with_one_file_are_told_once(spec: Spec, tmp_path: Path) -> None:
    """Two clients that are the same program share what is said of it."""
    roles = spec.roles | {"other": replace(spec.roles["client"], id="other")}
    empty = kit.CLIENT_STUDENT.replace("client.send_message(text)", "...")
    kit.submission(tmp_path / "one", None, empty)
    found = cast_roles(
        replace(spec, roles=roles), str(tmp_path / "one"), ["client_student.py"], PYTHONS
    )
    assert set(found.programs) == {"client", "other"}
    assert found.notes == ("client_student.py: the region in client_says() has no code in it.",)


def test_a_python_2_line_in_a_region_is_an_error_and_no_python_2(cast: Caster) -> None:
    """The kit says what runs it; what a student wrote wrongly is the student's."""
    program = cast({"server_student.py": OWN.replace("server.send_message(str(msg))", "print msg")})
    assert program.programs["server"].python.version == (3, 11)


def test_files_of_others_come_from_the_reference(spec: Spec, cast: Caster) -> None:
    """If the kit imports them: each role is judged by its own file alone."""
    server = Path(spec.folder, "kit", "server.py")
    server.write_text("import client_student\n" + kit.SERVER)
    found = cast({"server_student.py": OWN, "client_student.py": "broken("})
    assert laid(found.programs["server"]) == {
        "server_student.py": OWN,
        "client_student.py": kit.CLIENT_STUDENT,
    }


def test_a_region_that_imports_another_s_file_gets_it_empty(cast: Caster) -> None:
    """The kit does not import it, so no program needs it solved, and a region could print it."""
    looks = OWN.replace("server.send_message", "import client_student\n    server.send_message")
    program = cast({"server_student.py": looks}).programs["server"]
    assert "client.send_message(text)" in kit.CLIENT_STUDENT
    assert "client.send_message(text)" not in laid(program)["client_student.py"]
    assert "def client_says(client, text):" in laid(program)["client_student.py"]


def test_what_the_kit_lacks_is_the_instructor_s_mistake(spec: Spec, tmp_path: Path) -> None:
    """A file to run that is not there is a mistake of the spec, whoever handed in."""
    roles = spec.roles | {"server": replace(spec.roles["server"], run="serve.py")}
    kit.submission(tmp_path / "one")
    with pytest.raises(UsageError, match=r"there is no serve\.py, which the role 'server' runs"):
        cast_roles(
            replace(spec, roles=roles), str(tmp_path / "one"), ["server_student.py"], PYTHONS
        )


@pytest.mark.parametrize(
    ("line", "version"),
    [
        ('print(f"{msg + "!"}")', (3, 13)),
        ("type Text = str", (3, 13)),
        ("import asyncore", (3, 11)),
        ("msg.removeprefix('a')", (3, 11)),
        ("print 'got', msg", (3, 11)),
    ],
)
def test_a_region_gets_the_python_that_it_was_written_for(
    line: str, version: tuple[int, int], cast: Caster
) -> None:
    """What is right in a newer Python is not judged by an older one; no kit is run by Python 2."""
    filled = OWN.replace("    server.send", f"    {line}\n    server.send")
    assert cast({"server_student.py": filled}).programs["server"].python.version == version


@pytest.mark.parametrize(
    ("line", "wrong"), [('print(f"{msg + "!"}")', False), ("print 'got', msg", True)]
)
def test_what_a_newer_python_reads_is_valid(line: str, wrong: bool, cast: Caster) -> None:
    """The one that grades may be older, and says nothing about what it cannot read."""
    filled = OWN.replace("    server.send", f"    {line}\n    server.send")
    notes = cast({"mine.py": filled}).notes
    assert ("mine.py: it is no valid Python as it was handed in." in notes) == wrong


def test_a_kit_is_never_run_by_python_2(spec: Spec, cast: Caster) -> None:
    """Nor one that Python 2 could run as well: a region that only it can read is a mistake."""
    plain = kit.SERVER_STUDENT.replace("server: Peer", "server")
    Path(spec.folder, "kit", "server.py").write_text(
        "import server_student\nfrom wire import Peer\n"
    )
    Path(spec.folder, "reference", "server_student.py").write_text(plain)
    filled = plain.replace("    server.send", "    print 'got', msg\n    server.send")
    assert cast({"server_student.py": filled}).programs["server"].python.version > (3,)


def test_what_was_not_taken_does_not_say_how_the_kit_was_saved(spec: Spec, cast: Caster) -> None:
    """A letter outside of the region, in another encoding, leaves the kit's own letters alone."""
    accented = OWN.replace("Answer a message", "R\xe9ponse")
    Path(spec.folder, "reference", "server_student.py").write_text(accented, encoding="utf-8")
    found = cast({"server_student.py": OWN.replace("Answer", "R\xe9ponse").encode("latin-1")})
    assert "R\xe9ponse" in laid(found.programs["server"])["server_student.py"]


def test_a_region_that_no_python_here_can_run_has_lost_nothing(cast: Caster) -> None:
    """That this machine lacks a Python is not its author's mistake."""
    filled = OWN.replace("    server.send", "    type Text = str\n    server.send")
    lost = cast({"server_student.py": filled}, PYTHONS[3:5]).unfilled["server"]
    assert lost.whose == "machine"
    assert "server_student.py, with its regions filled, needs Python 3.12" in lost.why


@pytest.mark.parametrize(
    ("lines", "lost"),
    [
        ("    import colorama\n", True),
        ("    from termcolor import colored\n", True),
        ("    try:\n        import colorama\n    except ImportError:\n        pass\n", False),
        ("    import colourama\n", False),
        ("    import wire\n", False),
    ],
)
def test_a_region_that_imports_a_library_that_is_not_here_has_lost_nothing(
    lines: str, lost: bool, cast: Caster
) -> None:
    """It has run where the library is; a name that no library has is a slip, and is played."""
    filled = OWN.replace("    server.send", f"{lines}    server.send")
    found = cast({"server_student.py": filled})
    assert ("server" in found.unfilled) == lost
    assert not lost or found.unfilled["server"].whose == "machine"


def test_a_region_that_imports_a_library_gets_the_python_that_has_it(cast: Caster) -> None:
    """Also where that is not the one that kits usually get."""
    pythons = [
        replace(each, libraries=frozenset({"colorama"} if each.root == "/opt/3.8" else ()))
        for each in PYTHONS
    ]
    filled = OWN.replace("    server.send", "    import colorama\n    server.send")
    assert cast({"server_student.py": filled}, pythons).programs["server"].python.root == "/opt/3.8"
