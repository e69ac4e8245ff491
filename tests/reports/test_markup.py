"""Nothing that a submission says becomes markup."""

from hypothesis import given

from harness.reports.markup import Html, el, join, said, text
from harness.reports.readable import visible
from tests.reports.texts import ANY, NASTY, read


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
