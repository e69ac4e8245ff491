"""Chat room client."""
import socket
import threading


class Client:
    def __init__(self, host, port):
        self.sock = socket.create_connection((host, port))
        self.may_send = threading.Event()
        self.listener = threading.Thread(target=self.listen)

    def listen(self):
        while True:
            data = self.sock.recv(4096)
            if not data:
                return
            print("server says", data.decode().strip())
            self.may_send.set()

    def run(self):
        self.listener.start()
        self.may_send.wait()
        self.sock.sendall(input("Enter a message to send to the server: ").encode())
        self.listener.join()
        self.sock.close()


if __name__ == "__main__":
    Client("127.0.0.1", 12000).run()
