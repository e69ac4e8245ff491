"""The part of a student's page that shows what happened: diagrams, terminals, packets."""

from itertools import groupby

from harness.model.result import SceneRun
from harness.reports.diagram import player, svg
from harness.reports.markup import Html, el, join, said
from harness.reports.page import hidden
from harness.reports.runs import Variant, went_well
from harness.reports.screens import screens
from harness.reports.terminals import Piece, terminals
from harness.reports.words import count, listed, wait

_ENDINGS = {
    "done": "The scene was played to its end.",
    "quiet": "It came to rest: nothing more could happen.",
    "limit": "It was ended by a limit.",
    "fault": "The grader failed in it; it costs nothing.",
}


def scenes(found: tuple[Variant, ...]) -> Html:
    """Every scene with all its runs; of runs that went alike, one."""
    if not found:
        return Html("")
    parts = []
    for scene, same in groupby(found, key=lambda variant: variant.scene):
        parts.append(el("h3", None, "Scene ", el("code", None, said(scene))))
        opened = False
        for variant in same:
            parts.append(_variant(variant, not variant.well and not opened))
            opened = opened or not variant.well
    heading = el("h2", {"id": "runs"}, "What happened, run by run")
    lead = el("p", {"class": "mute"}, _LEAD)
    return el("section", {"aria-labelledby": "runs"}, heading, lead, *parts)


_LEAD = (
    "Each line down is a program, time runs downward. An arrow is what crossed the network; "
    "red and ✗ mark where a run left the story, dashed red what was expected and never came."
)


def anchor(variant: Variant | tuple[str, str, str]) -> str:
    """The id of a variant on the page: plain letters and digits, and different for each."""
    if isinstance(variant, Variant):
        variant = (variant.scene, variant.cast, variant.row)
    plain = ".".join("".join(c if c in _PLAIN else "_" for c in part) for part in variant)
    others = "".join(f"{ord(c):x}" for part in variant for c in part if c not in _PLAIN)
    return f"run.{plain}.{others}".rstrip(".")


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


def _variant(variant: Variant, opened: bool) -> Html:
    names = " · ".join(part for part in (variant.cast, variant.row) if part)
    mark, words = _verdict(variant)
    name = anchor(variant)
    summary = el(
        "summary",
        None,
        el("span", {"class": "tick", "aria-hidden": "true"}, mark),
        el("b", None, said(names)),
        el("span", {"class": "mute"}, f" {count(variant.count, 'run')}: {words}"),
    )
    groups = [_group(group, f"{name}-{at}") for at, group in enumerate(variant.groups, 1)]
    verdict = "pass" if variant.well else "fail"
    given = {"class": f"run v-{verdict}", "id": name, "open": "" if opened else None}
    return el("details", given, summary, *groups)


def _verdict(variant: Variant) -> tuple[str, str]:
    wrong = sum(len(group) for group in variant.groups if not went_well(group[0]))
    alike = ", all alike" if len(variant.groups) == 1 and variant.count > 1 else ""
    if not wrong:
        return "✓", f"kept to the story{alike}"
    if wrong == variant.count:
        return "✗", f"left the story{alike}"
    return "≈", f"{wrong} of them left the story"


def _group(runs: tuple[SceneRun, ...], name: str) -> Html:
    """Runs that went alike: the first of them in full, the files of all."""
    first = runs[0]
    numbers = listed([str(run.run) for run in runs])
    which = f"Run {numbers}" if len(runs) == 1 else f"Runs {numbers}, which went alike"
    ending = "" if first.ended == "done" and not went_well(first) else _ENDINGS.get(first.ended, "")
    return el(
        "div",
        {"class": "group"},
        el("p", {"class": "which"}, el("b", None, f"{which}. "), ending),
        _waiting(first),
        _figure(first, name),
        _terminals(first),
        screens(first),
        _files(runs),
    )


def _waiting(run: SceneRun) -> Html:
    """Who waits for whom, and where in the code."""
    sentence = el("p", {"class": "waits"}, said(run.sentence)) if run.sentence else ""
    places = [
        el(
            "li",
            None,
            el("b", None, said(waiting.who)),
            f": {wait(waiting)} at ",
            el("code", None, said(f"{waiting.file}:{waiting.line}")),
            el("pre", {"class": "code"}, said(waiting.code)) if waiting.code else "",
        )
        for waiting in run.waiting
        if waiting.file
    ]
    if not places:
        return join([sentence])
    more = el("summary", None, "Where in the code each thread waits")
    return join([sentence, el("details", {"class": "places"}, more, el("ul", None, *places))])


def _figure(run: SceneRun, name: str) -> Html:
    if run.recorded is None:
        return el("p", {"class": "mute"}, "The timeline of this run was not kept.")
    drawn = svg(run.recorded, run.broken, run.missing, name=name, alone=False)
    about = f"Sequence diagram of run {run.run}"
    scroll = {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": about}
    return el("figure", None, el("div", scroll, Html(drawn)))


def _terminals(run: SceneRun) -> Html:
    if run.recorded is None:
        return Html("")
    boxes = []
    for role, pieces in terminals(run.recorded).items():
        about = f"Terminal of {role}"
        screen = {"tabindex": "0", "role": "region", "aria-label": about}
        caption = el(
            "figcaption",
            None,
            el("b", None, said(role)),
            el("span", {"class": "mute"}, f" {player(run.recorded, role)}"),
        )
        shown = el("pre", screen, join(_piece(piece) for piece in pieces))
        boxes.append(el("figure", {"class": "term"}, caption, shown))
    return el("div", {"class": "terms"}, *boxes) if boxes else Html("")


def _piece(piece: Piece) -> Html:
    if piece.kind == "typed":
        return el("kbd", None, hidden("typed: "), said(piece.text))
    if piece.kind == "note":
        return el("i", None, f"[{piece.text}]\n")
    return said(piece.text)


def _files(runs: tuple[SceneRun, ...]) -> Html:
    """Links to the packets and the timeline of every run."""
    links = []
    for run in runs:
        name = f"run {run.run}: " if len(runs) > 1 else ""
        kinds = ((run.pcap, "packets (pcap)"), (run.timeline, "timeline (JSON lines)"))
        parts = [el("a", {"href": path, "download": ""}, words) for path, words in kinds if path]
        if parts:
            links.append(join([name, join(parts, ", ")]))
    return el("p", {"class": "files"}, "Download ", join(links, "; ")) if links else Html("")
