"""What a program says of its windows: lists of Tcl's, widgets found by words, what is new there."""

from dataclasses import replace

from harness.stage import finding, tk
from harness.stage.finding import Target
from harness.stage.readings import Readings
from harness.stage.tk import App, apps, listed, quoted
from harness.stage.widgets import Row, View, Widget

_APP = App("tk", 1)


def widget(path: str, kind: str, text: str = "", **more: object) -> Widget:
    """A widget somewhere in a window that is called ``main``."""
    values: dict[str, object] = {
        "value": "", "state": "normal", "x": 0, "y": 0, "width": 50, "height": 20, "top": ".",
        "title": "main", "rows": (),
    }  # fmt: skip
    values |= more
    return Widget(app=_APP, path=path, kind=kind, text=text, **values)  # type: ignore[arg-type]


def named(found: object) -> str:
    """The path of a target's widget, and its row; or the reason why there is none."""
    if isinstance(found, Target):
        return found.widget.path + (f"#{found.row.id}" if found.row else "")
    return str(found)


def test_lists_are_read_as_tcl_writes_them() -> None:
    """Braces, quotes, backslashes, and nothing at all."""
    text = r'plain {in braces {and more}} {} "in quotes" a\ b \{ \n \x41 \u00e9'
    assert listed(text) == [
        "plain", "in braces {and more}", "", "in quotes", "a b", "{", "\n", "A", "é",
    ]  # fmt: skip
    assert listed("  ") == []


def test_words_survive_both_ways() -> None:
    """Whatever is quoted is read back as it was."""
    words = ["", "a b", "{", "}", "[exit]", "$x", 'say "hi"', "\\", "two\nlines", "é漢", ";#"]
    assert listed(" ".join(map(quoted, words))) == words


def test_scripts_are_whole() -> None:
    """Each script has as many braces as it needs, and comes with its arguments."""
    for name in ("look", "at", "aim", "stand"):
        first, body, *arguments = listed(tk.script(name, ".a b", "x"))
        assert first == "apply"
        assert len(listed(body)) == 2
        assert arguments == [".a b", "x"]


def test_a_registry_is_not_believed() -> None:
    """Only rows of a window's number and a name count, and few of them."""
    assert apps(b"400001 tk\x00zz bad\x0012\x00 7 x\x00") == [App("tk", 0x400001)]
    assert len(apps(b"\0".join(b"%x name" % number for number in range(99)))) < 20


def test_a_button_comes_before_what_else_reads_so() -> None:
    """Whole words before parts, buttons before labels, what works before what is disabled."""
    seen = View(
        (
            widget(".", "Tk"),
            widget(".label", "Label", "Ping"),
            widget(".all", "Button", "Ping all"),
            widget(".off", "Button", "Ping", state="disabled"),
            widget(".ping", "Button", "Ping"),
        )
    )
    assert named(finding.to_press(seen, "Ping")) == ".ping"
    assert named(finding.to_press(seen, "(?i)PING ALL")) == ".all"
    assert "'Ping all', 'Ping'" in named(finding.to_press(seen, "Pong"))


def test_a_field_belongs_to_the_label_at_it() -> None:
    """This holds for labels and fields in two columns, and for labels above their fields."""
    seen = View(
        (
            widget(".", "Tk"),
            widget(".l1", "Label", "Name", y=0),
            widget(".f1", "Entry", x=100, y=0),
            widget(".l2", "Label", "Name of a friend", y=30),
            widget(".f2", "Entry", x=100, y=30),
            widget(".l3", "Label", "Message", y=60),
            widget(".f3", "Text", y=90),
            widget(".log", "Text", y=120, state="disabled"),
        )
    )
    assert named(finding.to_fill(seen, "^Name$")) == ".f1"
    assert named(finding.to_fill(seen, "friend")) == ".f2"
    assert named(finding.to_fill(seen, "Message")) == ".f3"
    assert named(finding.to_fill(seen, "")) == ".f3"
    assert "no field of that name" in named(finding.to_fill(seen, "Colour"))


def test_a_row_is_picked_before_a_button() -> None:
    """A list's row is meant, though a button reads so as well."""
    seen = View(
        (
            widget(".", "Tk"),
            widget(".bob", "Button", "Bob"),
            widget(".list", "Listbox", rows=(Row("0", "Ann"), Row("1", "Bob"))),
        )
    )
    assert named(finding.to_pick(seen, "Bob")) == ".list#1"
    assert named(finding.to_press(seen, "Bob")) == ".bob"


def test_what_was_said_by_somebody_is_not_picked_for_them() -> None:
    """A name alone is meant before a line that has it in it; a row of a list in any case."""
    log = widget(".log", "Text", value="Ann: hello Bob\n", state="disabled")
    box = widget(".box", "TCombobox", folded=(Row("fold", "Ann", folded=True),))
    rows = widget(".list", "Listbox", rows=(Row("0", "Ann (away)"),))
    assert named(finding.to_pick(View((log, box)), "Ann")) == ".box#fold"
    assert named(finding.to_pick(View((log, widget(".ann", "Label", "Ann"))), "Ann")) == ".ann"
    assert named(finding.to_pick(View((log, box, rows)), "Ann")) == ".list#0"
    assert named(finding.to_pick(View((log,)), "Ann")) == ".log#1"


def _news(*looks: list[Widget]) -> list[list[str]]:
    readings = Readings()
    return [[text for _, text in readings.news(View(tuple(each)))] for each in looks]


def test_lines_that_are_added_are_told_one_by_one() -> None:
    """A message that comes a second time is told again; one that was there is not."""
    texts = ("hello\n", "hello\nhello\n", "hello\nhello\nbye", "")
    looks = [[widget(".", "Tk"), widget(".t", "Text", value=each)] for each in texts]
    assert _news(*looks) == [["main", "hello"], ["hello"], ["bye"], []]


def test_a_text_that_is_cut_at_its_front() -> None:
    """What is kept is known from its order."""
    looks = [[widget(".t", "Text", value=each)] for each in ("a\nb\na\nc", "a\nc\na", "c\na\nc")]
    assert _news(*looks) == [["a", "b", "a", "c"], ["a"], ["c"]]


def test_what_is_built_anew_is_no_news() -> None:
    """Widgets that are made again with the same words said nothing new."""
    before = [widget(".old", "Label", "Ann"), widget(".older", "Label", "Bob")]
    after = [
        widget(".a", "Label", "Bob"),
        widget(".b", "Label", "Ann"),
        widget(".c", "Label", "Cid"),
    ]
    assert _news(before, after) == [["Ann", "Bob"], ["Cid"]]


def test_what_was_typed_is_no_news() -> None:
    """A field that the harness typed into is left out, whatever stands in it afterwards."""
    readings = Readings()
    field = widget(".f", "Entry", value="typed")
    readings.typed.add(field.key)
    assert readings.news(View((field, widget(".l", "Label", "typed")))) == [("main", "typed")]


def test_a_title_is_a_text() -> None:
    """And so is a title that changes."""
    looks = [[widget(".", "Tk", title=title)] for title in ("one", "one", "two")]
    assert _news(*looks) == [["one"], [], ["two"]]


def test_what_is_written_anew_is_told_as_that() -> None:
    """A text that stands there, as often as it was written and not added; no other one."""
    readings = Readings()
    label = widget(".l", "Label", "Pong")
    log = widget(".t", "Text", value="Ping\n")
    readings.news(View((label, log)))
    more = (
        replace(label, written=("Ping", "Pong", "Pong")),
        replace(log, value="Ping\nPing\nBye", written=("Ping", "Bye", "Ping")),
    )
    assert [text for _, text in readings.news(View(more))] == ["Ping", "Bye"]
    assert [text for _, text in readings.again] == ["Pong", "Pong", "Ping"]
    assert readings.news(View(more).of(_APP)) == []  # as of one that does not answer
    assert readings.again == []


def test_a_label_on_a_field_covers_nothing() -> None:
    """It is the field's own, though another one stands below it; not so in a text of many lines."""
    labels = [widget(f".l{y}", "Label", str(y), x=2, y=y + 2, width=46, height=16) for y in (0, 40)]
    fields = [widget(f".f{y}", "Entry", y=y) for y in (0, 40)]
    seen = View((widget(".", "Tk"), *labels, *fields))
    assert named(finding.to_fill(seen, "^0")) == ".f0"
    log = widget(".log", "Text", height=90)
    bubble = replace(labels[0], path=".log.l", text="message")
    seen = View((widget(".", "Tk"), log, bubble, widget(".message", "Entry", y=100)))
    assert named(finding.to_fill(seen, "message")) == ".message"


def test_what_is_drawn_may_name_a_field() -> None:
    """If nothing else does, and if it stands beside the field or above it."""
    said = Row("1", "my message", box=(0, 2, 40, 12))
    canvas = widget(".c", "Canvas", width=300, height=90, rows=(said,))
    field = widget(".c.in", "Entry", x=60)
    assert named(finding.to_fill(View((widget(".", "Tk"), canvas, field)), "message")) == ".c.in"
    other = (widget(".l", "Label", "message", y=60), widget(".other", "Entry", x=60, y=60))
    assert named(finding.to_fill(View((canvas, field, *other)), "message")) == ".other"
    far = View((replace(canvas, rows=(replace(said, box=(60, 70, 99, 80)),)), field))
    assert "no field of that name" in named(finding.to_fill(far, "message"))


def test_a_page_in_front_comes_before_what_it_covers() -> None:
    """Buttons and fields of a page behind it are not meant while another can be."""
    seen = View(
        (
            widget(".", "Tk"),
            widget(".chat.back", "Button", "Back to registry", covered=True),
            widget(".lobby.ask", "Button", "Request registry"),
            widget(".lobby.find", "Entry"),
            widget(".chat.message", "Entry", y=50, covered=True),
        )
    )
    assert named(finding.to_press(seen, "registry")) == ".lobby.ask"
    assert named(finding.to_press(seen, "Back")) == ".chat.back"
    assert named(finding.to_fill(seen, "")) == ".lobby.find"
