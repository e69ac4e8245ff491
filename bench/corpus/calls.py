"""Every call that only another program, or the harness, can end: quiet must be claimed for each."""

from bench.corpus.case import EITHER, Case

_HEAD = """
import ctypes, fcntl, multiprocessing, os, queue, select, signal, socket, sys, threading, time
libc = ctypes.CDLL(None, use_errno=True)
"""

_CALLS = {
    "pause": "signal.pause()",
    "sigsuspend": "libc.sigsuspend(bytes(128))",
    "sigwait": "signal.sigwait({signal.SIGUSR1})",
    "sigwaitinfo": "signal.sigwaitinfo({signal.SIGUSR1})",
    "lock": "lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "condition": "condition = threading.Condition(); condition.acquire(); condition.wait()",
    "event": "threading.Event().wait()",
    "queue": "queue.Queue().get()",
    "semaphore": "multiprocessing.Semaphore(0).acquire()",
    "select": "select.select([0], [], [])",
    "select-nothing": "select.select([], [], [])",
    "poll": "poll = select.poll(); poll.register(0, 1); poll.poll()",
    "poll-nothing": "select.poll().poll()",
    "poll-forever": "poll = select.poll(); poll.register(0, 1); poll.poll(-1)",
    "epoll": "poll = select.epoll(); poll.register(0, 1); poll.poll()",
    "epoll-nothing": "select.epoll().poll()",
    "read-keyboard": "os.read(0, 9)",
    "readv-keyboard": "os.readv(0, [bytearray(9)])",
    "read-pipe": "ends = os.pipe(); os.read(ends[0], 1)",
    "write-pipe": "ends = os.pipe(); os.write(ends[1], bytes(1_000_000))",
    "poll-pipe": "ends = os.pipe(); select.select([ends[0]], [], [])",
    "read-fifo": "os.mkfifo('/tmp/f'); f = os.open('/tmp/f', os.O_RDWR); os.read(f, 1)",
    "open-fifo": "os.mkfifo('/tmp/f'); open('/tmp/f')",
    "open-fifo-beside": "os.mkfifo('f'); os.open('f', os.O_WRONLY)",
    "read-eventfd": "os.read(os.eventfd(0), 8)",
    "poll-eventfd": "select.select([os.eventfd(0)], [], [])",
    "read-socketpair": "ends = socket.socketpair(); ends[0].recv(1)",
    "write-socketpair": "ends = socket.socketpair(); ends[0].sendall(bytes(10_000_000))",
    "accept": "plug = socket.create_server(('', 12000)); plug.accept()",
    "accept-unix": (
        "plug = socket.socket(socket.AF_UNIX); plug.bind('/tmp/s'); plug.listen(); plug.accept()"
    ),
    "recvfrom-udp": (
        "plug = socket.socket(type=socket.SOCK_DGRAM); plug.bind(('', 12000)); plug.recvfrom(9)"
    ),
    "recvmsg-udp": (
        "plug = socket.socket(type=socket.SOCK_DGRAM); plug.bind(('', 12000)); plug.recvmsg(9)"
    ),
    "flock": (
        "one = open('/tmp/l', 'w'); two = open('/tmp/l', 'w')\n"
        "fcntl.flock(one, 2); fcntl.flock(two, 2)"
    ),
    "record-lock": (
        "file = open('/tmp/l', 'w'); fcntl.lockf(file, 2); ends = os.pipe()\n"
        "if os.fork() == 0:\n    fcntl.lockf(open('/tmp/l', 'w'), 2)\nos.wait()"
    ),
    "wait-for-child": "if os.fork() == 0:\n    signal.pause()\nos.wait()",
    "waitid": "if os.fork() == 0:\n    signal.pause()\nos.waitid(os.P_ALL, 0, os.WEXITED)",
    "pidfd": "child = os.fork()\nif child == 0:\n    signal.pause()\n"
    "select.select([os.pidfd_open(child)], [], [])",
    "signalfd": "os.read(libc.signalfd(-1, bytes(8), 0), 128)",
    "inotify": (
        "watch = libc.inotify_init(); libc.inotify_add_watch(watch, b'/tmp', 4095)\n"
        "os.read(watch, 99)"
    ),
    "thread-join": "thread = threading.Thread(target=signal.pause); thread.start(); thread.join()",
    "many-threads": (
        "for number in range(20):\n    threading.Thread(target=input).start()\ninput()"
    ),
    "self-stopped": "os.kill(os.getpid(), signal.SIGSTOP)",
    "sendfile": (
        "ends = os.pipe(); file = open(sys.executable, 'rb')\n"
        "while True:\n    os.sendfile(ends[1], file.fileno(), 0, 100_000)"
    ),
    "system-v-semaphore": (
        "sem = libc.semget(77, 1, 0o1666); libc.semop(sem, b'\\0\\0\\xff\\xff\\0\\0', 1)"
    ),
}
# Calls that the stage does not know well: it may say quiet or not, but what it says must hold.
_ODD = {
    "splice": "a = os.pipe(); b = os.pipe(); os.splice(a[0], b[1], 100)",
    "timed-message": (
        "libc.mq_open; libc.semtimedop("
        "libc.semget(5, 1, 0o1666), b'\\0\\0\\xff\\xff\\0\\0', 1, None)"
    ),
    # others on the machine may hold such a lock, and let go of it
    "flock-of-the-machine": (
        "file = open('/usr/bin/env'); fcntl.flock(file, 2)\n"
        "if os.fork() == 0:\n    fcntl.flock(open('/usr/bin/env'), 2)\nos.wait()"
    ),
    "nested-epoll": (
        "inner = select.epoll(); inner.register(0, 1); outer = select.epoll(); "
        "outer.register(inner, 1); outer.poll()"
    ),
}

CASES = (
    *(Case(name, {"program": _HEAD + source + "\n"}) for name, source in _CALLS.items()),
    *(
        Case(name, {"program": _HEAD + source + "\n"}, claim=EITHER)
        for name, source in _ODD.items()
    ),
)
