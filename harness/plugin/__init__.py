"""The pytest plugin: ``pytest --assignment first-message --submission=.``, a test for each item.

This module is read by every pytest on the machine, so it imports nothing, adds three options, and
stays out of the way where no assignment is asked for.

A hand-in may hold anything, also a ``conftest.py``, so the rules where one is graded are:

* Nothing of it is imported here: no ``conftest.py`` is read, no file is collected, and its folder
  is taken off the path of imports (``python -m pytest`` puts the current folder there).
* What pytest itself does before any plugin cannot be undone: it reads ``pytest.ini`` and its kin
  where it was started.  Where it took one from the hand-in without being started there, it is
  refused: pytest takes the word after an option that it does not know yet for a path, so
  ``--submission DIR`` does that, and ``--submission=DIR`` does not.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: "pytest.Parser") -> None:
    """The options, and the settings that stand for them in an ini file."""
    group = parser.getgroup("callsheet", "grade a hand-in: a test for each item of a rubric")
    group.addoption(
        "--assignment",
        metavar="ID|PATH",
        help="grade by this assignment, and collect nothing else",
    )
    group.addoption(
        "--submission",
        metavar="PATH",
        help="the hand-in, a folder or an archive (default: the current folder); "
        "write --submission=PATH for one that is not yours",
    )
    group.addoption(
        "--grading-timeout",
        metavar="SECONDS",
        type=float,
        help="after so long the grading is given up, which is an error and no failure "
        "(default: 900; needs pytest-timeout)",
    )
    parser.addini("callsheet_assignment", "as --assignment, a path as seen from this file")
    parser.addini("callsheet_submission", "as --submission, as seen from this file")
    parser.addini("callsheet_timeout", "as --grading-timeout", default="900")


def _wanted(config: "pytest.Config") -> bool:
    return bool(
        getattr(config.known_args_namespace, "assignment", None)
        or config.getini("callsheet_assignment")
    )


def pytest_load_initial_conftests(early_config: "pytest.Config") -> None:
    """Before pytest looks for ``conftest.py`` files: see that it does not."""
    if _wanted(early_config):
        from harness.plugin import guard

        guard.keep_out(early_config)


def pytest_configure(config: "pytest.Config") -> None:
    """Grade, if that is asked for."""
    if _wanted(config):
        from harness.plugin import guard
        from harness.plugin.session import Grader

        config.pluginmanager.register(Grader(config, guard.asked(config)), "callsheet-grader")
