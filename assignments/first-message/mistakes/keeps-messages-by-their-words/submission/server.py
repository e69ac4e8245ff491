# We need multithreading because recv() blocks: while the server waits for one client
# it could not hear the other one, so each client gets its own thread.

import socket, threading, time

messages = {}        # message -> who sent it, dicts keep their order
lock = threading.Lock()

def client_thread(connection, name):
    msg = connection.recv(1024).decode()
    print('Message from', name, ':', msg)
    with lock:
        messages[msg] = name

serverSocket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
serverSocket.bind(('', 12000))
serverSocket.listen(2)
print('The server is ready to receive')
connections = []
for name in ('X', 'Y'):
    c, a = serverSocket.accept()
    connections.append(c)
    print('Connected', name)
for name, c in zip('XY', connections):
    threading.Thread(target=client_thread, args=(c, name)).start()
# wait for both of the messages
while len(messages) < 2:
    time.sleep(0.1)
(m1, n1), (m2, n2) = messages.items()
response = n1 + ': ' + m1 + ' received before ' + n2 + ': ' + m2
print('Sent:', response)
for c in connections:
    c.send(response.encode())
    c.close()
