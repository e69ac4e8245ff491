# Client X: its name is Alice. Waits a random time so that the order is different in every run.
import random
import socket
import time

client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client.connect(("127.0.0.1", 5000))
time.sleep(random.uniform(0, 3))
message = "X: Alice"
client.send(message.encode())
print("Client X sent:", message)
reply = client.recv(1024).decode()
print("Client X received:", reply)
client.close()
