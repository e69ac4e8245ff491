import socketserver, threading
server = socketserver.TCPServer(('127.0.0.1', 0), socketserver.BaseRequestHandler)
threading.Timer(30, server.shutdown).start()
server.serve_forever()
print('stopped')
