import os, socketserver, threading, time
class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        data = self.request.recv(99)
        time.sleep(10)
        self.request.sendall(data.upper())
        self.request.recv(9)
        threading.Thread(target=self.server.shutdown).start()
server = socketserver.ThreadingUnixStreamServer('plug', Handler)
os.rename('plug', 'ready')
server.serve_forever()
print('done')
