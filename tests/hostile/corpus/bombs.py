"""Bombs: what grows until somebody stops it.  Those that bound themselves have full marks."""

from tests.hostile.attack import DEAD, FAIL, LISTEN, NO_ANSWER, Attack, attacking, server

_KIND = "bombs"
_AT_A_BOUND = "at its limit|had ended|No space|MemoryError|Too many|killed|limit"


def _bomb(code: str) -> dict[str, str | bytes]:
    """A server that listens, and explodes before it takes a connection."""
    return server("import os, socket\n" + LISTEN + code)


ATTACKS = (
    Attack(
        _KIND, "forks", "forks for ever", "it is ended at its number of processes",
        ("counted", "end"), _bomb("while True:\n    try:\n        os.fork()\n    except OSError:\n        pass\n"),
        but=DEAD, over=False, says=_AT_A_BOUND, shared=True,
    ),
    Attack(
        _KIND, "threads", "starts threads for ever, and goes on when it can have no more",
        "others have as many as before", ("limits", "counted"),
        server(attacking("""
import threading
threading.stack_size(65536)
wait = threading.Event()
try:
    for _ in range(2000):
        threading.Thread(target=wait.wait, daemon=True).start()
    loot("2000 threads")
except RuntimeError:
    wait.set()
""")),
    ),
    Attack(
        _KIND, "memory", "fills its memory", "it is ended at its bound", ("limits", "counted"),
        _bomb("held = []\nwhile True:\n    held.append(bytearray(b'x') * 20_000_000)\n"),
        but=DEAD, over=False, says=_AT_A_BOUND,
    ),
    Attack(
        _KIND, "memory-of-children", "fills memory with twenty children, none of which has much",
        "what they have together is counted", ("counted",),
        _bomb("""
for _ in range(20):
    if os.fork() == 0:
        held = bytearray(b"x") * 60_000_000
        break
while True:
    os.read(os.pipe()[0], 1)
"""),
        but=DEAD, over=False, says=_AT_A_BOUND,
    ),
    Attack(
        _KIND, "disk", "fills its disk, wherever it can write, and then answers",
        "its disk is small, and its own", ("small disk", "limits"),
        server(attacking("""
for top in (".", "/tmp", "/dev/shm", "/var/tmp", "/etc/clock", "/run"):
    size = 0
    for number in range(3):
        try:
            with open(f"{top}/big{number}", "wb") as file:
                while size < 200_000_000:
                    size += file.write(bytes(1_000_000))
        except OSError:
            pass
    if size >= 200_000_000:
        loot("disk", top, size)
for number in range(3):
    for top in (".", "/tmp", "/dev/shm"):
        if os.path.exists(f"{top}/big{number}"):
            os.unlink(f"{top}/big{number}")
""")),
        shared=True,
    ),
    Attack(
        _KIND, "sparse", "makes files that are longer than the disk, by holes and by reservation",
        "a file has its bound", ("limits",),
        server(attacking("""
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open("sparse", "wb") as file:
    attempt("a hole", lambda: os.ftruncate(file.fileno(), 1 << 40))
    attempt("reserved", lambda: os.posix_fallocate(file.fileno(), 0, 1 << 30))
os.unlink("sparse")
""")),
    ),
    Attack(
        _KIND, "inodes", "makes files without content, and links, for ever",
        "its disk has so many files and no more", ("small disk",),
        server(attacking("""
made = 0
try:
    os.mkdir("many")
    while made < 60_000:
        os.symlink("x", f"many/{made}")
        made += 1
    loot("files", made)
except OSError:
    pass
""")),
    ),
    Attack(
        _KIND, "depth", "makes folders in folders, until no path reaches the last",
        "they go with the disk that they are on", ("small disk", "own copy"),
        server(attacking("""
home = os.getcwd()
for _ in range(2000):
    os.mkdir("d" * 200)
    os.chdir("d" * 200)
os.chdir(home)
""")),
    ),
    Attack(
        _KIND, "descriptors", "opens files, sockets, pipes and terminals until there are no more",
        "it has so many, and others have as many as before", ("limits",),
        server(attacking("""
kept = []
for act in (lambda: os.open("/dev/null", 0), os.epoll_create if hasattr(os, "epoll_create") else os.pipe,
            lambda: os.open("/dev/ptmx", os.O_RDWR | os.O_NOCTTY), socket.socketpair):
    for number in range(5000):
        try:
            kept.append(act())
        except OSError:
            break
    else:
        loot("no bound")
for one in kept:
    for part in one if isinstance(one, tuple) else (one,):
        os.close(part) if isinstance(part, int) else part.close()
""")),
    ),
    Attack(
        _KIND, "kernel-buffers", "fills pipes and sockets that nobody reads",
        "it has so many of them", ("limits",),
        server(attacking("""
import fcntl
kept = []
try:
    while len(kept) < 5000:
        ends = os.pipe()
        kept.extend(ends)
        fcntl.fcntl(ends[1], 1031, 1 << 20)
        os.set_blocking(ends[1], False)
        os.write(ends[1], bytes(1 << 20))
except OSError:
    pass
held = sum(1 for _ in kept)
if held >= 5000:
    loot("pipes", held)
for one in kept:
    os.close(one)
""")),
    ),
    Attack(
        _KIND, "output", "prints without end", "what is kept of it is bounded", ("counted", "bounded checks"),
        _bomb("while True:\n    print('parsnip ' * 500)\n"),
        but=DEAD, over=False, says=_AT_A_BOUND,
    ),
    Attack(
        _KIND, "processor", "computes for ever, in two processes", "its processor time is bounded",
        ("counted", "limits"), _bomb("os.fork()\nwhile True:\n    pass\n"),
        but=DEAD, over=False, says="limit|comput|ended",
        heavy=True,
    ),
    Attack(
        _KIND, "sleeps", "sleeps for a year, and prints a little each second", "the scene has an end",
        ("clock", "counted"),
        _bomb("import time\nwhile True:\n    time.sleep(1)\n    print('.', end='', flush=True)\n"),
        but=DEAD, over=False,
        heavy=True,
    ),
    Attack(
        _KIND, "starts-anew", "becomes itself again, for ever", "a number that comes back is still its own",
        ("counted", "end"),
        _bomb("import sys\nos.execv(sys.executable, [sys.executable, *sys.argv[:1], 'x' * 50_000])\n"),
        but=DEAD, over=False,
        heavy=True,
    ),
    Attack(
        _KIND, "traffic", "sends to itself as fast as it can", "what is kept of it is bounded",
        ("bounded checks", "counted"),
        _bomb("""
import threading
other = socket.create_server(("", 12001))
one = socket.create_connection(("127.0.0.1", 12001))
two = other.accept()[0]
def take():
    while two.recv(1 << 20):
        pass
threading.Thread(target=take, daemon=True).start()
while True:
    one.sendall(bytes(1 << 16))
"""),
        # packets that nobody could keep up with make what depends on them unknown
        but={"echoes": "fail|unobservable", "shows": FAIL, "order": "pass|unobservable"}, over=False,
        says="limit|recorded", heavy=True,
    ),
    Attack(
        _KIND, "small-traffic", "sends datagrams of one byte, hundreds of them",
        "each is told, and the scene goes on", ("bounded checks",),
        server(attacking("""
plug = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
plug.bind(("127.0.0.1", 12002))
for _ in range(400):
    plug.sendto(b"x", ("127.0.0.1", 12002))
    plug.recv(9)
""")),
    ),
    Attack(
        _KIND, "a-costly-text", "answers with a text on which the spec's regular expression never ends",
        "a search has an end, and who made it so long has no points for it", ("bounded checks",),
        server(LISTEN + "plug, _ = listener.accept()\ndata = plug.recv(100)\n"
               "print(data.decode(), flush=True)\nplug.sendall(b'parrot before ' * 4000)\n"),
        but={"order": "unobservable"}, over=False, shared=True,
    ),
    Attack(
        _KIND, "silent-forever", "takes the connection and holds it, deaf to every signal",
        "nothing more can happen, which is known at once", ("end",),
        _bomb("""
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
plug, _ = listener.accept()
print(plug.recv(100).decode(), flush=True)
while True:
    signal.pause()
"""),
        but=NO_ANSWER, over=False,
    ),
)  # fmt: skip
