"""What is read of a program that only Python 2 can parse."""

import ast

import pytest

from harness.casting.modern import modern
from harness.casting.sources import Source


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("print 'a', b", "_ = 'a', b"),
        ("if a: print a,", "if a: _ = a,"),
        ("print", "_ = 0"),
        ("print >>f, 'x'", "_ = 0 >>f, 'x'"),
        ("print ('a'), b", "print ('a'), b"),
        ("print 'x: print y; except A, b:' # <>", "_ = 'x: print y; except A, b:'"),
        ("print '%s' % (\n  a)", "_ = '%s' % a"),
        ("exec 'a' in b", "_ = 'a' in b"),
        ("try: pass\nexcept (A, b.C), (n, m): pass", "try: pass\nexcept (A, b.C) as error: pass"),
        ("raise A, 'b'", "raise A"),
        ("print 0777, 10L, a <> b", "_ = 0o777, 10, a != b"),
        ("print `a`, ur'\\d'", "_ = str(a), r'\\d'"),
        ("if a:\n\tprint 1\n        print 2", "if a:\n    _ = 1\n    _ = 2"),
    ],
)
def test_what_parts_the_grammars_is_put_into_the_newer_one(text: str, same: str) -> None:
    """On the same lines, and what stands in strings stays as it is."""
    tree = modern(Source("a.py", f"print 1\n{text}")).tree
    assert tree is not None
    assert ast.dump(tree) == ast.dump(ast.parse(f"_ = 1\n{same}"))


def test_what_parses_in_no_grammar_is_left_as_it_is() -> None:
    """A slip of the pen is nothing that Python 2 could read."""
    source = Source("a.py", "print 'a'\nif a\n")
    assert modern(source) is source
