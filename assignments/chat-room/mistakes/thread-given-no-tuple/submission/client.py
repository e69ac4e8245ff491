"""Chat room client (CST 311, PA3)"""
import socket
import threading


class ChatClient:
    def __init__(self, host="localhost", port=12000):
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.sock.connect((host, port))

    def receiver(self):
        while True:
            try:
                data = self.sock.recv(2048)
            except OSError:
                break
            if not data:
                break
            print("From Server:", data.decode())

    def run(self):
        # wait for the server's confirmation
        print("From Server:", self.sock.recv(2048).decode())
        t = threading.Thread(target=self.receiver)
        t.start()
        text = input("Enter a message to send to the server: ")
        self.sock.send(text.encode())
        t.join()
        self.sock.close()


if __name__ == "__main__":
    ChatClient().run()
