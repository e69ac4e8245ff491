# Assignment 1: UDP ping, server side
import random
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 12000))

# answer most of the pings, lose some
while True:
    data, address = sock.recvfrom(1024)
    if random.randint(0, 10) >= 4:
        sock.sendto(data.upper(), address)
