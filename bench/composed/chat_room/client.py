"""The client of ``chat-room``: the steps of its flow, by the choices of a hand-in."""

from bench.composed import chat
from bench.composed.places import connecting
from bench.composed.program import Parts
from bench.composed.table import Picks

_PROMPT = "Enter a message to send to the server: "
_LISTEN = """
def listen(sock):
    # what the server says, until it says no more
    while True:
        try:
            @hear text = sock
        except Exception:
            break
        if not text:
            break
        @say From server: {text}
        if "close" in text.lower():
            break
"""
_SUBCLASS = """
class Ears(threading.Thread):
    # listens to the server
    def __init__(self, sock):
        threading.Thread.__init__(self)
        self.sock = sock

    def run(self):
        listen(self.sock)
"""
_START = {
    "target": "ears = threading.Thread(target=listen, args=(sock,))\nears.start()\n",
    "daemon": (
        "ears = threading.Thread(target=listen, args=(sock,))\nears.daemon = True\nears.start()\n"
    ),
    "subclass": "ears = Ears(sock)\nears.start()\n",
}


def _ask(picks: Picks, name: str = "message", prompt: str = _PROMPT) -> str:
    """What asks for the message, or for something else."""
    raw = "raw_input" if picks["python"] == "2" else "input"
    match picks["ask"]:
        case "print-input":
            return f'print("{prompt}")\n{name} = {raw}()\n'
        case "readline":
            said = f'sys.stdout.write("{prompt}")\nsys.stdout.flush()\n'
            return f"{said}{name} = sys.stdin.readline().strip()\n"
        case "evaluated":
            return f'{name} = input("{prompt}")\n'
    return f'{name} = {raw}("{prompt}")\n'


def client(picks: Picks) -> Parts:
    """The client, as templates."""
    constants, where, connect = connecting(picks)
    hello = "@hear hello = sock\n@say From server: {hello}\n"
    if picks["login"] == "at-once":
        hello = _ask(picks, "user", "Enter your name: ") + "@tell sock: user\n" + hello
    send = "@tell sock: message\n" + ("@say Sent: {message}\n" if picks["echo"] == "sent" else "")
    if picks["mistake"] == "sends-twice":
        send = "@tell sock: message\n" + send
    if picks["extra"] == "after":
        main = where + connect + hello
        talk = chat.talk(picks).replace("while True:", f"{_ask(picks)}{send}while True:", 1)
        return Parts(main + talk, chat.LISTEN, {}, constants)
    start, functions = _START[picks["ears"]], _LISTEN
    functions += "\n\n" + _SUBCLASS if picks["ears"] == "subclass" else ""
    wait = "ears.join()\n"
    if picks["mistake"] == "client-without-a-thread":
        start, wait = "", "listen(sock)\n"
    if picks["mistake"] == "asks-at-once":
        main = where + connect + start + _ask(picks) + send + wait
    else:
        main = where + connect + hello + start + _ask(picks) + send + wait
    end = {
        "close": "sock.close()\n",
        "sleep": "sock.close()\ntime.sleep(2)\n",
        "says-so": "sock.close()\n@say Connection closed\n",
        "exit": "sock.close()\nsys.exit(0)\n",
        "nothing": "",
        "enter": "sock.close()\n" + _ask(picks, "key", "Press Enter to exit"),
    }[picks["leave"]]
    return Parts(main + end, functions, {}, constants)
