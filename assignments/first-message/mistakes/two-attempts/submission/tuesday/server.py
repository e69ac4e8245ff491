# Server for assignment 2.
# Why multithreading is needed: without threads the server could only talk to one client, the
# other client could not even connect while it is busy.
from socket import *

sock = socket(AF_INET, SOCK_STREAM)
sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
sock.bind(('', 12000))
sock.listen(2)
print('Server ready')
# accept X and Y
x, xaddr = sock.accept()
y, yaddr = sock.accept()
print('Both clients connected')
# get their messages
xmsg = x.recv(1024).decode()
print('From X: ' + xmsg)
ymsg = y.recv(1024).decode()
print('From Y: ' + ymsg)
# and reply to both of them
reply = 'X: ' + xmsg + ' received before Y: ' + ymsg
print(reply)
x.send(reply.encode())
y.send(reply.encode())
x.close()
y.close()
