import socketserver
import threading

handlers = []
both = threading.Barrier(2)


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        handlers.append(self)
        self.name = "XY"[handlers.index(self)]
        print("Client", self.name, "connected")
        both.wait()
        other = handlers[0] if self is handlers[1] else handlers[1]
        self.wfile.write(b"Both clients are connected, go on\n")
        try:
            for line in self.rfile:
                other.wfile.write(("Client %s says: " % self.name).encode() + line)
                if line.strip() == b"Bye":
                    break
            self.finish_all(other)
        except (OSError, ValueError):
            pass

    def finish_all(self, other):
        import socket
        for h in (self, other):
            try:
                h.connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        threading.Thread(target=self.server.shutdown).start()


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True


with Server(("localhost", 12000), Handler) as server:
    print("The server is waiting to receive two connections....")
    server.serve_forever()
print("Done.")
