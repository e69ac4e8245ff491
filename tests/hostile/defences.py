"""What stops attacks, and in which mode of the stage that is promised.

``isolated`` is tried by the tests.  ``container`` (no namespaces of its own; as root a user id for
programs) and ``plain`` (the user's own id, limits only) have less, and what they lack is not
promised.
"""

from dataclasses import dataclass

MODES = ("isolated", "container", "plain")


@dataclass(frozen=True, slots=True)
class Defence:
    """One thing that stops attacks.  ``lacks``: why a mode does not promise it."""

    means: str
    lacks: dict[str, str]

    def promised(self, mode: str) -> bool:
        """Whether it is there in this mode."""
        return mode not in self.lacks


_NO_NAMESPACE = "no namespace of its own"
_USER = "the programs have the user's own id"
_SAME = {"container": _NO_NAMESPACE, "plain": _NO_NAMESPACE}

DEFENCES = {
    "outside": Defence(
        "Verdicts are made of what was seen from outside: of packets, terminals and exits. Where a"
        " mode cannot see them an item is `unobservable`, never passed.",
        {},
    ),
    "own python": Defence(
        "The harness is a process of its own, in a folder of its own. It reads hand-ins as text and"
        " imports nothing of theirs, nor has a program its environment.",
        {},
    ),
    "own copy": Defence(
        "Each role has a new copy of its files in each run, and a home and temporary folder of its"
        " own, which end with the scene.",
        {},
    ),
    "files": Defence(
        "A mount namespace holds the system's `/usr`, a made-up `/etc`, and the program's own"
        " files; all else of the machine is not there, and what is shared is read-only.",
        {"container": "files of others are kept by a user id of their own, as root only; without root"
                      " nothing keeps them", "plain": _USER},
    ),
    "processes": Defence(
        "A process namespace: there is nobody else to be seen, read, traced or signalled.",
        {"container": "others can be listed, and are kept by a user id of their own as root only",
         "plain": _USER},
    ),
    "network": Defence(
        "A network namespace that leads nowhere, with abstract sockets of its own.", _SAME
    ),
    "ipc": Defence(
        "An IPC namespace: System V objects and message queues of its own, which end with it.", _SAME
    ),
    "calls": Defence(
        "A seccomp filter refuses calls: tracing, keys, mounts, namespaces, odd sockets, the"
        " kernel's log, `io_uring`, typing into terminals, 32-bit calls.",
        {"plain": "no filter"},
    ),
    "privileges": Defence(
        "No capability, none to be had, `no_new_privs`: a set-user-id program gives nothing.",
        {"plain": "what the user may do, a program may do"},
    ),
    "limits": Defence(
        "The kernel's limits for each process: addresses, processor time, open files, size of a"
        " file, no core dumps, no locked memory.",
        {},
    ),
    "counted": Defence(
        "What all processes of a role use together is counted: processor time, memory, processes,"
        " output. Who is over a bound is ended, and told so.",
        {"plain": "only where the system shows the processes of others"},
    ),
    "small disk": Defence(
        "All that a program can write is one tmpfs, bounded in bytes and in files.",
        {"container": "no mount of its own: only the size of a file is bounded", "plain": "likewise"},
    ),
    "end": Defence(
        "With the first process of its namespace the kernel ends every other one, whatever it does.",
        {"container": "processes are ended by group and as those handed to their forebear; one that"
                      " forks faster than it is found may live on",
         "plain": "processes are ended by group, which they can leave"},
    ),
    "owners": Defence(
        "Whose a connection is, is asked of the kernel, by process; where it cannot be told, an"
        " item is `unobservable`.",
        {},
    ),
    "screens": Defence(
        "Each role has an X server of its own, with a cookie, out of reach of all others.",
        {"container": "roles have one user id, so one can read the other's cookie",
         "plain": "likewise"},
    ),
    "clock": Defence(
        "The page that tells the stage's time is read-only; what programs write in their own decides"
        " only when they are woken.",
        {"plain": "no clock of its own"},
    ),
    "intake": Defence(
        "Only regular files and folders are taken in, only inside, only so many, so large and so"
        " deep; links, devices, modes and owners are left out.",
        {},
    ),
    "as text": Defence(
        "Whatever comes from a hand-in is shown as text: in pages, terminals, tables for"
        " spreadsheets and annotations.",
        {},
    ),
    "bounded checks": Defence(
        "What is recorded of a scene, and what is searched in it, is bounded.", {}
    ),
}  # fmt: skip


def promised(stops: tuple[str, ...], mode: str) -> bool:
    """Whether all that an attack is stopped by is there in this mode."""
    return all(DEFENCES[key].promised(mode) for key in stops)
