"""PA3: TCP chat room, server side.

Each client is read by a ClientThread.  The threads put what they read into one queue, which keeps
the order in which they put it there; the main thread takes both messages out of it.
"""
from queue import Queue
from socket import AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket
from threading import Thread


class ClientThread(Thread):
    """Reads the message of one client."""

    def __init__(self, name, connection, queue):
        super().__init__(name=name)
        self.connection = connection
        self.queue = queue

    def run(self):
        message = self.connection.recv(1024).decode()
        self.queue.put((self.name, message))


def broadcast(connections, text):
    for connection in connections:
        connection.sendall(text.encode())


def main():
    welcome = socket(AF_INET, SOCK_STREAM)
    welcome.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    welcome.bind(("127.0.0.1", 12000))
    welcome.listen(5)
    print("The server is waiting to receive two connections....\n")

    queue = Queue()
    connections = []
    for number, name in [("first", "X"), ("second", "Y")]:
        connection, _ = welcome.accept()
        print(f"Accepted {number} connection, calling it client {name}")
        connections.append(connection)

    broadcast(connections, "Client X has connected.\nClient Y has connected.\n")
    print("\nWaiting to receive messages from client X and client Y....\n")
    threads = [ClientThread("X", connections[0], queue), ClientThread("Y", connections[1], queue)]
    for thread in threads:
        thread.start()

    first, first_message = queue.get()
    print(f"Client {first} sent message 1: {first_message}")
    second, second_message = queue.get()
    print(f"Client {second} sent message 2: {second_message}")
    broadcast(connections, f"{first}: {first_message} received before {second}: {second_message}")

    print("\nWaiting a bit for clients to close their connections")
    broadcast(connections, "\nclose")
    for connection in connections:
        connection.close()
    for thread in threads:
        thread.join()
    welcome.close()
    print("Done.")


if __name__ == "__main__":
    main()
