from socket import *
from threading import Thread

client = socket(AF_INET, SOCK_STREAM)
client.connect(("localhost", 12000))
lines = client.makefile()
for line in lines:
    if line.strip() == "START":
        break
    print("From server:", line.strip())


def receive():
    for line in lines:
        print("\nFrom server:", line.strip())


thread = Thread(target=receive)
thread.start()
client.sendall((input("Enter a message to send to the server: ") + "\n").encode())
thread.join()
client.close()
