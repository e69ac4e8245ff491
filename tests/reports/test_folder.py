"""The folder of reports: whole files, in safe places, that lead to one another."""

import json
import re
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from harness.model.result import Result
from harness.model.timeline import load
from harness.reports.folder import slug, write_class, write_submission
from harness.reports.jsonresult import result_schema
from tests.reports import build
from tests.reports.texts import ANY


def _packed(name: str = "alice") -> Result:
    runs = tuple(replace(run, packets=b"packets") for run in build.sample().scenes)
    return replace(build.sample(name), scenes=runs)


def test_a_submission_has_its_page_result_and_runs(tmp_path: Path) -> None:
    """All files are where the layout says, and the returned paths lead to them."""
    written = write_submission(_packed(), tmp_path / "alice")
    home = tmp_path / "alice"
    assert sorted(path.name for path in home.iterdir()) == ["index.html", "result.json", "runs"]
    assert written.scenes[0].timeline == "runs/order-whole-a-first-1.jsonl"
    for run in written.scenes:
        assert run.timeline is not None
        assert run.pcap is not None
        saved = (home / run.timeline).read_text(encoding="utf-8").splitlines()
        assert load(saved) == run.recorded
        assert (home / run.pcap).read_bytes() == b"packets"
    page = (home / "index.html").read_text(encoding="utf-8")
    for link in re.findall(r'href="(runs/[^"]+)"', page):
        assert (home / link).is_file()


def test_a_class_leads_to_everything(tmp_path: Path) -> None:
    """The index links every page; the paths in results.json are relative to it; all is valid."""
    names = ["alice", "b/../ob", "zoë", "..", "alice.", "\udcff\udcfe"]
    outer, tmp_path = tmp_path, tmp_path / "reports"
    written = [write_submission(_packed(name), tmp_path / slug(name)) for name in names]
    write_class(written, tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'<th scope="row"><a href="([^"]+)"', page)
    assert len(set(links)) == len(names)
    assert all((tmp_path / link).is_file() for link in links)
    data = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    Draft202012Validator(result_schema()).validate(data)
    for result in data["results"]:
        assert all((tmp_path / run["timeline"]).is_file() for run in result["scenes"])
        assert all((tmp_path / run["pcap"]).is_file() for run in result["scenes"])
    grades = (tmp_path / "grades.csv").read_text(encoding="utf-8")
    assert grades.count("\n") == len(names) + 1
    assert [path.name for path in outer.iterdir()] == ["reports"]


def test_screenshots_lie_beside_the_timeline(tmp_path: Path) -> None:
    """Each in a file of its own, which the results name; the page has them in itself."""
    home = tmp_path / "alice"
    result = replace(build.sample("alice"), scenes=(build.windowed(),))
    written = write_submission(result, home)
    paths = [one.path for one in written.scenes[0].screenshots]
    assert paths == [f"runs/ping-whole-1-0{number}.png" for number in (1, 2, 3)]
    assert (home / str(paths[0])).read_bytes() == build.PNG
    page = (home / "index.html").read_text(encoding="utf-8")
    inside = f"data:image/png;base64,{b64encode(build.PNG).decode()}"
    assert re.findall(r'<img src="([^"]+)"', page) == [inside, inside, paths[2]]  # 2 is no picture
    light = replace(
        written.scenes[0],
        screenshots=tuple(replace(one, png=b"") for one in written.scenes[0].screenshots),
    )
    write_submission(replace(written, scenes=(light,)), home)  # as marking again does
    assert (home / "index.html").read_text(encoding="utf-8") == page
    write_class([written], tmp_path)
    data = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    shots = data["results"][0]["scenes"][0]["screenshots"]
    assert all((tmp_path / shot["path"]).is_file() for shot in shots)
    write_submission(replace(result, scenes=(build.windowed(pictures=False),)), home)
    assert [path.suffix for path in (home / "runs").iterdir()] == [".jsonl"]


def test_a_students_page_names_nobody_else(tmp_path: Path) -> None:
    """It can be sent to the student: no other name of the class, and no way to the class page."""
    names = ["smith_jane", "zoë quux", "miller_bob"]
    written = [write_submission(_packed(name), tmp_path / slug(name)) for name in names]
    write_class(written, tmp_path)
    for name in names:
        page = (tmp_path / slug(name) / "index.html").read_text(encoding="utf-8")
        assert name in page
        assert not [other for other in names if other != name and other in page]
        assert not [other for other in names if other != name and slug(other) in page]
        assert "../" not in page


def test_what_was_not_recorded_is_not_there(tmp_path: Path) -> None:
    """A run without packets or timeline has no path to one."""
    bare = replace(build.good(), recorded=None)
    written = write_submission(replace(build.sample(), scenes=(bare,)), tmp_path)
    assert (written.scenes[0].timeline, written.scenes[0].pcap) == (None, None)


def test_grading_again_forgets_the_runs_of_before(tmp_path: Path) -> None:
    """Old runs go, other files stay, and no draft is left behind."""
    write_submission(_packed(), tmp_path / "alice")
    runs = tmp_path / "alice" / "runs"
    (runs / "notes.txt").write_text("mine")
    write_submission(replace(_packed(), scenes=(build.good(),)), tmp_path / "alice")
    assert sorted(p.name for p in runs.iterdir()) == ["notes.txt", "order-whole-a-first-1.jsonl"]
    assert not [path for path in tmp_path.rglob("*") if path.name.endswith(".part")]


def test_runs_whose_names_join_alike_are_kept_apart(tmp_path: Path) -> None:
    """Cast a-b with row c and cast a with row b-c have files of their own."""
    runs = (replace(build.good(), cast="a-b", row="c"), replace(build.good(), cast="a", row="b-c"))
    written = write_submission(replace(build.sample(), scenes=runs), tmp_path)
    assert len({run.timeline for run in written.scenes}) == 2


def test_a_file_is_replaced_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If writing fails half-way, the report of before is still there, and nothing else."""
    write_submission(_packed(), tmp_path / "alice")
    before = (tmp_path / "alice" / "index.html").read_text(encoding="utf-8")
    real = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        real(path, data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match=r"No space left.*alice/runs/"):  # and where is told
        write_submission(_packed(), tmp_path / "alice")
    assert (tmp_path / "alice" / "index.html").read_text(encoding="utf-8") == before
    assert not [path for path in tmp_path.rglob("*") if path.name.endswith(".part")]


@given(ANY)
def test_a_slug_is_one_safe_name(name: str) -> None:
    """No separators, no dots in front, no strange letters, not too long, whatever the name."""
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", slug(name))
    assert not slug(name).endswith(".")
    assert slug(name) not in ("index.html", "results.json", "grades.csv")


def test_slugs_differ_where_names_do() -> None:
    """Names that are cleaned to the same, or that look like a cleaned one, do not meet."""
    names = ["a b", "a_b", "a/b", "a\x00b", "", ".", "..", "../a", "a", "a.", "x" * 100, "x" * 101]
    names += ["-a", "_a", "ab\udcff", "ab\udcfe", "index.html", "é", "e\u0301", slug("a b")]
    assert len({slug(name) for name in names}) == len(names)
    assert slug("smith_jane-2") == "smith_jane-2"
