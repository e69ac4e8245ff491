"""Client 2: answers a Ping with a Pong.

Run it with: python client2_student.py
"""

from utils2 import Client, Message


def client_sends_a_pong(client: Client, msg: Message) -> None:
    """Answer a message.  Called for each message that client 2 has received from the server."""
    # *** start ***
    # msg is the message, Message.Ping or Message.Pong.  If it is a Ping, send a Pong to the
    # server.  Anything else is left without an answer.
    # every second message is the Pong that comes back
    client.turn = getattr(client, "turn", 0) + 1
    if client.turn % 2 == 1:
        client.send_message(Message.Pong)
    # *** end ***


if __name__ == "__main__":
    client = Client("client 2")
    while True:
        client_sends_a_pong(client, client.receive_message())
