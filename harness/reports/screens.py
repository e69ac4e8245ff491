"""The screens of programs with windows: small, and loaded only when somebody looks at them."""

from itertools import groupby

from harness.model.result import Picture, SceneRun
from harness.reports.layout import BANDS
from harness.reports.markup import Html, el, join, said
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


def _when(picture: Picture) -> int:
    return picture.after


def _figure(run: SceneRun, picture: Picture) -> Html:
    """One picture, which leads to itself in full."""
    words = _after(run, picture)
    width, height = _size(picture.png)
    image = {
        "src": picture.path,
        "alt": f"The screen of {picture.who} {words}",
        "loading": "lazy",
        "decoding": "async",
        "width": str(width) if width else None,
        "height": str(height) if height else None,
    }
    caption = el("figcaption", None, el("b", None, said(picture.who)), " ", said(words))
    link = el("a", {"href": picture.path}, el("img", image))
    return el("figure", {"class": "shot"}, join([link, caption]))


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
    if not png.startswith(_SIGNATURE) or len(png) < 24:
        return 0, 0
    width, height = (int.from_bytes(png[place : place + 4], "big") for place in (16, 20))
    if not 0 < width < 20000 or not 0 < height < 20000:
        return 0, 0
    small = min(_SMALL, width)
    return small, max(1, height * small // width)
