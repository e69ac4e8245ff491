"""The server: receives the messages of two clients; server_student.py says what becomes of them.

Run it with: python3 server.py
"""

from server_student import server_forwards_message
from utils import Server
from utils_window import Window


async def serve():
    """Hand each message that comes to the student's function, one after the other."""
    await server.listen()
    while True:
        msg = await server.receive_message()
        await window.careful(server_forwards_message(server, msg))


window = Window("server", serve)
server = Server(window.show)
window.run()
