import select
import socket

listener = socket.create_server(("", 12000))
print("The server is waiting to receive two connections....")
names = {}
for ordinal, name in (("first", "X"), ("second", "Y")):
    conn, _ = listener.accept()
    names[conn] = name
    print(f"Accepted {ordinal} connection, calling it client {name}")
for conn, name in names.items():
    conn.sendall(f"Client {name} has connected.".encode())
print("Waiting to receive messages from client X and client Y....")
heard = []
waiting = list(names)
while waiting:
    for conn in select.select(waiting, [], [])[0]:
        heard.append(f"{names[conn]}: {conn.recv(1024).decode()}")
        waiting.remove(conn)
for conn in names:
    conn.sendall(" received before ".join(heard).encode())
print("Waiting a bit for clients to close their connections")
for conn in names:
    conn.close()
print("Done.")
