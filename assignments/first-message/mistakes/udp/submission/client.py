# client.py
import socket

server = ("localhost", 12000)
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
message = input("Message: ")
sock.sendto(message.encode(), server)
print("Sent:", message)
# wait for the reply
reply, address = sock.recvfrom(2048)
print("From server:", reply.decode())
sock.close()
