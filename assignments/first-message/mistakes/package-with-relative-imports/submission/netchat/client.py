"""A client, X or Y: python -m netchat.client"""
import socket

from .settings import HOST, PORT, SIZE


def main():
    """Connect, send one message, print the answer."""
    with socket.create_connection((HOST, PORT)) as conn:
        # the message comes from the keyboard
        message = input("Message: ")
        conn.sendall(message.encode())
        print("Sent:", message)
        # who was first?
        print("Received:", conn.recv(SIZE).decode())


if __name__ == "__main__":
    main()
