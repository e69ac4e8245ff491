# PA2: ten pings
from socket import *
import time
s = socket(AF_INET, SOCK_DGRAM)
s.settimeout(1)
for i in range(10):
    t = time.time()
    s.sendto(('Ping %d' % i).encode(), ('127.0.0.1', 12000))
    try:
        d, a = s.recvfrom(1024)
        print(d, time.time() - t)
    except timeout:
        print('Request timed out')
s.close()
