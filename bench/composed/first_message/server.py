"""The server of ``first-message``: what it does, by the choices of a hand-in."""

from bench.composed import threads
from bench.composed.first_message import one_thread
from bench.composed.places import listening
from bench.composed.program import Parts, indented
from bench.composed.table import Picks

_REPLY = {
    "plain": "{n1}: {t1} received before {n2}: {t2}",
    "recieved": "{n1}: {t1} recieved before {n2}: {t2}",
    "spaces": "{n1} : {t1} received before {n2} : {t2}",
    "before": "{n1}: {t1} before {n2}: {t2}",
    "was": "Client {n1}: {t1} was received before client {n2}: {t2}",
    "quotes": "{n1}: '{t1}' received before {n2}: '{t2}'",
    "then": "{t1} came first, then {t2}",
    "listed": "First: {n1}: {t1}. Second: {n2}: {t2}",
    "ordinals": "1st: {n1}: {t1}, 2nd: {n2}: {t2}",
    "messages": "Message {t1} from {n1} was received first, message {t2} from {n2} second",
    "bold": "\\033[1m{n1}: {t1}\\033[0m received before \\033[1m{n2}: {t2}\\033[0m",
}
_UNPACK = {
    "index": "n1, t1 = ORDER[0][0], ORDER[0][1]\nn2, t2 = ORDER[1][0], ORDER[1][1]",
    "match": "match ORDER:\n    case [(n1, t1), (n2, t2)]:\n        pass",
}
# Whoever connected first, whatever it is called.
_CONNECTED = "sorted($order, key=lambda each: [n for n, c in $conns].index(each[0]))"


def reply(picks: Picks) -> str:
    """What makes ``reply`` of the order of the messages."""
    unpack = _UNPACK.get(picks["unpack"], "(n1, t1), (n2, t2) = ORDER")
    wrong = {"order-of-connection": _CONNECTED, "order-reversed": "$order[::-1]"}
    lines = unpack.replace("ORDER", wrong.get(picks["mistake"], "$order"))
    if picks["mistake"] == "name-by-message":
        lines += "\nn2 = dict((t, n) for n, t in reversed($order))[t2]"
    wording = picks["reply"]
    lines += f"\n@let reply = {_REPLY.get(wording, _REPLY['plain'])}"
    return lines + ("\nreply = reply.upper()" if wording == "capitals" else "") + "\n"


def closing(picks: Picks) -> str:
    """What ends the connection ``conn``."""
    if picks["extra"] == "after":
        return ""
    return {
        "close": "conn.close()\n",
        "shutdown": "conn.shutdown(socket.SHUT_RDWR)\nconn.close()\n",
        "half": "conn.shutdown(socket.SHUT_WR)\nconn.close()\n",
        "sleep-2": "time.sleep(2)\nconn.close()\n",
        "sleep-10": "time.sleep(10)\nconn.close()\n",
    }.get(picks["close"], "")


def tell_both(picks: Picks) -> str:
    """What tells both of them, and ends their connections."""
    told = {"reply-to-one": "$conns[:1]", "reply-to-nobody": "[]"}.get(picks["mistake"], "$conns")
    tell = (
        f"for name, conn in {told}:\n    @tell conn: reply\n    @say Sent to {{name}}: {{reply}}\n"
    )
    if picks["mistake"] == "reply-to-nobody":
        tell = "@say {reply}\n"
    end = closing(picks)
    return tell + (f"for name, conn in $conns:\n{indented(end)}" if end else "")


def receipt(picks: Picks, when: str) -> str:
    """What prints a message that has come, if it is printed then."""
    return "@say Received from {name}: {text}\n" if picks["receipt"] == when else ""


def countdown(picks: Picks) -> str:
    """What is counted before both are heard."""
    if picks["countdown"] != "server":
        return ""
    return "for n in (3, 2, 1):\n    @say Starting in {n}\n    time.sleep(1)\n"


def greeting(picks: Picks, when: str) -> str:
    """What a client is sent when it is accepted, or when both are there."""
    if picks["greet"] != when:
        return ""
    said = "Welcome, you are client {name}" if when == "accept" else "Both are here, go on {name}"
    tell = f"@let hello = {said}\n@tell conn: hello\n"
    return tell if when == "accept" else f"for name, conn in $conns:\n{indented(tell)}"


def _handler(picks: Picks) -> str:
    """What is done for one client, in its thread."""
    main_waits = picks["answer"] == "main"
    note = threads.note(picks, main_waits=main_waits)
    hear = "@hear text = conn\n" + receipt(picks, "thread") + threads.receipt(picks)
    if picks["receipt"] == "place":
        note += "place = [n for n, t in $order].index(name) + 1\n"
        note += "@say Message number {place} is that of {name}: {text}\n"
    match picks["answer"]:
        case "own":
            rest = f"{note}{threads.wait(picks)}{reply(picks)}@tell conn: reply\n"
            rest += "@say Sent to {name}: {reply}\n" + closing(picks)
        case "last":
            rest = "with $lock:\n    $order.append((name, text))\n    last = len($order) == 2\n"
            rest += f"if last:\n{indented(reply(picks) + tell_both(picks))}"
        case _:
            rest = note
    waits = threads.gate(picks)
    return f"# what it says\n{waits}{hear}# who was first\n{rest}{threads.last(picks)}"


def server(picks: Picks) -> Parts:
    """The server, as templates."""
    if picks["threads"] in one_thread.SERVERS:
        return one_thread.server(picks)
    constants, listen = listening(picks)
    constants += threads.named_types(picks)
    met = "@say {name} is connected\n" + greeting(picks, "accept")
    if picks["login"] == "at-once":
        met += "@hear who = conn\n@say Logged in: {who}\n"
    main = threads.before(picks) + listen + "# both have to be there\n"
    main += threads.accept(picks, met) + greeting(picks, "both")
    main += countdown(picks) + threads.begin(picks)
    if picks["answer"] == "main":
        late = receipt(picks, "late")
        main += threads.wait(picks)
        main += f"for name, text in $order:\n{indented(late)}" if late else ""
        main += reply(picks) + tell_both(picks)
        main += "" if picks["sync"] == "join" else threads.join(picks)
    else:
        main += threads.join(picks)
    shared = threads.shared(picks, main_waits=picks["answer"] == "main")
    functions = threads.functions(picks, _handler(picks))
    return Parts(main + finish(picks), functions, shared, constants)


def finish(picks: Picks) -> str:
    """What the server does when all is said."""
    return {
        "again": "while True:\n    conn, address = listener.accept()\n    conn.close()\n",
        "sleeps": "while True:\n    time.sleep(1)\n",
        "says-so": "listener.close()\n@say Server is done\n",
        "exit": "listener.close()\nsys.exit(0)\n",
    }.get(picks["end"], "listener.close()\n")
