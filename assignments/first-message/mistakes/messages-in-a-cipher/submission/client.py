# Client: sends one message, encrypted, and prints the decrypted answer.
import socket
from secret import encrypt, decrypt

s = socket.socket()
s.connect(('127.0.0.1', 12000))
message = input('message: ')
# nobody in between can read it
s.sendall(encrypt(message))
print('sent: ' + message)
print('server: ' + decrypt(s.recv(1024)))
