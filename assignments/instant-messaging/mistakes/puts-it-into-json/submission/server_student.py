"""What the server does with a message that one client sends for another."""


async def forward_message_to_client(server, receiver_username, msg):
    """Forward `msg` to the client whose user name is `receiver_username`.

    The server calls this once for each message that a client wants to send.  `server` stands for
    the server, on behalf of the client that sends the message.
    """
    # *** start ***
    # Only clients that have logged in may send messages:  server.logged_in()
    # Only clients that are logged in can receive them:    server.user_is_logged_in(username)
    # This sends a message on to its receiver:             await server.forward_message(...)
    import json
    if server.logged_in() and server.user_is_logged_in(receiver_username):
        await server.forward_message(receiver_username, json.dumps(msg))
    # *** end ***
