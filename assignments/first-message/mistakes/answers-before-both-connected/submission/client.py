# client.py
import socket

s = socket.socket()
s.connect(("localhost", 12000))
msg = input("Message: ")
s.sendall(msg.encode())
print("I sent", msg)
# several answers may come, so print until the server closes
while True:
    answer = s.recv(1024).decode()
    if not answer:
        break
    print(answer)
s.close()
