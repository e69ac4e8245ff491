"""The machine lacks what grading needs: a fault that names it, and no grade."""

import json
import resource
import shutil
import subprocess

import pytest

from tests import small
from tests.house import OWN, House

_ENOUGH_TO_BEGIN = 24


@pytest.mark.filterwarnings("ignore:.*preexec_fn:DeprecationWarning")
def test_no_descriptors() -> None:
    """With hardly any open files allowed every hand-in is a fault, and says why."""
    house = House(OWN)
    small.assignment(house.path / "echo")
    small.submission(house.path / "class" / "good")
    bound = (_ENOUGH_TO_BEGIN, _ENOUGH_TO_BEGIN)
    with house.call(
        *("batch", "echo", "class", "--out", "out", "--jobs", "2"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, bound),
    ) as process:
        said = process.communicate()[0].decode()
    assert process.returncode == 3, said
    (result,) = json.loads((house.out / "results.json").read_text(encoding="utf-8"))["results"]
    assert {item["verdict"] for item in result["items"]} == {"fault"}
    assert all("Too many open files" in item["note"] for item in result["items"])
    assert list(house.temporary.iterdir()) == []
    shutil.rmtree(house.path)
