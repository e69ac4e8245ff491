# server.py
# Multithreading lets a server work for many clients at the same time. Without threads a second
# client would be blocked until the first one is served.
import socket

server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("", 12000))
server.listen(5)
print("waiting for a client")
conn, addr = server.accept()
# receive the message and send it back as a confirmation
message = conn.recv(1024).decode()
print("client says:", message)
conn.sendall(("X: " + message + " received").encode())
conn.close()
server.close()
