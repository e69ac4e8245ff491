"""Which arguments a program takes from its command line, and what it calls them.

An argument counts where the program takes it for granted, or gives up without it.  One that has a
default, or that it asks for first (``if len(sys.argv) > 1``), it can do without; it is told all the
same, since a default that is one client's name is wrong for the other.
"""

import ast
from collections.abc import Callable, Iterable, Mapping

from harness.casting.accepted import accepted
from harness.casting.choices import values
from harness.casting.decorated import by_decorator
from harness.casting.keyed import keyed
from harness.casting.kinds import INDEX, PLACE, WHOLE
from harness.casting.known import known
from harness.casting.numbers import numbered
from harness.casting.options import by_hand, by_parser, cuts_at_colon, tells
from harness.casting.pile import Pile
from harness.casting.slot import Slot, leaves, named, refuses, spares, text_of
from harness.casting.sources import Source
from harness.casting.standing import parts, places
from harness.casting.usage import by_example, by_index

Words = frozenset[str]
_MOST = 8  # arguments that a program may ask for
_PARSE = ("getopt", "gnu_getopt", "parse_args", "parse_known_args")
_READS = ("argv", "add_argument", "add_parser", "add_option", "parse_args",
          "command", "typer")  # fmt: skip


def slots(
    source: Source,
    own: Words = frozenset(),
    other: Words = frozenset(),
    used: tuple[Source, ...] = (),
    counted: Mapping[ast.AST, bool] | None = None,
) -> list[Slot]:
    """The arguments that a program demands, in order, and then those that it can do without.

    ``own`` and ``other``: of a program that is both sides, the words for this side and for that
    one.  What it demands of those who say the other one is left out.  ``used``: what it imports of
    the same hand-in, where it may hand its arguments to.  ``counted``: whether a condition on how
    many there are is for this side, or for that one.
    """
    if not any(word in source.code for word in _READS):
        return []
    if source.tree is None:
        return by_index(source.code)
    try:
        return _read(source, source.tree, (own, other), used, counted)[:_MOST]
    except RecursionError:
        return []


def _read(
    source: Source,
    tree: ast.Module,
    sides: tuple[Words, Words],
    used: tuple[Source, ...],
    counted: Mapping[ast.AST, bool] | None,
) -> list[Slot]:
    """Arguments by the syntax tree."""
    own, other = sides
    beside = [each.nodes for each in used if each is not source]

    def left(pile: Mapping[str, int]) -> list[Slot]:
        """What is demanded of what these names hold of the command line."""
        visit = _Visit(source, own, other, beside, pile)
        visit.look(tree, asked=False)
        return visit.demanded

    if found := _by_name(source):
        for each in found:
            _take_apart(each, left)
        kept = [each for each in found if each.parts or not (each.several < 0 and each.unasked)]
        return [*kept, *left({})]
    visit = _Visit(source, own, other, beside)
    visit.counted = counted or {}
    visit.look(tree, asked=False)
    found = visit.demanded
    if not found and not visit.optional and not own | other:
        return by_example(source)
    while (slot := visit.optional.get(len(found) + 1)) is not None:
        slot.given = slot.given or _first_value(source, slot.name)
        found.append(slot)
    words = {} if own | other else accepted(source)
    made = numbered(source)
    for place, slot in enumerate(found, 1):
        slot.number = slot.number or (slot.name in made and not tells(slot.name))
        if not (slot.choices or slot.unasked):
            slot.choices = words.get(slot.name) or words.get(f"[{place}]") or []
        slot.name = visit.standing.get(slot.name, slot.name)
    return found


def _by_name(source: Source) -> list[Slot]:
    """What is declared, or looked for by its name."""
    return by_parser(source) or by_decorator(source) or by_hand(source) or keyed(source)


def _take_apart(slot: Slot, left: Callable[[Mapping[str, int]], list[Slot]]) -> None:
    """Say what the values are that an argument has of which ``argparse`` takes several."""
    if slot.several == 1:
        return
    dest = slot.dest or slot.name.lstrip("-").replace("-", "_")
    parts = left({dest: 1})
    if slot.several > 1:
        parts = [*parts, *(Slot() for _ in range(slot.several))][: slot.several]
        for part, word in zip(parts, slot.told.split(), strict=False):
            part.told = word
    slot.parts = parts
    slot.unasked = slot.unasked and not parts


def _first_value(source: Source, name: str) -> str:
    """The text that a name holds at first, if it ever holds one."""
    held = (
        text_of(node.value)
        for node in source.nodes
        if isinstance(node, ast.Assign) and name in map(named, node.targets)
    )
    return next(filter(None, held), "")


class _Visit:
    """What a program does with ``sys.argv``: a slot for each index that it takes for granted.

    ``own`` and ``other``: see ``slots``; ``beside``: the nodes of
    what it imports.  ``optional`` are those that are reached only where they are there.  ``pile``:
    the names that hold the command line, or a piece of it, where that is not ``sys.argv``.
    """

    def __init__(
        self,
        source: Source,
        own: Words,
        other: Words,
        beside: Iterable[Iterable[ast.AST]],
        pile: Mapping[str, int] | None = None,
    ) -> None:
        self._source, self._children = source, source.nodes
        self._own, self._other = own, other
        self.slots: dict[int, Slot] = {}
        self.optional: dict[int, Slot] = {}
        self.least = 0
        self.counted: Mapping[ast.AST, bool] = {}
        elsewhere = [node for each in beside for node in each]
        self._pile = Pile(source.nodes, elsewhere, pile)
        self.standing = places([*elsewhere, *source.nodes])

    @property
    def demanded(self) -> list[Slot]:
        """What is taken for granted, with whatever stands before it."""
        last = min(max([*self.slots, self.least], default=0), _MOST)
        return [self.slots.get(index, Slot()) for index in range(1, last + 1)]

    def look(self, node: ast.AST, asked: bool, name: str = "", number: bool = False) -> None:
        """Look at a node: ``asked`` if it is reached only where the argument is there.

        ``name`` is what the program calls the value, ``number`` whether it makes one of it.
        """
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                with self._pile.inside(node.name):
                    self._all(node.body, asked)
            case ast.If() if (
                node in self.counted
                or self._pile.asked_of(node.test)
                or self._is_for(node.test) is not None
            ):
                self._condition(node, asked)
            case ast.IfExp() if self._pile.asked_of(node.test):
                if isinstance(node.test, ast.Compare):
                    self.look(node.test, asked)  # as in a condition
                self._either(node, name, number)
            case ast.Try():
                self._try(node, asked)
            case ast.Match() if self._pile.start(node.subject) is not None:
                self._match(node, asked)
            case ast.Assign(targets=[target]):
                self._assign(target, node.value, asked)
            case ast.AnnAssign(value=ast.expr() as value):
                self._assign(node.target, value, asked)
            case _ if (index := self._pile.index(node)) is not None:
                self._note(index, name, number, asked or self._pile.spares(node))
            case ast.Call():
                self._call(node, asked, name, number)
            case ast.Tuple(elts=[host, port]) if not name:
                self.look(host, asked, "host", number)
                self.look(port, asked, "port", number)
            case _:
                self._parts(node, asked, name, number)

    def _parts(self, node: ast.AST, asked: bool, name: str, number: bool) -> None:
        """Look at what a node is made of."""
        if isinstance(node, ast.Subscript) and _is_number(node.slice):
            among = values(self._source, named(node.value)) or [node.value]
            first = isinstance(node.slice, ast.BinOp) or any(isinstance(t, ast.Dict) for t in among)
            self.look(node.value, asked)
            self.look(node.slice, asked, INDEX if first else PLACE, number)
            return
        keys = _keys(node)
        before = dict(self.slots)
        for part in self._children[node]:
            self.look(part, asked, keys.get(id(part)) or name, number)
        if isinstance(node, ast.Subscript) and (words := _looked_up(node.value, self._source)):
            for index in self.slots.keys() - before.keys():
                self.slots[index].choices = words

    def _is_for(self, test: ast.expr) -> bool | None:
        """Whether a condition is true for this side, or for the other one; None: for neither."""
        if any(named(each) == "len" for each in ast.walk(test)):
            return None
        for each in ast.walk(test):
            match each:
                case ast.Compare(ops=[ast.Eq() | ast.In()]):
                    said = {n.value for n in ast.walk(each) if isinstance(n, ast.Constant)}
                    if said & self._own:
                        return True
                    if said & self._other:
                        return False
        return None

    def _either(self, node: ast.IfExp, name: str, number: bool) -> None:
        """Look at both sides of a condition on the command line, and keep what a default is."""
        given = [
            (self._pile.index(part, look=True) or 0, text_of(instead))
            for there, instead in ((node.body, node.orelse), (node.orelse, node.body))
            for part in ast.walk(there)
            if text_of(instead)
        ]  # before anything is taken off
        self.look(node.body, True, name, number)
        self.look(node.orelse, True, name, number)
        for place, text in given:
            if place in self.optional:
                self.optional[place].given = text

    def _try(self, node: ast.Try, asked: bool) -> None:
        # Who gives up when it is not there demands it; who goes on has something instead.
        self._all(node.body, asked or any(map(spares, node.handlers)))
        for part in (*node.handlers, *node.orelse, *node.finalbody):
            self.look(part, asked)

    def _match(self, node: ast.Match, asked: bool) -> None:
        """``match sys.argv[1:]: case [name]: …``: the shortest form that is no refusal."""
        forms = [
            case.pattern.patterns
            for case in node.cases
            if isinstance(case.pattern, ast.MatchSequence) and not refuses(case.body)
            if not self._other & {text_of(getattr(each, "value", None))
                                  for each in case.pattern.patterns}
        ]  # fmt: skip
        length = min(map(len, forms), default=0)
        if not length:  # 'case []', and what it may be told
            forms = [form for form in forms if form]
            length, asked = min(map(len, forms), default=0), True
        start = self._pile.start(node.subject) or 0
        for form in forms:
            for index, part in enumerate(form, start):
                if len(form) == length and not isinstance(part, ast.MatchStar):
                    self._note(index, getattr(part, "name", "") or "", False, asked)
                    if index and not asked and text_of(getattr(part, "value", None)):
                        self.slots[index].choices.append(text_of(getattr(part, "value", None)))
        for case in node.cases:
            self._all(case.body, asked=True)

    def _call(self, node: ast.Call, asked: bool, name: str, number: bool) -> None:
        number = number or named(node.func) in ("int", "float")
        # 'globals()[sys.argv[1]](*sys.argv[2:])' calls the function that has the word for a name,
        # 'getattr(app, "do_" + sys.argv[1])()' that which has it behind this
        called = named(node.func)
        if not called and self._own:
            among = values(self._source, named(getattr(node.func, "value", None)))
            made = [each for each in among if isinstance(each, ast.DictComp)]
            heads = {text_of(each) for part in (node.func, *made) for each in ast.walk(part)}
            named_so = {head + word for head in heads for word in self._own}
            named_so |= {getattr(each, "name", "") for word in self._own
                         for each in known(self._source).get(word, ())}  # fmt: skip
            called = next((each for each in self._pile.parameters if each in named_so), "")
        own, needed = self._pile.parameters.get(called, ([], 0))
        name = "file" if named(node.func) == "open" else name  # whatever is made of it
        if named(node.func) == "read" and "ConfigParser" in self._source.code:
            name = "config"
        if cuts_at_colon(node.func, self._source):
            name = WHOLE
        self.look(node.func, asked, name)
        standing = {id(part): word for word, part in parts(node)}
        for place, part in enumerate(node.args):
            start = self._pile.start(part.value) if isinstance(part, ast.Starred) else None
            if start is None:
                called_so = "".join(own[place : place + 1])
                # what an object is called says nothing of what it is made of
                if called in self._pile.classes or called_so in self.standing:
                    self.look(part, asked, called_so or name, number)
                elif id(part) in standing and not called.startswith("get"):
                    self.look(part, asked, standing[id(part)], number)
                elif isinstance(part, ast.Tuple) and any(id(e) in standing for e in part.elts):
                    self.look(part, asked)
                else:
                    self.look(part, asked, name or called_so, number)
            else:
                for index, each in enumerate(own[place:needed], start):
                    self._note(index, each, number, asked)
        for word in node.keywords:
            self.look(word.value, asked, word.arg or "", number)

    def _all(self, lines: list[ast.stmt], asked: bool) -> None:
        for line in lines:
            self.look(line, asked)

    def _condition(self, node: ast.If, asked: bool) -> None:
        if isinstance(node.test, ast.Compare):
            self.look(node.test, asked)  # "if sys.argv[1] == 'server'" fails without it
        ours = self.counted.get(node, self._is_for(node.test))
        if ours is not None:
            self._all(node.body, asked or not ours)
            self._all(node.orelse, asked or ours)
        elif leaves(node.body):
            # 'if len(sys.argv) != 3: usage' says how many there must be.
            self.least = max(self.least, _demanded(node.test, self._pile.first(node.test)))
            self._all(node.orelse, asked)
        else:
            demanded = bool(node.orelse) and leaves(node.orelse)
            self._all(node.body, asked or not demanded)
            self._all(node.orelse, asked=True)

    def _assign(self, target: ast.expr, value: ast.expr, asked: bool) -> None:
        start = self._pile.start(value)
        if backward := self._pile.backward(target, value):
            for index, part in backward:
                self._note(index, named(part), False, asked)
        elif _parses(value) and isinstance(target, ast.Tuple) and len(target.elts) > 1:
            self._pile.begins(target.elts[1], 1)  # what is no option
        elif start is not None and isinstance(target, ast.Tuple | ast.List):
            parts = target.elts
            if isinstance(parts[0], ast.Starred):  # '*_, host, port = sys.argv'
                parts, start = parts[1:], max(start, 1)
            for index, part in enumerate(parts, start):
                if isinstance(part, ast.Starred):
                    self._pile.begins(part.value, index)
                    break  # what comes after it is counted from the end
                self._note(index, named(part), False, asked)
        elif start is not None and isinstance(target, ast.Name | ast.Attribute):
            self._pile.begins(target, start)
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for one, other in zip(target.elts, value.elts, strict=False):
                self.look(other, asked, named(one))
        else:
            self.look(value, asked, named(target))

    def _note(self, index: int, name: str, number: bool, asked: bool) -> None:
        if index > 0:
            slot = (self.optional if asked else self.slots).setdefault(index, Slot(unasked=asked))
            slot.joined = slot.joined or name == WHOLE
            slot.name = slot.name or name
            slot.number = slot.number or number


def _parses(node: ast.expr) -> bool:
    """Whether it gives the options, and what is none."""
    return isinstance(node, ast.Call) and named(node.func) in _PARSE


def _is_number(node: ast.AST) -> bool:
    """Whether a number is made of something there: ``NAMES[int(sys.argv[1]) - 1]``."""
    return any(isinstance(each, ast.Call) and named(each.func) == "int" for each in ast.walk(node))


def _looked_up(table: ast.expr, source: Source) -> list[str]:
    """The words that a table has texts for: ``{'1': 'server', '2': 'client'}``."""
    among = values(source, table.id) if isinstance(table, ast.Name) else [table]
    tables = [each for each in among if isinstance(each, ast.Dict)]
    if not all(text_of(value) for each in tables for value in each.values):
        return []
    return [text_of(key) for each in tables for key in each.keys if text_of(key)]


def _keys(node: ast.AST) -> dict[int, str]:
    """The key of each value, by its ``id()``, if this is a dict."""
    if not isinstance(node, ast.Dict):
        return {}
    return {id(part): text_of(key) for key, part in zip(node.keys, node.values, strict=True)}


def _demanded(test: ast.expr, first: int) -> int:
    """How many arguments a program must have that leaves when ``test`` is true.

    It counts them from the ``first`` on, or with its own name (0).
    """
    for node in ast.walk(test):
        if isinstance(node, ast.Compare) and isinstance(node.comparators[0], ast.Constant):
            number = node.comparators[0].value
            if isinstance(number, int) and isinstance(node.ops[0], ast.NotEq | ast.Lt):
                return number + first - 1
            if isinstance(number, int) and isinstance(node.ops[0], ast.LtE):
                return number + first
    return 0
