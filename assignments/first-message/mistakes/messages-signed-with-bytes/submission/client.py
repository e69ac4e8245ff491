# client.py - waits for the challenge, then sends one authenticated message
import socket
import sys

from common import Channel, NONCE, exactly

s = socket.create_connection((sys.argv[1] if len(sys.argv) > 1 else '127.0.0.1', 31337))
print('[*] connected, waiting for the challenge')
nonce = exactly(s, NONCE)
print('[*] nonce', nonce.hex())
chan = Channel(s, nonce, False)
# the user's message
text = input('[?] message: ')
chan.send(text)
print('[+] sent:', text)
print('[+] answer:', chan.recv())
s.close()
