"""Client 1: sends a Ping to the server as soon as it is connected, and another for each line typed.

Run it with: python client1.py
"""

import os
import threading

from utils2 import Client, Message


def receive_all(client):
    """Receive, and so print, whatever comes; end the program when the server has ended."""
    try:
        while True:
            client.receive_message()
    except SystemExit as reason:
        print(reason, flush=True)
        # The other thread waits for the keyboard, and nothing else would wake it.
        os._exit(1)


def main():
    """Send a Ping, then one for each line that is typed."""
    client = Client("client 1")
    # Pongs may come at any time, also while we wait for the keyboard: hence a thread for them.
    threading.Thread(target=receive_all, args=(client,), daemon=True).start()
    print("Press Enter to send another Ping, Ctrl-C to end.", flush=True)
    try:
        while True:
            client.send_message(Message.Pong)
            input()
    except EOFError:
        print("No more input: client 1 ends.")


if __name__ == "__main__":
    main()
