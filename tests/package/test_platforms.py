"""Packages where they are used: in each platform's layout, by its users, with what it allows."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from harness import package
from harness.export.platforms import PLATFORMS
from harness.model.spec import Spec
from harness.spec import load
from tests import small
from tests.package.layouts import NOBODY, Layout, Told, lay_out, unpack
from tests.package.test_writers import no_score, valid

# where namespaces are denied the machine's ports are used, which are there once
pytestmark = pytest.mark.xdist_group("machine")
# 'talks' is extra credit, 'shows' what students may not see
SPEC = small.SPEC.replace(
    "shows: 5 It shows what it receives", "shows: {is: 5 It shows what it receives, hidden: yes}"
)
EARNED = {"echoes": 10, "shows": 0, "talks": 2}
SHOWN = {"echoes": 10, "talks": 2}


def kinds() -> Iterator[object]:
    """Platforms, users, whether namespaces are denied: each pair is always tested somewhere.

    The rest takes its time, and has something to say when scripts change:
    pytest -m long tests/package.
    """
    for platform, (name, user), denied in product(
        PLATFORMS, (("root", 0), ("nobody", NOBODY)), (False, True)
    ):
        always = platform == "gradescope" or (user == NOBODY) is denied
        yield pytest.param(
            platform,
            user,
            denied,
            id=f"{platform}, {name}, {'denied' if denied else 'allowed'}",
            marks=() if always else pytest.mark.long,
        )


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder that every user may look into."""
    name = Path(tempfile.mkdtemp(prefix="callsheet-test-"))
    name.chmod(0o755)
    yield name
    shutil.rmtree(name)


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Spec:
    """An assignment with a hidden item."""
    return load(small.assignment(tmp_path_factory.mktemp("spec") / "echo", SPEC))


@pytest.fixture
def hand_in(tmp_path: Path) -> Path:
    """A server that shows nothing."""
    return small.submission(tmp_path / "hand-in", small.MUTE)


@pytest.mark.parametrize(("platform", "user", "denied"), list(kinds()))
def test_each_platform_gets_its_result(
    platform: str, user: int, denied: bool, spec: Spec, hand_in: Path, room: Path
) -> None:
    """The right points in the right form; without namespaces these or no score, never fewer."""
    if os.geteuid() != 0 and user:
        pytest.skip("only root can be somebody else")
    layout = lay_out(platform, spec, hand_in, room / platform, user)
    told = layout.run(user=user, denied=denied)
    if denied and no_score_in(platform, told):
        return
    earned = EARNED if platform == "gradescope" else SHOWN
    points = judge(platform, told)
    assert points.items() <= earned.items()
    assert denied or points == earned


def judge(platform: str, told: Told) -> dict[str, float]:
    """The points of each item that has some, in a result that is as the platform wants it."""
    match platform:
        case "gradescope":
            data = valid("gradescope", told.data)
            tests = {test["tags"][0]: test for test in data["tests"]}
            hidden = [name for name in tests if tests[name]["visibility"] == "hidden"]
            assert hidden == ["shows"]
            points = {name: test["score"] for name, test in tests.items() if "score" in test}
            assert data["score"] == sum(points.values())
            return points
        case "autolab":
            *_, semantic, last = told.text.splitlines()
            valid("autolab_semantic", json.loads(semantic))
            scores: dict[str, float] = valid("autolab", json.loads(last))["scores"]
            return scores
        case "prairielearn":
            data = valid("prairielearn", told.data)
            assert data["score"] == 1
            return {test["description"]: test["points"] for test in data["tests"]}
        case _:
            data = valid("classroom50", told.data)
            assert data["score"] == data["max-score"]
            assert data["submission"] == "submit/1"
            titles = {"The server sends back what it receives": "echoes"}
            return {
                titles.get(test["test-name"], "talks"): test["score"] / 100
                for test in data["tests"]
                if test["max-score"]
            }


def no_score_in(platform: str, told: Told) -> bool:
    """Whether the platform finds no score, and takes that for a failure."""
    return no_score(platform, told.text.strip() if platform != "classroom50" else told.text)


@pytest.mark.parametrize(
    ("platform", "broken"),
    [
        ("gradescope", "harness/pipeline.py"),
        ("gradescope", "start.py"),
        ("autolab", "assignments/echo/spec.yaml"),
        ("prairielearn", "harness/export/prairielearn.py"),
        ("classroom50", "harness/pipeline.py"),
    ],
)
def test_a_crash_of_ours_is_no_zero(
    platform: str, broken: str, spec: Spec, hand_in: Path, room: Path
) -> None:
    """Whatever breaks, the platform is told that the grader failed, and finds no score."""
    layout: Layout = lay_out(platform, spec, hand_in, room / platform)
    layout.spoil(broken, b"raise RuntimeError('out of order')\n")
    told = layout.run()
    if platform == "classroom50":
        assert (told.text, told.code) == ("", 3)
        return
    assert no_score_in(platform, told)
    assert "The grader failed, not this submission" in told.text
    assert "out of order" not in told.text


def test_the_same_assignment_gives_the_same_package(tmp_path: Path) -> None:
    """Byte by byte; scripts are executable, and nothing of the mistakes is in it."""
    spec = load(small.assignment(tmp_path / "echo", SPEC))
    (Path(spec.folder) / "mistakes" / "mute").mkdir(parents=True)
    (Path(spec.folder) / "mistakes" / "mute" / "expect.yaml").write_text("why: secret\n")
    packed = package.packed(spec, "gradescope")
    assert packed == package.packed(spec, "gradescope")
    unpack(packed, tmp_path / "there")
    for name in ("run_autograder", "setup.sh", "callsheet/launch.sh"):
        assert os.access(tmp_path / "there" / name, os.X_OK)
    names = [path.as_posix() for path in (tmp_path / "there").rglob("*")]
    assert not [name for name in names if "/mistakes/" in name or "/tests/" in name]
