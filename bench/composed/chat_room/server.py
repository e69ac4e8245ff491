"""The server of ``chat-room``: the steps of its flow, by the choices of a hand-in."""

from bench.composed import chat, threads
from bench.composed.places import listening
from bench.composed.program import Parts, indented
from bench.composed.table import Picks

_COUNTS = {"words": ("first", "second"), "short": ("1st", "2nd"), "digits": ("1", "2")}
_REPLY = {
    "plain": "{n1}: {t1} received before {n2}: {t2}",
    "recieved": "{n1}: {t1} recieved before {n2}: {t2}",
    "spaces": "{n1} : {t1} received before {n2} : {t2}",
    "client": "Client {n1}: {t1} received before Client {n2}: {t2}",
}
_SELECT = """
waiting = [conn for name, conn in $conns]
while waiting:
    ready, writable, broken = select.select(waiting, [], [])
    for conn in ready:
        name = [n for n, c in $conns if c is conn][0]
        @hear text = conn
        @say Client {name} sent message: {text}
        $order.append((name, text))
        waiting.remove(conn)
"""


def _told(picks: Picks) -> str:
    """What tells both that both are here."""
    other = "other = [n for n, c in $conns if c is not conn][0]\n"
    own = {"other": "Client {other} has connected.", "own": "Client {name} has connected."}
    if picks["told"] == "all":
        named = "@let hello = Client {who} has connected.\n@tell conn: hello\n"
        each = f"for who, c in $conns:\n{indented(named)}"
    else:
        each = (other if picks["told"] == "other" else "") + f"@let hello = {own[picks['told']]}\n"
        each += "@tell conn: hello\n"
    return f"# only now, to both\nfor name, conn in $conns:\n{indented(each)}"


def _reply(picks: Picks) -> str:
    order = "(n1, t1), (n2, t2) = $order\n"
    if picks["mistake"] == "order-of-connection":
        order = "(n1, t1), (n2, t2) = sorted($order)\n"
    if picks["mistake"] == "names-swapped":
        order = "(n2, t1), (n1, t2) = $order\n"
    to = "$conns[:1]" if picks["mistake"] == "reply-to-one" else "$conns"
    text = f"@let reply = {_REPLY[picks['reply']]}\n"
    return f"{order}{text}for name, conn in {to}:\n    @tell conn: reply\n@say Sent: {{reply}}\n"


def _end(picks: Picks) -> str:
    """Steps 6 to 8."""
    said = "@say Waiting a bit for clients to close their connections\n"
    if picks["mistake"] == "no-word-of-closing":
        said = ""
    ask = "for name, conn in $conns:\n    @tell conn: 'Please close the connection'\n"
    ask = ask.replace("'", '"') if picks["asks"] == "word" else ""
    close = {
        "close": "conn.close()\n",
        "half": "conn.shutdown(socket.SHUT_WR)\nconn.close()\n",
        "shutdown": "conn.shutdown(socket.SHUT_RDWR)\nconn.close()\n",
    }[picks["close"]]
    close = f"for name, conn in $conns:\n    try:\n{indented(close, 2)}"
    close += "    except Exception:\n        pass\n"
    pause = {"some": "time.sleep(2)\n", "long": "time.sleep(10)\n"}.get(picks["pause"], "")
    # whoever polls or joins has waited for the threads already; once more does no harm
    join = "" if picks["threads"] == "select" else threads.join(picks)
    done = "" if picks["mistake"] == "no-word-of-done" else "@say Done.\n"
    return f"{ask}{said}{pause}{close}listener.close()\n{join}{done}"


def server(picks: Picks) -> Parts:
    """The server, as templates."""
    constants, listen = listening(picks)
    constants += threads.named_types(picks)
    waiting = "@say The server is waiting to receive two connections....\n"
    if picks["mistake"] == "no-word-of-waiting":
        waiting = ""
    listen = listen.replace("@say The server is ready to receive\n", waiting)
    counts = _COUNTS[picks["counts"]]
    met = f"count = {counts!r}[len($conns) - 1]\n".replace("'", '"')
    met += "@say Accepted {count} connection, calling it client {name}\n"
    if picks["login"] == "at-once":
        met += "@hear who = conn\n@say Logged in: {who}\n"
    accepted = threads.accept(picks, met)
    first, second = "$conns[0][0]", "$conns[1][0]"
    both = f"first, second = {first}, {second}\n"
    both += "@say Waiting to receive messages from client {first} and client {second}....\n"
    main = threads.before(picks) + listen + accepted + _told(picks) + both
    if picks["threads"] == "select":
        main += _SELECT + _reply(picks)
        functions, shared = "", {"conns": "[]", "order": "[]"}
    else:
        main += threads.begin(picks) + threads.wait(picks) + _reply(picks)
        handler = threads.gate(picks) + "@hear text = conn\n"
        handler += "@say Client {name} sent message: {text}\n" + threads.receipt(picks)
        handler += "# who was first\n"
        handler += threads.note(picks, main_waits=True) + threads.last(picks)
        functions = threads.functions(picks, handler)
        shared = threads.shared(picks, main_waits=True)
    if picks["extra"] == "after":
        main += "x, y = $conns[0][1], $conns[1][1]\n" + chat.RELAY_BOTH
        functions += "\n\n" + chat.RELAY
    return Parts(main + _end(picks), functions, shared, constants)
