'''
 Who is first server (socketserver version).

 ThreadingTCPServer makes a new thread for every client that connects.  We need these
 threads because every handler blocks in recv until its client sends, and X must not
 block Y.  A Barrier makes sure that nobody is read before both are connected.
'''
import socketserver
import threading

together = threading.Barrier(2)
finish = threading.Barrier(2)
lock = threading.Lock()
arrivals = []
names = iter(['X', 'Y'])


class Handler(socketserver.BaseRequestHandler):
    """Talks to one client"""

    def handle(self):
        with lock:
            me = next(names)
        print('Client %s connected: %s:%d' % ((me,) + self.client_address))
        together.wait()                       # until the other one is connected too
        message = self.request.recv(1024).decode().strip()
        with lock:
            arrivals.append(me + ': ' + message)
            print('Received', arrivals[-1])
        number = finish.wait()                # until both have been heard
        reply = ' received before '.join(arrivals)
        self.request.sendall(reply.encode())
        print('Sent to', me, '-', reply)
        if number == 0:
            # shutdown has to be called from another thread than serve_forever's
            self.server.shutdown()


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = False


if __name__ == '__main__':
    with Server(('', 12000), Handler) as server:
        server.serve_forever()
