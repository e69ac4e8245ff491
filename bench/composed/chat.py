"""The chat, which is extra credit: programs of its own, or in the same ones."""

from dataclasses import replace

from bench.composed import places
from bench.composed.program import Parts, indented
from bench.composed.table import Picks

RELAY = """
def relay(name, source, target):
    # the thread of one client: everything goes on to the other one
    while True:
        try:
            @hear text = source
        except Exception:
            break
        if not text:
            break
        @say {name}: {text}
        @tell target: text
        if text.strip() == "Bye":
            break
    # this wakes the other thread as well
    for conn in (source, target):
        try:
            conn.shutdown(socket.SHUT_RDWR)
        except Exception:
            pass
"""
_ACCEPT = """
x, address = listener.accept()
@say X is connected
y, address = listener.accept()
@say Y is connected
"""
RELAY_BOTH = """
first = threading.Thread(target=relay, args=("X", x, y))
second = threading.Thread(target=relay, args=("Y", y, x))
first.start()
second.start()
first.join()
second.join()
"""
_CLOSE = """
x.close()
y.close()
listener.close()
"""
LISTEN = """
def hear_all(sock):
    # what the other one says, as it comes
    while True:
        try:
            @hear text = sock
        except Exception:
            break
        if not text:
            break
        @say Other: {text}
    @say The chat is over
    sys.stdout.flush()
    os._exit(0)
"""
_TALK = """
# two things to wait for at once: a thread for the server, and the keyboard here
ears = threading.Thread(target=hear_all, args=(sock,))
ears.start()
while True:
    try:
        LINE
    except EOFError:
        break
    @tell sock: line
    @say Me: {line}
    if line == "Bye":
        break
ears.join()
"""


def server(picks: Picks) -> Parts:
    """A chat server of its own."""
    constants, listen = places.listening(picks)
    return Parts(listen + _ACCEPT + RELAY_BOTH + _CLOSE, RELAY, {}, constants)


def client(picks: Picks) -> Parts:
    """A chat client of its own."""
    constants, where, connect = places.connecting(picks)
    return Parts(where + connect + talk(picks), LISTEN, {}, constants)


def talk(picks: Picks) -> str:
    """What sends each line that is typed, while a thread listens."""
    call = "raw_input()" if picks["python"] == "2" else "input()"
    return _TALK.replace("LINE", f"line = {call}")


def server_with(picks: Picks, parts: Parts) -> Parts:
    """The server of the main part, with the chat in it."""
    if picks["extra"] == "after":
        chat = "x, y = $conns[0][1], $conns[1][1]\n" + RELAY_BOTH + _CLOSE
        main = parts.main.removesuffix("listener.close()\n")
        return replace(parts, main=main + chat, functions=parts.functions + "\n\n" + RELAY)
    return either(picks, parts, server(picks))


def client_with(picks: Picks, parts: Parts) -> Parts:
    """The client of the main part, with the chat in it."""
    if picks["extra"] == "after":
        main = parts.main.removesuffix("sock.close()\n")
        return replace(parts, main=main + talk(picks), functions=parts.functions + "\n\n" + LISTEN)
    return either(picks, parts, client(picks))


def either(picks: Picks, parts: Parts, chat: Parts) -> Parts:
    """One program for both, which is asked or told which of them it is to be."""
    call = "raw_input" if picks["python"] == "2" else "input"
    if picks["extra"] == "menu":
        which = (
            f'choice = {call}("1) Assignment 2) Extra credit chat: ")\nif choice.strip() == "2":\n'
        )
    else:
        which = 'if len(sys.argv) > 1 and sys.argv[1] == "chat":\n'
    functions = (
        f"{parts.functions}\n\n{chat.functions}\n\n"
        f"def message_order():\n    # the assignment\n{indented(parts.main)}\n\n"
        f"def chat():\n    # the extra credit\n{indented(chat.main)}\n"
    )
    main = f"{which}    chat()\nelse:\n    message_order()\n"
    return replace(parts, main=main, functions=functions)
