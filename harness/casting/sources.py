"""The Python files of a hand-in, read once: as text, as bare code, and as a syntax tree.

With them go the files of settings that they mention (see :mod:`.settings`).

Much of what students hand in does not parse as the Python that the harness runs on (Python 2, a
syntax error, a newer grammar), so every look at a source works on ``code`` as well: the text
without comments and with empty strings, in which a pattern cannot be fooled by prose.

What is called ``.txt``, or has no ending, is no program, unless there is no other: some places take
no ``.py``, and whoever handed in there has renamed it.
"""

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath

from harness.casting.loading import dotted, loaded
from harness.casting.settings import CONFIG, PROJECT, read_settings
from harness.model.quick import dataclass

_MOST = 2**18  # bytes of one file that are looked at
_SUFFIX = re.compile(r"\.pyw?(\.txt)?$", re.IGNORECASE)  # learning platforms add .txt
_PAPER = re.compile(r"\.txt$", re.IGNORECASE)
# 'server.txt', 'server', 'server.py3', 'server.py~', 'server.py.bak'
_RENAMED = re.compile(r"\.te?xt$|(^|/)[^/.]+$|\.py[^/.]*(\.(bak|old|orig|save))?$", re.IGNORECASE)
_SHEBANG = re.compile(r"#!.*\bpython")
_FOREIGN = re.compile(
    r"\.(c|cc|cpp|cxx|java|class|jar|kt|scala|cs|go|rs|swift|js|mjs|ts|rb|php|pl|lua|ipynb)$",
    re.IGNORECASE,
)
COMPILED = re.compile(r"\.py[co]$", re.IGNORECASE)
_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
# 'test_client', 'clientTest', 'my test client'; not 'latest' or 'Testa'
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_TESTS = frozenset({"test", "tests", "tester"})
_CHILDLESS = (ast.Name, ast.Constant)  # half of all nodes
TOKEN = re.compile(
    r"""[#][^\n]*
    | (?P<prefix>(?:\b[rRbBuUfF]{1,2})?)
      (?: '''(?P<a>(?:[^\\]|\\.)*?)(?:'''|\Z)  | \"""(?P<b>(?:[^\\]|\\.)*?)(?:\"""|\Z)
        | '(?P<c>(?:[^\\\n']|\\.)*)'? | "(?P<d>(?:[^\\\n"]|\\.)*)"? )""",
    re.VERBOSE | re.DOTALL,
)
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]*\(?([\w, \t*]+)|import[ \t]+([\w., \t]+))",
    re.MULTILINE,
)
_CHAIN = re.compile(r"(?:\.[\s\\]*\w+[\s\\]*)+")
_READS_FILE = r"\bopen\s*\(|ConfigParser|read_text"
_LONGEST_CHAIN = 2_000  # parts of a name, a.b.c
# 'type(error).__name__' is another's name, and 'getLogger(__name__)' only hands it on.
_OWN_NAME = re.compile(r"(?<![.\w])(?<!\w\()__name__\b|\w\(__name__\b(?!\s*[,)])")


@dataclass(frozen=True)
class Source:
    """One Python file: ``path`` relative to the hand-in, its ``text``, and views of it.

    ``coding`` is what was not said in it and has to be guessed, or ``utf-8``, which Python takes.
    """

    path: str
    text: str
    coding: str = "utf-8"

    @cached_property
    def code(self) -> str:
        """The text without comments and without what stands in strings."""
        return TOKEN.sub(
            lambda found: "" if found[0][0] == "#" else f'{found["prefix"]}""', self.text
        )

    @property
    def uncommented(self) -> str:
        """The text without comments."""
        return TOKEN.sub(lambda found: "" if found[0][0] == "#" else found[0], self.text)

    @cached_property
    def strings(self) -> tuple[str, ...]:
        """What stands in the strings, as written."""
        found = TOKEN.finditer(self.text)
        parts = (match["a"] or match["b"] or match["c"] or match["d"] for match in found)
        return tuple(part for part in parts if part)

    @cached_property
    def parsed(self) -> "ast.Module | str":
        """The syntax tree, or the name of the error with which it does not parse."""
        # Python's parser takes hours over one name of that kind
        if any(chain[0].count(".") > _LONGEST_CHAIN for chain in _CHAIN.finditer(self.text)):
            return RecursionError.__name__
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(self.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return type(error).__name__

    @property
    def tree(self) -> ast.Module | None:
        """The syntax tree, if it parses."""
        return self.parsed if isinstance(self.parsed, ast.Module) else None

    @cached_property
    def nodes(self) -> "dict[ast.AST, list[ast.AST]]":
        """Every node of the tree, in the order of ``ast.walk``, with its children.

        Walking is most of what a casting costs, so it is done once for all who look at the tree.
        Left out are the nodes that say whether a name is read or written.
        """
        found: dict[ast.AST, list[ast.AST]] = {}
        waiting: list[ast.AST] = [self.tree] if self.tree is not None else []
        for node in waiting:
            found[node] = children = _children(node)
            waiting += children
        return found

    @property
    def stem(self) -> str:
        """The file's name without folders and ending."""
        return _SUFFIX.sub("", _PAPER.sub("", PurePosixPath(self.path).name))

    @property
    def is_test(self) -> bool:
        """True if it is named as the tests of something else are: with that word in its name."""
        words = {word.lower() for word in _NAME_WORD.findall(self.stem)}
        return bool(_TESTS & words) or self.stem.lower() in ("setup", "conftest")

    @property
    def asks_its_name(self) -> bool:
        """True if it does something only where it is the program that is run (``__main__``)."""
        return _OWN_NAME.search(self.code) is not None

    @property
    def starts_itself(self) -> bool:
        """True if it does something when run, and does not only define things for others."""
        if self.asks_its_name:
            return True
        if self.tree is None:
            return re.search(r"^(?!print\b)[\w.]+\(|^while\b", self.code, re.MULTILINE) is not None
        return any(
            isinstance(node, ast.While | ast.For | ast.With | ast.Try)
            or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
            for node in self.tree.body
        )

    @property
    def only_defines(self) -> bool:
        """True if nothing happens when it is run: it may be what was meant for a module."""
        asks = self.tree is not None and any(isinstance(node, ast.If) for node in self.tree.body)
        return not self.starts_itself and not asks

    def imports(self) -> Iterator[str]:
        """The names of the modules that it imports, with leading dots where they are relative."""
        for found in _IMPORT.finditer(self.code):
            origin, names, plain = found.groups()
            if plain:
                yield from (name.split()[0] for name in plain.split(",") if name.strip())
            else:
                yield origin
                joint = "" if origin.endswith(".") else "."
                for name in names.split(","):
                    if name.strip():
                        yield f"{origin}{joint}{name.split()[0]}"


class Sources:
    """All Python files of a hand-in by their path, and who imports whom.

    ``settings``: the texts of other files that they mention, by path.  ``others``: the paths of
    other files; of them, ``foreign`` are programs in another language, or compiled, and
    ``renamed`` are Python by what they hold alone.
    """

    def __init__(
        self,
        sources: Iterable[Source],
        settings: Mapping[str, str] | None = None,
        others: Iterable[str] = (),
        renamed: Iterable[str] = (),
    ) -> None:
        self.by_path = {source.path: source for source in sources}
        unread = [path for path in others if COMPILED.search(path)]
        self.foreign = [*(path for path in others if _FOREIGN.search(path)), *unread]
        self.renamed = list(renamed)
        self._settings = dict(settings or {})
        self._direct = {path: self._imported(source) for path, source in self.by_path.items()}

    def __iter__(self) -> Iterator[Source]:
        return iter(self.by_path.values())

    def uses(self, source: Source) -> list[Source]:
        """The file itself and, in order of discovery, those that it imports, directly or not."""
        found = [source.path]
        for path in found:
            found += sorted(self._direct[path] - set(found))
        return [self.by_path[path] for path in found]

    def settings(self, source: Source) -> list[str]:
        """The texts of the files that a program names in its strings, other than its modules."""
        said = [string for each in self.uses(source) for string in each.strings]
        named = [path for path in self._settings if _is_said(path, said)]
        return [self._settings[path] for path in (*named, *self.configs(source))]

    def configs(self, source: Source) -> list[str]:
        """The paths of the files that a program may read whose command line names one."""
        used = self.uses(source)
        code = "\n".join(each.code for each in used)
        if not re.search(r"\bargv\b|\bparse_args\b", code) or not re.search(_READS_FILE, code):
            return []
        said = [string for each in self for string in each.strings]
        return [p for p in self._settings if CONFIG.fullmatch(p) and not _is_said(p, said)]

    @property
    def named(self) -> Mapping[str, str]:
        """The same files with their texts."""
        return self._settings

    @property
    def mentioned(self) -> list[str]:
        """The paths of the files that are no programs, and that some program may name."""
        return list(self._settings)

    @property
    def project(self) -> list[str]:
        """The texts of the files that say how the programs are started: 'pyproject.toml', …"""
        said = [text for path, text in self._settings.items() if PROJECT.fullmatch(path)]
        return [*said, *(each.text for each in self if PurePosixPath(each.path).name == "setup.py")]

    @cached_property
    def modules(self) -> frozenset[str]:
        """Paths of the files that another program imports and that do nothing by themselves."""
        used = {
            path
            for source in self
            if not source.is_test
            for path in self._direct[source.path] - {source.path}
        }
        return frozenset(path for path in used if not self.by_path[path].starts_itself)

    def _imported(self, source: Source) -> set[str]:
        home = PurePosixPath(source.path).parent
        found = set()
        for name in set(source.imports()):
            dots = len(name) - len(name.lstrip("."))
            above = [home, *home.parents]
            # The folder of the program that is run is on the path: that of the file, or above it.
            bases = above[dots - 1 : dots] if dots else above
            for base in bases:
                place = base.joinpath(*name.strip(".").split("."))
                for path in (f"{place}.py", f"{place / '__init__.py'}"):
                    if path in self.by_path:
                        found.add(path)
        for form in loaded(source):
            found |= {each.path for each in self.by_path.values()
                      if each is not source and not each.is_test
                      if form.fullmatch(dotted(each.path, home))}  # fmt: skip
        return found


def _is_said(path: str, strings: Iterable[str]) -> bool:
    return any(PurePosixPath(path).name in string for string in strings)


def _children(node: ast.AST) -> list[ast.AST]:
    found: list[ast.AST] = []
    if isinstance(node, _CHILDLESS):
        return found
    for name in node._fields:
        if name == "ctx":
            continue
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            found.append(value)
        elif isinstance(value, list):
            found += [each for each in value if isinstance(each, ast.AST)]
    return found


def read_sources(folder: str, files: Iterable[str]) -> Sources:
    """Read the Python files among ``files`` (paths relative to ``folder``)."""
    found, others = [], []
    for name in sorted(files):
        named = _SUFFIX.search(name) is not None
        if not named and PurePosixPath(name).suffix:
            others.append(name)
            continue
        source = _read(folder, name)
        if named or _SHEBANG.match(source.text):
            found.append(source)
        else:
            others.append(name)
    renamed = _renamed(folder, others)
    if not found and not any(map(_FOREIGN.search, others)):
        found, renamed = renamed, []
        others = sorted(set(others) - {source.path for source in found})
    settings = read_settings(folder, others, (each.text for each in found))
    return Sources(found, settings, others, [source.path for source in renamed])


def _read(folder: str, name: str) -> Source:
    with Path(folder, name).open("rb") as file:
        return Source(name, *_decode(file.read(_MOST)))


def _renamed(folder: str, names: Iterable[str]) -> list[Source]:
    """Texts that are Python, and more than words that happen to be."""
    found = (_read(folder, name) for name in names if _RENAMED.search(name))
    return [source for source in found if source.tree and any(map(_is_code, source.tree.body))]


def _is_code(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Import | ast.ImportFrom)


def _decode(data: bytes) -> tuple[str, str]:
    """The text of a file, and how it is to be saved so that it is as legible for Python."""
    head = data.split(b"\n", 2)[:2]
    named = next((match[1].decode() for line in head if (match := _CODING.match(line))), "utf-8")
    guessed = "utf-8"
    for coding in (named, "utf-8"):
        try:
            text = data.decode(coding)
            break
        except (LookupError, ValueError):
            continue
    else:
        guessed = "latin-1"
        text = data.decode(guessed)
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), guessed
