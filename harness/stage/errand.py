"""What the story wants done at a window, until it is done or missed."""

from harness.model.play import Action
from harness.model.quick import dataclass


@dataclass(slots=True)
class Errand:
    """What the story wants done.  ``why``: what kept it from being done at the last look."""

    action: Action
    why: str = ""
    tried: bool = False
    seen: bool = False  # there was a look since the story wants it
    unfolded: bool = False  # what it is about was to be seen only after a click
    folded: bool = False  # it was not there, and the list is closed again
    begun: bool = False  # the program may have seen something of it: not to be done again

    def due(self, *, changed: bool) -> bool:
        """Whether it is to be tried on the last look (``changed``: that may be out of date).

        One that the program can only answer while its own clock goes on never is quite up to date.
        """
        return not self.tried and (self.seen or not changed)
