"""Chat room client."""
import socket
from threading import Thread


class Client:
    """Connects, waits for the go-ahead, sends one message and prints what comes back."""

    def __init__(self, address=("127.0.0.1", 12000)):
        self.socket = socket.create_connection(address)
        self.listener = Thread(target=self._listen)

    def _listen(self):
        while chunk := self.socket.recv(4096):
            print(chunk.decode("utf-8"))

    def start(self):
        greeting = self.socket.recv(4096)
        print(greeting.decode("utf-8"))
        self.listener.start()
        self.socket.sendall(input("Enter a message to send to the server: ").encode("utf-8"))
        self.listener.join()
        self.socket.close()


if __name__ == "__main__":
    Client().start()
