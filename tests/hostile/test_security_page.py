"""docs/security.md: its tables are those of the corpus."""

from collections import Counter

from tests.hostile.corpus import ATTACKS
from tests.hostile.defences import DEFENCES
from tests.hostile.table import PAGE, written


def test_the_page_says_what_is_tried() -> None:
    """The tables of docs/security.md are those of the corpus (python -m tests.hostile.table)."""
    page = PAGE.read_text(encoding="utf-8")
    assert written(page) == page


def test_every_attack_has_a_name_of_its_own_and_something_that_stops_it() -> None:
    """No two attacks share a name, and no defence is named that is not tried."""
    assert max(Counter(attack.name for attack in ATTACKS).values()) == 1
    assert {key for attack in ATTACKS for key in attack.stops} == set(DEFENCES)
