"""Chat room server (program flow of the spec sheet)."""
import socket
import threading


class ClientThread(threading.Thread):
    """Receives one message from one client."""

    def __init__(self, name, connection, arrivals):
        super().__init__(name=f"Client-{name}")
        self.client_name = name
        self.connection = connection
        self.arrivals = arrivals

    def run(self):
        message = self.connection.recv(1024).decode()
        self.arrivals.append(f"{self.client_name}: {message}")


def main():
    arrivals = []
    threads = []
    with socket.create_server(("", 12000)) as listener:
        print("The server is waiting to receive two connections....")
        for ordinal, name in (("first", "X"), ("second", "Y")):
            connection, _ = listener.accept()
            print(f"Accepted {ordinal} connection, calling it client {name}")
            threads.append(ClientThread(name, connection, arrivals))
    for thread in threads:
        thread.connection.sendall(f"Client {thread.client_name} has connected.".encode())
    print("Waiting to receive messages from client X and client Y....")
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    verdict = f"{arrivals[0]} received before {arrivals[1]}"
    for thread in threads:
        thread.connection.sendall(verdict.encode())
    print("Waiting a bit for clients to close their connections")
    for thread in threads:
        thread.connection.close()
    for thread in threads:
        thread.join()
    print("Done.")


if __name__ == "__main__":
    main()
