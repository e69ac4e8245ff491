"""'Who spoke first' with check50, in its own words and with its own settings.

Each check depends on the one before it, though none uses what the other did: all need the one
port that the programs name, and check50 runs what does not depend on anything at the same time.
So a check that fails takes the rest with it, unjudged.
"""

import os
from pathlib import Path

import check50

PYTHON = os.environ.get("PYTHON", "/usr/bin/python3")
PATIENCE = 5
SAYS = {"X": "Alice", "Y": "Bob"}


@check50.check()
def x_first():
    """X speaks first"""
    play("XY", "XY")


@check50.check(x_first)
def y_first():
    """Y speaks first"""
    play("XY", "YX")


@check50.check(y_first)
def against():
    """X speaks first, Y connects first"""
    play("YX", "XY")


def play(connect, speak):
    """Play one scene: `connect` says who connects first, `speak` who speaks first."""
    programs = []
    try:
        server = run("server.py", programs)
        server.stdout(r"\n", timeout=PATIENCE)
        clients = {}
        for name in connect:
            clients[name] = run(file_of(name), programs)
            clients[name].stdout(r"\S", timeout=PATIENCE)
        first, second = speak
        clients[first].stdin(SAYS[first], prompt=False)
        server.stdout(SAYS[first], timeout=PATIENCE)
        clients[second].stdin(SAYS[second], prompt=False)
        for client in clients.values():
            reply = rf"{SAYS[first]}\W+received before .*{SAYS[second]}"
            client.stdout(reply, timeout=PATIENCE)
            client.exit(timeout=PATIENCE)
        server.exit(timeout=PATIENCE)
    finally:
        for program in programs:
            program.kill()


def run(file, programs):
    """Start one of the submission's files; it is added to `programs`, to be ended."""
    program = check50.run(f"exec {PYTHON} {file}")
    programs.append(program)
    return program


def file_of(client):
    """The file of client X or Y; both run the same one if there is only one."""
    files = sorted(path.name for path in Path().glob("client*.py"))
    return files[0 if client == "X" else -1]
