# Time limits of sockets: what each blocking call does when the limit is over, and when that is.
import socket, struct, time
TWO = struct.pack('ll', 2, 0)

def took(name, call):
    began = time.time()
    try: result = call()
    except BlockingIOError: result = 'again'
    print(name, result, round(time.time() - began, 1))

one, other = socket.socketpair()
for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
    one.setsockopt(socket.SOL_SOCKET, option, TWO)
took('recv', lambda: one.recv(1))
copy = one.dup()
took('dup', lambda: copy.recv(1))
took('waitall', lambda: (other.send(b'ab'), one.recv(3, socket.MSG_WAITALL))[1])
took('part', lambda: one.send(b'x' * 10**7) < 10**7)
took('send', lambda: one.send(b'x'))
print(one.getsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, 16) == TWO)
one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, bytes(16))
took('none', lambda: (other.send(b'c'), one.recv(1))[1])
listener = socket.socket()
listener.bind(('127.0.0.1', 0))
listener.listen()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, TWO)
took('accept', lambda: listener.accept())
client = socket.socket()
client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack('ll', 3600, 0))
client.connect(listener.getsockname())
client.setblocking(True)
server, _ = listener.accept()
took('inherited', lambda: server.recv(1))
server.setblocking(False)
took('unblocked', lambda: server.recv(1))
