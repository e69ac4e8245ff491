"""Attacks on the other players: those of the same stage, and those of other hand-ins."""

from tests.hostile.attack import FAIL, GOOD, LISTEN, PRELUDE, Attack, attacking, server

_KIND = "players"
_CLIENT = """
plug = socket.create_connection(("127.0.0.1", 12000))
plug.sendall(input("say: ").encode())
print(plug.recv(4096).decode(), flush=True)
"""


def guest(code: str, then: str = _CLIENT) -> dict[str, str | bytes]:
    """A hand-in of two programs: a good server, and a client that attacks before it connects."""
    return {"server.py": GOOD, "client.py": PRELUDE + code + 'print("OVER", flush=True)\n' + then}


ATTACKS = (
    Attack(
        _KIND, "floods-a-server", "opens hundreds of connections to the server and sends on all of them",
        "the items of the server are tried without this client", ("owners", "bounded checks"),
        guest("""
held = []
for _ in range(100):
    plug = socket.socket()
    plug.setblocking(False)
    plug.connect_ex(("127.0.0.1", 12000))
    held.append(plug)
"""),
        assignment="pair",
    ),
    Attack(
        _KIND, "takes-the-port", "listens at the server's port itself, by every option that shares ports",
        "a port is one program's", ("owners",),
        guest("""
for family, host in ((2, ""), (2, "127.0.0.1"), (10, "::"), (2, "127.1.2.3")):
    for options in ((), (2,), (15,), (2, 15)):
        plug = socket.socket(family)
        for option in options:
            plug.setsockopt(socket.SOL_SOCKET, option, 1)
        try:
            plug.bind((host, 12000))
            plug.listen()
        except OSError:
            plug.close()
            continue
        if host == "127.0.0.1" or host == "":
            loot("listens beside the server", host, options)
        plug.close()
"""),
        assignment="pair",
    ),
    Attack(
        _KIND, "holds-the-port", "a client that was the server all along, and talks to itself",
        "whose server it is, is known by process", ("owners",),
        {
            "server.py": "input()\n",
            "client.py": """import socket, threading
listener = socket.create_server(("127.0.0.1", 12000))
def serve():
    plug, _ = listener.accept()
    plug.sendall(plug.recv(100))
threading.Thread(target=serve, daemon=True).start()
plug = socket.create_connection(("127.0.0.1", 12000))
plug.sendall(input("say: ").encode())
print(plug.recv(100).decode())
print("OVER")
input()
""",
        },
        assignment="pair", but={"asks": FAIL, "echoes": FAIL, "shows": FAIL},
    ),
    Attack(
        _KIND, "sniffs-the-wire", "listens to what others say, and looks for their files and terminals",
        "what is said between others stays there", ("calls", "files", "alone"),
        guest("""
attempt("packets", lambda: socket.socket(17, 3, 768))
attempt("raw", lambda: socket.socket(2, 3, 6))
for pid in others():
    if b"server.py" in read(f"/proc/{pid}/cmdline"):
        loot("the server's process", pid)
try:
    if [name for name in os.listdir("/home") if name != "student"]:
        loot("homes", os.listdir("/home"))
except OSError:
    pass
if os.path.exists("server.py") and "def " in open("server.py").read():
    loot("its server")
"""),
        assignment="pair",
    ),
    Attack(
        _KIND, "kills-its-partner", "sends signals to all, resets connections and closes what is not its own",
        "its partner does not notice", ("processes", "privileges"),
        guest("""
for pid in (-1, 1, *range(2, 3000)):
    if pid != os.getpid():
        try:
            os.kill(pid, 9)
        except OSError:
            pass
"""),
        assignment="pair",
    ),
    Attack(
        _KIND, "half-open", "connects and leaves in every way there is, hundreds of times",
        "a scripted partner goes on", ("bounded checks", "owners"),
        server(attacking("""
import threading
def knock():
    for number in range(60):
        plug = socket.socket()
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, number % 2))
        plug.connect(("127.0.0.1", 12003))
        plug.close()
door = socket.create_server(("127.0.0.1", 12003))
threading.Thread(target=knock, daemon=True).start()
for _ in range(60):
    door.accept()[0].close()
door.close()
""")),
    ),
    Attack(
        _KIND, "one-port-for-all", "listens at a thousand ports, so that nobody else finds one",
        "every scene has all ports to itself", ("network", "limits"),
        server(attacking("""
held = []
try:
    for port in range(20000, 21000):
        plug = socket.socket()
        plug.bind(("", port))
        plug.listen(1)
        held.append(plug)
    loot("listeners", len(held))
except OSError:
    pass
for plug in held:
    plug.close()
""")),
    ),
    Attack(
        _KIND, "per-user-limits", "uses up what the kernel gives to one user: watches, queues, timers, locks",
        "others have as many as before", ("limits", "privileges"),
        server(attacking("""
kept = []
try:
    for _ in range(400):
        handle = libc.inotify_init1(0)
        if handle < 0:
            break
        kept.append(handle)
except OSError:
    pass
for handle in kept:
    os.close(handle)
""")),
    ),
    Attack(
        _KIND, "keys-to-other-screens", "looks for every X server, and sends clicks and keys",
        "it finds none but its own", ("screens", "network", "files"),
        server(attacking(r"""
import glob
tried = [*("/tmp/.X11-unix/X%d" % n for n in range(100)), *glob.glob("/tmp/.X11-unix/*")]
for line in open("/proc/net/unix"):
    if "X11" in line:
        loot("listed", line)
for path in tried:
    for name in (path, "\0" + path):
        attempt("screen " + path, lambda: socket.socket(socket.AF_UNIX).connect(name))
for port in range(6000, 6010):
    with socket.socket() as plug:
        if plug.connect_ex(("127.0.0.1", port)) == 0:
            loot("screen at", port)
if "DISPLAY" in os.environ or "XAUTHORITY" in os.environ:
    loot(os.environ)
""")),
    ),
    Attack(
        _KIND, "presses-for-another", "has a window, and presses the button of the other role's",
        "each role has a screen of its own", ("screens",),
        {
            "desk.py": PRELUDE + r"""
import tkinter
window = tkinter.Tk()
window.title("desk")
names = window.tk.call("winfo", "interps")
if len(names) > 1:
    loot("programs on its screen", names)
for other in ("bell", "tk", "bell #2"):
    try:
        window.tk.call("send", other, ".b invoke")
        if other != window.tk.call("tk", "appname"):
            loot("pressed in", other)
    except tkinter.TclError:
        pass
def enter(name):
    # as X11 has it: little end first, version 11.0, no cookie; the answer begins with 1: come in
    with socket.socket(socket.AF_UNIX) as plug:
        plug.connect(name)
        plug.sendall(b"l\0\x0b\0\0\0\0\0\0\0\0\0")
        if plug.recv(1) == b"\1":
            loot("let in at", name)
for line in open("/proc/net/unix"):
    path = line.rpartition(" ")[2].strip().lstrip("@")
    if "X11" in path and os.environ["DISPLAY"][1:] not in path:
        for name in (path, "\0" + path):
            try:
                enter(name)
            except OSError:
                pass
        squat = socket.socket(socket.AF_UNIX)
        try:
            squat.bind("\0" + path)
            squat.listen()
        except OSError:
            pass
for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        told = open("/proc/%s/environ" % pid, "rb").read().split(b"\0")
    except OSError:
        continue
    cookies = [word for word in told if word.startswith(b"XAUTHORITY=")]
    if cookies and cookies[0].decode()[11:] != os.environ["XAUTHORITY"]:
        loot("where the cookie is", cookies)
attempt("wrote", lambda: os.open(os.environ["XAUTHORITY"], os.O_WRONLY))
print("OVER", flush=True)
tkinter.Button(window, text="Ring", command=lambda: print("rung", flush=True)).pack()
window.mainloop()
""",
        },
        assignment="windows",
    ),
    Attack(
        _KIND, "talks-in-secret", "lets two of its own programs talk by abstract sockets, off the wire",
        "what did not cross the network is worth nothing", ("outside",),
        {
            "server.py": LISTEN + r"""
back = socket.socket(socket.AF_UNIX)
back.bind("\0secret")
back.listen()
plug, _ = back.accept()
data = plug.recv(100)
print(data.decode(), flush=True)
plug.sendall(data)
listener.accept()
""",
            "client.py": r"""import socket
plug = socket.socket(socket.AF_UNIX)
plug.connect("\0secret")
plug.sendall(input("say: ").encode())
print(plug.recv(100).decode(), flush=True)
print("OVER", flush=True)
""",
        },
        assignment="pair", but={"asks": FAIL, "echoes": FAIL},
    ),
)  # fmt: skip
