"""The corpus: every attack, by kind."""

from tests.hostile.corpus import bombs, grade, host, players, secrets, tools

ATTACKS = (
    *grade.ATTACKS,
    *secrets.ATTACKS,
    *host.ATTACKS,
    *bombs.ATTACKS,
    *tools.ATTACKS,
    *players.ATTACKS,
)
