"""Where the programs meet: addresses and ports, and how they are told."""

from bench.composed.table import Picks

_BIND = {
    "any": '""',
    "zeros": '"0.0.0.0"',
    "localhost": '"localhost"',
    "loopback": '"127.0.0.1"',
    "name": "socket.gethostname()",
    "lab": '"10.0.0.1"',
}
_CONNECT = _BIND | {"resolved": "socket.gethostbyname(socket.gethostname())"}

_SERVING = {
    "argv": "port = int(sys.argv[1]) if len(sys.argv) > 1 else PORT\n",
    "argparse": (
        'parser = argparse.ArgumentParser(description="The server")\n'
        'parser.add_argument("-p", "--port", type=int, default=PORT)\n'
        "port = parser.parse_args().port\n"
    ),
}


def told(picks: Picks, host: str) -> tuple[str, str, str, str]:
    """Constants, what is done first, and the two expressions: host and port."""
    port = picks["port"]
    match picks["place"]:
        case "literal":
            return "", "", host, port
        case "argv":
            main = f"host = sys.argv[1] if len(sys.argv) > 1 else {host}\n"
            return (
                "",
                f"{main}port = int(sys.argv[2]) if len(sys.argv) > 2 else {port}\n",
                "host",
                "port",
            )
        case "required":
            main = "if len(sys.argv) != 3:\n"
            main += '    print("usage: " + sys.argv[0] + " <server host> <port>")\n'
            main += "    sys.exit(1)\nhost = sys.argv[1]\nport = int(sys.argv[2])\n"
            return "", main, "host", "port"
        case "argparse":
            main = "parser = argparse.ArgumentParser()\n"
            main += f'parser.add_argument("--host", default={host})\n'
            main += f'parser.add_argument("--port", type=int, default={port})\n'
            main += "args = parser.parse_args()\n"
            return "", main, "args.host", "args.port"
        case "asked":
            ask = "raw_input" if picks["python"] == "2" else "input"
            main = f'host = {ask}("Server address: ")\nport = int({ask}("Server port: "))\n'
            return "", main, "host", "port"
    return f"HOST = {host}\nPORT = {port}\n", "", "HOST", "PORT"


def listening(picks: Picks) -> tuple[str, str]:
    """Constants, and what makes ``listener``."""
    host, port = _BIND[picks["bind"]], picks["port"]
    constants = f"HOST = {host}\nPORT = {port}\n" if picks["place"] != "literal" else ""
    where = "(HOST, PORT)" if constants else f"({host}, {port})"
    made = ""
    if picks["serving"] in _SERVING:
        made = _SERVING[picks["serving"]].replace("PORT", "PORT" if constants else port)
        where = f"({'HOST' if constants else host}, port)"
    made += "listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)\n"
    if picks["reuse"] == "yes":
        made += "listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\n"
    backlog = {"one": "1", "none": ""}.get(picks["backlog"], "2")
    if picks["python"] == "2" and not backlog:
        backlog = "5"
    made += f"listener.bind({where})\nlistener.listen({backlog})\n"
    if picks["timeout"] == "long":
        made += "listener.settimeout(600)\n"
    return constants, made + "@say The server is ready to receive\n"


def connecting(picks: Picks) -> tuple[str, str, str]:
    """Constants, what is done first, and what makes ``sock``, connected."""
    constants, first, host, port = told(picks, _CONNECT[picks["connect"]])
    made = "sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)\n"
    if picks["timeout"] == "long":
        made += "sock.settimeout(600)\n"
    return (
        constants,
        first,
        made + f"sock.connect(({host}, {port}))\n@say Connected to the server\n",
    )
