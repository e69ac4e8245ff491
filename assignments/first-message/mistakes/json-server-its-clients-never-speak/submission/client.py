import json, socket
s = socket.socket()
s.connect(("localhost", 12000))
text = input("message: ")
s.sendall(json.dump({"name": "Alice", "text": text}).encode())
print(json.loads(s.recv(1024).decode())["text"])
s.close()
