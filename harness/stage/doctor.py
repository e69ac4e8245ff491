"""What this machine can and cannot do for the stage: each step is done, not asked about.

Permission on paper is not ability: a user namespace can be made and then lack every capability, and
a masked ``/proc`` denies a new one.  So the examination makes a world, runs a program in it, and
looks at it.
"""

import os
import pickle
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from harness.model.casting import Interpreter, Limits, Program
from harness.model.events import Event
from harness.stage import (
    check,
    gate,
    headroom,
    kernel,
    netlink,
    sandbox,
    scenery,
    sockets,
    stuck,
    threads,
    timekeeper,
    without,
    world,
)
from harness.stage.check import Check
from harness.stage.means import CONTAINER, ISOLATED, PLAIN, SOURCE_ONLY
from harness.stage.nets import Nets
from harness.stage.program import Running
from harness.stage.quiet import Judge, Judgement, State
from harness.stage.recorder import Recorder
from harness.stage.scene import Scene
from harness.stage.screen import Screen

_PROBE = "import sys\nprint('ready')\nsys.stdin.readline()\n"
_SWITCHES = (
    ("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1",
     "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"),
    ("/proc/sys/kernel/unprivileged_userns_clone", "0",
     "sudo sysctl -w kernel.unprivileged_userns_clone=1"),
    ("/proc/sys/user/max_user_namespaces", "0",
     "sudo sysctl -w user.max_user_namespaces=10000"),
)  # fmt: skip


def examine(interpreters: list[Interpreter], to_compile: list[str]) -> list[Check]:
    """Try every means; needs about a tenth of a second.  Raises nothing.

    ``to_compile``: commands that would compile the standard libraries that are not.
    """
    checks = [_bubblewrap(), _processor()]
    facts: dict[str, str] = {}
    lacking = [check.name for check in checks if not check.works]
    denied = f"{lacking[0]} is missing" if lacking else ""
    if not lacking:
        sandbox.prepare()
        try:
            facts = _ask(interpreters)
        except OSError as error:
            denied = str(error)
    checks += _worldly(facts, denied, told=bool(lacking))
    if any(check.needed and not check.works for check in checks):
        checks += without.checks()
    checks += (_room(), _pythons(interpreters), _tkinter(interpreters))
    checks.append(
        Check(
            "compiled",
            not to_compile,
            False,
            "programs start three times as fast",
            f"the libraries of {len(to_compile)} Pythons are not compiled" if to_compile else "",
            " && ".join(to_compile),
        )
    )
    checks.append(_py_spy())
    return checks


def mode(checks: list[Check]) -> tuple[str, str]:
    """The mode that this machine gives, and why it is not ``isolated`` (empty if it is)."""
    missing = [check for check in checks if check.needed and not check.works]
    if not missing:
        return ISOLATED, ""
    first = missing[0]
    why = f"{first.name}: {first.why}" + (f" ({first.remedy})" if first.remedy else "")
    if not _by_name(checks, "Pythons").works:
        return SOURCE_ONLY, why
    return (CONTAINER if _by_name(checks, "waiting").works else PLAIN), why


def _by_name(checks: list[Check], name: str) -> Check:
    return next(check for check in checks if check.name == name)


def _bubblewrap() -> Check:
    path = sandbox.bubblewrap()
    return Check(
        "bubblewrap",
        path is not None,
        True,
        "programs run in a sandbox of their own",
        "" if path else "bwrap is not installed",
        "sudo apt-get install bubblewrap",
    )


def _processor() -> Check:
    known = bool(kernel.numbers())
    return Check(
        "system calls",
        known,
        True,
        "quiet: that nothing more will happen is proved, not waited for",
        "" if known else f"the calls of {platform.machine()} are not known to the harness",
    )


def _room() -> Check:
    more = headroom.usual()
    why = headroom.lacking(more) or headroom.crowded(more)
    return Check(
        "room",
        not why,
        False,
        f"the {more} processes and threads that a scene's programs may have are not refused",
        why,
        "raise the limit of whoever grades (ulimit -u), of the container (docker run --pids-limit)"
        " or of the service (TasksMax)",
    )


def _pythons(interpreters: list[Interpreter]) -> Check:
    names = ", ".join(".".join(map(str, each.version)) for each in interpreters)
    return Check(
        "Pythons",
        bool(interpreters),
        True,
        f"students' programs run on {names or 'nothing'}",
        "" if interpreters else "no Python was found",
        "sudo apt-get install python3",
    )


def _tkinter(interpreters: list[Interpreter]) -> Check:
    """Whether a window's program can begin: the Python that it would get imports tkinter."""
    able = [each for each in interpreters if each.windows]
    why = "no Python of this machine has tkinter"
    if able:
        usual = max(able, key=lambda each: (each.root is None, each.version))
        words = [usual.path, "-c", "import tkinter"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        why = "\n".join(done.stderr.splitlines()[-1:]) if done.returncode else ""
    names = ", ".join(".".join(map(str, each.version)) for each in able)
    return Check(
        "tkinter",
        not why,
        False,
        f"programs with windows run on {names or 'nothing'}",
        why,
        "sudo apt-get install python3-tk",
    )


def _py_spy() -> Check:
    """Whether it can be run: one of another machine's kind, say, is there all the same."""
    tool, why = stuck.py_spy(), "py-spy was not found"
    if tool is not None:
        try:
            done = subprocess.run([tool, "--version"], capture_output=True, check=False)
            why = f"{tool} ended with {done.returncode}" if done.returncode else ""
        except OSError as error:
            why = str(error)
    return Check(
        "py-spy",
        not why,
        False,
        "the line of code where a stuck Python program waits",
        why,
        f"{sys.executable} -m pip install py-spy",
    )


_MEANS = (
    ("world", True, "scenes run beside each other, out of reach of everything else"),
    ("tap", True, "every packet is seen, and saved as pcap"),
    ("sandbox", True, "a program without any capability starts in it"),
    ("calls", True, "each thread's system call can be read"),
    ("sockets", True, "what is unread in a program's sockets can be read"),
    ("listener", True, "every connection is given to the program that made it"),
    ("quiet", True, "a waiting program is recognised"),
    ("clock", False, "programs that sleep are graded at the speed of others"),
    ("screen", False, "programs with windows run, each on a screen of its own"),
    ("hosts", False, "roles on hosts of their own, joined by a bridge"),
    ("links", False, "what crosses between two programs can be split, joined, delayed or cut"),
    ("processes", False, "a limit on the number of processes that the kernel keeps"),
)


def _worldly(facts: dict[str, str], denied: str, *, told: bool) -> list[Check]:
    """What can be done in a world.  ``told``: what would give one stands above already."""
    found = []
    for name, needed, gives in _MEANS:
        why = facts.get(name, denied or "not reached")
        remedy = "" if not why or told else _remedy(name)
        found.append(Check(name, not why, needed, gives, why, remedy))
        if name == "world" and why:
            break
    return found


def _remedy(name: str) -> str:
    if name == "processes":
        return "run as an ordinary user, or as root where user ids can be mapped"
    if name == "clock":
        return "sudo apt-get install gcc libc6-dev && harness/clock/build.sh"
    if name == "screen":
        return "sudo apt-get install xvfb"
    if name == "hosts":
        return "sudo modprobe bridge veth"
    for path, bad, command in _SWITCHES:
        try:
            if Path(path).read_text(encoding="ascii").strip() == bad:
                return command
        except OSError:
            continue
    if Path("/.dockerenv").exists():
        return "docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined"
    return "run as root, or allow user namespaces to ordinary users"


def _ask(interpreters: list[Interpreter]) -> dict[str, str]:
    """Make a world and try everything in it: means -> what went wrong (empty: it works)."""
    python = next((each for each in reversed(interpreters) if each.root is None), None)
    answer = world.ask(lambda made: b"=" + pickle.dumps(_try_all(made, python)))
    if answer.startswith(b"="):
        facts: dict[str, str] = pickle.loads(answer[1:])  # noqa: S301 - our own keeper wrote it
        return facts
    lines = answer[1:].decode("utf-8", "replace").strip().splitlines()
    return {"world": lines[-1] if lines else "the world ended without a word"}


def _try_all(made: world.World, python: Interpreter | None) -> dict[str, str]:
    facts = {"world": "", "processes": _processes_limited(made)}
    _note(facts, "sockets", lambda: sockets.table(netlink.diagnosis(), 6, 2))
    _note(facts, "screen", lambda: check.open_screen(Screen(made, 0)))
    _note(facts, "hosts", lambda: Nets({"a": "10.0.0.1", "b": "10.0.0.2"}))
    try:
        tree = scenery.lay_out(made, {}, ())
        scene = Scene(made, Limits(), Recorder(_take_no_notice), tree, {})
    except OSError as error:
        return facts | {"tap": str(error)}
    facts["tap"] = ""
    _note(facts, "links", lambda: gate.try_out(12000))
    folder = os.path.join(made.base, "probe")
    os.mkdir(folder, 0o755)
    Path(folder, "probe.py").write_text(_PROBE, encoding="ascii")
    interpreter = python or Interpreter(sys.executable, (3, 11))
    part = Program("probe-program", "program", folder, "probe.py", interpreter)
    try:
        scene.troupe.start(part, {})
        facts |= _watch(scene)
    except OSError as error:
        facts["sandbox"] = str(error)
    finally:
        scene.end()
    return facts


def _take_no_notice(_: Event) -> None:
    pass


def _watch(scene: Scene) -> dict[str, str]:
    running = next(iter(scene.running.values()))
    facts = {"listener": "" if running.listener is not None else "the kernel has none"}
    judge = Judge(scene)  # its files go with the world
    for _ in range(2000):
        judgement = judge.judge()
        if judgement.state is State.QUIET:
            facts |= {"quiet": "", "sandbox": "", "calls": "", "clock": _clock(running, judgement)}
            break
        if running.ended:
            return facts | {"sandbox": "the program ended at once"}
        scene.collect(scene.ready(2))
    else:
        text = threads.read(f"/proc/{running.pid}/syscall")
        facts |= {"sandbox": "", "calls": "" if text else "a thread's call cannot be read"}
        facts["quiet"] = "a program that only waits was not found waiting"
    return facts


def _clock(running: Running, judgement: Judgement) -> str:
    """What keeps the clock library from its work in a program; empty if nothing does."""
    if timekeeper.library() is None or running.page is None:
        return "the clock library has not been built, so programs wait in real time"
    if not any(timekeeper.covers(seen.pid, running.page) for seen in judgement.looks):
        return "the clock library is there, and a program did not load it"
    return ""


def _note(facts: dict[str, str], name: str, act: Callable[[], object]) -> None:
    try:
        act()
        facts[name] = ""
    except OSError as error:
        facts[name] = str(error)


def _processes_limited(made: world.World) -> str:
    if made.spare or _outer_user() != 0:
        return ""
    return "programs run as user id 0, which the kernel does not limit"


def _outer_user() -> int:
    """The user id that 0 in the keeper's namespace stands for."""
    words = Path("/proc/self/uid_map").read_text(encoding="ascii").split()
    return int(words[1])
