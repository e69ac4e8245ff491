# Multithreading: ThreadingTCPServer gives each client a thread. It is needed
# because handle() blocks on recv; with one thread only one client could be
# served and the other one's message would have to wait, even if it was first.
import socketserver
import threading

barrier = threading.Barrier(2)
lock = threading.Lock()
count = 0
order = []
both = threading.Barrier(2)
said = threading.Barrier(2)


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        global count
        with lock:
            count += 1
            number = count
            if number > 2:
                return
            self.name = "XY"[number - 1]
            print("Accepted %s connection, calling it client %s"
                  % (("first", "second")[number - 1], self.name))
        barrier.wait()
        self.request.sendall(("Client %s has connected." % self.name).encode())
        if both.wait() == 0:
            print("Waiting to receive messages from client X and client Y....")
        message = self.request.recv(1024).decode()
        with lock:
            order.append("%s: %s" % (self.name, message))
        said.wait()
        self.request.sendall(" received before ".join(order).encode())
        if both.wait() == 0:
            print("Waiting a bit for clients to close their connections")
        self.request.recv(1)        # client closes
        if both.wait() == 0:
            threading.Thread(target=self.server.shutdown).start()


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True


if __name__ == "__main__":
    with Server(("localhost", 12000), Handler) as server:
        print("The server is waiting to receive two connections....")
        server.serve_forever()
    print("Done.")
