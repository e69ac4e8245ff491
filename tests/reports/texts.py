"""Texts that submissions may say, results full of them, and pages as a parser reads them."""

import re
from html.parser import HTMLParser

from hypothesis import strategies as st

from harness.model import events as ev
from harness.model.result import Evidence, ItemResult, Result, SceneRun
from harness.reports.readable import decode
from tests.reports import build

ANY = st.text() | st.binary().map(decode)
NASTY = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "</pre></details><img src=x onerror=alert(1)>",
        '" onmouseover="alert(1)',
        "' autofocus onfocus='alert(1)",
        "<!-- ", "]]>", "<![CDATA[", "&lt;b&gt;", "&#x3c;b>", "</style>", "</title>", "\x00<b>",
        "javascript:alert(1)", "`", "\u2028<b>", "\u202e<b>",
    ]
)  # fmt: skip


class Reader(HTMLParser):
    """Collects what a browser would: tags with their attributes, and texts."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag."""
        self.tags.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        """Remember a text."""
        self.texts.append(data)


def read(markup: str) -> Reader:
    """``markup`` as a parser sees it."""
    reader = Reader()
    reader.feed(markup)
    reader.close()
    return reader


def told_by(page: str) -> str:
    """What a page says, without its style and its script."""
    body = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", page, flags=re.DOTALL)
    return " ".join(" ".join(read(body).texts).split())


def filled(words: st.SearchStrategy[str]) -> st.SearchStrategy[Result]:
    """A result in which every text of a submission is one of ``words``."""

    def fill(w: list[str]) -> Result:
        tape = build.opened()
        tape.add(ev.Printed, "a", data=w[0].encode("utf-8", "surrogatepass"))
        tape.add(
            ev.Sent, w[1], to="server", conn="c", proto="tcp", data=w[2].encode("utf-8", "replace")
        )
        wait = ev.Wait(w[3], "lock", (w[4],), file=w[5], line=1, code=w[0])
        run = SceneRun(
            w[5], w[6], w[7], 1, "quiet", 1, waiting=(wait,), sentence=w[0], broken=(1,),
            missing=((3, w[1], w[2], w[3]),),
            recorded=tape.timeline(by={"a": "student", w[1]: "student"}),
        )  # fmt: skip
        proof = Evidence(w[0], w[1], False, w[5], w[6], w[7], 1, 1, w[2], (1,), w[3], 3, w[4])
        item = ItemResult("i", w[6], 1, 2, "fail", evidence=(proof,), note=w[7], hint=w[1])
        passed = ItemResult("j", w[6], 2, 2, "pass")
        return Result(
            "a", w[0], 1, 2, 0, w[2], (item, passed), (run,), w[3], (w[4],), w[5], 1.0, (w[6],)
        )

    return st.lists(words, min_size=8, max_size=8).map(fill)
