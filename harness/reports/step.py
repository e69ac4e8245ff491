"""A step of a run: one row of a diagram."""

from harness.model.quick import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a diagram.

    ``kind``: ``typed``, ``printed``, ``pressed``, ``filled``, ``picked``, ``shut`` (a window),
    ``shown``, ``sent``, ``connected``, ``refused``, ``closed``, ``severed`` (a link), ``started``,
    ``listening``, ``read``, ``exited``, ``stopped``, ``input``, ``undone``, ``asked``, ``quiet``,
    ``lull``, ``limit``, ``unseen``, ``fault``, ``missing`` (expected and never came), ``later``
    (the programs' clock has jumped), ``more`` (``count`` steps left out).  ``text`` is as it came:
    not yet readable.  ``numbers``: its events.  ``bad``: here reality left the story.
    """

    kind: str
    who: str
    to: str = ""
    text: str = ""
    numbers: tuple[int, ...] = ()
    bad: bool = False
    count: int = 0
