"""Nothing that a submission says becomes markup."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from harness.reports.markup import Html, el, join, said, text
from harness.reports.readable import decode, visible


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


@given(ANY | NASTY, ANY | NASTY)
def test_text_and_attributes_come_back_as_they_were_shown(inside: str, value: str) -> None:
    """One element with one attribute goes in; exactly that comes out of a parser."""
    found = read(el("p", {"title": value}, inside))
    assert found.tags == [("p", (("title", visible(value, "\n\t")),))]
    assert "".join(found.texts) == visible(inside, "\n\t")


@given(ANY | NASTY)
def test_what_was_said_is_only_spans(content: str) -> None:
    """A submission's words bring no tag but ours that sets an escape apart."""
    found = read(said(content))
    assert {tag for tag, _ in found.tags} <= {"span"}
    assert "".join(found.texts) == visible(content, "\n\t")


def test_escapes_are_set_apart() -> None:
    """A program that prints a backslash and one that prints a control code look different."""
    assert said("\\x1b") == "\\x1b"
    assert said("\x1b") == '<span class="esc">\\x1b</span>'


def test_markup_is_not_escaped_twice() -> None:
    """Elements nest, and text beside them is still text."""
    assert el("p", None, el("b", None, "<"), ">") == "<p><b>&lt;</b>&gt;</p>"
    assert join([Html("<br>"), "&"], ", ") == "<br>, &amp;"
    assert text("'") == "&#x27;"


def test_attributes_can_be_left_out() -> None:
    """None leaves an attribute out; an empty one stays."""
    assert el("details", {"open": None, "id": ""}) == '<details id=""></details>'
    assert el("br") == "<br>"
