# server.py
#
# Multithreading: with TCP we would need a thread for each client because recv() is blocking. With
# one UDP socket both clients arrive at the same recvfrom().
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 12000))
print("The server is ready")
messages = []
clients = []
# the first who sends is X
for name in ("X", "Y"):
    data, client = sock.recvfrom(1024)
    print(name, "sent:", data.decode())
    messages.append(name + ": " + data.decode())
    clients.append(client)
# tell both
reply = messages[0] + " received before " + messages[1]
for client in clients:
    sock.sendto(reply.encode(), client)
print("Sent:", reply)
sock.close()
