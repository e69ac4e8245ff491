"""The server's part that is yours: passes on to each client what the other one sends.

server.py calls it.  Run that with: python3 server.py
"""

from utils import Message, Server


async def server_forwards_message(server: Server, msg: Message) -> None:
    """Pass a message on.  Called for each message that the server has received, whoever sent it."""
    # *** start ***
    # msg is the message, Message.Ping or Message.Pong; the client that has sent it is known to
    # the server.  Send the message to the other client, and do not forget await.
    await server.forward_message(msg)
    # *** end ***
