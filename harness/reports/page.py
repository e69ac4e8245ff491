"""The frame of every page: self-contained, readable offline, and deaf to anything injected.

A page carries its own style sheet, and its script if it has one.  The Content-Security-Policy
names both by their hashes and forbids all else: even markup that slipped through could load, run
and restyle nothing.  Only a page with screenshots may show pictures that lie beside it.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from harness.reports.markup import Html, el, join


def page(
    title: str,
    *body: Html,
    script: str = "",
    styles: tuple[str, ...] = ("page.css", "diagram.css"),
    wide: bool = False,
    pictures: bool = False,
    talks: bool = False,
) -> str:
    """A whole page with ``body``.

    ``script``: the name of one of our own scripts, if the page needs one; ``styles``: those of our
    style sheets (a path, where they are not of this folder).  ``wide``: for tables.  ``pictures``:
    it shows some of its own folder.  ``talks``: its script may ask the server that it came from.
    """
    css = _ours(*styles)
    code = _ours(script) if script else Html("")
    policy = f"default-src 'none'; style-src {_hash(css)}; img-src data:"
    # a page that is opened as a file is of no origin that 'self' could name
    policy += " 'self' file:" if pictures else ""
    policy += f"; script-src {_hash(code)}" if script else ""
    policy += "; connect-src 'self'" if talks else ""
    policy += "; base-uri 'none'; form-action 'none'"
    head = el(
        "head",
        None,
        el("meta", {"charset": "utf-8"}),
        el("meta", {"http-equiv": "Content-Security-Policy", "content": policy}),
        el("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        el("meta", {"name": "color-scheme", "content": "light dark"}),
        el("meta", {"name": "robots", "content": "noindex"}),
        el("link", {"rel": "icon", "href": "data:,"}),
        el("title", None, title),
        el("style", None, css),
    )
    content = join([skip(), *body, el("script", None, code) if script else ""])
    whole = el(
        "html", {"lang": "en"}, head, el("body", {"class": "wide" if wide else None}, content)
    )
    return f"<!doctype html>\n{whole}\n"


def skip() -> Html:
    """The link that brings a keyboard straight to the content."""
    return el("a", {"class": "skip", "href": "#content"}, "Skip to the content")


def hidden(words: str) -> Html:
    """Words for those who listen to a page: to the eye, something else says it."""
    return el("span", {"class": "vh"}, words)


@cache
def _ours(*names: str) -> Html:
    folder = Path(__file__).parent
    return join(Html((folder / name).read_text(encoding="utf-8")) for name in names)


@cache
def _hash(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
