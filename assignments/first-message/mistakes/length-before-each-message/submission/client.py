# client.py: sends one message, with its length before it
import socket

sock = socket.create_connection(("localhost", 12000))
message = input("Message: ").encode()
sock.sendall(b"%04d" % len(message) + message)
print("Sent:", message.decode())
# the answer comes in the same form
length = int(sock.recv(4))
answer = b""
while len(answer) < length:
    answer += sock.recv(length - len(answer))
print("Answer:", answer.decode())
sock.close()
