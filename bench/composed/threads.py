"""How a server accepts two clients, and hears each of them in a thread: what all its ways share."""

import re

from bench.composed.program import indented
from bench.composed.table import Picks

_ACCEPT = {
    "loop": """
for name in ["X", "Y"]:
    conn, address = listener.accept()
    ACCEPTED
""",
    "twice": """
conn, address = listener.accept()
name = "X"
ACCEPTED
conn, address = listener.accept()
name = "Y"
ACCEPTED
""",
    "while": """
while len($conns) < 2:
    conn, address = listener.accept()
    name = "XY"[len($conns)]
    ACCEPTED
""",
}
# What the server calls its clients: for each of the two an expression.
_NAMES = {
    "ab": ('"A"', '"B"'),
    "numbers": ('"1"', '"2"'),
    "clients": ('"Client 1"', '"Client 2"'),
    "people": ('"Lee"', '"Kim"'),
    "enum": ("Who.X.name", "Who.Y.name"),
    "address": ('"%s:%d" % address', '"%s:%d" % address'),
}
_WHO = """
class Who(enum.Enum):
    # whom the server knows
    X = 1
    Y = 2
"""
_RECEIPTS = {"received": "Message received", "ack": "ACK", "ok": "OK"}
_START = {
    "target": """
t = threading.Thread(target=serve, args=(name, conn))
t.start()
$threads.append(t)
""",
    "daemon": """
t = threading.Thread(target=serve, args=(name, conn))
t.daemon = True
t.start()
$threads.append(t)
""",
    "subclass": """
t = ClientThread(name, conn)
t.start()
$threads.append(t)
""",
    "_thread": """
_thread.start_new_thread(serve, (name, conn))
""",
    "pool": """
$threads.append($pool.submit(serve, name, conn))
""",
    "process": """
t = multiprocessing.Process(target=serve, args=(name, conn, inbox))
t.start()
$threads.append(t)
""",
}
_JOIN = {
    "_thread": """
while len($finished) < 2:
    time.sleep(0.1)
""",
    "pool": """
for t in $threads:
    t.result()
""",
}
_JOIN_THREADS = """
for t in $threads:
    t.join()
"""
# How a message is noted, and how it is waited for until both are there.
_NOTE = {
    "queue": "$inbox.put((name, text))",
    "condition": """
with $changed:
    $order.append((name, text))
    $changed.notify_all()
""",
    "event": """
NOTED
if len($order) == 2:
    $both.set()
""",
    "barrier": "NOTED",
    "semaphore": """
NOTED
$spoken.release()
""",
}
_NOTED = {
    "with": """
with $lock:
    $order.append((name, text))
""",
    "acquire": """
$lock.acquire()
$order.append((name, text))
$lock.release()
""",
    "none": "$order.append((name, text))",
}
_WAIT = {
    "join": "JOIN",
    "queue": """
$order.append($inbox.get())
$order.append($inbox.get())
""",
    "condition": """
with $changed:
    while len($order) < 2:
        $changed.wait()
""",
    "event": "$both.wait()",
    "barrier": "$both.wait()",
    "busy": """
while len($order) < 2:
    pass
""",
    "poll": """
while len($order) < 2:
    time.sleep(0.1)
""",
    "semaphore": """
$spoken.acquire()
$spoken.acquire()
""",
}
_STATE = {
    "queue": {"inbox": "queue.Queue()"},
    "condition": {"changed": "threading.Condition()"},
    "event": {"both": "threading.Event()"},
    "semaphore": {"spoken": "threading.Semaphore(0)"},
}
_GATE = {
    "event": ("threading.Event()", "$gate.wait()"),
    "barrier": ("threading.Barrier(2)", "$gate.wait()"),
    "poll": ("", "while len($conns) < 2:\n    time.sleep(0.05)"),
}


def named(picks: Picks, text: str) -> str:
    """The text with the names that the server has for its clients, in place of X and Y."""
    if picks["names"] not in _NAMES:
        return text
    x, y = _NAMES[picks["names"]]
    if picks["names"] == "address":
        # whoever connects brings it along
        text = text.replace('for name in ["X", "Y"]:', "for place in range(2):")
        return re.sub(r'^( *)name = "XY"\[.*\n|^( *)name = "[XY]"\n', "", text, flags=re.MULTILINE)
    text = text.replace('"XY"[', f"({x}, {y})[")
    return text.replace('"X"', x).replace('"Y"', y)


def named_types(picks: Picks) -> str:
    """What ``named`` has need of."""
    return _WHO if picks["names"] == "enum" else ""


def at_once(picks: Picks) -> bool:
    """Whether a thread is started as soon as its client is accepted."""
    return picks["begin"] != "after" or picks["mistake"] == "early"


def accept(picks: Picks, then: str) -> str:
    """What accepts both; ``then``: what is done with each, after ``name`` and ``conn`` are set."""
    accepted = f"$conns.append((name, conn))\n{then}"
    if picks["names"] == "address":
        accepted = f'name = "%s:%d" % address\n{accepted}'
    made = _filled(
        named(picks, _ACCEPT[picks["accept"]]), accepted + (start(picks) if at_once(picks) else "")
    )
    return made + ("$gate.set()\n" if picks["begin"] == "event" else "")


def begin(picks: Picks) -> str:
    """What starts the threads, if that is done once both are there."""
    return "" if at_once(picks) else f"for name, conn in $conns:\n{indented(start(picks))}"


def start(picks: Picks) -> str:
    """What starts a thread for ``name`` and ``conn``."""
    return _START[picks["threads"]].strip("\n") + "\n"


def join(picks: Picks) -> str:
    """What waits for the threads to end."""
    return _JOIN.get(picks["threads"], _JOIN_THREADS).strip("\n") + "\n"


def wait(picks: Picks) -> str:
    """What waits until both messages are noted."""
    if picks["threads"] == "process":
        return "$order.append(inbox.get())\n$order.append(inbox.get())\n"
    return (_WAIT[picks["sync"]].strip("\n") + "\n").replace("JOIN\n", join(picks))


def gate(picks: Picks) -> str:
    """What a thread waits for until both are connected."""
    return "" if picks["mistake"] == "early" else _GATE.get(picks["begin"], ("", ""))[1] + "\n"


def note(picks: Picks, *, main_waits: bool) -> str:
    """What notes ``text`` of ``name``; ``main_waits``: the main thread waits for both of them."""
    if picks["threads"] == "process":
        return "inbox.put((name, text))\n"
    noted = _NOTE.get(picks["sync"], "NOTED").strip("\n")
    noted = noted.replace("NOTED", _NOTED[picks["lock"]].strip("\n"))
    return noted + ("\n$both.wait()\n" if picks["sync"] == "barrier" and main_waits else "\n")


def receipt(picks: Picks) -> str:
    """What is sent back as soon as a message has come."""
    text = _RECEIPTS.get(picks["ack"])
    return f'@tell conn: "{text}"\n' if text else ""


def last(picks: Picks) -> str:
    """What a thread does last of all."""
    return "$finished.append(name)\n" if picks["threads"] == "_thread" else ""


def shared(picks: Picks, *, main_waits: bool) -> dict[str, str]:
    """What the threads share, by name."""
    found = {"conns": "[]", "order": "[]", "threads": "[]", **_STATE.get(picks["sync"], {})}
    if picks["sync"] == "barrier":
        found["both"] = f"threading.Barrier({3 if main_waits else 2})"
    if picks["lock"] != "none":
        found["lock"] = "threading.Lock()"
    if picks["threads"] == "_thread":
        found["finished"] = "[]"
    if picks["threads"] == "pool":
        found["pool"] = "concurrent.futures.ThreadPoolExecutor(max_workers=2)"
    if _GATE.get(picks["begin"], ("", ""))[0]:
        found["gate"] = _GATE[picks["begin"]][0]
    return found


def functions(picks: Picks, handler: str) -> str:
    """What a thread runs; ``handler``: what it does for ``name`` and ``conn``."""
    if picks["threads"] == "process":
        return "def serve(name, conn, inbox):\n" + indented(handler)
    if picks["threads"] == "subclass":
        return (
            "class ClientThread(threading.Thread):\n"
            "    # listens to one client\n"
            "    def __init__(self, who, conn):\n"
            "        threading.Thread.__init__(self)\n"
            "        self.who = who\n        self.conn = conn\n\n"
            "    def run(self):\n        name, conn = self.who, self.conn\n" + indented(handler, 2)
        )
    return "def serve(name, conn):\n    # the thread of one client\n" + indented(handler)


def before(picks: Picks) -> str:
    """What the main part begins with."""
    return "inbox = multiprocessing.Queue()\n" if picks["threads"] == "process" else ""


def _filled(template: str, accepted: str) -> str:
    """The template with its ACCEPTED lines replaced, at their indentation."""
    lines = []
    for line in template.strip("\n").splitlines():
        if line.strip() == "ACCEPTED":
            depth = (len(line) - len(line.lstrip())) // 4
            lines.append(indented(accepted, depth).rstrip("\n"))
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"
