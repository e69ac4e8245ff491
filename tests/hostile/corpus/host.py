"""Attacks on the machine: its network, processes, kernel, and what is left on it afterwards."""

from tests.hostile.attack import Attack, attacking, server

_KIND = "host"
_PLACES = """
places = [(".".join(map(str, numbers)), port) for numbers, port in KNOWN["places"]]
"""

ATTACKS = (
    Attack(
        _KIND, "connects-outward", "connects to listeners of the machine, and to the world, by TCP",
        "nobody is reached", ("network",),
        server(attacking(_PLACES + """
away = [(".".join([str(n)] * 4), 53) for n in (1, 8, 9)]
for place in places + away:
    plug = socket.socket()
    plug.settimeout(1)
    attempt(f"reached {place}", lambda: plug.connect(place))
    plug.close()
attempt("reached by name", lambda: socket.create_connection((".".join(["example", "com"]), 80), 1))
""")),
        shared=True,
        bare=_PLACES + "attempt('reached', lambda: socket.create_connection(places[0]) and None)\n",
    ),
    Attack(
        _KIND, "sends-outward", "sends datagrams to the machine, to the world and to everybody",
        "no datagram leaves", ("network",),
        server(attacking(_PLACES + """
for place in [*places, ("255.255.255.255", 9), (".".join(["224", "0", "0", "1"]), 9)]:
    plug = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    try:
        plug.sendto(TOKEN.encode(), place)
    except OSError:
        pass
""")),
        bare=_PLACES + """
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(TOKEN.encode(), places[0])
loot("sent")
""",
    ),
    Attack(
        _KIND, "abstract-sockets", "connects to an abstract socket of the machine, and listens on others",
        "its abstract sockets are those of its own network", ("network",),
        server(attacking(r"""
for name in ("\0" + KNOWN["abstract"], "\0/tmp/.X11-unix/X0", "\0/tmp/dbus-x", "\0/org/freedesktop/systemd1"):
    plug = socket.socket(socket.AF_UNIX)
    attempt("reached " + name[1:], lambda: plug.connect(name))
held = socket.socket(socket.AF_UNIX)
held.bind("\0" + TOKEN + "-own")
held.listen()
names = {line.split()[-1] for line in open("/proc/net/unix") if "@" in line}
if names - {"@" + TOKEN + "-own"}:
    loot("listed", names)
""")),
        shared=True,
        bare=r"socket.socket(socket.AF_UNIX).connect('\0' + KNOWN['abstract']); loot('reached')",
    ),
    Attack(
        _KIND, "sockets-in-files", "connects to sockets that lie in files: the test's, Docker's, D-Bus's",
        "none of them is there", ("own tree",),
        server(attacking("""
for path in (KNOWN["house"] + "/socket", "/run/docker.sock", "/var/run/docker.sock", "/dev/log",
             "/run/dbus/system_bus_socket", "/run/systemd/private", "/run/containerd/containerd.sock",
             "/run/user/0/bus", "/tmp/.X11-unix/X0", "/run/snapd.socket"):
    plug = socket.socket(socket.AF_UNIX)
    attempt("reached " + path, lambda: plug.connect(path))
""")),
        bare="socket.socket(socket.AF_UNIX).connect(KNOWN['house'] + '/socket'); loot('reached')",
    ),
    Attack(
        _KIND, "signals-everybody", "sends every signal to every process number, to groups and by handle",
        "nobody but itself gets one", ("processes",),
        server(attacking("""
def to(pid, number):
    for act in (os.kill, lambda pid, number: call("tgkill", pid, pid, number)):
        try:
            act(pid, number)
        except OSError:
            pass
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
for pid in (KNOWN["process"], KNOWN["tester"], os.getppid(), 1, -1, 0, *range(2, 5000)):
    if pid != os.getpid():
        to(pid, signal.SIGUSR1)
        to(pid, signal.SIGTERM)
        if pid not in (0, -os.getpgrp()):
            to(pid, signal.SIGKILL)
            to(pid, signal.SIGSTOP)
""")),
        shared=True,
        bare="os.kill(KNOWN['process'], signal.SIGUSR1); loot('signalled')",
    ),
    Attack(
        _KIND, "signals-by-owner", "lets the kernel signal others: F_SETOWN, FIOSETOWN, SIGIO, PDEATHSIG",
        "the kernel knows whom a program may signal", ("processes",),
        server(attacking("""
import fcntl
one, two = socket.socketpair()
for pid in (KNOWN["process"], os.getppid(), 1):
    try:
        fcntl.fcntl(one, fcntl.F_SETOWN, pid)
        fcntl.fcntl(one, 10, signal.SIGKILL)  # F_SETSIG
        fcntl.fcntl(one, fcntl.F_SETFL, os.O_ASYNC)
        two.send(b"x")
        one.recv(1)
    except OSError:
        pass
one.close()
two.close()
""")),
    ),
    Attack(
        _KIND, "sets-user-ids", "becomes another user, makes set-user-id files, starts those of the system",
        "it stays who it is", ("privileges", "files"),
        server(attacking("""
for act in (os.setuid, os.setgid, os.seteuid, os.setegid):
    for number in (0, 65534, 200000):
        if number != os.getuid():
            attempt(f"{act.__name__} {number}", lambda: act(number))
attempt("groups", lambda: os.setgroups([0]))
import shutil, stat, subprocess
shutil.copy("/usr/bin/id", "/tmp/id")
os.chmod("/tmp/id", 0o6755)
for words in (["/tmp/id", "-u"], ["/usr/bin/su", "-c", "id -u"], ["/usr/bin/sudo", "-n", "id", "-u"],
              ["/usr/bin/newgrp"], ["/usr/bin/chsh", "-s", "/bin/sh"], ["/usr/bin/pkexec", "id", "-u"]):
    try:
        done = subprocess.run(words, capture_output=True, stdin=subprocess.DEVNULL, timeout=5)
    except (OSError, subprocess.TimeoutExpired):
        continue
    if done.stdout.strip() == b"0":
        loot("root by", words)
""")),
    ),
    Attack(
        _KIND, "mounts", "mounts, unmounts, moves its root, makes devices and changes its chroot",
        "the calls are refused", ("calls", "privileges"),
        server(attacking("""
attempt("tmpfs", lambda: call("mount", b"a", b"/tmp", b"tmpfs", 0, 0))
attempt("bind", lambda: call("mount", b"/", b"/tmp", 0, 4096, 0))
attempt("writable", lambda: call("mount", b"none", b"/usr", 0, 32 | 4096, 0))
attempt("unmounted", lambda: call("umount2", b"/etc/clock/stage", 2))
attempt("moved", lambda: call("pivot_root", b".", b"."))
attempt("fsopen", lambda: call("fsopen", b"tmpfs", 0))
attempt("open_tree", lambda: call("open_tree", -100, b"/", 1))
attempt("chroot", lambda: os.chroot("/tmp"))
for kind, numbers in ((0o060000, (8, 0)), (0o020000, (1, 1)), (0o020000, (5, 1))):
    attempt(f"device {numbers}", lambda: os.mknod("/tmp/device", kind | 0o666, os.makedev(*numbers)))
for path in ("/usr/x", "/etc/x", "/dev/x", "/lib/x", "/x", "/home/x", "/proc/sys/kernel/hostname"):
    attempt("wrote " + path, lambda: os.open(path, os.O_WRONLY | os.O_CREAT))
""")),
        shared=True,
    ),
    Attack(
        _KIND, "namespaces", "makes namespaces inside and enters those of others, by call and by tool",
        "no namespace can be had", ("calls", "privileges"),
        server(attacking("""
import subprocess
for flag in (0x10000000, 0x40000000, 0x20000, 0x8000000, 0x4000000, 0x20000000, 0x2000000, 0x80):
    attempt(f"unshare {flag:x}", lambda: call("unshare", flag))
    if flag > 255:
        attempt(f"clone {flag:x}", lambda: call("clone", flag | 17, 0, 0, 0, 0))
for pid in ("self", "1", os.getppid()):
    for name in ("user", "net", "mnt", "pid"):
        try:
            handle = os.open(f"/proc/{pid}/ns/{name}", os.O_RDONLY)
        except OSError:
            continue
        attempt(f"entered {pid} {name}", lambda: call("setns", handle, 0))
for words in (["unshare", "-Urn", "id", "-u"], ["bwrap", "--dev-bind", "/", "/", "id", "-u"]):
    try:
        done = subprocess.run(words, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    except OSError:
        continue
    if done.returncode == 0:
        loot("by", words, done.stdout)
""")),
        shared=True,
    ),
    Attack(
        _KIND, "keyrings", "adds keys, asks for keys and joins keyrings",
        "the calls are refused, and no key is left", ("calls",),
        server(attacking("""
for ring in (-1, -2, -3, -4, -5):
    attempt(f"key in {ring}", lambda: call("add_key", b"user", TOKEN.encode(), b"x", 1, ring))
attempt("asked", lambda: call("request_key", b"user", TOKEN.encode(), 0, 0))
attempt("joined", lambda: call("keyctl", 1, TOKEN.encode()))
attempt("session", lambda: call("keyctl", 0, -3, 1))
""")),
    ),
    Attack(
        _KIND, "system-v", "makes System V memory, semaphores and queues, and leaves them",
        "nothing of it is on the machine", ("ipc", "calls"),
        server(attacking("""
for name, extra in (("shmget", (4096, 0o1666)), ("msgget", (0o1666,)), ("semget", (1, 0o1666))):
    try:
        call(name, KNOWN["key"], *extra)
    except OSError:
        pass
for path in ("/proc/sysvipc/shm", "/proc/sysvipc/msg", "/proc/sysvipc/sem"):
    rows = [row for row in open(path).read().splitlines()[1:] if str(KNOWN["key"]) not in row]
    if rows:
        loot("of others", rows)
""")),
        bare="loot(call('semget', KNOWN['key'], 1, 0o1666))\n",
    ),
    Attack(
        _KIND, "posix-ipc", "makes POSIX queues, named semaphores and shared memory, and leaves them",
        "nothing of it is on the machine", ("ipc", "small disk"),
        server(attacking("""
try:
    call("mq_open", TOKEN.encode(), 0o102, 0o666, 0)
except OSError:
    pass
with open("/dev/shm/" + TOKEN, "wb") as file:
    file.write(bytes(100_000))
with open("/tmp/" + TOKEN, "wb") as file:
    file.write(b"left")
for name in os.listdir("/dev/shm"):
    if name != TOKEN:
        loot("of others", name)
""")),
    ),
    Attack(
        _KIND, "dumps-core", "changes where cores go, and dies with one, in itself and in children",
        "no core is dumped", ("limits", "privileges"),
        server(attacking("""
import resource
attempt("core pattern", lambda: os.open("/proc/sys/kernel/core_pattern", os.O_WRONLY))
attempt("suid cores", lambda: os.open("/proc/sys/fs/suid_dumpable", os.O_WRONLY))
attempt("limit", lambda: resource.setrlimit(resource.RLIMIT_CORE, (10**9, 10**9)))
if os.fork() == 0:
    os.abort()
status = os.wait()[1]
if os.WCOREDUMP(status):
    loot("a core was dumped")
""")),
    ),
    Attack(
        _KIND, "daemons", "leaves daemons that ignore every signal, in sessions of their own",
        "they end with the scene", ("end",),
        server(attacking("""
for _ in range(5):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in range(1, 65):
                try:
                    signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError):
                    pass
            listener.close()
            for handle in range(3):
                os.close(handle)
            os.execv("/bin/sh", ["sh", "-c", "read never < /dev/ptmx; : " + TOKEN])
        os._exit(0)
    os.wait()
""")),
        shared=True,
    ),
    Attack(
        _KIND, "kernel-doors", "uses bpf, perf, userfaultfd, io_uring, modules, kexec, acct, swap, quotas",
        "the calls are refused", ("calls", "privileges"),
        server(attacking("""
for name, *arguments in (
    ("bpf", 0, 0, 0), ("perf_event_open", struct.pack("IIQ", 0, 128, 0) + bytes(112), 0, -1, -1, 0),
    ("userfaultfd", 1), ("io_uring_setup", 1, bytes(120)), ("io_setup", 1, bytes(8)),
    ("init_module", 0, 0, 0), ("finit_module", 0, 0, 0), ("delete_module", b"x", 0),
    ("kexec_load", 0, 0, 0, 0), ("acct", b"/tmp/acct"), ("swapon", b"/tmp/x", 0), ("quotactl", 0, 0, 0, 0),
    ("reboot", 0xFEE1DEAD, 672274793, 0, 0), ("sethostname", b"mine", 4), ("setdomainname", b"x", 1),
    ("memfd_create", b"x", 0), ("name_to_handle_at", -100, b"/", bytes(64), bytes(8), 0),
    ("open_by_handle_at", -100, bytes(64), 0), ("iopl", 3), ("ioperm", 0, 1, 1),
    ("clock_adjtime", 0, struct.pack("I", 1) + bytes(204)),
):
    if name in KNOWN["numbers"]:
        attempt(name, lambda: call(name, *arguments))
""")),
    ),
    Attack(
        _KIND, "old-calls", "calls by the numbers of 32-bit and x32 programs, which a filter may overlook",
        "they are refused", ("calls",),
        server(attacking("""
if platform.machine() == "x86_64":
    import mmap
    page = mmap.mmap(-1, 4096, prot=7)
    page.write(b"\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3")  # getpid by int 0x80
    if ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))() > 0:
        loot("a 32-bit call")
    if libc.syscall(0x40000000 | 39) > 0:
        loot("an x32 call")
""")),
    ),
    Attack(
        _KIND, "priorities", "takes the processors: real-time scheduling, negative nice, affinity, cgroups",
        "it is scheduled as everybody", ("privileges", "files"),
        server(attacking("""
import resource
attempt("fifo", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)))
attempt("nice", lambda: os.setpriority(os.PRIO_PROCESS, 0, -10))
attempt("more", lambda: resource.setrlimit(resource.RLIMIT_NPROC, (10**6, 10**6)))
attempt("memory", lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)))
attempt("locked", lambda: libc.mlockall(3) and call("mlockall", 3))
for path in ("/sys/fs/cgroup/cgroup.procs", "/proc/sysrq-trigger",
             "/proc/sys/kernel/pid_max", "/proc/sys/vm/drop_caches"):
    attempt("wrote " + path, lambda: os.open(path, os.O_WRONLY))
attempt("spared", lambda: os.write(os.open("/proc/self/oom_score_adj", os.O_WRONLY), b"-1000"))
""")),
    ),
    Attack(
        _KIND, "limits-others", "limits the processor time of others, so that the kernel ends them",
        "it may limit itself alone", ("calls",),
        server(attacking("""
import resource
resource.prlimit(0, resource.RLIMIT_CORE, (0, 0))
for process in others():
    attempt(f"limited {process}", lambda: resource.prlimit(process, resource.RLIMIT_CORE, (0, 0)))
""")),
        bare=(
            "import resource; own = os.getppid(), resource.RLIMIT_CORE; "
            "resource.prlimit(*own, resource.prlimit(*own)); loot('limited')"
        ),
    ),
    Attack(
        _KIND, "changes-the-network", "takes lo down, adds addresses and routes, kills connections of others",
        "it has no say in the network", ("privileges",),
        server(attacking("""
import fcntl
plug = socket.socket()
attempt("lo down", lambda: fcntl.ioctl(plug, 0x8914, struct.pack("16sh14x", b"lo", 0)))
attempt("address", lambda: fcntl.ioctl(plug, 0x8916, struct.pack("16sHH4s16x", b"lo", 2, 0, bytes(4))))
link = socket.socket(16, 3, 0)
link.settimeout(1)
body = struct.pack("=BBBBI", 2, 8, 0, 0, 1) + struct.pack("=HH4s", 8, 2, bytes([127, 9, 9, 9]))
link.send(struct.pack("=IHHII", 16 + len(body), 20, 0x605, 1, 0) + body)
if struct.unpack("=i", link.recv(999)[16:20])[0] == 0:
    loot("an address was added")
diagnosis = socket.socket(16, 3, 4)
diagnosis.settimeout(1)
ask = struct.pack("=BBBBI", 2, 6, 0, 0, 0xFFFFFFFF) + struct.pack(">HH", 12000, 0) + bytes(44)
diagnosis.send(struct.pack("=IHHII", 16 + len(ask), 21, 5, 1, 0) + ask)  # SOCK_DESTROY
if struct.unpack("=i", diagnosis.recv(999)[16:20])[0] == 0:
    loot("a connection was destroyed")
for name in ("ip_forward", "conf/all/route_localnet", "ip_unprivileged_port_start", "tcp_timestamps"):
    attempt("set " + name, lambda: os.open("/proc/sys/net/ipv4/" + name, os.O_WRONLY))
""")),
    ),
    Attack(
        _KIND, "fools-proc", "gives itself and its threads names that spoil the lines of /proc",
        "the stage reads them rightly", ("counted",),
        server(attacking(r"""
import threading
def named(name):
    libc.prctl(15, name, 0, 0, 0)
    wait.wait()
wait = threading.Event()
for name in (b"x) R 1 1 1", b")\n1 (y) S", b"Tgid:\t1\nUid:", b"keeper", b"porter", b"\xff\xfe\x1b[2J"):
    threading.Thread(target=named, args=(name,), daemon=True).start()
    libc.prctl(15, name, 0, 0, 0)
if os.fork() == 0:
    named(b"z) Z 0 0")
""")),
    ),
)  # fmt: skip
