"""The tables of ``docs/security.md``, made of the corpus: ``python -m tests.hostile.table``."""

from collections.abc import Iterator
from pathlib import Path

from tests.hostile.attack import Attack
from tests.hostile.corpus import ATTACKS
from tests.hostile.defences import DEFENCES, MODES, promised
from tests.hostile.happened import GETS_THROUGH

PAGE = Path(__file__).resolve().parents[2] / "docs" / "security.md"
BEGIN, END = "<!-- what follows is written by tests.hostile.table -->\n", "<!-- to here -->\n"
_YES, _NO, _AS_IT_HAPPENS = "held", "not promised", "stopped, not promised"


def tables() -> str:
    """Both tables, as Markdown."""
    return "\n".join([*_defences(), "", *_attacks(), ""])


def written(page: str) -> str:
    """The page, with the tables of the corpus in it."""
    head, _, rest = page.partition(BEGIN)
    return f"{head}{BEGIN}\n{tables()}\n{END}{rest.partition(END)[2]}"


def _defences() -> Iterator[str]:
    yield f"| what stops attacks | {' | '.join(MODES)} |"
    yield "|---|" + "---|" * len(MODES)
    for name, defence in DEFENCES.items():
        cells = (
            f"{_NO}: {defence.lacks[mode]}" if mode in defence.lacks else _YES for mode in MODES
        )
        yield f"| **{name}** {defence.means} | {' | '.join(cells)} |"


def _attacks() -> Iterator[str]:
    yield f"| attack | it | what holds | by | {' | '.join(MODES)} |"
    yield "|---|---|---|---|" + "---|" * len(MODES)
    kind = ""
    for attack in ATTACKS:
        if attack.kind != kind:
            kind = attack.kind
            yield f"| **{kind}** |" + " |" * (3 + len(MODES))
        cells = (_cell(attack, mode) for mode in MODES)
        said = " | ".join((attack.name, attack.tries, attack.holds, ", ".join(attack.stops)))
        yield f"| {said} | {' | '.join(cells)} |"


def _cell(attack: Attack, mode: str) -> str:
    if promised(attack.stops, mode):
        return _YES
    played = mode in GETS_THROUGH and attack.name not in GETS_THROUGH[mode]
    return _AS_IT_HAPPENS if played else _NO


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
