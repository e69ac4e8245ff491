"""What a command loads before it begins, and what becomes of that."""

import ast
import gc
import subprocess
import sys

import pytest

from harness.cli import common
from tests.commands import TOP, call


def test_a_command_does_not_wait_for_the_others() -> None:
    """What they take is loaded only where they are told of; a wrong word is told with its own."""
    told = call("run", "x", "y", "--strange")
    assert told.stderr.startswith("usage: grade.py run [-h] ")
    assert told.stderr.endswith("grade.py run: it takes no --strange\n")
    code = """
import sys
from harness.cli import common, main
try:
    main(["run", "--help"])
finally:
    print([name for name in sys.modules if name.startswith("harness.cli.")])
"""
    printed = subprocess.check_output([sys.executable, "-c", code], cwd=TOP, text=True)
    loaded = ast.literal_eval(printed.splitlines()[-1])
    assert "harness.cli.run" in loaded
    assert not {"harness.cli.batch", "harness.cli.doctor"} & set(loaded)


def test_what_is_loaded_is_never_looked_through_for_what_could_go() -> None:
    """Neither while it is loaded nor later; all else is, also where loading fails."""
    gc.unfreeze()
    try:
        with pytest.raises(ImportError), common.loading():
            raise ImportError
        assert gc.isenabled()
        assert gc.get_freeze_count() == 0
        with common.loading():
            assert not gc.isenabled()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
