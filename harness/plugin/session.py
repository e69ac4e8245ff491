"""A run of pytest that grades: what is collected, shared and summed up."""

import shutil
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from harness import rooms
from harness.plugin import guard
from harness.plugin.grading import Grading
from harness.plugin.guard import Asked
from harness.plugin.nodes import EXTRA, Assignment, RubricItem
from harness.plugin.told import HIDDEN
from harness.reports.words import UNDECIDED, points
from harness.spec import load

_ROOM, _WIDTH = "callsheet_room", "callsheet_width"  # what xdist's workers are told


class Grader:
    """The hooks; a plugin of its own, registered only where an assignment is asked for."""

    def __init__(self, config: pytest.Config, asked: Asked) -> None:
        self._config, self._asked = config, asked
        self._given: dict[str, Any] = getattr(config, "workerinput", {})
        self._room = ExitStack()
        self._shared = Path(self._given.get(_ROOM) or self._room.enter_context(rooms.room()))
        columns = shutil.get_terminal_size((100, 24)).columns
        self._width: int = self._given.get(_WIDTH) or columns
        self._seen: dict[str, dict[str, Any]] = {}  # by item: what its test has said of it
        line = f"{EXTRA}: extra credit, which counts apart"
        config.addinivalue_line("markers", line)
        # Ids here name no files: there is nothing in them that could be relative to a folder.
        config.cwd_relative_nodeid = lambda nodeid: nodeid  # type: ignore[method-assign]  # no hook

    def pytest_unconfigure(self) -> None:
        """Leave nothing behind."""
        self._room.close()

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker of xdist where what is graded will lie."""
        node.workerinput[_ROOM] = str(self._shared)
        node.workerinput[_WIDTH] = self._width

    def pytest_report_header(self) -> list[str]:
        """What is graded by what."""
        asked, config = self._asked, self._config
        lines = [f"callsheet: {asked.submission} by {asked.assignment}"]
        if guard.reads_settings_of(config, asked.submission):
            lines.append(f"callsheet: pytest's settings are the hand-in's own ({config.inipath})")
        return lines

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> None:
        """Collect no file, whatever is named: the tests come with the next hook."""
        self._named = self._names()
        if not session.config.pluginmanager.hasplugin("dsession"):  # there, workers collect
            session.config.args = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, items: list[pytest.Item]
    ) -> None:
        """Collect the items of the rubric, before anybody selects among them."""
        name = self._asked.assignment.name
        node: Assignment = Assignment.from_parent(
            session, name=name, nodeid=name, path=self._asked.assignment / "spec.yaml"
        )
        node.asked, node.named = self._asked, frozenset(self._named)
        node.grading = Grading(self._asked, self._shared, self._width)
        items[:] = list(session.genitems(node))
        unknown = node.named - node.known
        if node.known and unknown:
            lines = [f"not found: {name}::{one}" for one in sorted(unknown)]
            raise pytest.UsageError(
                "\n".join([*lines, f"there is {', '.join(sorted(node.known))}"])
            )

    def _names(self) -> list[str]:
        """The items that are named on the command line; none: all of them."""
        config, name = self._config, self._asked.assignment.name
        if config.args_source is not pytest.Config.ArgsSource.ARGS:
            return []
        found = []
        for word in config.args:
            whole, _, item = word.partition("::")
            if Path(whole).name != name or "::" in item:
                raise pytest.UsageError(
                    f"not found: {word}\n"
                    f"with --assignment, only {name} and {name}::ITEM can be named; "
                    "other tests need a run of their own"
                )
            if not item:
                return []
            found.append(item)
        return found

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Now that it is graded, the place of a test is that in the student's code."""
        report = yield
        if isinstance(item, RubricItem) and item.told is not None and not report.passed:
            path, line, title = item.where()
            report.location = (_relative(path, self._config.rootpath), line, title)
            if isinstance(report.longrepr, tuple):  # skipped: where, and why
                report.longrepr = (str(path), (line or 0) + 1, item.told.said)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what an item came to."""
        told = dict(report.user_properties)
        if {"points", "max", "verdict"} <= told.keys():
            self._seen[report.nodeid.rpartition("::")[2]] = told

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter: Any) -> Generator[None, object, object]:
        """The score, after all else."""
        told = yield
        if self._seen:
            terminalreporter.write_line(self._score())
        return told

    def _score(self) -> str:
        rubric = load(self._asked.assignment).rubric
        main = {name for name, item in rubric.items() if not item.extra}
        line = f"score {self._sum(main)}"
        undecided = self._worth(main, UNDECIDED)
        hidden = self._worth(set(rubric), (HIDDEN,))
        if undecided:
            line += f" ({points(undecided)} not judged)"
        extra = set(rubric) - main
        if self._of(extra):
            line += f", extra {self._sum(extra)}"
        if hidden:
            line += f", {points(hidden)} not shown yet"
        ran = len(self._seen)
        return line if ran == len(rubric) else f"{line}, in {ran} of {len(rubric)} items"

    def _sum(self, names: set[str]) -> str:
        """Points of those that were seen, of how many."""
        shown = [told for told in self._of(names) if told["verdict"] != HIDDEN]
        return "/".join(points(sum(float(told[at]) for told in shown)) for at in ("points", "max"))

    def _worth(self, names: set[str], verdicts: tuple[str, ...]) -> float:
        return sum(float(one["max"]) for one in self._of(names) if one["verdict"] in verdicts)

    def _of(self, names: set[str]) -> list[dict[str, Any]]:
        return [told for name, told in self._seen.items() if name in names]


def _relative(path: Path, root: Path) -> str:
    """As pytest has places: seen from its root, if that is not far up."""
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
