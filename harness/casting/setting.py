"""What is known of a role when its program is given arguments."""

from harness.model.quick import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known when arguments are given: the role's ``letter`` and ``number``, where to go.

    ``side``: ``listen`` or ``connect``, as the role is meant to.  ``told``: what the story gives.
    ``name``: what it calls itself ('': by its letter).  ``away``: who listens does so at ``host``,
    and that is not loopback.  ``beside``: the patterns of roles that ask for something else, which
    may be in the same file; ``word``: what tells a program to do that, for such a role.
    ``says``: what the server of the role's part says, and ``unlike``: that of the other part.
    ``config``: the file of settings that it may be told to read.
    """

    letter: str
    number: int
    host: str = "127.0.0.1"
    port: int = 12000
    side: str = ""
    told: tuple[str, ...] = ()
    name: str = ""
    away: bool = False
    beside: tuple[str, ...] = ()
    word: tuple[str, ...] = ()
    config: str = ""
    says: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
