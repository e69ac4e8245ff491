# Assignment 1: UDP ping, client side
import socket
import time

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.settimeout(1)

# ten pings, one after the other
for number in range(1, 11):
    begun = time.time()
    sock.sendto(f"Ping {number}".encode(), ("127.0.0.1", 12000))
    try:
        print(sock.recvfrom(1024)[0].decode(), time.time() - begun)
    except socket.timeout:
        print("Request timed out")
