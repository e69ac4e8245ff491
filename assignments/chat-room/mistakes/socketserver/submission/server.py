# Chat room on socketserver: handle() runs in a thread of its own for each client
import socketserver
import threading

here = threading.Barrier(2)
done = threading.Barrier(2)
lock = threading.Lock()
names = []
heard = []


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        with lock:
            name = "XY"[len(names)]
            ordinal = ("first", "second")[len(names)]
            names.append(name)
            print(f"Accepted {ordinal} connection, calling it client {name}")
        here.wait()
        self.request.sendall(f"Client {name} has connected.".encode())
        if name == "X":
            print("Waiting to receive messages from client X and client Y....")
        text = self.request.recv(1024).decode()
        with lock:
            heard.append(f"{name}: {text}")
        done.wait()
        self.request.sendall(" received before ".join(heard).encode())
        if name == "X":
            print("Waiting a bit for clients to close their connections")
            threading.Thread(target=self.server.shutdown).start()


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = False


with Server(("", 12000), Handler) as server:
    print("The server is waiting to receive two connections....")
    server.serve_forever()
print("Done.")
