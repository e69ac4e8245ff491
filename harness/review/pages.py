"""The page of one task, and the one that is shown when nothing is left."""

import json
from pathlib import Path
from urllib.parse import quote, urlencode

from harness.model.quick import dataclass
from harness.model.result import Evidence, ItemResult
from harness.reports.folder import slug
from harness.reports.markup import Html, el, join, said
from harness.reports.page import hidden, page
from harness.reports.words import VERDICTS, count, points
from harness.review.code import listing
from harness.review.desk import Desk
from harness.review.queue import ALL, ASKED, BY_ITEM, BY_SUBMISSION, OPEN, Task, beside, shown

_HERE = Path(__file__).parent
_STYLES = ("page.css", str(_HERE / "review.css"))
_SCRIPT = str(_HERE / "review.js")
_MOST_EVIDENCE = 12
_KEYS = (
    ("f", "full points"),
    ("z", "no points"),
    ("c", "confirm what was found"),
    ("p", "type points, Enter saves"),
    ("r", "type a reason, Ctrl+Enter saves"),
    ("u", "undo the last decision"),
    ("j / k", "next, previous"),
    ("n / N", "next, previous submission"),
    ("i", "one item across the class, or one submission after another"),
    ("o", "open the student's page"),
    ("?", "show these keys"),
)


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks for: see ``queue.shown``; ``key`` names a task, or is None."""

    order: str = BY_SUBMISSION
    which: str = OPEN
    key: tuple[str, str] | None = None

    def address(self, key: tuple[str, str] | None = None) -> str:
        """The address of another task in the same view; without one, of the first."""
        asked = {"order": self.order, "show": self.which}
        if key is not None:
            asked |= {"submission": key[0], "item": key[1]}
        return f"/?{urlencode(asked, errors='surrogatepass')}"


def task_page(desk: Desk, view: View, token: str) -> str | None:
    """The page of a task; None if the address names one that is not there."""
    every = desk.tasks()
    chosen = shown(every, view.order, view.which, view.key)
    if view.key is None:
        if not chosen:
            return _nothing_left(desk, view, every, token)
        task = chosen[0]
    else:
        found = [one for one in every if one.key == view.key]
        if not found:
            return None
        task = found[0]
    return _frame(
        desk,
        _top(desk, View(view.order, view.which, task.key), every, token),
        el(
            "main",
            {"id": "content", "class": "desk"},
            _judge(desk, view, task, chosen, every),
            _code(desk, task),
        ),
    )


def _frame(desk: Desk, *body: Html) -> str:
    title = f"To judge: {desk.spec.title}"
    return page(title, *body, script=_SCRIPT, styles=_STYLES, wide=True, talks=True)


def _nothing_left(desk: Desk, view: View, every: list[Task], token: str) -> str:
    asked = sum(task.asked for task in every)
    words = f"{count(asked, 'decision')} made or confirmed." if asked else "No item asks for one."
    if view.which == ALL:
        words = "There is nothing to see."
    return _frame(
        desk,
        _top(desk, view, every, token),
        el(
            "main",
            {"id": "content", "class": "done"},
            el("h2", None, "Nothing is left to judge"),
            el("p", None, words, " “Finish” writes the grades and the reports."),
        ),
    )


def _top(desk: Desk, view: View, every: list[Task], token: str) -> Html:
    left, asked = sum(task.open for task in every), sum(task.asked for task in every)
    orders = ((BY_SUBMISSION, "submission after submission"), (BY_ITEM, "item after item"))
    whiches = ((OPEN, "not decided"), (ASKED, "for a person"), (ALL, "everything"))
    return el(
        "header",
        {"class": "top", "id": "top", "data-token": token},
        el("div", None, el("p", {"class": "over"}, "To judge"), el("h1", None, desk.spec.title)),
        el(
            "div",
            {"class": "progress"},
            el("strong", {"id": "left"}, str(left)),
            f" of {asked} left",
            el("progress", {"max": str(max(asked, 1)), "value": str(asked - left),
                            "aria-label": "decided"}),
        ),
        el(
            "nav",
            {"aria-label": "What is shown, in which order"},
            join(_switch(View(order, view.which), word, order == view.order, view.key)
                 for order, word in orders),
            el("span", {"class": "bar"}),
            join(_switch(View(view.order, which), word, which == view.which, None)
                 for which, word in whiches),
        ),
        el("div", None, el("button", {"id": "finish", "type": "button"}, "Finish"),
           el("button", {"id": "keys", "type": "button", "aria-expanded": "false",
                         "aria-controls": "help"}, "Keys ", el("kbd", None, "?"))),
        _help(),
        el("p", {"id": "said", "role": "status"}),
    )  # fmt: skip


def _help() -> Html:
    rows = [piece for key, what in _KEYS
            for piece in (el("dt", None, el("kbd", None, key)), el("dd", None, what))]  # fmt: skip
    return el("dl", {"id": "help", "hidden": ""}, *rows)


def _switch(view: View, word: str, chosen: bool, key: tuple[str, str] | None) -> Html:
    current = "true" if chosen else None
    return el("a", {"href": view.address(key), "aria-current": current}, word)


def _judge(desk: Desk, view: View, task: Task, chosen: list[Task], every: list[Task]) -> Html:
    result, found = desk.result(task.submission), task.found
    whose = ", ".join(one.name for one in (result.handed.students if result.handed else ()))
    link = f"/report/{quote(slug(task.submission))}/index.html#item-{quote(found.id)}"
    mark, word = VERDICTS[found.verdict]
    return el(
        "section",
        {"class": "judge", "aria-label": "What is to be judged"},
        el("p", {"class": "over"}, said(task.submission),
           f" ({whose})" if whose and whose != task.submission else "",
           " · ", el("a", {"id": "report", "href": link, "target": "_blank"}, "the whole page")),
        el("h2", None, found.title),
        el("p", {"class": f"found v-{found.verdict}"},
           el("span", {"class": "badge"}, el("span", {"aria-hidden": "true"}, f"{mark} "), word),
           f" {points(found.points)} of {points(found.max)} points proposed"),
        el("p", None, said(found.note)) if found.note else "",
        _evidence(found),
        _standing(task),
        _form(view, task, chosen, every),
        _rubric(view, task, every),
    )  # fmt: skip


def _rubric(view: View, task: Task, every: list[Task]) -> Html:
    """All items of the hand-in, as they stand."""
    rows = []
    for one in every:
        if one.submission != task.submission:
            continue
        mark, word = VERDICTS[one.now.verdict]
        earned = f"{points(one.now.points)} / {points(one.now.max)}"
        link = {"href": view.address(one.key), "aria-current": "true" if one == task else None}
        row = (
            el("span", {"aria-hidden": "true"}, f"{mark} "),
            hidden(f"{word}: "),
            el("a", link, one.now.title),
            el("span", {"class": "mute"}, f" {earned}{' · decided' if one.decided else ''}"),
        )
        rows.append(el("li", {"class": "open" if one.open else None}, *row))
    return el("details", {"class": "rubric", "open": ""},
              el("summary", None, "The whole rubric"), el("ul", None, *rows))  # fmt: skip


def _standing(task: Task) -> Html:
    one = task.now.corrected
    if one is None:
        return Html("")
    text = f"Decided: {points(task.now.points)} of {points(task.now.max)} points. "
    return el("p", {"class": "decided", "id": "decided"}, text, el("q", None, said(one.reason)))


def _data(view: View, task: Task, chosen: list[Task], every: list[Task]) -> dict[str, str]:
    """What the page's script is told of a task, and of those around it."""
    before, after = beside(chosen, task.key)
    others = shown(every, BY_SUBMISSION, view.which, task.key)
    names = list(dict.fromkeys(one.submission for one in others))
    place = names.index(task.submission)
    first = {name: next(o.key for o in others if o.submission == name) for name in names}
    seen = None
    if task.now.corrected is not None:
        seen = {"points": task.now.points, "reason": task.now.corrected.reason}
    return {
        "submission": task.submission,
        "item": task.found.id,
        "found": points(task.found.points),
        "most": points(task.found.max),
        "seen": json.dumps(seen),
        "here": view.address(task.key),
        "next": view.address(after.key) if after else view.address(),
        "previous": view.address(before.key) if before else "",
        "further": view.address(first[names[place + 1]]) if place + 1 < len(names) else "",
        "back": view.address(first[names[place - 1]]) if place else "",
        "turned": View(BY_ITEM if view.order == BY_SUBMISSION else BY_SUBMISSION,
                       view.which).address(task.key),
    }  # fmt: skip


def _form(view: View, task: Task, chosen: list[Task], every: list[Task]) -> Html:
    data = _data(view, task, chosen, every)
    before, after = beside(chosen, task.key)
    reason = task.now.corrected.reason if task.now.corrected else ""
    number = {"id": "points", "type": "number", "min": "0", "max": data["most"], "step": "any",
              "value": points(task.now.points)}  # fmt: skip
    return el(
        "form",
        {"id": "decide", **{f"data-{key}": value for key, value in data.items()}},
        el("label", {"for": "points"}, "Points"),
        el("span", {"class": "of"}, el("input", number), f" of {data['most']}"),
        el("label", {"for": "reason"}, "Reason (the student reads it)"),
        el("textarea", {"id": "reason", "rows": "2"}, said(reason)),
        el(
            "p",
            {"class": "buttons"},
            _button("full", "Full", "f"),
            _button("zero", "None", "z"),
            _button("confirm", "Confirm", "c"),
            _button("save", "Save", ""),
            _button("undo", "Undo", "u"),
        ),
        el(
            "p",
            {"class": "ways"},
            el("a", {"href": data["previous"], "rel": "prev"}, "← previous") if before else "",
            el("a", {"href": data["next"], "rel": "next"}, "next →") if after else "",
        ),
    )


def _button(name: str, word: str, key: str) -> Html:
    shown_key = el("kbd", {"aria-hidden": "true"}, key) if key else Html("")
    return el("button", {"id": name, "type": "button"}, f"{word} ", shown_key)


def _evidence(item: ItemResult) -> Html:
    pieces = [_piece(one) for one in item.evidence[:_MOST_EVIDENCE]]
    return el("ul", {"class": "evidence"}, *pieces) if pieces else Html("")


def _piece(one: Evidence) -> Html:
    where = f"{one.file}, line {one.at}" if one.file and one.at else one.file
    run = " · ".join(filter(None, (one.scene, one.cast, one.row, f"run {one.run}")))
    return el(
        "li",
        None,
        el("span", {"class": "ok" if one.passed else "no"}, "✓ " if one.passed else "✗ "),
        said(one.expected), ": ", said(one.happened),
        el("span", {"class": "mute"}, f" ({where})") if where else "",
        el("span", {"class": "mute"}, f" [{run}]") if one.scene else "",
    )  # fmt: skip


def _code(desk: Desk, task: Task) -> Html:
    """The files, those first of which something is said."""
    files = desk.sources(task.submission)
    sources = {one.name: one.content for each in files.values() for one in each}
    marked: dict[str, set[int]] = {}
    for one in task.found.evidence:
        if one.file:
            lines = range(one.at, one.at + max(1, len(one.excerpt.splitlines())))
            marked.setdefault(one.file, set()).update(lines if one.at else ())
    item = desk.spec.rubric.get(task.found.id)
    roles = item.look.roles if item and item.look else ()
    wanted = [one.name for role in roles for one in files.get(role, ())]
    order = sorted(sources, key=lambda name: (name not in marked, name not in wanted))
    if not order:
        return el("section", {"class": "code"}, el("p", None, "No file of it was read."))
    pieces = [
        el(
            "article",
            None,
            el("h3", None, said(name)),
            listing(name, sources[name], marked.get(name, set())),
        )
        for name in order
    ]
    return el("section", {"class": "code", "aria-label": "The code"}, *pieces)
