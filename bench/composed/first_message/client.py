"""The client of ``first-message``: what it does, by the choices of a hand-in."""

from bench.composed.places import connecting
from bench.composed.program import Parts, indented
from bench.composed.table import Picks

_QUESTIONS = {
    "name": ("user", "Enter your name: ", ""),
    "menu": (
        "choice",
        "1) Send a message 2) Quit: ",
        'if choice.strip() != "1":\n    sys.exit()\n',
    ),
    "yes": ("go", "Connect to the server? (y/n): ", 'if go.strip() != "y":\n    sys.exit()\n'),
    "enter": ("go", "Press Enter to begin", ""),
    "menu-match": (
        "choice",
        "1) Send a message 2) Quit: ",
        'match choice.strip():\n    case "1":\n        pass\n    case _:\n        sys.exit()\n',
    ),
    "which": (
        "letter",
        "Is this client X or Y? ",
        'if letter.strip() not in ("X", "Y"):\n    sys.exit("X or Y")\n',
    ),
}
_PROMPT = {
    "usual": "Enter message to send to server: ",
    "short": "> ",
    "none": "",
    "line": "Input lowercase sentence:",
}
_LAST = {
    "enter": "Press Enter to exit",
    "any-key": "Press any key to close this window...",
    "quit": "Do you want to quit? (y/n): ",
    "word": "Type exit to leave: ",
}


def ask(picks: Picks, name: str, prompt: str) -> str:
    """What reads a line from the keyboard."""
    asks = f'"{prompt}"' if prompt else ""
    match picks["ask"]:
        case "print-input":
            call = "raw_input" if picks["python"] == "2" else "input"
            return (f"print({asks})\n" if asks else "") + f"{name} = {call}()\n"
        case "readline":
            said = f"sys.stdout.write({asks})\nsys.stdout.flush()\n" if asks else ""
            return f"{said}{name} = sys.stdin.readline().strip()\n"
        case "unflushed":
            said = f"sys.stdout.write({asks})\n" if asks else ""
            return f'{said}{name} = sys.stdin.readline().rstrip("\\n")\n'
        case "stdin":
            said = f"print({asks})\n" if asks else ""
            return f"{said}for line in sys.stdin:\n    {name} = line.strip()\n    break\n"
        case "evaluated":
            return f"{name} = input({asks})\n"
        case "raw_input":
            return f"{name} = raw_input({asks})\n"
    return f"{name} = input({asks})\n"


def question(picks: Picks) -> str:
    """What is asked for before the message."""
    if picks["first"] not in _QUESTIONS:
        return ""
    name, prompt, then = _QUESTIONS[picks["first"]]
    return ask(picks, name, prompt) + then


def _message(picks: Picks, fixed: str) -> str:
    """What makes the message."""
    match picks["message"]:
        case "fixed":
            return f'message = "{fixed}"\n'
        case "delayed":
            return f'message = "{fixed}"\ntime.sleep(random.uniform(0.5, 3))\n'
    return ask(picks, "message", _PROMPT[picks["prompt"]])


_UNTIL_CLOSED = """
reply = ""
while True:
    @hear piece = sock
    if not piece:
        break
    reply += piece
"""
_IN_A_THREAD = """
listener = threading.Thread(target=listen, args=(sock,))
listener.start()
listener.join()
"""


def _receive(picks: Picks) -> str:
    """What takes the reply."""
    return {
        "until-closed": _UNTIL_CLOSED,
        "makefile": 'reply = sock.makefile("r").read()\n',
        "thread": _IN_A_THREAD,
    }.get(picks["receive"], _receipt(picks) + "@hear reply = sock\n")


def _receipt(picks: Picks) -> str:
    """What takes and shows what comes before the answer."""
    return "@hear receipt = sock\n@say {receipt}\n" if picks["ack"] != "none" else ""


def client(picks: Picks, fixed: str) -> Parts:
    """The client, as templates; ``fixed``: what it says if nothing is typed."""
    constants, where, connect = connecting(picks)
    hello = "@hear hello = sock\n@say {hello}\n" if picks["greet"] != "none" else ""
    if picks["login"] == "at-once":
        user = "@tell sock: user\n"
        hello = user + hello if picks["greet"] == "both" else hello + user
    if picks["countdown"] == "client":
        hello += "for n in (3, 2, 1):\n    @say Asking in {n}...\n    time.sleep(1)\n"
    message, functions = _message(picks, fixed), ""
    echo = {"sent": "@say Sent: {message}\n", "me": "@say Me: {message}\n"}.get(picks["echo"], "")
    send = "# on its way to the server\n@tell sock: message\n" + echo
    if picks["mistake"] == "never-sends":
        send = echo or "@say Sent: {message}\n"
    show = {"plain": "@say {reply}\n", "label": "@say From Server: {reply}\n"}[picks["shows"]]
    if picks["mistake"] == "hides-the-reply":
        show = "@say The reply is here\n"
    if picks["mistake"] == "client-name-error":
        connect = connect.replace("sock.connect", "clientsock.connect")
    if picks["when"] == "before":
        main = where + question(picks) + message + connect + hello + send
    elif picks["when"] == "thread":
        functions = "def speak(sock):\n    # the keyboard\n" + indented(message + send) + "\n\n"
        main = where + question(picks) + connect + hello
        main += "speaker = threading.Thread(target=speak, args=(sock,))\nspeaker.start()\n"
    else:
        main = where + question(picks) + connect + hello + message + send
    if picks["receive"] == "thread":
        functions += "def listen(sock):\n    # the server's answer\n" + indented(
            _receipt(picks) + "@hear reply = sock\n" + show
        )
        main += _receive(picks)
    else:
        main += "# what the server says to that\n" + _receive(picks) + show
    main += "speaker.join()\n" if picks["when"] == "thread" else ""
    return Parts(main + _end(picks), functions, {}, constants)


def _end(picks: Picks) -> str:
    if picks["leave"] in _LAST:
        return "sock.close()\n" + ask(picks, "key", _LAST[picks["leave"]])
    return {
        "shutdown": "sock.shutdown(socket.SHUT_RDWR)\nsock.close()\n",
        "sleep": "time.sleep(3)\nsock.close()\n",
        "nothing": "",
        "blank": "sock.close()\n@say \n",
    }.get(picks["leave"], "sock.close()\n")
