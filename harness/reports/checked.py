"""A student's own check on a terminal: one thing to fix first, the diagram, and what passed.

Short, since whoever reads it will read it often: the rest is there for the asking.  Nothing here is
about hidden items; the result was made without them.
"""

import re
from dataclasses import field

from harness.model.play import NOT_OBSERVED
from harness.model.quick import dataclass
from harness.model.result import PENDING, UNOBSERVABLE, Diagnosis, ItemResult, Result
from harness.reports import degrees, nearby
from harness.reports.advice import Advice, Crash, advice, note, worth_by
from harness.reports.attempt import cannot_tell, extra_items, not_attempted
from harness.reports.degrees import Code, Degree
from harness.reports.flood import OVERFLOWED, flood
from harness.reports.glimpse import glimpse
from harness.reports.ink import Paint
from harness.reports.players import players
from harness.reports.prose import helped, labelled, wrapped
from harness.reports.readable import columns, cut, visible, wrap
from harness.reports.words import LOST, MACHINE, UNDECIDED, VERDICTS, count, points, worth_of

_DOUBT = "several files could be"
# what the student has to mend, and what cannot be judged before, wherever it is handed in; so,
# most likely, is a program that sends without end
_OWN = re.compile(rf"^{_DOUBT}|mend these first|{OVERFLOWED}")
# what no machine sees of such a program, wherever it is handed in
_NOWHERE = re.compile(rf"^{NOT_OBSERVED}it(s event loop takes| looks again and again)")
_BY_NOBODY = (
    "It is not lost: no machine sees that of a program like this, and a person may look at it."
)
_NOT_ATTEMPTED = "not attempted, it seems"
_STILL = {"fail": "not met", "partial": "met in part", "sometimes": "met only sometimes"}
_SMALL = 36  # rows of a terminal on which all shall be seen at once


@dataclass(frozen=True, slots=True)
class Page:
    """How the check is to be shown.

    ``rows``: of the terminal, or None where nobody sees it page by page.  ``degree``: how much help
    was asked for.  ``code``: the student's files by name.  ``found``: by what the assignment was
    recognised.  ``better``: what would let this machine see more.
    """

    width: int = 80
    rows: int | None = None
    colour: bool = False
    degree: int = 0
    code: Code = field(default_factory=dict)
    found: str = ""
    better: str = ""


def checked(result: Result, page: Page) -> str:
    """The whole check."""
    return _Teller(result, page).told()


class _Teller:
    def __init__(self, result: Result, page: Page) -> None:
        self._result, self._page = result, page
        self._paint = Paint(page.colour)
        self._best: Advice = advice(result)
        self._early = cannot_tell(result)
        self._skipped = extra_items(result) if self._early or not_attempted(result) else ()

    @property
    def _small_screen(self) -> bool:
        return self._page.rows is not None and self._page.rows < _SMALL

    def told(self) -> str:
        head, first = self._head(), self._first()
        rest = [*self._others(), *self._known(), *self._help(), *self._more()]
        taken = len(head) + len(first) + len(rest)
        left = None if self._page.rows is None else self._page.rows - taken
        diagram = glimpse(self._result, self._best, self._page.width, left, self._paint)
        lines = [*head, *first, *diagram, *rest]
        return "\n".join(line.rstrip() for line in lines) + "\n"

    def _head(self) -> list[str]:
        result, page = self._result, self._page
        title = visible(f"{result.title or result.assignment}: {result.submission}")
        score = f"{points(result.score)} of {points(result.max)} points"
        open_ = sum(i.max for i in result.items if i.verdict in UNDECIDED and not i.extra)
        if open_:
            score += f" ({points(open_)} not judged here)"
        if result.extra:
            score += f", + {points(result.extra)} extra"
        if columns(title) + 3 + columns(score) <= page.width:
            gap = " " * (page.width - columns(title) - columns(score))
            lines = [self._paint("bold", f"{title}{gap}{score}")]
        else:
            lines = [cut(title, page.width), *self._wrapped(score)]
            lines = [self._paint("bold", line) for line in lines]
        if page.found:
            lines += self._small(f"Assignment {result.assignment}, known by {page.found}.")
        who = players(result)
        lines += self._small(who) if who else []
        if result.fault:
            lines += ["", *self._wrapped(f"! The grader failed, not you: {result.fault}")]
        return [*lines, ""]

    # What to fix first

    def _first(self) -> list[str]:
        crash, item = self._best.crash, self._best.item
        if item is None:
            return [*self._nothing(), ""] if not self._result.fault else []
        if self._best.diagnosis is not None:
            return [*self._misconception(self._best.diagnosis), ""]
        return [*(self._crash(crash) if crash else self._item(item)), ""]

    def _nothing(self) -> list[str]:
        doubt = next((why for _, why in self._reasons() if why.startswith(_DOUBT)), "")
        if doubt:
            lines = wrap(visible(f"Fix first: {doubt}."), self._page.width, 6)
            return [self._paint("bold", line) for line in lines]
        if any(item.verdict in UNDECIDED for item in self._result.items):
            return [self._paint("pass", "✓ Nothing that was seen here lost points.")]
        words = "All that is checked here passed."
        if any(item.review for item in self._result.items):
            words += " A person will look at it, too."
        return [self._paint("pass", "✓ ") + line for line in self._wrapped(words)]

    def _misconception(self, one: Diagnosis) -> list[str]:
        """What was misunderstood, where, and what shows it; what to do is a hint."""
        lines = self._heading(f"{one.says}.", worth_by(self._result, self._best))
        if one.file:
            place = f"{one.file}, line {one.line}" if one.line else one.file
            lines += self._labelled("where", f"{place}: {one.code}" if one.code else place)
        return lines + (self._labelled("you see", one.happened) if one.happened else [])

    def _crash(self, crash: Crash) -> list[str]:
        place = visible(f"{crash.file}, line {crash.line}")
        who = visible(crash.who)
        if crash.refusal:
            lines = self._heading(f"{crash.refusal.sentence}.")
            words = f"So {who} ended with an error ({place}){crash.excuse}. {crash.begin}."
            return [*lines, *self._wrapped(words, "  ")]
        lines = self._heading(f"{who} ended with an error.")
        lines += self._labelled("it said", crash.error)
        code = nearby.line(crash.file, int(crash.line), self._page.code)
        lines += self._labelled("where", f"{place}: {code}" if code else place)
        runs = f"in {count(crash.runs, 'run')}; whatever else is lost may come from it"
        return [*lines, *self._labelled("seen", runs)]

    def _item(self, item: ItemResult) -> list[str]:
        lines = self._heading(item.title, worth_of(item.max - item.points), _STILL[item.verdict])
        proof = self._best.evidence
        if proof is not None:
            lines += self._labelled("you see" if proof.scene else "found", proof.happened)
            if proof.file:
                place = f"{proof.file}, line {proof.at}" if proof.at else proof.file
                lines += self._labelled("where", place)
        if item.runs and item.verdict == "sometimes":
            lines += self._labelled("how often", f"passed in {item.passed} of {item.runs} runs")
        if item.review and item.verdict == "fail":
            lines += self._labelled("by", MACHINE)
        return lines

    def _heading(self, words: str, worth: str = "", still: str = "") -> list[str]:
        """``still``: how far that is from being so, where ``words`` are of what should be."""
        label = "Extra credit next" if self._best.item and self._best.item.extra else "Fix first"
        label += f" ({worth})" if worth else ""
        label += f", {still}: " if still else ": "
        lines = wrap(visible(f"{label}{words}"), self._page.width, 4)
        return [self._paint("bold", line) for line in lines]

    # The rest

    def _others(self) -> list[str]:
        lines: list[str] = []
        lost = [
            item
            for item in self._result.items
            if item.verdict in LOST and item not in self._skipped
            if item is not self._best.item or self._best.crash or self._best.diagnosis
        ]
        told = self._best.diagnosis.items if self._best.diagnosis else ()
        with_it = [item for item in lost if item.id in told]
        rest = [item for item in lost if item not in with_it]
        alone = self._best.crash is None or self._best.diagnosis is not None
        for label, items in (("Lost by it", with_it), ("Also lost" if alone else "Lost", rest)):
            if items and self._small_screen:
                lines += self._listed("✗", "fail", label, [item.id for item in items])
            elif items:
                lines.append(self._paint("bold", label))
                lines += [line for item in items for line in self._row(item)]
        lines += self._undecided()
        passed = [item for item in self._result.items if item.verdict == "pass"]
        if passed:
            lines += self._listed("✓", "pass", "Passed", [item.id for item in passed])
        if self._skipped:
            extra = points(sum(item.max for item in self._skipped))
            why = "can be told only when that is mended" if self._early else _NOT_ATTEMPTED
            lines += self._wrapped(f"· Extra credit ({extra}): {why}.")
        return lines

    def _row(self, item: ItemResult) -> list[str]:
        """An item's title, and the id by which to ask for more."""
        mark = VERDICTS[item.verdict][0]
        earned = f"{points(item.points)}/{points(item.max)}"
        text = visible(f"{item.title}{' (extra)' if item.extra else ''} [{item.id}]")
        first, *rest = wrap(text, max(self._page.width - 11, 12), 3)
        head = self._paint(item.verdict, f"{mark} {earned:>7}")
        return [f"{head}  {first}", *(f"{'':11}{line}" for line in rest)]

    def _reasons(self) -> dict[tuple[str, str], list[ItemResult]]:
        """What could not be judged here, by verdict and reason."""
        found: dict[tuple[str, str], list[ItemResult]] = {}
        for item in self._result.items:
            if item.verdict in UNDECIDED and item not in self._skipped:
                why = "" if item.verdict == PENDING else note(item).partition("; its ")[0]
                found.setdefault((item.verdict, why), []).append(item)
        return found

    def _undecided(self) -> list[str]:
        """What could not be judged here: these items are not lost."""
        lines: list[str] = []
        for (verdict, why), items in sorted(self._reasons().items(), key=lambda pair: pair[0][0]):
            mark, word = VERDICTS[verdict]
            label = f"{word[0].upper()}{word[1:]}, {_worth(items)}"
            lines += self._listed(mark, verdict, label, [item.id for item in items])
            lines += self._wrapped(f"why: {why}", "  ") if why else []
            lines += self._wrapped(_BY_NOBODY, "  ") if _NOWHERE.search(why) else []
            sent = flood(self._result) if OVERFLOWED in why else ""
            lines += self._wrapped(sent, "  ") if sent else []
        here = [why for v, why in self._reasons() if v == UNOBSERVABLE and not _OWN.search(why)]
        if not all(map(_NOWHERE.search, here)):
            words = f"It is not lost: it is judged when you hand in. {self._page.better}"
            lines += self._wrapped(words, "  ")
        return lines

    def _listed(self, mark: str, verdict: str, label: str, names: list[str]) -> list[str]:
        text = f"{label} ({len(names)}): {', '.join(visible(name) for name in names)}"
        first, *rest = wrap(text, self._page.width - 2, 8)
        return [f"{self._paint(verdict, mark)} {first}", *(f"  {line}" for line in rest)]

    def _known(self) -> list[str]:
        """Points that are judged elsewhere, and what else is to be known."""
        lines: list[str] = []
        if self._result.elsewhere:
            worth = worth_of(self._result.elsewhere)
            lines += self._wrapped(f"· {worth} more are judged by items that are not shown here.")
        told = {note(item).partition("; its ")[0] for item in self._result.items}
        for problem in [each for each in self._result.problems if each not in told][:5]:
            lines += self._wrapped(f"· {problem}")
        return lines

    def _degrees(self) -> tuple[Degree, ...]:
        item, crash, known = self._best.item, self._best.crash, self._best.diagnosis
        if crash is not None and (known is None or known.kind == "error"):
            return degrees.of_crash(crash, self._result, self._page.code, known)
        return degrees.of_item(item, self._result, self._page.code) if item else ()

    def _help(self) -> list[str]:
        """The degrees that were asked for, where the eye is when all is printed."""
        return helped(self._degrees(), self._page.degree, self._page.width, self._paint)

    def _more(self) -> list[str]:
        """What to ask for next."""
        item = self._best.item
        if item is None:
            return []
        given, last = self._page.degree, len(self._degrees())
        more = "" if given >= last else f"Still stuck? --hint {given + 1}. "
        more = more if given else "Stuck? --hint gives a nudge. "
        words = f"{more}--explain {item.id} shows what was expected beside what happened."
        return ["", *self._small(words)]

    def _small(self, text: str) -> list[str]:
        return [self._paint("dim", line) for line in self._wrapped(text)]

    def _wrapped(self, text: str, indent: str = "") -> list[str]:
        return wrapped(text, self._page.width, indent)

    def _labelled(self, name: str, text: str) -> list[str]:
        return labelled(name, text, self._page.width, self._paint)


def _worth(items: list[ItemResult]) -> str:
    main = sum(item.max for item in items if not item.extra)
    extra = sum(item.max for item in items if item.extra)
    more = f"{points(extra)} extra" if extra else ""
    return " and ".join(part for part in (worth_of(main) if main else "", more) if part)
