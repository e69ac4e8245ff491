"""What stops attacks, and in which mode of the stage that is promised.

The tests play all of them: what a mode promises is checked, and where it promises nothing, that the
grade is fair and no secret is told.  In ``container`` and ``plain`` there are no namespaces; what
they promise of files and processes is Landlock's, and so the kernel's (``harness/stage/fence.py``).
"""

from dataclasses import dataclass

ISOLATED, ROOT, USER, PLAIN = "isolated", "container, root", "container, a user", "plain"
MODES = (ISOLATED, ROOT, USER, PLAIN)


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
_SHARED = {ROOT: _NO_NAMESPACE, USER: _NO_NAMESPACE, PLAIN: _NO_NAMESPACE}

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
        " own, which end with the scene. What its kit does not import lies there as given out.",
        {},
    ),
    "files": Defence(
        "A mount namespace holds the system's `/usr`, a made-up `/etc`, and the program's own"
        " files; all else of the machine is not there, and what is shared is read-only. In a"
        " container Landlock lets a program have the system's files and its own, and what lies in"
        " `/tmp` and `/dev/shm`: nothing of a class, if `TMPDIR` is somewhere else.",
        {PLAIN: _USER},
    ),
    "own tree": Defence(
        "Nothing of the machine outside has a name: neither mounts nor folders tell of it.",
        dict.fromkeys((ROOT, USER, PLAIN), "the machine's own tree of files"),
    ),
    "processes": Defence(
        "Nobody else's process can be read, traced or signalled: a process namespace holds nobody"
        " else, in a container Landlock forbids it (signals from Linux 6.12 on).",
        {PLAIN: _USER},
    ),
    "alone": Defence(
        "There is nobody else even to be listed.",
        dict.fromkeys((ROOT, USER, PLAIN), "`/proc` is the machine's"),
    ),
    "network": Defence(
        "A network namespace that leads nowhere, with abstract sockets of its own.", _SHARED
    ),
    "ipc": Defence(
        "An IPC namespace: System V objects and message queues of its own, which end with it. In a"
        " container the calls that make what lasts are refused, and what a user id that is nobody's"
        " has left in `/tmp` and `/dev/shm` is taken away.",
        {USER: "what is left in `/tmp` and `/dev/shm` cannot be told from the user's own",
         PLAIN: _NO_NAMESPACE},
    ),
    "calls": Defence(
        "A seccomp filter refuses calls: tracing, keys, mounts, namespaces, odd sockets, the"
        " kernel's log, `io_uring`, typing into terminals, 32-bit calls.",
        {PLAIN: "no filter"},
    ),
    "privileges": Defence(
        "No capability, none to be had, `no_new_privs`: a set-user-id program gives nothing.",
        {PLAIN: "what the user may do, a program may do"},
    ),
    "limits": Defence(
        "The kernel's limits for each process: addresses, processor time, open files, size of a"
        " file, no core dumps, no locked memory; and few signals that wait to be taken, where"
        " those of the user's other programs are not counted with them.",
        {},
    ),
    "counted": Defence(
        "What all processes of a role use together is counted: processor time, memory, processes,"
        " output. Who is over a bound is ended, and told so.",
        {PLAIN: "only where the system shows the processes of others"},
    ),
    "small disk": Defence(
        "All that a program can write is one tmpfs, bounded in bytes and in files.",
        dict.fromkeys((ROOT, USER, PLAIN), "no mount of its own: only the size of a file is bounded"),
    ),
    "end": Defence(
        "With the first process of its namespace the kernel ends every other one, whatever it does;"
        " in a container all processes of a user id that is nobody's are ended at once.",
        {USER: "processes are ended as those handed to their forebear; one that forks faster than"
               " it is found may live on",
         PLAIN: "processes are ended by group, which they can leave"},
    ),
    "owners": Defence(
        "Whose a connection is, is asked of the kernel, by process; where it cannot be told, an"
        " item is `unobservable`.",
        {},
    ),
    "screens": Defence(
        "Each role has an X server of its own, with a cookie that no other can read: in a container"
        " Landlock forbids it. Where it cannot be seen when a window is complete, no scene with a"
        " window is played.",
        {},
    ),
    "clock": Defence(
        "The page that tells the stage's time is read-only; what programs write in their own decides"
        " only when they are woken.",
        {PLAIN: "no clock of its own"},
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
