"""The server: passes on to each client what the other one sends.

Run it with: python server_student.py
"""

from utils2 import Message, Server


def server_forwards_message(server: Server, msg: Message) -> None:
    """Pass a message on.  Called for each message that the server has received, whoever sent it."""
    # *** start ***
    # msg is the message, Message.Ping or Message.Pong; the client that has sent it is known to
    # the server.  Send the message to the other client.  One line is enough.
    server.forward_message(msg)
    # *** end ***


if __name__ == "__main__":
    server = Server()
    while True:
        server_forwards_message(server, server.receive_message())
