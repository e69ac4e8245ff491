"""Chat room server.  Team names: Lefty and Righty."""
import socket
import threading


class Room:
    def __init__(self):
        self.ready = threading.Event()
        self.complete = threading.Event()
        self.order = []
        self.lock = threading.Lock()

    def handle(self, conn, name):
        self.ready.wait()
        words = conn.recv(2048).decode().strip()
        with self.lock:
            self.order.append(name + ": " + words)
            if len(self.order) == 2:
                self.complete.set()
        self.complete.wait()
        conn.sendall(" received before ".join(self.order).encode())

    def run(self):
        server = socket.create_server(("0.0.0.0", 12000))
        print("The server is waiting to receive two connections....", flush=True)
        conns, threads, names = [], [], ["1", "2"]
        for ordinal, name in zip(["first", "second"], names):
            conn, _ = server.accept()
            print(f"Accepted {ordinal} connection, calling it client {name}")
            conns.append(conn)
            t = threading.Thread(target=self.handle, args=(conn, name))
            t.start()
            threads.append(t)
        for conn in conns:
            for name in names:
                conn.sendall(f"Client {name} has connected.\n".encode())
        print("Waiting to receive messages from client 1 and client 2....")
        self.ready.set()
        for t in threads:
            t.join()
        print("Waiting a bit for clients to close their connections")
        for conn in conns:
            conn.shutdown(socket.SHUT_WR)
        for conn in conns:
            conn.close()
        print("Done.")


if __name__ == "__main__":
    Room().run()
