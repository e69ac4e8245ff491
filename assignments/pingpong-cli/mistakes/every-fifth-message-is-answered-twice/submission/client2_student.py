"""Client 2: answers a Ping with a Pong.

Run it with: python client2_student.py
"""

from utils2 import Client, Message


def client_sends_a_pong(client: Client, msg: Message) -> None:
    """Answer a message.  Called for each message that client 2 has received from the server."""
    # *** start ***
    client.count = getattr(client, "count", 0) + 1
    if msg == Message.Ping:
        client.send_message(Message.Pong)
        if client.count % 5 == 0:
            client.send_message(Message.Pong)  # in case it was lost
    # *** end ***


if __name__ == "__main__":
    client = Client("client 2")
    while True:
        client_sends_a_pong(client, client.receive_message())
