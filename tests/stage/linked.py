"""Plays scenes with links, and the programs that talk in them."""

from collections.abc import Sequence
from dataclasses import replace

from bench.corpus import script
from bench.corpus.case import Act, Case
from harness.model.casting import Interpreter, Recording, Scripted
from harness.model.events import Sent, Unseen
from harness.model.link import Link
from harness.stage import pool
from tests.stage.support import Player, Room, of

LAB = {"server": "10.0.0.1", "client": "10.0.0.2"}

# Says what each recv returned, and answers at once.
SERVER = """
import socket
listener = socket.create_server(("", 12000))
print("up", flush=True)
while True:
    plug, who = listener.accept()
    print("from", who[0], flush=True)
    while True:
        try:
            data = plug.recv(100)
        except ConnectionResetError:
            print("reset", flush=True)
            break
        if not data:
            print("end", flush=True)
            break
        print("got", data, flush=True)
        if data[-1:] == b"!":
            plug.send(b"yes")
    plug.close()
"""
# Each word of a line is a message of its own; then what comes back is read until nothing does.
CLIENT = """
import socket, sys, threading
plug = socket.create_connection(("HOST", 12000))
plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
print("to", *plug.getpeername(), flush=True)
def hear():
    try:
        while data := plug.recv(100):
            print("heard", data, flush=True)
        print("end", flush=True)
    except ConnectionResetError:
        print("reset", flush=True)
threading.Thread(target=hear, daemon=True).start()
for line in sys.stdin:
    for word in line.split():
        if word == "close":
            plug.shutdown(socket.SHUT_WR)
        else:
            plug.send(word.encode())
"""


def play(
    player: Player,
    links: tuple[Link, ...],
    acts: Sequence[tuple[str, ...]],
    programs: dict[str, str] | None = None,
    *,
    hosts: dict[str, str] | None = None,
    hold: float = 0.05,
    scripted: tuple[Scripted, ...] = (),
    python: Interpreter | None = None,
    end: bool = True,
) -> Recording:
    """Play one scene with links to quiet; nothing may come of holding it still.

    ``python`` runs the client.  ``end``: all acts are to be done, and quiet to come of them.
    """
    place = "10.0.0.1" if hosts else "127.0.0.1"
    programs = programs or {"server": SERVER, "client": CLIENT}
    programs = {role: source.replace("HOST", place) for role, source in programs.items()}
    doings: list[Act] = [
        (act[0], act[1], act[2]) if len(act) > 2 else (act[0], act[1]) for act in acts
    ]
    case = Case("links", programs, tuple(doings), scripted=scripted)
    with Room() as room:
        job = replace(room.job(case), links=links, hosts=hosts or {})
        if python is not None:
            job.programs["client"] = replace(job.programs["client"], python=python)
        (recording,) = player.play([pool.Order(job, script(case), hold=hold)])
    complaint = case.complaint(recording) if end else recording.fault or recording.disturbances
    assert not complaint, complaint
    assert not of(recording, Unseen), of(recording, Unseen)
    return recording


def talk(recording: Recording) -> list[tuple[str, str, bytes]]:
    """Who sent what to whom."""
    return [(event.who, event.to, event.data) for event in of(recording, Sent)]
