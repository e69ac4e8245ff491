"""What the server does with a message that one client sends for another."""


async def forward_message_to_client(server, receiver_username, msg):
    """Forward `msg` to the client whose user name is `receiver_username`.

    The server calls this once for each message that a client wants to send.  `server` stands for
    the server, on behalf of the client that sends the message.
    """
    # *** start ***
    server.count = getattr(server, "count", 0) + 1
    if server.logged_in() and server.user_is_logged_in(receiver_username):
        await server.forward_message(receiver_username, msg)
        if server.count % 10 == 0:
            await server.forward_message(receiver_username, msg)  # in case it was lost
    # *** end ***
