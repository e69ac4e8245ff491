# chat server
import socket
import threading

# relays
def handler(me, other):
    while True:
        data = me.recv(1024).decode()
        if not data:
            break
        print(data)
        other.send(data.encode())
        if data == 'Bye':
            me.shutdown(2)
            other.shutdown(2)
            break

sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
sock.bind(('localhost', 12000))
sock.listen(2)
print('waiting')
x, a = sock.accept()
y, a = sock.accept()
threading.Thread(target=handler, args=(x, y)).start()
threading.Thread(target=handler, args=(y, x)).start()
