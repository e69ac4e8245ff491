"""The folder of reports of an assignment: the only place here that writes.

::

    <folder>/index.html  results.json  grades.csv  (and grades.sqlite, see harness.store)
    <folder>/<slug>/index.html  result.json  runs/<scene>-<cast>-<row>-<run>.jsonl and .pcap,
                                             and of its screens <the same>-<number>.png
    <folder>/<slug>/index.md                 the page as Markdown, if it is asked for

Every file is written whole beside its place and then moved there, so that a reader - or a killed
batch - never meets half a file.
"""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from harness.model.result import Picture, Result, SceneRun
from harness.model.timeline import dump, load
from harness.reports.csvgrades import grades
from harness.reports.html import index_page, student_page
from harness.reports.jsonresult import batch, plain, text

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_TAKEN = frozenset({"index.html", "results.json", "grades.csv", "grades.sqlite"})
_HASHED = re.compile(r".*-[0-9a-f]{8}")


def slug(name: str) -> str:
    """A name for a folder or file that is safe anywhere and different for every ``name``.

    A plain name stays as it is; any other is cleaned and gets eight digits of its hash.
    """
    plain_name = _SAFE.fullmatch(name) and name not in _TAKEN and not name.endswith(".")
    if plain_name and not _HASHED.fullmatch(name):
        return name
    cleaned = re.sub(r"[^A-Za-z0-9._-]+", "_", name)[:60].strip("._-")
    digits = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{cleaned or 'submission'}-{digits}"


def write_submission(result: Result, folder: Path) -> Result:
    """Write the page, the result and the runs of one submission into ``folder``, its own.

    In a class that is ``slug(result.submission)`` in the folder of the class.  Returns ``result``
    with the paths of timelines and packets set, relative to its ``result.json``.  Runs of an
    earlier grading that are no longer part of it are removed.  Raises ``OSError``.
    """
    runs = folder / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    written = replace(result, scenes=tuple(_run(run, folder, taken) for run in result.scenes))
    kept = {path for run in written.scenes for path in (run.timeline, run.pcap) if path}
    kept |= {one.path for run in written.scenes for one in run.screenshots if one.path}
    _forget(runs, kept)
    _write(folder / "index.html", student_page(_with_pictures(written, folder)))
    (folder / "index.md").unlink(missing_ok=True)  # of an earlier grading
    _write(folder / "result.json", text(plain(written)))
    return written


def place_files(files: Iterable[tuple[str, bytes]], folder: Path) -> None:
    """Lay into ``folder`` what :func:`write_submission` wrote elsewhere, by name."""
    runs = folder / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    found = dict(files)
    _forget(runs, set(found))
    (folder / "index.md").unlink(missing_ok=True)  # of an earlier grading
    for name, content in found.items():
        _write(folder / name, content)


def by_name(results: Iterable[Result]) -> list[Result]:
    """The results of a class in the order in which reports have them."""
    return sorted(results, key=lambda result: (result.submission.casefold(), result.submission))


def write_class(results: Iterable[Result], folder: Path) -> None:
    """Write the index, ``results.json`` and ``grades.csv`` of a class into ``folder``.

    ``results`` are those that :func:`write_submission` returned.  Raises ``OSError``.
    """
    found = by_name(results)
    folder.mkdir(parents=True, exist_ok=True)
    links = {result.submission: f"{slug(result.submission)}/index.html" for result in found}
    _write(folder / "results.json", text(batch(as_seen_from_class(result) for result in found)))
    _write(folder / "grades.csv", grades(found))
    _write(folder / "index.html", index_page(found, links))


def write_markdown(results: Iterable[Result], folder: Path) -> None:
    """Write ``index.md`` beside each student's ``index.html``, from what was saved of the runs.

    ``results`` are those that :func:`write_submission` returned.  Raises ``OSError``.
    """
    from harness.reports.markdown import markdown

    for result in results:
        home = folder / slug(result.submission)
        if (home / "index.html").is_file():  # not if the harness failed before there was a page
            _write(home / "index.md", markdown(recalled(result, home)))


def recalled(result: Result, home: Path) -> Result:
    """``result`` with the timelines that were saved in ``home``; those that are gone stay away."""
    return replace(result, scenes=tuple(_recalled(run, home) for run in result.scenes))


def as_seen_from_class(result: Result) -> Result:
    """``result`` with the paths of its runs relative to the folder of the class."""
    home = slug(result.submission)
    return replace(
        result,
        scenes=tuple(
            replace(
                run,
                timeline=run.timeline and f"{home}/{run.timeline}",
                pcap=run.pcap and f"{home}/{run.pcap}",
                screenshots=tuple(
                    replace(one, path=one.path and f"{home}/{one.path}") for one in run.screenshots
                ),
            )
            for run in result.scenes
        ),
    )


def _run(run: SceneRun, home: Path, taken: set[str]) -> SceneRun:
    """Save what was recorded of a run, under a name of its own; what was not stays as it is."""
    name = slug("-".join([*(part for part in (run.id, run.cast, run.row) if part), str(run.run)]))
    if name in taken:  # a-b, c and a, b-c
        name = slug("/".join((run.id, run.cast, run.row, str(run.run))))
    taken.add(name)
    path = f"runs/{name}"
    timeline, pcap = run.timeline, run.pcap
    if run.recorded is not None:
        timeline = f"{path}.jsonl"
        _write(home / timeline, "\n".join([*dump(run.recorded), ""]))
    if run.packets:
        pcap = f"{path}.pcap"
        _write(home / pcap, run.packets)
    pictures = tuple(
        _picture(one, home, f"{path}-{number:02}.png")
        for number, one in enumerate(run.screenshots, 1)
    )
    return replace(run, timeline=timeline, pcap=pcap, screenshots=pictures)


def _recalled(run: SceneRun, home: Path) -> SceneRun:
    file = home / run.timeline if run.timeline and run.recorded is None else None
    if file is None or not file.is_file():
        return run
    return replace(run, recorded=load(file.read_text(encoding="utf-8").splitlines()))


def _picture(picture: Picture, home: Path, path: str) -> Picture:
    if not picture.png:
        return picture
    _write(home / path, picture.png)
    return replace(picture, path=path)


def _with_pictures(result: Result, home: Path) -> Result:
    """``result`` with the pictures that an earlier grading saved: the page has them in itself."""
    scenes = [
        replace(run, screenshots=tuple(_found(one, home) for one in run.screenshots))
        for run in result.scenes
    ]
    return replace(result, scenes=tuple(scenes))


def _found(picture: Picture, home: Path) -> Picture:
    if picture.png or not picture.path or not (home / picture.path).is_file():
        return picture
    return replace(picture, png=(home / picture.path).read_bytes())


def _forget(runs: Path, kept: set[str]) -> None:
    with os.scandir(runs) as entries:
        for entry in entries:
            ours = entry.name.endswith((".jsonl", ".pcap", ".png")) and not entry.is_dir()
            if ours and f"runs/{entry.name}" not in kept:
                Path(entry.path).unlink()


def _write(path: Path, content: str | bytes) -> None:
    data = content.encode() if isinstance(content, str) else content
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    except BaseException as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(path)  # a full disk tells none, and of a draft nobody knows
        raise
