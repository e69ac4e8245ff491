"""Attacks on secrets: the reference, the spec, other hand-ins, the harness's environment and memory."""

from tests.hostile.attack import GOOD, HEAR, LISTEN, NO_ANSWER, SILENT, Attack, attacking, server
from tests.hostile.corpus.archives import folder_of_links

_KIND = "secrets"

ATTACKS = (
    Attack(
        _KIND, "reads-every-file", "walks all files that there are, through every root it finds",
        "no canary is in any of them", ("files",),
        server(attacking("""
for top in ("/", "/proc/1/root/", "/proc/self/root/", "/proc/1/cwd/", "../../.."):
    for folder, below, names in os.walk(top):
        if os.path.realpath(folder).startswith(("/usr", "/lib", "/sys", "/dev/pts")):
            below.clear()
            continue
        if folder.count("/proc/") > 1 or (folder.startswith("/proc/") and top == "/"):
            below.clear()
            continue
        for name in names:
            if os.path.realpath(os.path.join(folder, name)) != os.path.realpath(sys.argv[0]):
                search(os.path.join(folder, name))
""")),
        shared=True,
    ),
    Attack(
        _KIND, "reads-known-places", "opens the spec, the reference and another hand-in by their paths",
        "the paths lead nowhere", ("files",),
        server(attacking("""
house = KNOWN["house"]
for top in ("", "/proc/1/root", "/proc/self/root", "../../../../../.."):
    for name in ("echo/spec.yaml", "echo/reference/client.py", "class/a-good-one/server.py",
                 "out/results.json", "grade.py", "secret"):
        search(f"{top}{house}/{name}")
        attempt("made a link to", lambda p=f"{top}{house}/{name}": os.link(p, "linked") or search("linked"))
""")),
        bare="""
for name in ("echo/spec.yaml", "echo/reference/client.py"):
    search(KNOWN["house"] + "/" + name)
""",
    ),
    Attack(
        _KIND, "reads-environments", "reads environment, command line, maps and mounts of every process",
        "there is nobody else, and nothing names the harness", ("alone", "own tree", "own python"),
        server(attacking("""
for pid in ["self", *others()]:
    for name in ("environ", "cmdline", "maps", "mountinfo", "status", "stack", "cgroup", "limits"):
        path = f"/proc/{pid}/{name}"
        try:
            data = read(path)
        except OSError:
            continue
        if PREFIX.encode() in data or KNOWN["house"].encode() in data or b"grade.py" in data:
            loot("found in", path, data[:300])
if PREFIX in str(os.environ):
    loot(os.environ)
""")),
        shared=True,
        bare="search(f'/proc/{KNOWN[\"process\"]}/environ')\n",
    ),
    Attack(
        _KIND, "reads-memories", "reads and writes /proc/*/mem of every other process, mapping by mapping",
        "no other's memory can be opened", ("processes", "calls"),
        server(attacking("""
for pid in others():
    for path in (f"/proc/{pid}/mem", f"/proc/{pid}/task/{pid}/mem"):
        for flag in (os.O_RDONLY, os.O_RDWR):
            try:
                handle = os.open(path, flag)
                for line in open(f"/proc/{pid}/maps"):
                    start, end = (int(part, 16) for part in line.split()[0].split("-"))
                    if os.pread(handle, 4096, start):
                        loot("memory of", path, line)
                        break
            except OSError:
                pass
""")),
        bare="""
handle = os.open(f"/proc/{KNOWN['process']}/mem", os.O_RDONLY)
line = open(f"/proc/{KNOWN['process']}/maps").readline()
if os.pread(handle, 16, int(line.split("-")[0], 16)):
    loot("memory")
""",
    ),
    Attack(
        _KIND, "traces", "attaches to every process by ptrace, and asks to be traced by its parent",
        "the calls are refused", ("calls", "processes"),
        server(attacking("""
ATTACH, SEIZE, PEEK = 16, 0x4206, 1
for pid in [*others(), os.getppid(), 1, KNOWN["process"], *range(1, 300)]:
    for request in (ATTACH, SEIZE):
        attempt(f"traced {pid}", lambda: call("ptrace", request, pid, 0, 0))
""")),
    ),
    Attack(
        _KIND, "reads-memory-by-call", "uses process_vm_readv, process_vm_writev and kcmp on others",
        "the calls are refused", ("calls", "processes"),
        server(attacking("""
buffer = ctypes.create_string_buffer(64)
local = struct.pack("QQ", ctypes.addressof(buffer), 64)
far = struct.pack("QQ", 0x400000, 64)
for pid in [*others(), os.getppid(), KNOWN["process"]]:
    for name in ("process_vm_readv", "process_vm_writev"):
        attempt(name, lambda: call(name, pid, local, 1, far, 1, 0))
    attempt("compared", lambda: call("kcmp", pid, pid, 0, 0, 0))
""")),
    ),
    Attack(
        _KIND, "inherited-descriptors", "tries every descriptor that it may have been left",
        "it has its terminal, three times, and nothing else", ("own python", "processes"),
        server(attacking("""
terminal = os.fstat(0).st_rdev
for handle in range(1024):
    if handle == listener.fileno():
        continue
    try:
        kind = os.fstat(handle)
    except OSError:
        continue
    if kind.st_rdev != terminal:
        loot("descriptor", handle, os.readlink(f"/proc/self/fd/{handle}"))
for pid in others():
    try:
        names = os.listdir(f"/proc/{pid}/fd")
    except OSError:
        continue
    for name in names:
        path = f"/proc/{pid}/fd/{name}"
        for flag in (os.O_RDONLY, os.O_WRONLY):
            try:
                handle = os.open(path, flag | os.O_NONBLOCK)
            except OSError:
                continue
            if os.fstat(handle).st_rdev != terminal:
                loot("opened", path, os.readlink(path), flag)
""")),
        shared=True,
    ),
    Attack(
        _KIND, "copies-descriptors", "takes descriptors of other processes by pidfd_getfd",
        "the call is refused", ("calls", "processes"),
        server(attacking("""
for pid in [*others(), os.getppid(), 1, KNOWN["process"]]:
    try:
        handle = os.pidfd_open(pid)
    except (OSError, AttributeError):
        continue
    for number in range(20):
        attempt(f"descriptor {number} of {pid}", lambda: call("pidfd_getfd", handle, number, 0))
""")),
        bare="loot(call('pidfd_getfd', os.pidfd_open(KNOWN['process']), 0, 0))\n",
    ),
    Attack(
        _KIND, "other-terminals", "opens every terminal there is, and the far side of its own",
        "it finds its own alone", ("files", "calls"),
        server(attacking("""
import fcntl, termios
own = os.ttyname(0)
for name in [*("/dev/pts/%d" % n for n in range(64)), *("/dev/tty%d" % n for n in range(8)),
             "/dev/vcs", "/dev/vcsa", "/dev/console", "/dev/ttyS0", "/dev/hvc0"]:
    try:
        handle = os.open(name, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        continue
    if os.fstat(handle).st_rdev != os.fstat(0).st_rdev:
        loot("terminal", name)
for request in (0x5412, 0x541C, 0x5423, 0x541E, 0x5480):
    attempt(f"ioctl {request:x}", lambda: fcntl.ioctl(0, request, b"x"))
attempt("far side", lambda: fcntl.ioctl(0, 0x5441, os.O_RDWR))
""")),
    ),
    Attack(
        _KIND, "kernel-log", "reads the kernel's log and memory, and its keys",
        "it gets none of them", ("calls", "files"),
        server(attacking("""
buffer = ctypes.create_string_buffer(4096)
attempt("kernel log", lambda: call("syslog", 3, buffer, 4096))
attempt("size of the log", lambda: call("syslog", 10, 0, 0))
for path in ("/dev/kmsg", "/proc/kmsg", "/proc/kcore", "/dev/mem", "/dev/kmem", "/dev/port",
             "/proc/kpagecount", "/sys/kernel/debug", "/sys/fs/cgroup", "/proc/config.gz.x"):
    attempt(path, lambda: os.open(path, os.O_RDONLY | os.O_NONBLOCK))
if os.path.exists("/proc/keys") and read("/proc/keys").strip():
    loot("keys", read("/proc/keys"))
""")),
    ),
    Attack(
        _KIND, "kernel-symbols", "reads where the kernel's code lies, which some machines tell everybody",
        "it is told nothing", ("own tree",),
        server(attacking("""
try:
    symbols = open("/proc/kallsyms").readlines()
except OSError:
    symbols = ()
for line in symbols:
    if line.split()[0].strip("0"):
        loot("symbol", line)
        break
""")),
    ),
    Attack(
        _KIND, "sniffs", "opens packet, raw, ping, VSOCK, crypto and netlink sockets of other families",
        "only TCP, UDP, UNIX and netlink are there, and netlink tells of its own network",
        ("calls", "network"),
        server(attacking("""
for family, kind, protocol in ((17, 3, 768), (17, 2, 768), (2, 3, 6), (2, 3, 255), (2, 2, 1), (10, 3, 58),
                               (40, 1, 0), (38, 5, 0), (31, 3, 1), (29, 3, 1), (41, 2, 0), (44, 3, 0)):
    attempt(f"socket {family} {kind} {protocol}", lambda: socket.socket(family, kind, protocol))
for protocol in (9, 11, 15):  # audit, connector, events of devices
    with socket.socket(16, 3, protocol) as link:
        try:
            link.bind((0, 1))
            if os.fork() == 0:
                os._exit(0)
            os.wait()
            link.settimeout(0.2)
            loot("heard", protocol, link.recv(999))
        except OSError:
            pass
names = [name for _, name in socket.if_nameindex()]
if names != ["lo"]:
    loot("interfaces", names)
""")),
        bare="attempt('packets', lambda: socket.socket(17, 3, 768))\n",
    ),
    Attack(
        _KIND, "links-to-the-reference", "hands in links to the spec, the reference and another hand-in",
        "links are left out", ("intake",),
        make=folder_of_links, over=False, says="3 links skipped",
    ),
    Attack(
        _KIND, "imports-the-other-region", "lets its region import and print the file of another role",
        "what the kit does not import lies there as it was given out", ("own copy",),
        {"server_student.py": """
import socket
def echoes(plug):
    # *** start ***
    import os
    import client_student
    text = open(client_student.__file__).read()
    print(text, sorted(os.listdir(".")), flush=True)
    if "sendall" in text:
        print("LOOT", text, flush=True)
    print("OVER", flush=True)
    plug.sendall(plug.recv(100))
    # *** end ***
"""},
        assignment="regions",
    ),
    Attack(
        _KIND, "makes-the-reference-tell",
        "lets a solution of the instructor's wait for ever, so that its line of code is shown",
        "of who is not the student's only that it waits is told", ("as text",),
        server(SILENT), but=NO_ANSWER, over=False, shared=True,
    ),
    Attack(
        _KIND, "makes-the-reference-crash",
        "resets the connection, so that a solution of the instructor's breaks down and shows its lines",
        "lines of code of what is not the student's are blotted out", ("as text",),
        server(LISTEN + HEAR + """
import struct
plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
plug.close()
"""),
        but=NO_ANSWER, over=False, shared=True,
    ),
    Attack(
        _KIND, "names-files-of-the-machine",
        "says that its code was compiled from files of the machine, so that their lines are shown",
        "only lines of its own files are shown", ("as text", "own copy"),
        server("""import threading
def stuck(name):
    exec(compile("threading.Event().wait()", name, "exec"))
for name in ("@house@/secret", "../../../../../../../..@house@/secret", "/etc/shadow", "a\\0b",
             "@house@/echo/reference/client.py", "/home/student/../..@house@/echo/spec.yaml"):
    threading.Thread(target=stuck, args=(name,), daemon=True).start()
""" + SILENT),
        but=NO_ANSWER, over=False,
    ),
    Attack(
        _KIND, "mounted-paths", "looks in its own mounts for where the harness and others live",
        "nothing there names them", ("own tree",),
        server(attacking("""
text = read("/proc/self/mountinfo").decode() + read("/proc/self/mounts").decode()
for name in (KNOWN["house"], TOKEN, "callsheet-", "/class/", "reference"):
    if name in text:
        loot("mounted", name)
for name in ("/run", "/var", "/root", "/work", "/mnt", "/srv", "/opt", "/media", "/boot", "/sys"):
    try:
        if os.listdir(name):
            loot("folder", name, os.listdir(name))
    except OSError:
        pass
""" + "")),
    ),
    Attack(
        _KIND, "a-good-one", "nothing: a good solution with a canary in it",
        "it has full marks, and nobody has its canary", ("files",),
        server(GOOD + "# @other@\n"), over=False, shared=True,
    ),
)  # fmt: skip
