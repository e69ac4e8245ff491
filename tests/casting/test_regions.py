"""Regions of given files: found in whatever students make of the marks, emptied, set in."""

import ast

import pytest
from hypothesis import given as given_of
from hypothesis import settings, strategies

from harness.casting.lines import Lines
from harness.casting.outside import changes
from harness.casting.regions import MarksError, Piece, compose, emptied, find, regions

GIVEN = '''\
"""Given: the region is between *** start *** and *** end ***."""

from utils import Message


async def server_forwards_message(server, msg):
    """Forward a message.

    # *** start ***
    This is no mark.
    """
    # *** start ***
    # Who gets it?
    await server.forward_message(msg)
    # *** end ***
    return True


class Log:
    def write(self, text):
        if text:
            # *** start ***
            print(text)
            # *** end ***
'''
FORWARDS = "    await server.forward_message(msg)"
START, END = "    # *** start ***\n", "    # *** end ***\n"

given = Lines(GIVEN)
of = regions(given)


def pieces(own: str) -> list[Piece | None]:
    """What is found of each region in a hand-in."""
    return find(Lines(own), given, of)


def texts(own: str) -> list[str | None]:
    """The code of each piece, without blank lines and remarks around it."""
    return [
        None if piece is None else "\n".join(piece.text).replace("    # Who gets it?\n", "")
        for piece in pieces(own)
    ]


def composed(own: str) -> str:
    """The file that is run."""
    return compose(given, of, pieces(own))[0]


def test_regions_are_found_with_the_functions_that_they_stand_in() -> None:
    """A string that speaks of marks has none."""
    assert [(region.within, region.indent) for region in of] == [
        ("server_forwards_message", " " * 4),
        ("Log.write", " " * 12),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [("# *** start ***\n", 1), ("x\n# *** end ***\n", 2), ("#*** start ***\n#***start***\n", 2)],
)
def test_marks_that_are_not_whole_are_the_instructor_s(text: str, line: int) -> None:
    """The line of the mark that has no other is told."""
    with pytest.raises(MarksError) as caught:
        regions(Lines(text))
    assert caught.value.line == line


def test_an_emptied_file_is_valid_and_keeps_its_hints() -> None:
    """Code goes, remarks on their own lines stay, and no block is left without a statement."""
    handed = emptied(given, of)
    ast.parse(handed)
    assert "    # *** start ***\n    # Who gets it?\n    pass\n    # *** end ***\n" in handed
    assert "await" not in handed
    assert "print" not in handed
    again = Lines(handed)
    assert emptied(again, regions(again)) == handed


MARKED = {
    "as given": GIVEN,
    "capitals and other adornment": GIVEN.replace(
        START, "    ####***  START ***  your code below\n", 2
    ).replace("    # *** end ***", "  #-- *** End *** --#"),
    "marks at the left edge": GIVEN.replace(START, "# *** start ***\n").replace(
        END, "# *** end ***\n"
    ),
    "the first end gone": GIVEN.replace(END, "", 1),
    "the first start gone": GIVEN.replace(START + "    # Who", "    # Who"),
    "no mark left": GIVEN.replace(START, "").replace(END, ""),
    "renamed": GIVEN.replace("start ***", "begin ***").replace("end ***", "stop ***"),
    "doubled": GIVEN.replace(START + "    # Who", START * 2 + "    # Who").replace(END, END * 2),
    "around the function": GIVEN.replace(START + "    # Who", "    # Who")
    .replace("async def", "# *** start ***\nasync def"),
    "functions in another order": GIVEN[GIVEN.index("class") :]
    + GIVEN[: GIVEN.index("class")],
    "an unclosed bracket above": GIVEN.replace("import Message", "import (Message"),
    "no docstring": GIVEN.replace(
        GIVEN[GIVEN.index('    """Forward') : GIVEN.index(START + "    # Who")], ""
    ).replace(START + "    # Who", "    # Who"),
}  # fmt: skip


@pytest.mark.parametrize("own", MARKED.values(), ids=MARKED.keys())
def test_a_region_is_found_whatever_became_of_its_marks(own: str) -> None:
    """By its marks, else by the function that it stands in."""
    for piece, line in zip(pieces(own), (FORWARDS, " " * 12 + "print(text)"), strict=True):
        assert piece is not None
        assert [each for each in piece.text if each.strip() and "#" not in each] == [line]
    ast.parse(composed(own))


def test_marks_in_a_function_within_a_region_end_nothing() -> None:
    """Some mark each part of their own code as the whole was marked."""
    within = ("    async def pass_on(what):\n        # *** start ***\n"
              "        await server.forward_message(what)\n        # *** end ***\n"
              "    await pass_on(msg)")  # fmt: skip
    own = GIVEN.replace(FORWARDS, within)
    assert composed(own) == own


AGAIN = """

async def server_forwards_message(server, msg):
    await server.forward_message(msg)
    return True
"""


@pytest.mark.parametrize(
    ("marked", "below", "taken"),
    [
        ("    pass", AGAIN, FORWARDS),
        ("    print(msg)", AGAIN, "    print(msg)"),
        ("    pass", AGAIN.replace("async def server_", "async def "), "    pass"),
        ("    pass", "\n\nclass A:" + AGAIN.replace("\n", "\n    "), "    pass"),
        ("    pass", "\n\nif not msg:" + AGAIN.replace("\n", "\n    "), "    pass"),
    ],
)
def test_a_function_written_once_more_below_empty_marks_is_taken(
    marked: str, below: str, taken: str
) -> None:
    """It is the one that runs; what stands between the marks counts, if anything does."""
    own = GIVEN.replace(FORWARDS, marked).replace("    return True\n", "    return True\n" + below)
    assert [text for text in texts(own) if text] == [taken, " " * 12 + "print(text)"]


def test_a_string_that_is_not_closed_hides_no_region() -> None:
    """Outside it is not taken; inside it is the student's, and Python tells."""
    outside = GIVEN.replace('and *** end ***."""', "and *** end ***.").replace(
        "    # *** start ***\n    This is no mark.\n", ""
    )
    assert [each and each.text[-1].strip() for each in pieces(outside)] == [
        FORWARDS.strip(),
        "print(text)",
    ]
    ast.parse(composed(outside))
    inside = GIVEN.replace("print(text)", 'print("""text)')
    with pytest.raises(SyntaxError, match="unterminated triple-quoted") as caught:
        ast.parse(composed(inside))
    assert caught.value.lineno == 1 + inside[: inside.index("print(")].count("\n")


def test_a_function_on_one_line_is_taken() -> None:
    """What stands behind the colon is the region."""
    own = "async def server_forwards_message(server, msg): await server.forward_message(msg)\n"
    assert texts(own) == [FORWARDS, None]


def test_what_cannot_be_found_is_empty() -> None:
    """Neither marks nor function: the region is as it was given out."""
    own = GIVEN[: GIVEN.index("class")]
    assert texts(own)[1] is None
    assert "pass\n            # *** end ***" in composed(own)


@pytest.mark.parametrize("indent", ["\t", "  ", "        "])
def test_a_region_is_indented_as_in_the_given_file(indent: str) -> None:
    """Tabs, two spaces or eight: it fits where it is set in, its own blocks and strings too."""
    own = (
        f"async def server_forwards_message(server, msg):\n{indent}# *** start ***\n"
        f'{indent}if msg:\n{indent}{indent}text = """\nleft {{msg}}"""\n'
        f"{indent}{indent}await server.forward_message(\n{indent}text)\n{indent}# *** end ***\n"
    )
    text = composed(own)
    ast.parse(text)
    assert "\n    if msg:\n" in text
    assert '"""\nleft {msg}"""' in text


@pytest.mark.parametrize("indent", ["\t", "  ", "      "])
def test_a_region_that_is_indented_unlike_its_neighbours_is_no_python(indent: str) -> None:
    """The hand-in cannot be run, so it does not run here either."""
    own = GIVEN.replace(FORWARDS, indent + FORWARDS.lstrip())
    with pytest.raises(SyntaxError):
        ast.parse(own)
    with pytest.raises(SyntaxError) as caught:
        ast.parse(composed(own))
    assert caught.value.lineno == 1 + own[: own.index("await")].count("\n")


def test_lines_keep_their_numbers() -> None:
    """More above the region, or less: the line that Python names is the hand-in's."""
    for own in (
        "# mine\n" * 7 + GIVEN,
        GIVEN.replace("\n\n", "\n").replace("    # Who", "    # One more\n    # Who"),
        GIVEN.replace("class", "# about\n# the log\nclass"),
    ):
        text, shifts = compose(given, of, pieces(own))
        assert shifts == (0, 0)
        for line in (FORWARDS, "            print(text)"):
            assert text.split("\n").index(line) == own.split("\n").index(line)


def test_a_shift_that_cannot_be_helped_is_counted() -> None:
    """Given code that the student removed above a region still stands above it."""
    own = GIVEN.replace('"""Given: the region is between *** start *** and *** end ***."""\n', "")
    own = own.replace("from utils import Message\n\n\n", "").replace("\n\n", "\n")
    own = own.replace(
        '    """Forward a message.\n    # *** start ***\n    This is no mark.\n    """\n', ""
    )
    text, shifts = compose(given, of, pieces(own))
    assert shifts[0] > 0
    at = text.split("\n").index(FORWARDS)
    assert at - shifts[0] == own.split("\n").index(FORWARDS)


def told(own: str) -> list[str]:
    """What is said of the outside."""
    lines = Lines(own)
    return changes(lines, given, of, find(lines, given, of))


def test_nothing_is_said_where_nothing_was_changed() -> None:
    """Comments, blank lines and indentation outside are nobody's business."""
    assert told(GIVEN) == []
    assert told(GIVEN.replace("\n\n\n", "\n# remark\n").replace("    return", "\treturn")) == []


@pytest.mark.parametrize(
    ("defined", "used"),
    [
        ("import json", "json.dumps(msg)"),
        ("from os import (path as where, sep)", "where.join(msg)"),
        ("async def helper(x):\n    return x", "helper(msg)"),
        ("COUNT: int = 0", "COUNT + 1"),
    ],
)
def test_a_name_left_outside_is_told_first(defined: str, used: str) -> None:
    """It will be missed when the program runs; one that is given, or only alike, is not told."""
    name = used.partition(".")[0].partition("(")[0].partition(" ")[0]
    own = GIVEN.replace("import Message\n", f"import Message\n{defined}\n")
    said = told(own.replace(FORWARDS, f"    x = {used}"))
    assert said[0].startswith(f"'{name}' is used in a region but defined outside of it, in line 4")
    assert not any("is used" in each for each in told(own.replace(FORWARDS, f"    x.{name}()")))
    assert not any("is used" in each for each in told(own))


def test_a_name_that_a_region_declares_global_is_the_one_outside() -> None:
    """Whatever the region sets it to later; without that word its own assignment defines it."""
    own = GIVEN.replace("import Message\n", "import Message\nseen = 0\n")
    lines = "    global seen, other\n    seen = seen + 1"
    assert told(own.replace(FORWARDS, lines))[0].startswith("'seen' is used in a region but")
    lines = "    seen = 1\n    print(seen)"
    assert not any("is used" in each for each in told(own.replace(FORWARDS, lines)))


def test_a_parameter_of_another_name_is_told_first() -> None:
    """It has its old name when the program runs; one that no region uses harms nobody."""
    head = "async def server_forwards_message(server, msg):"
    assert head in GIVEN
    own = GIVEN.replace(head, head.replace("msg", "message: dict[str, bytes] = None"))
    said = told(own.replace(FORWARDS, "    await server.forward_message(message, bytes)"))
    assert said[0].startswith("'message' is used in a region but is a parameter in line ")
    assert not any("bytes' is used" in each for each in said)
    assert not any("is used" in each for each in told(own))


def test_what_was_given_and_is_gone_is_told() -> None:
    """It is there again when the program runs."""
    assert told(GIVEN.replace("    return True\n", "")) == [
        "what was given and is missing was put back: 'return True'"
    ]


SCRAPS = [
    *GIVEN.split("\n"),
    START,
    END,
    "    # *** END***",
    "(",
    '"""',
    "'",
    "\\",
    "\tx = {",
    "def f(",
    "class",
    "\x0c",
    "é",
    "pass",
]


@settings(max_examples=300, deadline=None)
@given_of(strategies.lists(strategies.sampled_from(SCRAPS), max_size=40))
def test_no_hand_in_breaks_the_reading(scraps: list[str]) -> None:
    """Whatever stands in it, all that was given stands in what is run, in its order."""
    own = "\n".join(scraps)
    found = pieces(own)
    text, _ = compose(given, of, found)
    told(own)
    left = iter(text.split("\n"))
    inside = {number for region in of for number in range(region.begin, region.end)}
    for number, line in enumerate(GIVEN.split("\n")):
        if number not in inside and given.is_code(number):
            assert line in left


def test_a_line_of_nothing_but_stars_is_no_work() -> None:
    """It is no mark, however long, and what stands around it is found."""
    stars = "    #" + "*" * 500_000
    (forwards, logs) = pieces(GIVEN.replace(FORWARDS, f"{stars}\n{FORWARDS}"))
    assert forwards is not None
    assert forwards.text[-2:] == (stars, FORWARDS)
    assert logs is not None


def test_very_many_names_and_functions() -> None:
    """Thousands of names from outside, and functions within functions, are read in one pass."""
    count = 6_000
    uses = "".join(f"    print(name{n})\n" for n in range(count))
    inner = "".join(" " * (4 + n % 300) + f"def f{n}():\n" for n in range(count))
    names = "".join(f"name{n} = {n}\n" for n in range(count))
    own = Lines(GIVEN.replace(FORWARDS + "\n", uses + inner) + names)
    found = find(own, given, of)
    assert found[0] is not None
    said = changes(own, given, of, found)
    assert sum("is used in a region but defined outside" in each for each in said) == count
    assert len(own.functions) == count + 2
