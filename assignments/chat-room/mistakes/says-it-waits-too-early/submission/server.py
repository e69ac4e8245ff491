import socket
import threading

mutex = threading.Lock()
arrived = []
connections = {}


def serve(name):
    text = connections[name].recv(1024).decode()
    with mutex:
        arrived.append(f"{name}: {text}")
        if len(arrived) == 2:
            for connection in connections.values():
                connection.sendall(" received before ".join(arrived).encode())
                connection.shutdown(socket.SHUT_WR)
    connections[name].recv(1024)
    connections[name].close()


door = socket.create_server(("", 12000))
print("The server is waiting to receive two connections....")
for number, name in (("first", "X"), ("second", "Y")):
    connections[name] = door.accept()[0]
    print(f"Accepted {number} connection, calling it client {name}")
for name in connections:
    connections[name].sendall(f"Client {name} has connected.".encode())
print("Waiting to receive messages from client X and client Y....")
threads = [threading.Thread(target=serve, args=(name,)) for name in connections]
for thread in threads:
    thread.start()
print("Waiting a bit for clients to close their connections")
for thread in threads:
    thread.join()
print("Done.")
