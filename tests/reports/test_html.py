"""The pages say what a person needs, in an order that makes sense, and cannot be broken out of."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given, settings

from harness.model import events as ev
from harness.model.result import Evidence, ItemResult, Result, SceneRun
from harness.reports.advice import advice
from harness.reports.html import index_page, student_page
from harness.reports.runs import for_student, variants
from tests.reports import build
from tests.reports.texts import ANY, NASTY, Reader, filled, read, told_by

PAGE = student_page(build.sample())


def _headings(reader: Reader) -> list[int]:
    return [int(tag[1]) for tag, _ in reader.tags if re.fullmatch(r"h[1-6]", tag)]


def _class(many: int = 3) -> list[Result]:
    return [replace(build.sample(f"team {at:03}"), score=80.0 * at / many) for at in range(many)]


def test_the_score_comes_first() -> None:
    """A student sees the score before anything else but the name."""
    told = told_by(PAGE)
    assert told.index("34.17 / 80 points") < told.index("What to fix first")
    assert "+ 10 of 15 extra credit" in told
    assert "8 items: 2 passed, 4 lost points, 2 not decided" in told


def test_lost_items_come_before_all_others() -> None:
    """What lost points, what is open, what passed, extra credit, the runs: in this order."""
    order = [
        "What to fix first", "What lost points", "Not decided by the grader", "What passed",
        "Extra credit", "What happened, run by run",
    ]  # fmt: skip
    told = told_by(PAGE)
    places = [told.index(heading) for heading in order]
    assert places == sorted(places)


def test_a_lost_item_teaches() -> None:
    """Expected, instead, where and the hint stand in its article."""
    article = PAGE[PAGE.index('id="item-arrival-order"') :]
    told = told_by(article[: article.index("</article>")])
    for part in (
        'server → b: "Y: Alice received before X: Bob"',
        'server sent "X: Bob received before Y: Alice" to a, and nothing to b',
        "server.py, line 31",
        "reply = x + ' received before ' + y",
        "accept() order is not arrival order.",
        "order · whole · b-first, run 1",
    ):
        assert part in told


def test_the_same_evidence_is_told_once() -> None:
    """Three runs that failed alike are one finding."""
    assert PAGE.count("server sent &quot;X: Bob received before Y: Alice&quot; to a") == 1
    article = PAGE[PAGE.index('id="item-arrival-order"') :]
    assert article[: article.index("</article>")].count("<dl") == 1


def test_a_note_that_repeats_the_evidence_is_left_out() -> None:
    """What happened is said once in an item."""
    item = replace(build.items()[3], note=build.items()[3].evidence[0].happened)
    page = student_page(replace(build.sample(), items=(item,)))
    assert page.count("and nothing to b") == 1


def test_screenshots_are_small_and_told_in_words() -> None:
    """They have their size, and say whose screen they show, and when; each can be made large."""
    saved = [
        replace(one, path=f"runs/{n}.png") for n, one in enumerate(build.windowed().screenshots)
    ]
    run = replace(build.windowed(), screenshots=tuple(saved))
    page = student_page(replace(build.sample(), scenes=(run,)))
    images = [dict(attributes) for tag, attributes in read(page).tags if tag == "img"]
    assert [image["alt"] for image in images] == [
        "The screen of a after: a shows: Ping",
        "The screen of a after: a presses: Ping",
        "The screen of server after: a presses: Ping",
    ]
    assert [image.get("loading") for image in images] == [None, None, "lazy"]
    assert [image.get("width") for image in images] == ["220", "220", None]
    assert images[0]["height"] == "165"
    assert "3 screenshots" in told_by(page)
    assert page.count('<input type="checkbox" class="vh" aria-label="Show in full size">') == 3


def test_only_a_picture_that_is_not_at_hand_lies_beside_the_page() -> None:
    """Then the page's policy allows files; else the page is whole, and sent alone shows it."""
    saved = tuple(
        replace(one, path=f"runs/{n}.png") for n, one in enumerate(build.windowed().screenshots)
    )
    for pictures, beside in ((saved[:2], False), (saved, True)):
        run = replace(build.windowed(), screenshots=pictures)
        page = student_page(replace(build.sample(), scenes=(run,)))
        assert ('src="runs/' in page) == beside
        assert ("file:" in page.partition("</head>")[0]) == beside
    assert "file:" not in PAGE.partition("</head>")[0]


def test_links_lead_somewhere() -> None:
    """Every link within the page has its target, and no id is there twice."""
    tags = read(PAGE).tags
    ids = [value for _, attributes in tags for name, value in attributes if name == "id"]
    assert len(ids) == len(set(ids))
    links = [
        value or "" for tag, attributes in tags if tag == "a" for name, value in attributes
        if name == "href"
    ]  # fmt: skip
    inner = {link[1:] for link in links if link.startswith("#")}
    assert inner <= set(ids)
    assert any(link.startswith("run.order.whole.b-first") for link in inner)


@pytest.mark.parametrize("page", [PAGE, index_page(_class())], ids=["student", "class"])
def test_headings_go_down_step_by_step(page: str) -> None:
    """One first heading, and none skips a level; landmarks are there."""
    reader = read(page)
    levels = _headings(reader)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    tags = [tag for tag, _ in reader.tags]
    assert [tags.count(landmark) for landmark in ("main", "footer")] == [1, 1]


@pytest.mark.parametrize("page", [PAGE, index_page(_class())], ids=["student", "class"])
def test_the_policy_allows_our_style_and_script_only(page: str) -> None:
    """The hashes in the policy are those of what the page holds, and nothing is inline else."""
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    rules = policy[1].replace("&#x27;", "'")
    for kind in ("style", "script"):
        for inline in re.findall(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL):
            digest = b64encode(sha256(inline.encode()).digest()).decode()
            assert f"{kind}-src 'sha256-{digest}'" in rules
    assert "default-src 'none'" in rules
    assert "unsafe" not in rules
    assert not any(
        name == "style" or name.startswith("on") for _, a in read(page).tags for name, _ in a
    )
    assert not re.search(r"""(src|href)=["'](https?:)?//""", page)


def test_runs_that_went_alike_are_told_once() -> None:
    """Three runs with one course make one diagram, and say that they were three."""
    assert "Runs 1, 2 and 3, which went alike." in told_by(PAGE)
    assert PAGE.count("<svg") == 5  # one of them at the top, where what to fix first is told
    whole = variants(build.sample().scenes)
    assert [(v.row, v.count, len(v.groups)) for v in whole] == [
        ("b-first", 3, 1), ("against", 1, 1), ("a-first", 3, 1), ("1", 1, 1),
    ]  # fmt: skip


def test_the_order_across_programs_does_not_make_runs_differ() -> None:
    """Two programs that print in another order went alike; one that prints else did not."""

    def run(number: int, *prints: tuple[str, str]) -> SceneRun:
        tape = build.opened()
        for who, what in prints:
            tape.prints(who, what)
        return SceneRun("s", "c", "r", number, "done", 0.1, recorded=tape.timeline(number))

    first = run(1, ("a", "one"), ("b", "two"))
    second = run(2, ("b", "two"), ("a", "one"))
    third = run(3, ("b", "two"), ("a", "two"))
    (found,) = variants([first, second, third])
    assert [[one.run for one in group] for group in found.groups] == [[1, 2], [3]]


def test_ports_dealt_out_by_chance_do_not_make_runs_differ() -> None:
    """A server that prints its clients' ports went alike each time; another number counts."""

    def run(number: int, port: int, told: str) -> SceneRun:
        tape = build.Tape()
        source = f"127.0.0.1:{port}"
        tape.add(ev.Connected, "a", to="server", conn="c1", proto="tcp", source=source)
        tape.prints("server", told)
        return SceneRun("s", "c", "r", number, "done", 0.1, recorded=tape.timeline(number))

    (found,) = variants(
        [
            run(1, 50001, "from ('127.0.0.1', 50001)"),
            run(2, 50002, "from ('127.0.0.1', 50002)"),
            run(3, 50003, "from ('127.0.0.1', 50001)"),
        ]
    )
    assert [[one.run for one in group] for group in found.groups] == [[1, 2], [3]]


def test_terminals_show_what_a_person_would_see() -> None:
    """Typed lines stand among what was printed, and our own words are told apart."""
    run = build.crashed()
    page = student_page(replace(build.sample(), scenes=(run,)))
    screen = page[page.index('aria-label="Terminal of a"') :]
    told = "".join(read(screen[: screen.index("</pre>")]).texts)
    assert told.startswith('aria-label="Terminal of a"')
    assert "Enter message: typed: Bob\nTraceback (most recent call last):\n" in told
    assert "NameError: name 'mesage' is not defined\n[ended with code 1]" in told


def test_packets_and_timelines_can_be_downloaded() -> None:
    """Each run's files are linked by their relative paths."""
    runs = (replace(build.good(), pcap="runs/x.pcap", timeline="runs/x.jsonl"),)
    page = student_page(replace(build.sample(), scenes=runs))
    assert '<a href="runs/x.pcap" download="">' in page
    assert '<a href="runs/x.jsonl" download="">' in page


def test_a_crash_is_what_to_fix_first() -> None:
    """A program that died of an error comes before the item that lost the most points."""
    proof = Evidence("a -> server", "nothing", False, "order", "whole", "against", 1)
    item = ItemResult("tcp", "TCP", 0, 10, "fail", evidence=(proof,))
    result = replace(build.sample(), items=(item,), scenes=(build.crashed(),))
    crash = advice(result).crash
    assert crash is not None
    assert (crash.who, crash.file, crash.line) == ("a", "client.py", "12")
    told = told_by(student_page(result))
    assert "a ended with an error in 1 run: NameError: name 'mesage' is not defined" in told


def test_a_crash_in_the_extra_credit_is_no_reason_to_begin_there() -> None:
    """What ended only the extra credit is not told before, or instead of, the main part's loss."""
    proof = Evidence("a -> server", "nothing", False, "order", "whole", "against", 1)
    chat = ItemResult("relay", "Chat", 0, 10, "fail", extra=True, evidence=(proof,))
    main = ItemResult("tcp", "TCP", 0, 5, "fail")
    for items, first in (((chat,), chat), ((main, chat), main)):
        found = advice(replace(build.sample(), items=items, scenes=(build.crashed(),)))
        assert (found.crash, found.item) == (None, first)


def test_an_error_in_a_run_that_lost_nothing_is_not_news() -> None:
    """A program may end with an error where no item minds."""
    result = replace(build.sample(), scenes=(build.crashed(),))
    assert advice(result).crash is None


def test_full_marks_are_said_plainly() -> None:
    """Nothing to fix is said, and nothing that lost points is listed."""
    items = tuple(item for item in build.items() if item.verdict == "pass")
    told = told_by(student_page(replace(build.sample(), items=items, scenes=(build.good(),))))
    assert "Every item passed in every run. Well done." in told
    assert "What lost points" not in told
    assert "What to fix first" not in told


def test_a_fault_is_ours_and_says_so() -> None:
    """If the grader failed, the page says that it was not the student."""
    told = told_by(student_page(replace(build.sample(), fault="bwrap: cannot <fork>", items=())))
    assert "The grader failed here" in told
    assert "bwrap: cannot <fork>" in told
    assert "Well done" not in told


def test_hidden_items_keep_their_secrets() -> None:
    """Title, verdict, evidence and runs of a hidden item are not on the student's page."""
    secret = replace(build.items()[4], hidden=True, title="SECRET", hint="HINT")
    result = replace(build.sample(), items=(*build.items()[:4], secret))
    page = student_page(result)
    assert "An item worth 10 points that is not shown yet" in told_by(page)
    for word in ("SECRET", "HINT", "accept-both-first", "has read from a", "result.json"):
        assert word not in page
    assert [run.id for run in for_student(result).scenes].count("early") == 0
    assert for_student(build.sample()) == build.sample()


def test_a_run_that_only_hidden_items_judge_is_nobody_s_to_see() -> None:
    """Though no item cites it, since each cites only some of its runs; nor does an id tell."""
    covert = replace(build.good(), id="covert", hidden=True)
    sample = build.sample()
    shown = for_student(replace(sample, scenes=(*sample.scenes, covert)))
    assert shown.scenes == sample.scenes
    veiled = for_student(replace(sample, items=(replace(sample.items[0], hidden=True),)))
    assert (veiled.items[0].id, veiled.items[0].title) == ("hidden-1", "(not shown yet)")


_KNOWN = [
    tag for page in (PAGE, index_page(_class(), {"team 000": "x"})) for tag in read(page).tags
]
_TAGS = {tag for tag, _ in _KNOWN} | {"script"}
_ATTRIBUTES = {name for _, attributes in _KNOWN for name, _ in attributes} | {"download"}


@settings(max_examples=60, deadline=None)
@given(filled(ANY | NASTY))
def test_no_bytes_break_out_of_a_page(result: Result) -> None:
    """Whatever a submission prints, sends or is called, the page holds our tags only."""
    for page in (student_page(result), index_page([result], {result.submission: "x/index.html"})):
        reader = read(page)
        assert {tag for tag, _ in reader.tags} <= _TAGS
        assert {name for _, a in reader.tags for name, _ in a} <= _ATTRIBUTES
        assert sum(tag == "script" for tag, _ in reader.tags) == page.count("<script>") <= 1
        assert all(letter.isprintable() or letter in "\n\t" for letter in page)


@settings(max_examples=60, deadline=None)
@given(filled(ANY | NASTY))
def test_links_in_a_page_stay_ours(result: Result) -> None:
    """No link leads anywhere but within the report, whatever the names are."""
    links = [
        value or ""
        for tag, attributes in read(student_page(result)).tags
        for name, value in attributes
        if name == "href" and tag == "a"
    ]
    assert links
    assert all(re.fullmatch(r"#[\w.-]+|result\.json", link) for link in links), links


def test_the_class_page_lists_everybody_sorted() -> None:
    """One row a submission, by name, linked to its page; marks have words."""
    results = [build.sample(name) for name in ("zoe", "Anna", "bob")]
    page = index_page(results, {"bob": "bob/index.html"})
    table = page[page.index('id="all"') : page.index("<tfoot>")]
    rows = re.findall(r'<th scope="row">(?:<a href="[^"]*">)?(\w+)', table)
    assert rows == ["Anna", "bob", "zoe"]
    assert '<a href="bob/index.html">bob</a>' in page
    assert ">6.67<b>sometimes, for a person to look at</b></td>" in table
    assert table.count("><b>not met</b></td>") == 9


def test_the_class_page_counts() -> None:
    """Median, mean, histogram and losses are right."""
    told = told_by(index_page(_class(4)))
    assert "Submissions 4" in told
    assert "Median 30 / 80" in told
    assert "Mean 30 " in told
    page = index_page(_class(4))
    assert "0 to 10 %: 1, 10 to 20 %: 0, 20 to 30 %: 1" in page
    assert "50 to 60 %: 1, 60 to 70 %: 0, 70 to 80 %: 1" in page
    assert "What is sent is printed at both ends" in told


def test_the_class_page_tells_faults_apart() -> None:
    """Faults of the grader stand before the table, what could not be observed after it."""
    results = [replace(build.sample("x"), fault="bwrap failed"), build.sample("y")]
    told = told_by(index_page(results))
    assert told.index("Where the grader failed") < told.index("Everybody")
    assert told.index("Everybody") < told.index("What could not be observed")
    assert "This machine has no interpreter for Python 2.7." in told


def test_an_empty_class_has_a_page() -> None:
    """A folder without submissions gives a page that says so."""
    assert "No submissions" in told_by(index_page([]))


def test_a_class_with_several_rubrics_has_a_page() -> None:
    """An item that a result lacks is an empty cell."""
    short = replace(build.sample("b"), items=build.items()[:1])
    assert index_page([build.sample("a"), short]).count("not graded") == len(build.items()) - 1
