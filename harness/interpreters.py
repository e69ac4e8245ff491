"""The Pythons of this machine that students' programs can run on.

Nothing is run to find them: a Python's version stands in the name of its executable
(``python3.11``) and it is whole if its library (``lib/python3.11/os.py``) is where it looks for
it, so the search takes a few milliseconds.  Looked at are the system's, those that pyenv and uv
have installed, and whatever ``CALLSHEET_PYTHONS`` names.  Virtual environments are never given to
a program: they would show it the harness's own packages; one that is named stands for the Python
that it was made from.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from harness.model.casting import Interpreter

VARIABLE = "CALLSHEET_PYTHONS"  # more Pythons: executables or their folders, separated by ':'

_SYSTEM = (Path("/usr"), Path("/usr/local"))
_ASKS_FIRST = "if not self.is_reading():\n            return\n        self._loop._add_reader("
_STARTS_WITH = ("os.py", "site.py", "encodings/__init__.py", "socket.py", "threading.py")
_EXECUTABLE = re.compile(r"python(\d)\.(\d+)$")
_TK = re.compile(r"(lib)?(tk|tcl)\d")  # what stands beside a Python that Tk is built into
_RELEASE = re.compile(r"\d+\.\d+(\.\d+)?$")  # pyenv's folders of plain releases


def find(
    extra: tuple[str, ...] = (), environ: "os._Environ[str] | dict[str, str]" = os.environ
) -> list[Interpreter]:
    """Every usable Python, once each, by version, those of the system first within a version.

    ``extra`` names more of them: executables, or folders that have one in their ``bin``.
    """
    named = [*extra, *filter(None, environ.get(VARIABLE, "").split(":"))]
    found: dict[str, Interpreter] = {}
    for executable in (*_installed(environ), *_named(named)):
        if (interpreter := _usable(executable)) is not None:
            found.setdefault(interpreter.path, interpreter)
    return sorted(found.values(), key=lambda i: (i.version, i.root is not None, i.path))


def marks(interpreter: Interpreter) -> str:
    """What shows that a Python is still what it was; empty if it cannot be run.

    Its executable, the names in its library, and what every start of it reads.  Not what Python
    itself lays there, which is compiled.
    """
    executable = Path(interpreter.path)
    library = _library(_prefix(executable), interpreter.version)
    if library is None or not os.access(executable, os.X_OK):
        return ""
    found = [_mark(executable), *(_mark(library / name) for name in _STARTS_WITH)]
    for folder in (library, library / "lib-dynload"):
        found += [name for name in _names(folder) if name.endswith((".py", ".so"))]
    return "\n".join(found)


def changed(interpreter: Interpreter, before: str) -> str:
    """That a Python is not what it was when ``before`` was its marks, in words; or empty."""
    now = marks(interpreter)
    if now == before != "":
        return ""
    name = f"Python {'.'.join(map(str, interpreter.version))} ({interpreter.path})"
    return f"{name} {'was changed' if now else 'has gone'} while it was needed"


def _mark(path: Path) -> str:
    try:
        told = path.stat()
    except OSError:
        return "none"
    return f"{told.st_mode} {told.st_size} {told.st_mtime_ns}"


def needs_compiling(interpreter: Interpreter) -> bool:
    """True if the standard library is not compiled: each start then takes three times as long."""
    major, minor = interpreter.version
    library = _library(_prefix(Path(interpreter.path)), interpreter.version)
    if library is None:
        return False
    if major == 2:
        return not (library / "os.pyc").exists()
    return not (library / f"__pycache__/os.cpython-{major}{minor}.pyc").exists()


def compiling(interpreter: Interpreter) -> tuple[str, ...]:
    """The command that compiles the standard library, to be run by whoever may write there."""
    library = _library(_prefix(Path(interpreter.path)), interpreter.version)
    return (interpreter.path, "-m", "compileall", "-q", str(library))


def _installed(environ: "os._Environ[str] | dict[str, str]") -> Iterator[Path]:
    home = Path(environ.get("HOME") or "/nonexistent")
    for prefix in _SYSTEM:
        yield from _executables(prefix)
    pyenv = Path(environ.get("PYENV_ROOT") or home / ".pyenv") / "versions"
    for prefix in _children(pyenv):
        if _RELEASE.match(prefix.name):
            yield from _executables(prefix)
    data = Path(environ.get("XDG_DATA_HOME") or home / ".local/share")
    uv = Path(environ.get("UV_PYTHON_INSTALL_DIR") or data / "uv/python")
    for prefix in _children(uv):
        if prefix.name.startswith("cpython-"):
            yield from _executables(prefix)


def _named(names: Iterable[str]) -> Iterator[Path]:
    for name in names:
        path = Path(name).expanduser().absolute()
        if path.is_dir():
            yield from (_based(found) for found in _executables(path, "python"))
        elif path.is_file():
            yield _based(path)


def _based(executable: Path) -> Path:
    """The executable itself, or what the virtual environment that it is in was made from."""
    return executable.resolve() if _environment(executable) else executable


def _environment(executable: Path) -> bool:
    return (executable.parent.parent / "pyvenv.cfg").exists()


def _executables(prefix: Path, *others: str) -> Iterator[Path]:
    """What is in ``prefix/bin`` and named like a Python of some version, or as ``others`` say."""
    for name in _names(prefix / "bin"):
        if name in others or _EXECUTABLE.match(name):
            yield prefix / "bin" / name


def _children(folder: Path) -> list[Path]:
    return [folder / name for name in _names(folder)]


def _names(folder: Path) -> list[str]:
    # Not Path.iterdir: thousands of paths, most of them of no interest, cost milliseconds.
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries)
    except OSError:
        return []


def _usable(executable: Path) -> Interpreter | None:
    """The Python behind a name, or None if it is not all there."""
    real = Path(os.path.realpath(executable))
    if _environment(executable) or _environment(real) or not os.access(real, os.X_OK):
        return None
    prefix = _prefix(real)
    version = _version(real, prefix)
    library = None if version is None else _library(prefix, version)
    if version is None or library is None:
        return None
    root = None if prefix == _SYSTEM[0] or _SYSTEM[0] in prefix.parents else str(prefix)
    return Interpreter(
        str(real),
        version,
        root,
        windows=_has_tkinter(library, root),
        libraries=_libraries(library, root),
        heeds=_heeds(library),
    )


def _heeds(library: Path) -> bool:
    """Whether asyncio reads nothing after ``pause_reading()`` in ``connection_made()``.

    Before 3.12, and the later releases of 3.11, it began to read all the same.
    """
    try:
        return _ASKS_FIRST in (library / "asyncio/selector_events.py").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def _libraries(library: Path, root: str | None) -> frozenset[str]:
    """What was installed for a Python, by the names that it is imported by."""
    places = [library / "site-packages"]
    if root is None:
        # Debian's Python has its own places, and what is installed with pip in another.
        local = Path("/usr/local/lib", library.name)
        places += [
            library / "dist-packages",
            library.parent / f"python{library.name[6]}/dist-packages",
        ]
        places += [local / "dist-packages", local / "site-packages"]
    return frozenset(name.partition(".")[0] for place in places for name in _names(place))


def _has_tkinter(library: Path, root: str | None) -> bool:
    """Whether tkinter is all there: distributions leave it out, or leave half of it.

    The package alone imports nothing: it needs the extension, a file of its own or built in.
    """
    if not any((library / name).exists() for name in ("tkinter/__init__.py", "lib-tk/Tkinter.py")):
        return False
    if any(name.startswith("_tkinter.") for name in _names(library / "lib-dynload")):
        return True
    return root is not None and any(_TK.match(name) for name in _names(Path(root, "lib")))


def _prefix(executable: Path) -> Path:
    return executable.parent.parent


def _version(executable: Path, prefix: Path) -> tuple[int, int] | None:
    if name := _EXECUTABLE.match(executable.name):
        return int(name[1]), int(name[2])
    # An executable without a version in its name: its library tells, if it is the only one.
    libraries = [
        match
        for path in _children(prefix / "lib")
        if (match := _EXECUTABLE.match(path.name)) and (path / "os.py").exists()
    ]
    if len(libraries) != 1:
        return None
    return int(libraries[0][1]), int(libraries[0][2])


def _library(prefix: Path, version: tuple[int, int]) -> Path | None:
    name = f"python{version[0]}.{version[1]}"
    for folder in ("lib", "lib64"):
        if (prefix / folder / name / "os.py").exists():
            return prefix / folder / name
    return None
