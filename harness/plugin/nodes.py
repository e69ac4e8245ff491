"""The tests: an assignment with an item for each of its rubric's.

What a verdict is for pytest:

* points were lost: a failure (``partial`` and ``sometimes`` too, unless they lost none);
* it could not be observed, a person has to judge it, or it is hidden: skipped, with the reason;
* the harness failed: an error, raised while the test is set up, and never a failure;
* extra credit was lost: an expected failure, so the exit code tells of the main part alone.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from harness.model import result as model
from harness.model.errors import SpecError
from harness.model.spec import Item
from harness.plugin import hidden
from harness.plugin.grading import Grading
from harness.plugin.guard import Asked
from harness.plugin.told import HIDDEN, Told
from harness.spec import load

EXTRA = "extra"
_SKIPPED = (model.UNOBSERVABLE, model.PENDING, HIDDEN)
Location = tuple[Path, int | None, str]


class Assignment(pytest.Collector):
    """An assignment; its rubric's items are the tests."""

    asked: Asked
    grading: Grading
    named: frozenset[str] = frozenset()  # on the command line; none: all
    known: frozenset[str] = frozenset()

    def collect(self) -> Iterator["RubricItem"]:
        """Read the spec.  A mistake in it is an error of collection."""
        rubric = load(self.asked.assignment).rubric
        self.known = frozenset(rubric)
        for item in rubric.values():
            if self.named and item.id not in self.named:
                continue
            node: RubricItem = RubricItem.from_parent(self, name=item.id)
            node.of(item, self.asked)
            yield node

    def repr_failure(  # type: ignore[override]  # as pytest.Collector's own
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> Any:
        """The mistakes of a spec as they are, without the way through the harness."""
        if isinstance(excinfo.value, SpecError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


class RubricItem(pytest.Item):
    """An item of the rubric as a test."""

    item: Item
    told: Told | None = None
    parent: Assignment

    def of(self, item: Item, asked: Asked) -> None:
        """What it is about."""
        self.item = item
        self._asked = asked
        if item.extra:
            self.add_marker(EXTRA)
        if asked.timeout > 0 and self.config.pluginmanager.hasplugin("timeout"):
            self.add_marker(pytest.mark.timeout(asked.timeout))

    def setup(self) -> None:
        """See that the hand-in is graded."""
        wanted = [one.name for one in self.session.items if isinstance(one, RubricItem)]
        graded = self.parent.grading.graded(wanted)
        self.told = graded.items.get(self.name)
        if graded.fault or self.told is None:
            _fault(graded.fault or "nothing was graded")
        told = self.told
        self.user_properties += [
            ("points", told.points),
            ("max", told.max),
            ("verdict", told.verdict),
        ]
        if told.verdict == model.FAULT:
            _fault(told.said)
        if self.item.extra and self._lost(told):
            self.add_marker(pytest.mark.xfail(reason=f"extra credit: {told.said}", strict=False))

    def runtest(self) -> None:
        """Say what became of it."""
        assert self.told is not None
        if self.told.verdict in _SKIPPED:
            pytest.skip(self.told.said)
        if self._lost(self.told):
            pytest.fail(self.told.words, pytrace=False)

    @staticmethod
    def _lost(told: Told) -> bool:
        return told.verdict not in _SKIPPED and float(told.points) < float(told.max)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The explanation, and as its place that in the student's code, if it is known."""
        shown = super().repr_failure(excinfo, style)
        crash = getattr(shown, "reprcrash", None)
        if crash is not None and self.told is not None:
            path, line, _ = self.where()
            crash.path, crash.lineno = str(path), (line or 0) + 1
            crash.message = self.told.said
        return shown

    def reportinfo(self) -> Location:
        """Where the item stands in the spec: all that is known before anything is graded."""
        title = f"{self.name}: {hidden.title(self.item)}"
        return self._asked.assignment / "spec.yaml", self.item.place.line - 1, title

    def where(self) -> Location:
        """Where it was lost in the student's code, or where it stands in the spec."""
        path, line, title = self.reportinfo()
        if self.told is not None and self.told.file:
            at = self.told.line
            return self._asked.submission / self.told.file, at - 1 if at else None, title
        return path, line, title


def _fault(why: str) -> NoReturn:
    """An error of ours, since it is raised while a test is set up."""
    words = f"The grader failed, not the program: {why}"
    pytest.fail(words, pytrace=False)
