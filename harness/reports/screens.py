"""The screens of programs with windows: small, and large at a click.

They are in the page itself, so that it can be sent alone; only a picture that is not at hand, as in
results that were read from a file, is a link to its place beside the page.
"""

from base64 import b64encode
from itertools import groupby

from harness.model.result import Picture, SceneRun
from harness.reports.layout import BANDS
from harness.reports.markup import Html, el, said
from harness.reports.readable import cut
from harness.reports.steps import alone
from harness.reports.words import count, sentence

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SMALL = 220  # px


def screens(run: SceneRun) -> Html:
    """The saved screenshots of a run, folded away, those of each role beside one another."""
    kept = sorted((one for one in run.screenshots if one.path), key=lambda one: one.who)
    if not kept:
        return Html("")
    rows = [
        el("div", {"class": "shots"}, *(_figure(run, one) for one in sorted(of, key=_when)))
        for _, of in groupby(kept, key=lambda one: one.who)
    ]
    summary = el("summary", None, f"{count(len(kept), 'screenshot')}")
    return el("details", {"class": "screens"}, summary, *rows)


def beside(run: SceneRun) -> bool:
    """True if the page shows a picture of this run that is not in it."""
    return any(one.path and not _whole(one.png) for one in run.screenshots)


def _whole(png: bytes) -> bool:
    return png.startswith(_SIGNATURE)


def _when(picture: Picture) -> int:
    return picture.after


def _figure(run: SceneRun, picture: Picture) -> Html:
    """One picture; whoever ticks it sees it in full."""
    words = _after(run, picture)
    width, height = _size(picture.png)
    inside = _whole(picture.png)
    data = f"data:image/png;base64,{b64encode(picture.png).decode()}" if inside else None
    image = {
        "src": data or picture.path,
        "alt": f"The screen of {picture.who} {words}",
        "loading": None if inside else "lazy",
        "decoding": None if inside else "async",
        "width": str(width) if width else None,
        "height": str(height) if height else None,
    }
    caption = el("figcaption", None, el("b", None, said(picture.who)), " ", said(words))
    tick = el("input", {"type": "checkbox", "class": "vh", "aria-label": "Show in full size"})
    return el("figure", {"class": "shot"}, el("label", None, tick, el("img", image)), caption)


def _after(run: SceneRun, picture: Picture) -> str:
    """When it was taken: after what happened."""
    events = run.recorded.events if run.recorded else ()
    for event in reversed(events[: picture.after + 1]):
        step = alone(event)
        if step is not None and step.kind not in BANDS:
            return f"after: {cut(sentence(step), 80)}"
    return f"after event {picture.after}"


def _size(png: bytes) -> tuple[int, int]:
    """How wide and high a picture is shown; zeros if it does not say."""
    if not _whole(png) or len(png) < 24:
        return 0, 0
    width, height = (int.from_bytes(png[place : place + 4], "big") for place in (16, 20))
    if not 0 < width < 20000 or not 0 < height < 20000:
        return 0, 0
    small = min(_SMALL, width)
    return small, max(1, height * small // width)
