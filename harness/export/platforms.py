"""The platforms that grade each hand-in as it comes: how a result is written for each.

Apart from the formats of grades, which are of a class.
"""

import json
from collections.abc import Mapping
from dataclasses import replace

from harness.export.autolab import autolab
from harness.export.autolab import failed as failed_autolab
from harness.export.classroom50 import classroom50
from harness.export.gradescope import failed as failed_gradescope
from harness.export.gradescope import gradescope
from harness.export.outgoing import FAILED, shown, withheld
from harness.export.prairielearn import failed as failed_prairielearn
from harness.export.prairielearn import prairielearn
from harness.export.repository import stamp
from harness.model.result import Result

PLATFORMS = ("gradescope", "autolab", "prairielearn", "classroom50")


def written(result: Result, platform: str, about: Mapping[str, str]) -> str:
    """The platform's result; empty where it is told by the absence of one.

    ``about``: the environment, for what only the platform knows.
    """
    match platform:
        case "gradescope":
            return _json(gradescope(result))
        case "autolab":
            return autolab(result)
        case "prairielearn":
            return _json(prairielearn(result))
        case _:
            open_ = replace(result, items=shown(result))
            about_it = stamp(result.assignment, about)
            found = None if withheld(result) else classroom50(open_, about_it)
            return _json(found) if found else ""


def failure(platform: str) -> str:
    """The result of a hand-in over which the harness died without a word; may be empty."""
    match platform:
        case "gradescope":
            return _json(failed_gradescope(FAILED))
        case "autolab":
            return failed_autolab(FAILED)
        case "prairielearn":
            return _json(failed_prairielearn(FAILED))
        case _:
            return ""


def _json(content: object) -> str:
    return json.dumps(content, indent=1) + "\n"
