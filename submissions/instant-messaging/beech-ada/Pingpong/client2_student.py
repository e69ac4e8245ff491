from utils2 import Message


def client_sends_a_pong(client, msg):
    # *** start ***
    if msg == Message.Ping:
        client.send_message(Message.Pong)
    # *** end ***
