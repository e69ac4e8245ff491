"""Lines that no stage of this kind can see come true: nobody waits for them."""

from harness.checks.play import MUST, Expect, OneOf
from harness.checks.records import Records
from harness.checks.solve import Solution
from harness.model.events import STAGE

BETWEEN = "between"
NEEDS = {
    "sends": {"wire", "owner", BETWEEN},
    "connects": {"wire", "owner", BETWEEN},
    "closes": {"wire", "owner", BETWEEN},
    "resets": {"wire", "owner", BETWEEN},
    "reads": {"read", "ahead", "owner", BETWEEN},
    "prints": {"output"},
    "shows": {"output", "screen"},
    "asks": {"quiet"},
    "waits": {"quiet", BETWEEN},  # whom it waits for is told by whose its connections are
    "lasts": {"clock"},
}
"""What has to be seen for a line to be judged, by its verb.

``BETWEEN`` counts only where both ends are programs: of a scripted role it is known what crosses.
"""


def hidden(solution: Solution, records: Records, *, unsaid: bool) -> int:
    """How many must-lines of a beat have not come and would not be seen if they did.

    Some may come all the same (what scripted roles know of): such a line is only not waited for.
    Where it can be proved that nothing more comes, that ends the waiting, for these as for others.
    ``unsaid``: a scripted role could not do its part of the beat, since nobody saw whose connection
    is whose, or what came; then nothing follows from it, and no line of the beat is waited for.
    """
    blind = {event.what for event in records.unseen if event.who == STAGE}
    if "quiet" not in blind or not records.blindfolded:
        return 0
    count = 0
    for judged in solution.judged:
        part = judged.part
        if judged.match is not None or not isinstance(part, Expect | OneOf) or part.mood != MUST:
            continue
        count += unsaid or all(NEEDS.get(option.verb, set()) & blind for option in part.options)
    return count
