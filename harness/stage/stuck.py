"""Where in the code a stuck program is: ``py-spy dump`` on each Python process that waits.

Costs some 80 ms a process, so it is done once, at the end of a scene that came to nothing.  Where a
student filled only regions of given files, the line is in that file if the thread has come through
it: that it sleeps in what was given helps nobody.

Of the instructor's own programs (a reference, and files of one that are laid beside a student's) no
line is told: what they say is nobody's business who was graded.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import cache
from io import BytesIO

from harness.model.events import Limit, Quiet, Wait
from harness.model.spec import BY_STUDENT
from harness.stage import sleeps, threads
from harness.stage.quiet import Judgement
from harness.stage.scene import Scene
from harness.stage.scenery import HOME
from harness.stage.waits import people

_PATIENCE = 10  # s; py-spy itself could hang on a broken process
_MOST_PROCESSES = 8
_LONGEST_LINE = 200


@cache
def py_spy() -> str | None:
    """The path of py-spy: beside this interpreter, or on the PATH."""
    beside = os.path.join(os.path.dirname(sys.executable), "py-spy")
    return beside if os.path.exists(beside) else shutil.which("py-spy")


def explain(scene: Scene, judgement: Judgement, word: Quiet | Limit) -> Quiet | Limit:
    """The same event, its waits with file, line and code where py-spy can tell."""
    tool = py_spy()
    if tool is None:
        return word
    places = people(scene, judgement)
    # Before py-spy stops anybody: a call on a descriptor that another thread has closed does not
    # begin again after that, and its thread may end.
    by_wait = {
        (role, number): (seen.pid, _own_number(seen.thread)) for seen, _, role, number in places
    }
    frames: dict[tuple[int, int], tuple[str, int, str]] = {}
    roles = {seen.pid: role for seen, _, role, _ in places if _is_students(scene, role)}
    for pid in sorted(roles)[:_MOST_PROCESSES]:
        own = {name for name, _ in scene.running[roles[pid]].program.laid[:1]}
        frames |= {(pid, thread): frame for thread, frame in _dump(tool, pid, own).items()}
    waits = []
    for wait in word.waits:
        frame = frames.get(by_wait.get((wait.who, wait.thread), (-1, -1)))
        waits.append(_place(scene, wait, frame) if frame else wait)
    return replace(word, waits=tuple(waits))


def _is_students(scene: Scene, role: str) -> bool:
    running = scene.running.get(role)
    return running is not None and running.program.by == BY_STUDENT


def _own_number(thread: int) -> int:
    """A thread's id as it knows it itself, in its own process namespace: so py-spy gives it."""
    found = re.search(r"^NSpid:.*?(\d+)$", threads.read(f"/proc/{thread}/status"), re.MULTILINE)
    return int(found[1]) if found else thread


def _dump(tool: str, pid: int, own: set[str]) -> dict[int, tuple[str, int, str]]:
    """Thread id -> (file in the sandbox, line, functions above it) of the student's own frame.

    ``own``: the files that a student has filled, if only these are theirs.  Thread ids are the
    program's own.
    """
    try:
        done = subprocess.run(
            [tool, "dump", "--json", "--pid", str(pid)],
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
        rows = json.loads(done.stdout or b"[]")
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return {}
    found = {}
    for row in rows:
        inner = ""
        for frame in row["frames"]:
            name = frame["filename"]
            if name.startswith(HOME) or not name.startswith("/"):
                place = (name, frame["line"], inner)
                if _inside(name) in own:
                    found[row["os_thread_id"]] = place
                    break
                found.setdefault(row["os_thread_id"], place)
                if not own:
                    break
            inner += frame["name"] + " "
    return found


def _inside(path: str) -> str:
    """A file's name in the program's folder, from the path by which Python knows it."""
    return os.path.relpath(os.path.join(HOME, path), HOME)


def _place(scene: Scene, wait: Wait, frame: tuple[str, int, str]) -> Wait:
    path, line, inner = frame
    program = scene.running[wait.who].program
    # A program says itself which file it was compiled from: it may name any, even one of ours.
    name, laid = _inside(path), dict(program.laid)
    if name not in laid and not os.path.exists(os.path.join(program.folder, name)):
        name = os.path.normpath(os.path.join(os.path.dirname(program.main), name))
    if name.startswith("..") or "\0" in name or name in list(laid)[1:]:
        return wait
    place = os.path.join(program.folder, name)
    on = wait.on
    if on == sleeps.LOCK and ("join" in inner or "_wait_for_tstate_lock" in inner):
        on = "thread"
    return replace(wait, on=on, file=name, line=line, code=_line(place, line, laid.get(name)))


def _line(path: str, number: int, laid: bytes | None) -> str:
    """A line of a file; of what was ``laid`` in its place, if something was."""
    try:
        with BytesIO(laid) if laid is not None else open(path, "rb") as file:
            data = next((data for at, data in enumerate(file, 1) if at == number), b"")
    except (OSError, ValueError):  # ValueError: a name that no file can have
        return ""
    text = data.decode("utf-8", "replace")
    return text.strip()[:_LONGEST_LINE]
