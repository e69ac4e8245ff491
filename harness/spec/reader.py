"""A ``spec.yaml`` to a :class:`~harness.model.spec.Spec`: the order in which its parts are read.

First the names that each table declares, then the texts and stories that may mention them, then
what only the whole can show.  All mistakes are raised together at the end.
"""

import hashlib
import re
from dataclasses import replace
from pathlib import Path

from harness.model.errors import Mistake, SpecError, UsageError
from harness.model.spec import Place, Role, Scene, Spec, Word
from harness.spec import answers, check, fields, policy, roles, rubric, scenes, words
from harness.spec.decided import decided
from harness.spec.document import compose
from harness.spec.draft import Draft, Mapping, Node, Scalar
from harness.spec.names import NAME, Names
from harness.spec.story import Told

FILE = "spec.yaml"
LARGEST = 2**20
VERSION = "1"

_KEYS = ("callsheet", "title", "roles", "words", "casts", "put", "scenes", "rubric", "late", "most")


def load(path: str | Path) -> Spec:
    """The assignment in a folder with a ``spec.yaml`` (``path``: the folder, or the file itself).

    Raises :class:`UsageError` if there is no such file, and :class:`SpecError` with every mistake
    that the file has, each with line, column and what would put it right.
    """
    file = _file(Path(path))
    content = _content(file)
    draft = Draft(str(file), _decoded(str(file), content))
    node = compose(draft)
    folder = file.parent.resolve()
    spec = _spec(draft, node, folder)
    draft.check()
    return replace(spec, digest=hashlib.sha256(content).hexdigest())


def _file(path: Path) -> Path:
    if path.is_dir():
        path = path / FILE
        if not path.is_file():
            raise UsageError(f"{path.parent} is no assignment: it has no {FILE}")
    elif not path.is_file():
        raise UsageError(f"there is no assignment at {path}")
    return path


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    if len(content) > LARGEST:
        raise SpecError([Mistake(str(file), 1, 1, f"a spec has at most {LARGEST} bytes")])
    return content


def _decoded(file: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"a byte that is not UTF-8 (0x{content[error.start]:02x}); save the file as UTF-8"
        raise SpecError([Mistake(file, line, column, message)]) from None


def _spec(draft: Draft, node: Node | None, folder: Path) -> Spec:
    if node is None or (isinstance(node, Scalar) and not node.text.strip()):
        draft.wrong(Place(1, 1), "the file is empty; a spec begins with 'callsheet: 1'")
        draft.check()
    tables = fields.keys(draft, node, "a spec", _KEYS)
    if isinstance(node, Mapping):
        _required(draft, tables, node)
    found = roles.read(draft, tables.get("roles"), folder)
    # A story cannot speak of one with a wrong name, and is not advised to.
    names = Names(roles=frozenset(name for name in found if re.fullmatch(NAME, name)))
    names.items = rubric.names(draft, tables.get("rubric"), names.roles)
    casts = roles.casts(draft, tables.get("casts"), found)
    laid = scenes.put(draft, tables.get("put"), names.roles)
    vocabulary, labels, sound = _vocabulary(draft, tables, names, set(scenes.files_of(laid)))
    found, more = answers.read(draft, tables.get("roles"), found, vocabulary)
    told = scenes.read(draft, tables.get("scenes"), names, found, set(casts), laid)
    items = rubric.read(draft, tables.get("rubric"), names.roles)
    checker = check.SceneCheck(draft, found, vocabulary, casts)
    for scene, one in told.values():
        checker.run(scene, one.whole and sound, scenes.files_of(laid, scene.put))
        labels |= one.labels
    # A scene of which nothing could be read may have any label.
    mute = any(not one.steps and not one.labels for _scene, one in told.values())
    strange = isinstance(node, Mapping) and {key.text for key, _ in node.pairs} - {*_KEYS}
    # Scenes may be called otherwise, which is told.
    if not mute and ("scenes" in tables or not strange):
        # Of what could not be read nobody knows what it would have decided.
        sure = None if draft.noted else _decided(told, found, vocabulary, casts)
        check.items(draft, items, labels, sure)
    return Spec(
        folder.name,
        fields.string(draft, tables.get("title"), "'title'") or folder.name,
        str(folder),
        found,
        vocabulary | more,
        casts,
        {name: scene for name, (scene, _) in told.items()},
        items,
        laid,
        policy=policy.read(draft, tables.get("late"), tables.get("most")),
    )


def _decided(
    told: dict[str, tuple[Scene, Told]],
    roles: dict[str, Role],
    words: dict[str, Word],
    casts: dict[str, dict[str, str]],
) -> set[str]:
    """The items that the scenes decide, each in its casts."""
    each = (decided(scene, scene.casts, roles, words, casts) for scene, _ in told.values())
    return set().union(*each)


def _required(draft: Draft, tables: dict[str, Node], node: Mapping) -> None:
    version = fields.string(draft, tables.get("callsheet"), "'callsheet'")
    if "callsheet" not in tables:
        draft.wrong(node.place, f"a spec begins with its version: callsheet: {VERSION}")
    elif version not in (VERSION, None):
        draft.wrong(
            tables["callsheet"].place,
            f"version '{version}' of the notation is not known; it is {VERSION}",
        )
    for key in ("roles", "rubric"):
        if key not in tables:
            draft.wrong(node.place, f"a spec needs '{key}'")
        elif not getattr(tables[key], "pairs", None):
            draft.wrong(tables[key].place, f"'{key}' is empty")


def _vocabulary(
    draft: Draft, tables: dict[str, Node], names: Names, files: set[str]
) -> tuple[dict[str, Word], set[str], bool]:
    """All words, the items that label lines in them, and whether all could be read."""
    before = draft.noted
    entries = words.entries(draft, tables.get("words"))
    given = scenes.blanks(tables.get("scenes"))
    found = words.texts_of(draft, entries, names)
    pieces, labels = words.pieces_of(draft, entries, names, given | files)
    found = {entry.name: (found | pieces)[entry.name] for entry in entries}
    places = {entry.name: entry.key.place for entry in entries}
    args = {arg for entry in entries for arg in entry.args}
    check.words(draft, found, places, given | args)
    return found, labels, draft.noted == before
