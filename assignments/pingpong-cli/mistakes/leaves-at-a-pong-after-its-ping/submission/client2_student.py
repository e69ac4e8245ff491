"""Client 2: answers a Ping with a Pong.

Run it with: python client2_student.py
"""

from utils2 import Client, Message


def client_sends_a_pong(client: Client, msg: Message) -> None:
    """Answer a message.  Called for each message that client 2 has received from the server."""
    # *** start ***
    if msg == Message.Ping:
        client.send_message(Message.Pong)
        client.answered = True
    elif getattr(client, "answered", False):
        print("Pong has come back, so we are done")
        raise SystemExit
    # *** end ***


if __name__ == "__main__":
    client = Client("client 2")
    while True:
        client_sends_a_pong(client, client.receive_message())
