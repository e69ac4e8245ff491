"""What lies between two roles of a scene, as the spec says it and the stage does it."""

from harness.model.quick import dataclass

SPLIT, JOIN, DELAY = "split", "join", "delay"


@dataclass(frozen=True, slots=True)
class Link:
    """What treats all that ``source`` sends to ``target``.

    ``how``: ``split`` (every byte arrives by itself), ``join`` (``count`` messages arrive as one),
    ``delay`` (by ``seconds`` of the stage's clock), or empty: passed on as it comes, so that the
    story can cut it.
    """

    source: str
    target: str
    how: str = ""
    count: int = 2
    seconds: float = 0.0
