"""Several files that are both sides, of which one is the special part's."""

import pytest

from tests.casting.programs import CONNECTS, LISTENS, Caster, played

_BOTH = LISTENS + CONNECTS


@pytest.mark.parametrize("extra", ["ec_pa3.py", "EC-pa3.py", "pa3 chat.py"])
def test_the_file_whose_name_says_so_is_the_special_parts(cast: Caster, extra: str) -> None:
    """It would be 'EC_server.py' and 'EC_client.py', were it two."""
    found = played(cast({"pa3.py": _BOTH, extra: _BOTH + "#"}))
    assert {found[role] for role in ("server", "a", "b")} == {"pa3.py"}
    assert {found[role] for role in ("hub", "p", "q")} == {extra}


def test_names_that_say_nothing_are_told_to_a_person(cast: Caster) -> None:
    """Nothing tells which of the two is meant."""
    casting = cast({"one.py": _BOTH, "two.py": _BOTH + "#"})
    assert "several files could be 'server': one.py, two.py" in casting.unfilled["server"].why


def test_the_only_file_is_everybodys_whatever_its_name_says(cast: Caster) -> None:
    """With no other file left for the rest, it is not the special part's alone."""
    assert set(played(cast({"ec.py": _BOTH})).values()) == {"ec.py"}
