"""Lines of a story become the steps that they say."""

from collections.abc import Callable

import pytest

from harness.model.spec import Blank, Group, Line, NothingElse, Spec, Step, Text, Then

Read = Callable[[str], Spec]
Told = Callable[[str], tuple[Step, ...]]

C, M, U = Blank("c"), Blank("m"), Blank("u")


def bare(*parts: str | Blank, source: str) -> Text:
    """A bare text."""
    return Text("bare", (parts,), "", source)


HI = bare("hi", source="hi")

LINES = [
    ("start a with --port 80 {t}", {"verb": "start", "args": ("--port", "80", Blank("t"))}),
    ('start a with "two words"', {"verb": "start", "args": ("two words",)}),
    ("stop a", {"verb": "stop"}),
    ("a types: hi", {"verb": "types", "text": HI}),
    ("a types:    hi  ", {"verb": "types", "text": HI}),
    ('a types: ""', {"verb": "types", "text": Text("exact", ((),), "", '""')}),
    ("a types: .", {"verb": "types", "text": bare(".", source=".")}),
    ("a types: x | y", {"verb": "types", "text": bare("x | y", source="x | y")}),
    ("a ends input", {"verb": "ends input"}),
    ("a -> server, b: hi", {"verb": "sends", "objects": ("server", "b"), "text": HI}),
    ("a->server: hi", {"verb": "sends", "objects": ("server",), "text": HI}),
    ("a -> {c}: any", {"verb": "sends", "objects": (C,), "text": bare("any", source="any")}),
    (
        "a -> b: Y: Bob received before X: #1",
        {
            "verb": "sends",
            "objects": ("b",),
            "text": bare("Y: Bob received before X: #1", source="Y: Bob received before X: #1"),
        },
    ),
    ("a connects to server", {"verb": "connects", "objects": ("server",)}),
    (
        "a, b connect to server over udp",
        {"verb": "connects", "actors": ("a", "b"), "objects": ("server",), "args": ("udp",)},
    ),
    ("a listens", {"verb": "listens"}),
    ("a, b listen over udp", {"verb": "listens", "actors": ("a", "b"), "args": ("udp",)}),
    ("a closes", {"verb": "closes"}),
    ("a, b close server", {"verb": "closes", "actors": ("a", "b"), "objects": ("server",)}),
    ("a resets", {"verb": "resets"}),
    ("a resets server", {"verb": "resets", "objects": ("server",)}),
    ("a, {c} print: hi", {"verb": "prints", "actors": ("a", C), "text": HI}),
    ("a shows: hi", {"verb": "shows", "text": HI}),
    ("a presses: hi", {"verb": "presses", "target": HI}),
    (
        "a, b press: any",
        {"verb": "presses", "actors": ("a", "b"), "target": bare("any", source="any")},
    ),
    ("a fills: hi", {"verb": "fills", "text": HI}),
    (
        "a fills user name: Tom: x",
        {
            "verb": "fills",
            "target": bare("user name", source="user name"),
            "text": bare("Tom: x", source="Tom: x"),
        },
    ),
    (
        'a fills "To: all": ""',
        {
            "verb": "fills",
            "target": Text("exact", (("To: all",),), "", '"To: all"'),
            "text": Text("exact", ((),), "", '""'),
        },
    ),
    (
        "a fills /to: .*/i: {t}",
        {
            "verb": "fills",
            "target": Text("regex", (("to: .*",),), "i", "/to: .*/i"),
            "text": bare(Blank("t"), source="{t}"),
        },
    ),
    ("a picks: {m}", {"verb": "picks", "target": bare(M, source="{m}")}),
    ("b closes window", {"verb": "closes window", "actors": ("b",)}),
    (
        "a closes window Chat with {t}",
        {
            "verb": "closes window",
            "target": bare("Chat with ", Blank("t"), source="Chat with {t}"),
        },
    ),
    ("cut a, server", {"verb": "cut", "objects": ("server",)}),
    ("half-close a, {c}", {"verb": "half-close", "objects": (C,)}),
    ("break server, a", {"verb": "break", "actors": ("server",), "objects": ("a",)}),
    ("a reads server", {"verb": "reads", "objects": ("server",)}),
    ("a asks", {"verb": "asks"}),
    ("a waits for b, server", {"verb": "waits", "objects": ("b", "server")}),
    ("a ends", {"verb": "ends"}),
    ("a ends with 0", {"verb": "ends", "args": ("0",)}),
    ("a ends in order", {"verb": "ends", "args": ("in order",)}),
    ("never a asks", {"verb": "asks", "mood": "never"}),
    ("maybe a types: hi", {"verb": "types", "mood": "maybe", "text": HI}),
    ("by now a asks", {"verb": "asks", "by_now": True}),
    ("never by  now a asks", {"verb": "asks", "by_now": True, "mood": "never"}),
]


@pytest.mark.parametrize(("written", "expected"), LINES)
def test_a_line_says_who_does_what(written: str, expected: dict[str, object], told: Told) -> None:
    """Every verb, its plural, its objects, its text and its moods."""
    (step,) = told(written)
    assert isinstance(step, Line)
    got = {
        name: getattr(step, name)
        for name in (
            *("verb", "actors", "objects", "text", "args", "mood", "by_now", "items", "target"),
        )
    }
    assert got == {
        "actors": ("a",),
        "objects": (),
        "text": None,
        "target": None,
        "args": (),
        "mood": "must",
        "by_now": False,
        "items": (),
        **expected,
    }


def test_a_line_knows_its_place_and_its_words(told: Told) -> None:
    """Place and source are those of the statement after its label."""
    (step,) = told("ok:   never a prints: hi")
    assert isinstance(step, Line)
    assert (step.place.line, step.place.column) == (20, 13)
    assert (step.source, step.items) == ("never a prints: hi", ("ok",))


def test_comments_and_empty_lines_are_nothing(told: Told) -> None:
    """A # begins a comment only at the start of a line."""
    steps = told("# a prints: x\n\n   # too\na prints: x #y\n\n")
    assert [getattr(step, "source", "") for step in steps] == ["a prints: x #y"]


def test_then_and_nothing_else(told: Told) -> None:
    """Both stand alone, and may be labelled."""
    then, other = told("ok: then\nnothing  else")
    assert isinstance(then, Then)
    assert then.items == ("ok",)
    assert isinstance(other, NothingElse)


def _shape(step: Step) -> object:
    if isinstance(step, Group):
        return (step.how, step.items, [_shape(inner) for inner in step.body])
    return step.verb if isinstance(step, Line) else type(step).__name__


GROUPS = [
    ("ok:\n  a asks\n  then\n  b asks", ("together", ("ok",), ["asks", "Then", "asks"])),
    ("ok: one of:\n  a asks\n  b asks", ("one of", ("ok",), ["asks", "asks"])),
    ("at once:\n  a types: x\n  b types: x", ("at once", (), ["types", "types"])),
    ("maybe:\n    a asks\n    b asks", ("maybe", (), ["asks", "asks"])),
    ("repeat 3 times:\n  a asks", ("repeat", (), ["asks"])),
    ("ok: repeat 3:\n  repeat 2:\n    a asks", ("repeat", ("ok",), [("repeat", (), ["asks"])])),
    ("until a prints: x: y:\n  a types: z", ("until", (), ["types"])),
]


@pytest.mark.parametrize(("written", "shape"), GROUPS)
def test_indented_lines_belong_to_a_group(written: str, shape: object, told: Told) -> None:
    """Groups hold the lines below them, by any number of spaces."""
    (step,) = told(written)
    assert _shape(step) == shape


def test_a_group_ends_where_the_indentation_does(told: Told) -> None:
    """Lines after a group, at its own depth or further left, are not its own."""
    steps = told("ok:\n  at once:\n    a types: x\n  b asks\na asks")
    assert [_shape(step) for step in steps] == [
        ("together", ("ok",), [("at once", (), ["types"]), "asks"]),
        "asks",
    ]


EACH = [
    ("each k in 1..3:", ("k",), (("1",), ("2",), ("3",))),
    ("each k in 7 .. 7:", ("k",), (("7",),)),
    ("each k in a, {c}:", ("k",), (("a",), (C,))),
    ("each x, y in a b, b a:", ("x", "y"), (("a", "b"), ("b", "a"))),
    ("each k, fate in 1 ping, 2 miss:", ("k", "fate"), (("1", "ping"), ("2", "miss"))),
]


@pytest.mark.parametrize(("header", "names", "values"), EACH)
def test_each_has_names_and_values(
    header: str, names: tuple[str, ...], values: tuple[tuple[object, ...], ...], told: Told
) -> None:
    """Values are a range, or elements with one word for each name."""
    (step,) = told(f"{header}\n  a prints: {{{names[0]}}}")
    assert isinstance(step, Group)
    assert (step.how, step.names, step.values) == ("each", names, values)


def test_until_has_a_condition_and_an_end(told: Told) -> None:
    """The condition is a line of its own, tried at most three times."""
    (step,) = told("until server prints: bye:\n  a types: Bye")
    assert isinstance(step, Group)
    assert step.count == 3
    assert step.condition is not None
    assert step.condition.text == bare("bye", source="bye")
    assert step.condition.place.column == 13


def test_a_word_is_done(told: Told) -> None:
    """``do`` gives arguments; the word may itself be a blank."""
    done, chosen = told("do join a\neach k in join:\n  do {k} {c}")
    assert isinstance(done, Group)
    assert (done.how, done.word, done.values) == ("do", "join", (("a",),))
    assert isinstance(chosen, Group)
    (inner,) = chosen.body
    assert isinstance(inner, Group)
    assert (inner.word, inner.values) == ("{k}", ((C,),))


def test_a_word_of_lines_is_read(read: Read) -> None:
    """A word in a block is a piece of story, with its arguments as blanks."""
    spec = read(
        "callsheet: 1\nroles: {a: {files: x}}\n"
        "words:\n  join u: |\n    start {u}\n    in: {u} prints: hi\n"
        "scenes: {one: {story: do join a}}\nrubric: {in: 1 In}\n"
    )
    word = spec.words["join"]
    assert word.args == ("u",)
    assert [getattr(step, "actors", None) for step in word.lines] == [(U,), (U,)]
    assert word.lines[1].items == ("in",)


RIGHT = [
    "{f} prints: x\n{s} prints: x",
    "a prints: x\na types: y\nthen\nb prints: x",
    "a prints: x\na -> server: x\nthen\nb prints: x",
    "a prints: x\nthen\na prints: y",
    "echo -> server: hello\necho -> server: /x/",
    "echo types: x\necho -> server: /x/",
    "a -> server: {n}\nserver -> echo: {n}\necho -> server: n {n}",
    "echo -> server: {f}",
    "at once:\n  each k in a, b:\n    {k} types: x\n  do join a",
    "a types: {t}: is no label",
]


@pytest.mark.parametrize("story", RIGHT)
def test_what_can_be_right_is_not_refused(story: str, told: Told) -> None:
    """The checks of a whole story leave alone what some reading of it allows."""
    assert told(story)
