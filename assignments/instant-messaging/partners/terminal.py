"""A client without a window and without manners: it sends whatever is typed, allowed or not.

The kit's own client offers only what makes sense, such as a chat with somebody who is logged in.
This one takes a command in each line, asks nothing, and prints every line that the server sends:

    register NAME       login       registry
    tell NAME TEXT      the text begins after one space, and keeps all others
    lines NAME TEXT     the same, with a new line at each slash
    long N NAME TEXT    the text, N times in one message, with a space between
    burst N NAME TEXT   the text, numbered (3 of N), N times and all in one piece
    raw TEXT            this very line

It leaves when its input ends.  It is a partner for grading, and not handed out.
"""

import json
import os
import socket
import sys
import threading

HOST, PORT = "127.0.0.1", 12000


def lines_for(command):
    """Return what a command sends."""
    word, _, rest = command.partition(" ")
    if word == "raw":
        return rest + "\n"
    if word == "lines":
        return message(*rest.replace("/", "\n").split(" ", 1))
    if word == "long":
        count, receiver, text = rest.split(" ", 2)
        return message(receiver, " ".join([text] * int(count)))
    if word == "burst":
        count, receiver, text = rest.split(" ", 2)
        numbered = (f"{text} {n} of {count}" for n in range(1, int(count) + 1))
        return "".join(message(receiver, each) for each in numbered)
    if word == "tell":
        return message(*rest.split(" ", 1))
    if word == "register":
        return packed(type=word, username=rest)
    return packed(type=word)


def message(receiver, text):
    """Return the line that sends a text to somebody."""
    return packed(type="message", to=receiver, text=text)


def packed(**parts):
    """Return a line of the messenger's."""
    return json.dumps(parts, ensure_ascii=False) + "\n"


def show(lines):
    """Print what the server sends, until it sends no more."""
    try:
        for line in lines:
            print(line, end="", flush=True)
    except OSError:
        pass  # the connection broke, which ends it as well
    print("the server has closed the connection", flush=True)
    os._exit(0)  # the other thread waits for the keyboard


def main():
    """Send what is typed."""
    with socket.create_connection((HOST, PORT)) as connection:
        received = connection.makefile(encoding="utf-8", errors="replace", newline="\n")
        threading.Thread(target=show, args=(received,), daemon=True).start()
        for line in sys.stdin:
            connection.sendall(lines_for(line.rstrip("\n")).encode())
    os._exit(0)  # the other thread waits for the server


if __name__ == "__main__":
    main()
