"""Processes: those that nobody is parent of any more, stopped, dead and unburied, or half made."""

from bench.corpus.case import EITHER, EXITED, NEVER, Case

_DOUBLE_FORK = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(0.6)
        print("grandchild", flush=True)
        import signal
        signal.pause()
    os._exit(0)
os.wait()
input()
"""
_STOPPED_CHILD = """
import os, signal
child = os.fork()
if child == 0:
    os.kill(os.getpid(), signal.SIGSTOP)
    print("continued", flush=True)
    signal.pause()
os.waitpid(child, os.WUNTRACED)
print("stopped", flush=True)
input()
os.kill(child, signal.SIGCONT)
input()
"""
_STOPPED_SLEEPER = """
import os, signal, time
child = os.fork()
if child == 0:
    time.sleep(0.5)
    print("late", flush=True)
    signal.pause()
os.kill(child, signal.SIGSTOP)
os.waitpid(child, os.WUNTRACED)
input()
os.kill(child, signal.SIGCONT)
input()
"""
_STOPPED_BY_ITS_TERMINAL = """
import os
child = os.fork()
if child == 0:
    os.setpgid(0, 0)
    input()
os.waitpid(child, os.WUNTRACED)
print("stopped", flush=True)
input()
"""
# as from outside: no call of the program's own is a signal
_STOPPED_UNSEEN = """
import fcntl, os, signal
ends = os.pipe()
child = os.fork()
if child == 0:
    fcntl.fcntl(ends[0], fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(ends[0], fcntl.F_SETSIG, signal.SIGSTOP)
    fcntl.fcntl(ends[0], fcntl.F_SETFL, os.O_ASYNC)
    os.write(ends[1], b".")
    signal.pause()
os.waitpid(child, os.WUNTRACED)
print("stopped", flush=True)
input()
"""
_ZOMBIE = """
import os
if os.fork() == 0:
    os._exit(3)
input()
"""
_ZOMBIE_WITH_ALARM = """
import os, signal
if os.fork() == 0:
    signal.alarm(3000)
    os._exit(3)
input()
"""
_PIPES = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-uc",
    "for line in open(0): print('child', line.strip())"],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
for line in sys.stdin:
    child.stdin.write(line)
    child.stdin.flush()
    print("from", child.stdout.readline().strip(), flush=True)
"""
_COMMUNICATE = """
import subprocess
done = subprocess.run(["/bin/sh", "-c", "sleep 0.6; echo slept; cat >/dev/null"],
    input=b"x" * 500_000, capture_output=True)
print("shell", done.stdout, flush=True)
input()
"""
_SHELL = """
import os
os.system("read line; echo shell $line; read other")
"""
_FORKING_SERVER = """
import os, signal, socket
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
listener = socket.create_server(("127.0.0.1", 12000))
print("listening", flush=True)
while True:
    plug = listener.accept()[0]
    if os.fork() == 0:
        while data := plug.recv(99):
            plug.send(data.upper())
        os._exit(0)
    plug.close()
"""
_PREFORKED_SERVER = """
import os, socket
listener = socket.create_server(("127.0.0.1", 12000))
for number in range(3):
    if os.fork() == 0:
        while True:
            plug = listener.accept()[0]
            while data := plug.recv(99):
                plug.send(data.upper())
print("listening", flush=True)
os.wait()
"""
_CLIENT = """
import socket, sys
plug = socket.create_connection(("127.0.0.1", 12000))
print("connected", flush=True)
for line in sys.stdin:
    plug.sendall(line.encode())
    print("answer", plug.recv(1000).decode().strip(), flush=True)
"""
_MULTIPROCESSING = """
import multiprocessing, sys
def work(tasks, results):
    while True:
        results.put(tasks.get() * 2)
if __name__ == "__main__":
    tasks, results = multiprocessing.Queue(), multiprocessing.Queue()
    for _ in range(2):
        multiprocessing.Process(target=work, args=(tasks, results), daemon=True).start()
    for line in sys.stdin:
        tasks.put(len(line))
        print("result", results.get(), flush=True)
"""
_POOL = """
import concurrent.futures, sys
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    for line in sys.stdin:
        print("result", sum(pool.map(len, [line] * 20)), flush=True)
"""
_LEADER_ENDS = """
import ctypes, threading, time
def go_on():
    time.sleep(0.5)
    print("still here", flush=True)
    ctypes.CDLL(None).pause()
threading.Thread(target=go_on).start()
ctypes.CDLL(None).pthread_exit(None)
"""
# What a program leaves behind ends with it, as in a terminal window that is closed.
_LEFT_BEHIND = """
import os, signal, time
signal.signal(signal.SIGHUP, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    while True:
        time.sleep(0.1)
        os.write(1, b"still here")
"""
_LEFT_WAITING = """
import os, signal, sys
reader, writer = os.pipe()
if os.fork():
    sys.exit()
os.close(writer)
os.read(reader, 1)  # until its parent is gone
os.write(1, b"left")
signal.pause()
"""
# posix_spawn holds its caller until the child is past exec; this child is held before it.
_HELD_SPAWN = """
import os
os.mkfifo("/tmp/f")
os.posix_spawn("/bin/true", ["true"], {}, file_actions=[(os.POSIX_SPAWN_OPEN, 0, "/tmp/f", 0, 0)])
"""
_FORKS_AND_WAITS = """
import os
print("go", flush=True)
while True:
    if os.fork() == 0:
        os._exit(0)
    os.wait()
"""
_CRASH = """
import ctypes
input()
ctypes.string_at(0)
"""
_ERROR = "input()\nraise SystemError('a mistake')\n"
_TREE = """
import os, signal
for depth in range(4):
    os.fork()
signal.pause()
"""

_TYPED = (("type", "program", "one"), ("type", "program", "two"))
_HELLOS = (("type", "client", "hello"), ("type", "client", "again"))
_HEARD = (("client", "answer AGAIN"),)


def _one(name: str, source: str, *first: str, **more: object) -> Case:
    pairs = tuple(("program", text) for text in first)
    return Case(name, {"program": source}, first=pairs, **more)  # type: ignore[arg-type]


CASES = (
    _one("double-fork", _DOUBLE_FORK, "grandchild"),
    _one("stopped-child", _STOPPED_CHILD, "continued", acts=_TYPED[:1]),
    _one("stopped-sleeper", _STOPPED_SLEEPER),
    _one("stopped-sleeper-continued", _STOPPED_SLEEPER, "late", acts=_TYPED[:1]),
    _one("stopped-by-its-terminal", _STOPPED_BY_ITS_TERMINAL, "stopped"),
    _one("stopped-unseen", _STOPPED_UNSEEN, claim=NEVER),
    _one("zombie", _ZOMBIE),
    _one("zombie-with-alarm", _ZOMBIE_WITH_ALARM),
    _one("pipes", _PIPES, "from child two", acts=_TYPED),
    _one("communicate", _COMMUNICATE, "shell b'slept"),
    _one("shell", _SHELL, "shell one", acts=_TYPED[:1]),
    Case(
        "forking-server",
        {"server": _FORKING_SERVER, "client": _CLIENT},
        _HELLOS,
        first=_HEARD,
    ),
    Case(
        "preforked-server",
        {"server": _PREFORKED_SERVER, "client": _CLIENT},
        _HELLOS,
        first=_HEARD,
    ),
    _one("multiprocessing", _MULTIPROCESSING, "result 8", acts=_TYPED),
    _one("thread-pool", _POOL, "result 80", acts=_TYPED),
    _one("leader-ends", _LEADER_ENDS, "still here"),
    _one("child-left-behind", _LEFT_BEHIND, EXITED, claim=NEVER),
    _one("child-left-waiting", _LEFT_WAITING, EXITED, "left"),
    _one("held-spawn", _HELD_SPAWN, claim=EITHER),
    _one("crash", _CRASH, EXITED, acts=_TYPED[:1]),
    _one("error", _ERROR, "a mistake", EXITED, acts=_TYPED[:1]),
    _one("tree", _TREE),
    _one("forks-and-waits", _FORKS_AND_WAITS, claim=NEVER),
    _one("sleeping-shell", "import os\nos.system('sleep 3000')\n", claim=NEVER),
)
