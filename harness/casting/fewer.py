"""Which of several files is meant that could all play a role, where their names do not tell.

One that opens windows where another does without them: the roles that ask for no window are played
at a terminal.  And the one that a README has run: 'python3 server_thread.py'.
"""

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from harness.casting.patterns import match
from harness.casting.settings import README
from harness.casting.sources import Source, Sources
from harness.model.spec import Role

_WINDOWS = re.compile(
    r"(?m)^[ \t]*(?:import|from)[ \t]+(?:tkinter|Tkinter|customtkinter|PyQt\d|PySide\d?|wx|kivy"
    r"|pygame|PySimpleGUI|FreeSimpleGUI|easygui|gi|dearpygui|textual)\b"
)
_RUN = re.compile(
    r"\bpy(?:thon[\d.]*|w)?(?:\.exe)?[ \t]+(?:-[\w.]+[ \t]+)*[\"'`]?([^\s\"'`<>|]+\.py)\b"
)


def fewer(role: Role, files: list[Source], sources: Sources) -> tuple[list[Source], str]:
    """Those of the files that are meant, and why the others are not; all, if nothing tells."""
    if role.window is None:
        plain = [each for each in files if not _opens_windows(each, sources)]
        if plain and len(plain) < len(files):
            return plain, "opens windows, which are not asked for"
    run = _said_to_run(sources)
    told = [each for each in files if each.stem in run or PurePosixPath(each.path).name in run]
    if told and len(told) < len(files):
        return told, f"is not what the README has run ({_names(told)})"
    return files, ""


def _opens_windows(source: Source, sources: Sources) -> bool:
    return any(_WINDOWS.search(each.code) for each in sources.uses(source))


def _said_to_run(sources: Sources) -> set[str]:
    """The names of the files that some README has run."""
    texts = (text for path, text in sources.named.items() if README.fullmatch(path))
    found = (name for text in texts for name in _RUN.findall(text))
    return {PurePosixPath(name.replace("\\", "/")).name for name in found}


def _names(files: list[Source]) -> str:
    return ", ".join(sorted(PurePosixPath(each.path).name for each in files))


def without_tests(
    files: list[Source], groups: list[Role], does: Callable[[Source], frozenset[str]]
) -> list[Source]:
    """The files without those named as tests are, but for what nobody else could play.

    'test_client.py' beside 'server.py' and 'client.py' tries the server; alone with 'server.py' it
    is the client.  ``groups``: the first role of each; ``does``: what a file does.
    """
    kept = {source.path for source in files if not source.is_test}

    def fits(role: Role, source: Source) -> bool:
        named = any(match(pattern, source) for pattern in role.files)
        return role.does in does(source) if role.does else named

    for role in groups:
        able = {source.path for source in files if fits(role, source)}
        if not role.fallback and not able & kept:
            kept |= able
    return [source for source in files if source.path in kept] or files
