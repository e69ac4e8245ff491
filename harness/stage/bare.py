"""What a program gets where there is no sandbox: a private copy of its files, and little else.

It sees the machine as any program of its user does.  Where we are root that is a user of its own,
who can read nothing of another role's; else it is ours, and nothing keeps the program from what we
may do.  Its environment is cleared, its limits are the same as in a sandbox, and the clock library
is preloaded by ``LD_PRELOAD``.
"""

import os
import shutil

from harness.model.casting import Limits, Program
from harness.model.quick import dataclass
from harness.stage import rolepage, sandbox, scenery, timekeeper
from harness.stage.screen import Screen
from harness.stage.shared import files_of_ours
from harness.stage.ushering import Command
from harness.stage.world import World


@dataclass(frozen=True, slots=True)
class Booth:
    """Where a program works.  ``page``: what its threads wait for; empty without a clock."""

    home: str
    temporary: str
    page: str


def furnish(world: World, program: Program, put: dict[str, bytes], terminal: int) -> Booth:
    """Copy a program's files to where it works, and give them and the terminal to its user."""
    assert world.means is not None
    with files_of_ours(world):
        number = len(os.listdir(world.base))  # a role may be started again
        place = os.path.join(world.base, f"role{number}-{program.role}")
        os.mkdir(place, 0o700)
        found = Booth(os.path.join(place, "home"), os.path.join(place, "tmp"), "")
        sandbox.copy_tree(program.folder, found.home)
        sandbox.lay(found.home, dict(program.laid))
        inside = os.path.normpath(os.path.join(found.home, program.place))
        sandbox.lay(found.home if program.place == ".." else inside, put)
        os.mkdir(found.temporary)
        library = timekeeper.library() if world.means.threads else None
        if library is not None:
            found = _hang_clock(world, found, place, library)
        if world.means.user is not None:
            os.fchown(terminal, world.means.user, -1)
            sandbox.hand_over(place, world.means.user)
            if found.page:  # of the stage's page it has the same file: to read
                os.chown(os.path.join(os.path.dirname(found.page), rolepage.STAGE), 0, 0)
    return found


def _hang_clock(world: World, found: Booth, place: str, library: str) -> Booth:
    """Lay the clock's two pages and its library beside a program's files."""
    folder = os.path.join(place, "clock")
    os.mkdir(folder)
    os.link(stage_page(world), os.path.join(folder, rolepage.STAGE))
    shutil.copyfile(library, os.path.join(folder, os.path.basename(library)))
    page = os.path.join(folder, rolepage.ROLE)
    rolepage.make_file(page, 0o600)
    return Booth(found.home, found.temporary, page)


def stage_page(world: World) -> str:
    """The page that says what time it is on the stage; made if it is not there."""
    page = scenery.stage_page(world)
    with files_of_ours(world):
        if not os.path.exists(page):
            rolepage.make_file(page, 0o644)
    return page


def command(
    program: Program,
    booth: Booth,
    limits: Limits,
    extra: tuple[str, ...],
    screen: Screen | None = None,
) -> Command:
    """What the program is started with."""
    environment = sandbox.environment(program) | {"HOME": booth.home, "TMPDIR": booth.temporary}
    if screen is not None:
        environment |= screen.environment
    if booth.page:
        folder = os.path.dirname(booth.page)
        library = os.path.basename(timekeeper.library() or "")
        environment["LD_PRELOAD"] = os.path.join(folder, library)
        environment["CALLSHEET_CLOCK"] = folder
    bounds = sandbox.bounds(limits)
    words = [*sandbox.argv(program), *program.args, *extra]
    folder = os.path.normpath(os.path.join(booth.home, program.place))
    shown = screen.place_of_cookie if screen is not None else ""
    read = [path for path in (program.python.root, os.path.dirname(booth.page), shown) if path]
    write = [path for path in (booth.home, booth.temporary, booth.page) if path]
    return Command(words, environment, folder, bounds, read, write)
