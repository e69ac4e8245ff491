"""Client 2: receives messages from the server; client2_student.py says how they are answered.

Run it with: python3 client2.py
"""

from client2_student import client_sends_a_pong
from utils import Client
from utils_window import Window


async def answer():
    """Hand each message that comes to the student's function, one after the other."""
    await client.connect()
    while True:
        msg = await client.receive_message()
        await window.careful(client_sends_a_pong(client, msg))


window = Window("client 2", answer)
client = Client("client 2", window.show)
window.run()
