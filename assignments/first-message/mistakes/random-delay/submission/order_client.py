# order_client.py
# Assignment 2: run it twice; chance decides who is first
import os
import random
import socket
import time

sock = socket.create_connection(("localhost", 12000))
# sleep up to 3 seconds so that the order is different each time
time.sleep(random.uniform(0, 3))
message = "Hello from process %d" % os.getpid()
sock.sendall(message.encode())
print("Sent:", message)
# then see who won
print("Result:", sock.recv(1024).decode())
sock.close()
