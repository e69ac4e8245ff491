# Message order server built on the socketserver module
#
# ThreadingTCPServer runs handle() in a thread of its own for each client. Multithreading is needed
# because recv() blocks: a single thread would listen to one client only and miss that the other
# one was faster.
import socketserver
import threading

both_here = threading.Barrier(2)    # handlers meet here before they receive
both_said = threading.Barrier(2)    # ... and here before they answer
lock = threading.Lock()
names = []
heard = []


class Handler(socketserver.BaseRequestHandler):
    """Talks to one client."""

    def handle(self):
        with lock:
            name = "XY"[len(names)]
            names.append(name)
        print("connected:", name)
        both_here.wait()
        text = self.request.recv(1024).decode()
        with lock:
            heard.append("%s: %s" % (name, text))
            print("received", heard[-1])
        both_said.wait()
        # the list is complete now
        reply = " received before ".join(heard)
        self.request.sendall(reply.encode())
        print("answered", name, "with", reply)
        threading.Thread(target=self.server.shutdown).start()


socketserver.ThreadingTCPServer.allow_reuse_address = True
with socketserver.ThreadingTCPServer(("", 12000), Handler) as server:
    server.serve_forever()
