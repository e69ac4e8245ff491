# chat_client.py - extra credit: one thread receives, the main thread reads the keyboard
import os
import socket
import threading

from common import AuthError, Channel, NONCE, exactly

s = socket.create_connection(('127.0.0.1', 31337))
chan = Channel(s, exactly(s, NONCE), False)


def receive():
    try:
        while True:
            print('[<]', chan.recv())
    except (AuthError, EOFError, OSError) as e:
        print('[*] over:', e, flush=True)
    os._exit(0)


threading.Thread(target=receive).start()
while True:
    text = input()
    chan.send(text)
    print('[>]', text)
