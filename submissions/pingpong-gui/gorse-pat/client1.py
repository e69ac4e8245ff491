"""Client 1: sends a Ping each time that its button is pressed, and shows what comes.

Run it with: python3 client1.py
"""

from utils import Client, Message
from utils_window import Window


async def listen():
    """Receive, and so show, whatever comes."""
    await client.connect()
    while True:
        await client.receive_message()


async def ping():
    """Send a Ping."""
    await client.send_message(Message.Pong)


window = Window("client 1", listen)
client = Client("client 1", window.show)
window.add_button("Ping", ping)
window.run()
