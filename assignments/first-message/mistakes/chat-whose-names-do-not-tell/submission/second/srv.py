'''
 Chat server: relays between two clients.  Threads again: each client can write whenever it
 wants and recv blocks.
'''
import socketserver
import threading

both = threading.Barrier(2)
people = []


class Relay(socketserver.StreamRequestHandler):
    """reads lines of one client and gives them to the other"""

    def handle(self):
        people.append(self)
        both.wait()
        other = people[1 - people.index(self)]
        for raw in self.rfile:
            text = raw.decode().rstrip('\n')
            print(self.client_address[1], 'says', text)
            other.wfile.write(raw)
            if text == 'Bye':
                break
        # end it for both
        for p in people:
            try:
                p.request.shutdown(2)
            except OSError:
                pass                       # gone already
        threading.Thread(target=self.server.shutdown).start()


socketserver.TCPServer.allow_reuse_address = True
server = socketserver.ThreadingTCPServer(('', 12000), Relay)
server.serve_forever()
server.server_close()
