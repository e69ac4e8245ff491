# server_p3.py   CST-311
# --> why multithreading: so the server can listen to both clients at one time, single thread can do only one recv.

import socket
import threading

sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
sock.bind(('', 12000))
sock.listen(2)

first = ''
second = ''
first_name = ''

# thread for client x
def thread_x(conn):
    global first, second, first_name
    data = conn.recv(1024).decode()
    print('x says ' + data)
    if first_name == '' or 'Y':
        first = data
        first_name = 'X'
    else:
        second = data

# thread for client y
def thread_y(conn):
    global first, second, first_name
    data = conn.recv(1024).decode()
    print('y says ' + data)
    if first_name == '':
        first = data
        first_name = 'Y'
    else:
        second = data

print('waiting for clients')
cx, ax = sock.accept()
cy, ay = sock.accept()
tx = threading.Thread(target=thread_x, args=(cx,))
ty = threading.Thread(target=thread_y, args=(cy,))
tx.start()
ty.start()
tx.join()
ty.join()
# string to send
if first_name == 'X':
    out = 'X: ' + first + ' received before Y: ' + second
else:
    out = 'Y: ' + first + ' received before X: ' + second
print(out)
cx.send(out.encode())
cy.send(out.encode())
cx.close()
cy.close()
