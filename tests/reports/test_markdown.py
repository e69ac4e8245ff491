"""The Markdown page says what the page says, and no word of a submission is Markdown."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from harness.model.policy import Standing
from harness.model.result import Corrected, Evidence, ItemResult, Result, SceneRun
from harness.reports.folder import slug, write_markdown, write_submission
from harness.reports.markdown import block, code, markdown, plain
from harness.reports.readable import visible
from tests.reports import build
from tests.reports.texts import ANY, NASTY

_GITHUB = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
PAGE = markdown(build.sample())
INJECTIONS = st.sampled_from(
    [
        "`", "``", "```", "``` ```", "~~~", "`x", "# x", "- x", "1. x", "12) x", "> x", "a | b",
        "|---|", "---", "===", "\n\n# x", "\n", "a\nb", "[x](http://x)", "![x](y)", "<http://x>",
        "http://x.y", "www.x.y", "*x*", "__x__", "~~x~~", "\\", "\\`", "&lt;", "&amp;lt;", "$$x$$",
        "<details>", "<!--", "-->", "    x", "\tx", "end", "%%", ";", ":smile:", "@somebody", "#1",
        "[^1]", "[x]: y", "- [ ] x", "<br>", "\\\n", "+ x", "* x", "</table>", "x  \ny",
    ]
)  # fmt: skip
WORDS = ANY | NASTY | INJECTIONS


def _tokens(page: str) -> list[Token]:
    """All tokens, those within lines too."""
    found = []
    for token in _GITHUB.parse(page):
        found += [token, *(token.children or ())]
    return found


def _shown(page: str) -> str:
    """What a reader sees, without the shape."""
    return " ".join(
        token.content for token in _tokens(page) if token.type in {"text", "code_inline", "fence"}
    )


def _filled(w: list[str]) -> Result:
    """A result in which every text of a submission is one of ``w``."""
    tape = build.opened()
    tape.prints("a", w[0].encode("utf-8", "replace").decode())
    run = SceneRun(
        "s", w[6], w[7], 1, "quiet", 1, sentence=w[0], broken=(3,),
        missing=((3, "a", "server", w[3]),), recorded=tape.timeline(by={"a": "student"}),
    )  # fmt: skip
    proof = Evidence(w[0], w[1], False, w[5], w[6], w[7], 1, 1, w[2], (1,), w[3], 3, w[4])
    item = ItemResult("i", w[6], 1, 2, "fail", evidence=(proof,), note=w[7], hint=w[1])
    return Result(
        "a", w[0], 1, 2, 0, w[2], (item,), (run,), w[3], (w[4],), w[5], 1.0, (w[6],)
    )  # fmt: skip


def test_it_says_what_the_page_says() -> None:
    """Score, every item, evidence, hints, and who waits for whom, in the order of the page."""
    told = _shown(PAGE)
    order = [
        "34.17 / 80 points", "About what you handed in", "What to fix first:", "What lost points",
        'server → b: "Y: Alice received before X: Bob"', "reply = x + ' received before ' + y",
        "accept() order is not arrival order.", "Not decided by the grader", "Extra credit",
        "What happened, run by run", "server: the main thread waits at server.py:31",
        "sequenceDiagram", "Kept to the story:",
    ]  # fmt: skip
    places = [told.index(part) for part in order]
    assert places == sorted(places)
    for item in build.items():
        assert item.title in told


def test_lateness_and_what_a_person_decided_are_told() -> None:
    """What the course's rules took off, and why an item was corrected."""
    first, *rest = build.items()
    decided = Corrected("seen", 0, "fail")
    item = replace(first, corrected=decided, points=first.max, verdict="pass", note="by a person")
    standing = Standing(24.17, 10, "1 day late: 10 points.")
    page = markdown(replace(build.sample(), items=(item, *rest), standing=standing))
    assert "1 day late: 10 points." in _shown(page)
    assert f"{item.title}: by a person" in _shown(page)


def test_each_item_is_a_row_of_the_table() -> None:
    """A row has the sign, the word, the title and the points."""
    rows = [token for token in _GITHUB.parse(PAGE) if token.type == "tr_open"]
    assert len(rows) == 1 + len(build.items())
    assert "| ≈ sometimes | Both clients are told | 6.67 / 10 |" in PAGE


def test_a_run_that_left_its_story_is_drawn_once() -> None:
    """Runs that went alike are one diagram; who kept to the story has none."""
    assert PAGE.count("```mermaid") == 3
    assert "run 1, 3 of 3 runs" in PAGE
    assert "Kept to the story: `order · whole · a-first`." in PAGE


def test_hidden_items_keep_their_secrets() -> None:
    """Neither title nor evidence nor runs of a hidden item are told."""
    secret = replace(build.items()[4], hidden=True, title="SECRET", hint="HINT")
    page = markdown(replace(build.sample(), items=(*build.items()[:4], secret)))
    assert "An item worth 10 points that is not shown yet" in page
    for word in ("SECRET", "HINT", "accept-both-first", "early"):
        assert word not in page


def test_extra_credit_that_nobody_tried_is_one_line() -> None:
    """Its items are told together in one line, as they are on the page."""
    nothing = replace(build.items()[-1], points=0, evidence=())
    run = replace(build.good(), id="more")
    other = replace(nothing, evidence=(Evidence("x", "y", False, "more"),))
    page = markdown(replace(build.sample(), items=(build.items()[0], other), scenes=(run,)))
    assert "Not attempted, as far as can be seen." in page


@given(WORDS)
def test_plain_words_stay_words(words: str) -> None:
    """In a line, an entry, a heading and a cell they are text, and the text that they were."""
    wanted = " ".join(visible(words, "\n\t").split())
    for before in ("", "- ", "# A: "):
        tokens = _tokens(before + plain(words))
        texts = [t.content for t in tokens if t.type in ("text", "softbreak")]
        head = before.removeprefix("- ").removeprefix("# ")
        assert "".join(texts).strip() == f"{head}{wanted}".strip()
        allowed = {"paragraph", "inline", "text", "bullet_list", "list_item", "heading"}
        assert {t.type.removesuffix("_open").removesuffix("_close") for t in tokens} <= allowed
    (row,) = re.findall("^.*$", plain(words))
    table = _tokens(f"| a | b |\n|---|---|\n| {row} | end |")
    assert [t.content for t in table if t.type == "text"][-1] == "end"
    assert sum(t.type == "td_open" for t in table) == 2


@given(WORDS)
def test_code_stays_code(words: str) -> None:
    """A span holds all of its words, and nothing comes out of it."""
    tokens = _tokens(f"x {code(words)} y")
    kinds = [t.type for t in tokens if t.type not in ("paragraph_open", "paragraph_close")]
    if visible(words).strip():
        assert kinds == ["inline", "text", "code_inline", "text"]
        assert tokens[3].content == visible(words)
    else:
        assert kinds == ["inline", "text"]


@given(WORDS)
def test_a_block_ends_where_we_end_it(words: str) -> None:
    """Whatever fences are in it, on a line of its own or in a list."""
    for prefix in ("", "- x\n\n  "):
        tokens = _tokens(
            prefix + block(words).replace("\n", "\n" + " " * 2 * bool(prefix)) + "\n\ny"
        )
        (fence,) = [t for t in tokens if t.type == "fence"]
        assert fence.content.split() == visible(words, "\n\t").split()
        assert tokens[-2].content == "y"


@settings(max_examples=80, deadline=None)
@given(st.lists(WORDS, min_size=8, max_size=8).map(_filled))
def test_nothing_that_a_submission_says_becomes_markdown(result: Result) -> None:
    """No link, picture, HTML, heading, quote or rule but ours, whatever its words are."""
    tokens = _tokens(markdown(result))
    kinds = {token.type for token in tokens}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "hr", "s_open"}
    assert not kinds & {"blockquote_open", "ordered_list_open", "em_open", "code_block"}
    headings = [token.tag for token in tokens if token.type == "heading_open"]
    assert headings == ["h1", "h2", "h3", "h2", "h3"]
    assert sum(token.type == "tr_open" for token in tokens) == 2
    assert all(letter.isprintable() or letter in "\n\t" for letter in markdown(result))


def test_a_class_has_one_beside_each_page(tmp_path: Path) -> None:
    """Made from the timelines that were saved, with all diagrams; grading again takes it away."""
    written = [write_submission(build.sample(name), tmp_path / slug(name)) for name in ("a", "ü")]
    light = [
        replace(one, scenes=tuple(replace(run, recorded=None) for run in one.scenes))
        for one in written
    ]
    write_markdown([*light, build.sample("never-written")], tmp_path)
    assert not (tmp_path / "never-written").exists()
    for name in ("a", "ü"):
        saved = tmp_path / slug(name) / "index.md"
        assert saved.read_text(encoding="utf-8") == markdown(build.sample(name))
    write_submission(build.sample("a"), tmp_path / "a")
    assert not (tmp_path / "a" / "index.md").exists()


def test_a_timeline_that_is_gone_is_no_fault(tmp_path: Path) -> None:
    """The page says that it was not kept."""
    written = write_submission(build.sample("a"), tmp_path / "a")
    light = replace(written, scenes=tuple(replace(run, recorded=None) for run in written.scenes))
    for file in (tmp_path / "a" / "runs").iterdir():
        file.unlink()
    write_markdown([light], tmp_path)
    page = (tmp_path / "a" / "index.md").read_text(encoding="utf-8")
    assert "The timeline of this run was not kept." in page


@pytest.mark.parametrize("words", ["a\\", "a|b", "1. x", "ends with two  "])
def test_words_at_the_end_of_a_line_do_not_reach_the_next(words: str) -> None:
    """What stands before a line's end stays before it."""
    proof = Evidence(words, words, False, file="f.py")
    item = ItemResult("i", "t", 0, 1, "fail", evidence=(proof,))
    page = markdown(replace(build.sample(), items=(item,), scenes=()))
    assert sum(token.type == "hardbreak" for token in _tokens(page)) == 2
    assert _shown(page).count(" ".join(words.split())) == 2
