"""Several files that are both sides, of which one is the special part's."""

import pytest

from tests.casting.programs import CONNECTS, LISTENS, Caster, played
from tests.casting.test_extra import BY_WORD

_BOTH = LISTENS + CONNECTS


@pytest.mark.parametrize("extra", ["ec_pa3.py", "EC-pa3.py", "pa3 chat.py"])
def test_the_file_whose_name_says_so_is_the_special_parts(cast: Caster, extra: str) -> None:
    """It would be 'EC_server.py' and 'EC_client.py', were it two."""
    found = played(cast({"pa3.py": _BOTH, extra: _BOTH + "#"}))
    assert {found[role] for role in ("server", "a", "b")} == {"pa3.py"}
    assert {found[role] for role in ("hub", "p", "q")} == {extra}


def test_a_name_with_a_letter_for_its_side_is_the_special_parts(cast: Caster) -> None:
    """'s' and 'c' are no words that patterns know, and the rest of the name says the part."""
    files = {"pa_s.py": LISTENS, "pa_c.py": CONNECTS}
    extra = {"EC_pa_s.py": LISTENS + "#", "EC_pa_c.py": CONNECTS + "#"}
    found = played(cast(files | extra))
    assert [found[role] for role in ("server", "a", "b")] == ["pa_s.py", "pa_c.py", "pa_c.py"]
    assert [found[role] for role in ("hub", "p", "q")] == ["EC_pa_s.py", "EC_pa_c.py", "EC_pa_c.py"]


def test_names_that_say_nothing_are_told_to_a_person(cast: Caster) -> None:
    """Nothing tells which of the two is meant."""
    casting = cast({"one.py": _BOTH, "two.py": _BOTH + "#"})
    assert "several files could be 'server': one.py, two.py" in casting.unfilled["server"].why


def test_the_only_file_is_everybodys_whatever_its_name_says(cast: Caster) -> None:
    """With no other file left for the rest, it is not the special part's alone."""
    assert set(played(cast({"ec.py": _BOTH})).values()) == {"ec.py"}


def test_the_only_file_is_told_which_part_it_shall_play(cast: Caster) -> None:
    """Of a file that is everybody's the special part is asked for by its word."""
    programs = cast({"ec.py": BY_WORD + _BOTH}).programs
    assert [programs[role].args for role in ("server", "hub")] == [("server",), ("ecserver",)]


def test_beside_a_server_and_a_client_the_extra_file_is_both_sides_of_the_special_part(
    cast: Caster,
) -> None:
    """The rest has its files, and so nobody else is meant by the one that is both."""
    found = played(cast({"server.py": LISTENS, "client.py": CONNECTS, "ec.py": _BOTH}))
    assert [found[role] for role in ("server", "a", "b")] == ["server.py", "client.py", "client.py"]
    assert {found[role] for role in ("hub", "p", "q")} == {"ec.py"}


def test_what_is_special_on_one_side_only_is_the_rests_on_the_other(cast: Caster) -> None:
    """The only file that connects is everybody's client, though the hub is its other side."""
    found = played(cast({"server.py": LISTENS, "ec.py": _BOTH}))
    assert found["server"] == "server.py"
    assert {found[role] for role in ("hub", "a", "b", "p", "q")} == {"ec.py"}
