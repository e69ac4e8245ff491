"""Client 2's part that is yours: answers a Ping with a Pong.

client2.py calls it.  Run that with: python3 client2.py
"""

from utils import Client, Message


async def client_sends_a_pong(client: Client, msg: Message) -> None:
    """Answer a message.  Called for each message that client 2 has received from the server."""
    # *** start ***
    client.count = getattr(client, "count", 0) + 1
    if msg == Message.Ping:
        await client.send_message(Message.Pong)
        if client.count % 5 == 0:
            await client.send_message(Message.Pong)  # in case it was lost
    # *** end ***
