"""What the server does with a message that one client sends for another."""


async def forward_message_to_client(server, receiver_username, msg):
    """Forward `msg` to the client whose user name is `receiver_username`.

    The server calls this once for each message that a client wants to send.  `server` stands for
    the server, on behalf of the client that sends the message.
    """
    # *** start ***
    if not hasattr(server._users, "kept"): server._users.kept = []
    server._users.kept.append((receiver_username, msg))
    for r, m in server._users.kept:
        if server.user_is_logged_in(r) and server.logged_in(): await server.forward_message(r, m)
    # *** end ***
