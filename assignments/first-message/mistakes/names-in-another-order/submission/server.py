# the server
# Multi-threading is necessary, since the recv function blocks until the client sends something. We have two
# clients, so two threads are needed to wait for both of them at the same time.
from socket import *
import threading
serverPort = 12000
serverSocket = socket(AF_INET, SOCK_STREAM)
serverSocket.bind(('', serverPort))
serverSocket.listen(2)
names = []
msgs = []
def serve(connectionSocket, name):
    # remember who is first
    names.append(name)
    sentence = connectionSocket.recv(1024).decode()
    msgs.append(sentence)
    print('received', name + ':', sentence)
print('server is up')
x, addr = serverSocket.accept()
print('x is connected')
y, addr = serverSocket.accept()
print('y is connected')
t1 = threading.Thread(target=serve, args=(x, 'X'))
t2 = threading.Thread(target=serve, args=(y, 'Y'))
t1.start()
t2.start()
t1.join()
t2.join()
ack = names[0] + ': ' + msgs[0] + ' received before ' + names[1] + ': ' + msgs[1]
x.send(ack.encode())
y.send(ack.encode())
print('sent', ack)
x.close()
y.close()
serverSocket.close()
