# last week's program, not part of this assignment
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(1)
for i in range(10):
    s.sendto(b"ping %d" % i, ("localhost", 12001))
