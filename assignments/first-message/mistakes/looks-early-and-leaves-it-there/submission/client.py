# the client
from socket import *
s = socket(AF_INET, SOCK_STREAM)
s.connect(('localhost', 12000))
f = s.makefile('rw')
m = input('message: ')
f.write(m + '\n')   # send the line
f.flush()
print('I sent: ' + m)
print('From server: ' + f.readline())
