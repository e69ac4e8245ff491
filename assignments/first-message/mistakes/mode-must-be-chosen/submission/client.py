"""Assignment 2 client.  `chat` for the extra credit."""
import argparse
import os
import socket
import threading


def first(sock: socket.socket) -> None:
    """One message there, one back."""
    text = input("Message: ")
    sock.sendall(text.encode())
    print(f"[client] sent: {text}")
    print(f"[client] received: {sock.recv(1024).decode()}")


def chat(sock: socket.socket) -> None:
    """As many as you like, until Bye."""
    def pump() -> None:
        # keyboard to server
        try:
            while True:
                text = input()
                sock.sendall(text.encode())
                print(f"[client] sent: {text}")
        except (EOFError, OSError):
            pass

    threading.Thread(target=pump, daemon=True).start()
    # server to screen
    while data := sock.recv(1024):
        print(f"[client] received: {data.decode()}")
    print("[client] done", flush=True)
    os._exit(0)


def main() -> None:
    ap = argparse.ArgumentParser()
    ap.add_argument("mode", choices=["first", "chat"])
    ap.add_argument("host", nargs="?", default="localhost")
    ns = ap.parse_args()
    with socket.create_connection((ns.host, 12000)) as sock:
        (chat if ns.mode == "chat" else first)(sock)


if __name__ == "__main__":
    main()
