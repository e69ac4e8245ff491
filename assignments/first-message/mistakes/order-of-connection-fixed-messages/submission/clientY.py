# Client Y: its name is Bob. Waits a random time so that the order is different in every run.
import random
import socket
import time

client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client.connect(("127.0.0.1", 5000))
time.sleep(random.uniform(0, 3))
message = "Y: Bob"
client.send(message.encode())
print("Client Y sent:", message)
reply = client.recv(1024).decode()
print("Client Y received:", reply)
client.close()
