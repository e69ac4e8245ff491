"""
The server accepts in a background thread, so that the main thread can wait for Enter.

Multithreading is needed since recv() blocks: one thread per client lets the server wait for both
clients at once, and see whose message arrives first.
"""
import socket
import threading


class FirstServer:
    """Accepts two clients, then starts a thread for each."""

    def __init__(self, port=12000):
        self.lock = threading.Lock()
        self.messages = []
        self.clients = []
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.sock.bind(("", port))
        self.sock.listen(2)

    def accept_both(self):
        # first both connections …
        for name in ("X", "Y"):
            conn, addr = self.sock.accept()
            print("Client", name, "connected from", addr)
            self.clients.append((name, conn))
        # … then the messages
        for name, conn in self.clients:
            threading.Thread(target=self.receive, args=(name, conn), daemon=True).start()

    def receive(self, name, conn):
        text = conn.recv(1024).decode()
        with self.lock:
            print("Received from", name + ":", text)
            self.messages.append(name + ": " + text)
            if len(self.messages) == 2:
                self.answer()

    def answer(self):
        text = self.messages[0] + " received before " + self.messages[1]
        print("Answer:", text)
        for _, conn in self.clients:
            conn.sendall(text.encode())
            conn.close()

    def run(self):
        threading.Thread(target=self.accept_both, daemon=True).start()
        input("Server is running. Press Enter to stop it.\n")
        self.sock.close()


FirstServer().run()
