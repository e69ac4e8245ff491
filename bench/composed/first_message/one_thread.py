"""Servers of ``first-message`` without threads of their own: select, asyncio, socketserver."""

from bench.composed import threads
from bench.composed.first_message import server as threaded
from bench.composed.places import listening
from bench.composed.program import Parts, indented
from bench.composed.table import Picks

_ACCEPT = """
x, address = listener.accept()
X
y, address = listener.accept()
Y
$conns.append(("X", x))
$conns.append(("Y", y))
"""
_SELECT = """
waiting = [x, y]
while waiting:
    ready, writable, broken = select.select(waiting, [], [])
    for conn in ready:
        name = "X" if conn is x else "Y"
        @hear text = conn
        RECEIPT
        $order.append((name, text))
        waiting.remove(conn)
"""
_SELECTORS = """
chooser = selectors.DefaultSelector()
for name, conn in $conns:
    chooser.register(conn, selectors.EVENT_READ, name)
while len($order) < 2:
    for key, events in chooser.select():
        name, conn = key.data, key.fileobj
        @hear text = conn
        RECEIPT
        $order.append((name, text))
        chooser.unregister(conn)
chooser.close()
"""
_HEAR = """
async def hear(name, conn):
    # the task of one client
    @await hear text = conn
    RECEIPT
    $order.append((name, text))


async def serve():
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(WHERE)
    listener.listen(2)
    listener.setblocking(False)
    loop = asyncio.get_event_loop()
    for name in ("X", "Y"):
        conn, address = await loop.sock_accept(listener)
        conn.setblocking(False)
        $conns.append((name, conn))
        @say {name} is connected
    # both are here
    await asyncio.gather(*[hear(name, conn) for name, conn in $conns])
LATE
REPLY
    for name, conn in $conns:
        @await tell conn: reply
        @say Sent to {name}: {reply}
        conn.close()
    listener.close()
"""
_STREAMS = """
async def serve(reader, writer):
    # the task of one client
    name = "XY"[len($conns)]
    $conns.append((name, writer))
    @say {name} is connected
    while len($conns) < 2:
        await asyncio.sleep(0.1)
    HEAR
    RECEIPT
    $order.append((name, text))
    while len($order) < 2:
        await asyncio.sleep(0.1)
REPLY
    TELL
    await writer.drain()
    @say Sent to {name}: {reply}
    writer.close()
    $told.append(name)


async def run():
    listener = await asyncio.start_server(serve, HOST, PORT)
    while len($told) < 2:
        await asyncio.sleep(0.1)
    listener.close()
"""
_HANDLER = """
class Handler(socketserver.BaseRequestHandler):
    # one of these for each client
    def handle(self):
        conn = self.request
        with $lock:
            name = "XY"[len($conns)]
            $conns.append((name, conn))
        @say {name} is connected
        GATE
        @hear text = conn
        RECEIPT
        with $lock:
            $order.append((name, text))
        while len($order) < 2:
            time.sleep(0.05)
REPLY
        @tell conn: reply
        @say Sent to {name}: {reply}
        with $lock:
            $told.append(name)
"""
_SERVE = """
socketserver.ThreadingTCPServer.allow_reuse_address = True
listener = socketserver.ThreadingTCPServer((HOST, PORT), Handler)
"""
_UNTIL_TOLD = """
loop = threading.Thread(target=listener.serve_forever)
loop.start()
while len($told) < 2:
    time.sleep(0.1)
listener.shutdown()
"""
_STREAM = {
    "line": ("text = (await reader.readline()).decode().strip()", '(reply + "\\n")'),
    "json": (
        'text = json.loads(await reader.readline())["text"]',
        '(json.dumps({"text": reply}) + "\\n")',
    ),
    "length": (
        "text = (await reader.readexactly(int(await reader.readexactly(4)))).decode()",
        '("%04d" % len(reply) + reply)',
    ),
}
_TEXT = ("text = (await reader.read(1024)).decode().strip()", "reply")
SERVERS = {"select", "selectors", "asyncio", "streams", "socketserver"}


def server(picks: Picks) -> Parts:
    """The server, as templates."""
    shared = {"conns": "[]", "order": "[]"}
    constants, listen = listening(picks)
    constants += threads.named_types(picks)
    match picks["threads"]:
        case "asyncio":
            late = threaded.receipt(picks, "late")
            late = f"for name, text in $order:\n{indented(late)}" if late else ""
            functions = _put(picks, _HEAR).replace("@tell", "@await tell")
            functions = functions.replace("LATE\n", indented(late))
            functions = functions.replace("WHERE", "(HOST, PORT)")
            return Parts("asyncio.run(serve())\n", functions, shared, constants)
        case "streams":
            hear, tell = _STREAM.get(picks["framing"], _TEXT)
            functions = _put(picks, _STREAMS.replace("HEAR", hear))
            functions = functions.replace("TELL", f"writer.write({tell}.encode())")
            shared["told"] = "[]"
            return Parts("asyncio.run(run())\n", functions, shared, constants)
        case "socketserver":
            shared |= {"lock": "threading.Lock()", "told": "[]"}
            functions = _put(picks, _HANDLER, 2)
            if picks["end"] == "again":
                main = _SERVE + "listener.serve_forever()\n"
            else:
                main = _SERVE + _UNTIL_TOLD + "listener.server_close()\n"
            return Parts(main, functions, shared, constants)
    main = listen + _ACCEPT.replace("X\n", _met(picks, "X", "x"), 1)
    main = main.replace("\nY\n", "\n" + _met(picks, "Y", "y"), 1)
    main = threads.named(picks, main) + threaded.greeting(picks, "both") + threaded.countdown(picks)
    main += _put(picks, _SELECT if picks["threads"] == "select" else _SELECTORS)
    late = threaded.receipt(picks, "late")
    main += f"for name, text in $order:\n{indented(late)}" if late else ""
    main += threaded.reply(picks) + threaded.tell_both(picks) + threaded.finish(picks)
    return Parts(main, "", shared, constants)


def _met(picks: Picks, name: str, conn: str) -> str:
    met = f'name, conn = "{name}", {conn}\n@say {{name}} is connected\n'
    return met + threaded.greeting(picks, "accept")


def _put(picks: Picks, template: str, depth: int = 1) -> str:
    """The template with what the choices say in its places."""
    gate = "while len($conns) < 2:\n            time.sleep(0.05)"
    template = template.replace("GATE", gate)
    lines = []
    for line in template.splitlines():
        if line.strip() == "RECEIPT":
            said = threaded.receipt(picks, "thread") + threads.receipt(picks)
            lines += [line.replace("RECEIPT", each) for each in said.splitlines()]
        elif line == "REPLY":
            lines.append(indented(threaded.reply(picks), depth).rstrip("\n"))
        else:
            lines.append(line)
    return threads.named(picks, "\n".join(lines) + "\n")
