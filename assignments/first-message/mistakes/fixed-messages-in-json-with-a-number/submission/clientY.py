# Client Y says hello by itself, and when it did
import json
import random
import socket
import time

s = socket.create_connection(("127.0.0.1", 12000))
time.sleep(random.random())
msg = "Hello from client Y"
s.sendall(json.dumps({"client": "Y", "msg": msg, "sent_at": time.time()}).encode())
print("sent:", msg)
print("server:", json.loads(s.recv(1024))["answer"])
s.close()
