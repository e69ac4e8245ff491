"""The assignments of the corpus: as small as an attack allows, with bounds that end bombs soon."""

import re
from pathlib import Path

_ROLES = """\
# @spec@
callsheet: 1
title: Echo
roles:
  server: {files: "*server*.py", does: listen}
  client: {files: "*client*.py", does: connect, by: WHO}
"""
_STORY = """\
    story: |
      start server
      start client
      client types: parrot
      asks: client -> server: parrot
      echoes: server -> client: parrot
      shows: by now server prints: parrot
      order: never server -> client: /parrot.*before.*cockatoo/is
rubric:
  asks: 5 The client is heard
  echoes: {is: 10 The server sends back what it receives, hint: What does sendall() do?}
  shows: 5 It shows what it receives
  order: 5 Nothing is said in the wrong order
"""
# what the reference says is nobody's item
_ECHO = f"{_ROLES.replace('WHO', 'reference')}scenes:\n  echo:\n    runs: 1\n{_STORY}".replace(
    "asks: client", "client"
).replace("  asks: 5 The client is heard\n", "")
_PAIR = f"""{_ROLES.replace("WHO", "student")}casts:
  whole: {{}}
  server: {{client: reference}}
  clients: {{server: reference}}
scenes:
  echo:
    runs: 1
    casts: [whole, server, clients]
{_STORY}"""
_WINDOWS = """\
callsheet: 1
title: Two windows
roles:
  bell: {files: "*bell*.py", window: bell, by: reference}
  desk: {files: "*desk*.py", window: desk}
scenes:
  ring:
    runs: 1
    story: |
      start bell
      start desk
      desk presses: Ring
      rings: desk prints: rung
      never bell prints: rung
rubric:
  rings: 5 Its own button works
"""
_REGIONS = """\
callsheet: 1
title: Two regions
roles:
  server: {files: server_student.py, regions: kit, does: listen}
  client: {files: client_student.py, regions: kit, does: connect}
casts:
  server: {client: reference}
scenes:
  echo:
    casts: [server]
    runs: 1
    story: |
      start server
      start client
      client types: parrot
      echoes: server -> client: parrot
rubric:
  echoes: 10 The server sends back what it receives
"""
SPECS = {
    "echo": _ECHO,
    "twice": _ECHO.replace("runs: 1", "runs: 2"),
    "pair": _PAIR,
    "windows": _WINDOWS,
    "regions": _REGIONS,
}

# its line is one that a stuck program shows, and holds a canary
_CLIENT = """\
import socket
plug = socket.create_connection(("127.0.0.1", 12000))
plug.sendall(input("say: ").encode())
print(plug.recv(4096).decode())  # @reference@
"""
_SERVER = """\
import socket
listener = socket.create_server(("", 12000))
plug, _ = listener.accept()
data = plug.recv(100)  # @reference@
print(data.decode(), flush=True)
plug.sendall(data)
"""
_BELL = """\
import tkinter
window = tkinter.Tk(className="bell")
window.title("bell")
tkinter.Button(window, name="b", text="Ring", command=lambda: print("LOOT: rung", flush=True)).pack()
window.mainloop()
"""
REFERENCES = {"client.py": _CLIENT, "server.py": _SERVER, "bell.py": _BELL}

# Each stands in a region of its own file; the server's is not the client's student's to see.
_SAYS = """\
import socket
def says(plug):
    # *** start ***
    plug.sendall(input("say: ").encode())  # @reference@
    # *** end ***
    print(plug.recv(100).decode())
if __name__ == "__main__":
    says(socket.create_connection(("127.0.0.1", 12000)))
"""
_ECHOES = """\
import socket
def echoes(plug):
    # *** start ***
    plug.sendall(plug.recv(100))
    # *** end ***
if __name__ == "__main__":
    echoes(socket.create_server(("", 12000)).accept()[0])
    input()
"""
OTHERS = {
    "regions": {
        "kit/read.me": "nothing else is given\n",
        "reference/client_student.py": _SAYS,
        "reference/server_student.py": _ECHOES,
    }
}
"""The files beside the spec, where they are not those of the reference."""


def write(folder: Path, name: str, filled: dict[str, str]) -> None:
    """Write the assignment ``name`` into ``folder``, with ``filled`` in place of its marks."""
    texts = OTHERS.get(name) or {f"reference/{file}": text for file, text in REFERENCES.items()}
    for path, text in {"spec.yaml": SPECS[name], **texts}.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(re.sub("@([a-z]+)@", lambda mark: filled[mark[1]], text), encoding="utf-8")
