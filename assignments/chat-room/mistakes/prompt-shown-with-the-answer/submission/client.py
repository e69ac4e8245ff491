import socket
import sys
import threading

client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client.connect(("localhost", 12000))
print(client.recv(1024).decode())


def receive():
    while True:
        data = client.recv(1024)
        if not data:
            break
        print(data.decode())


thread = threading.Thread(target=receive)
thread.start()
print("Enter a message to send to the server: ", end="")
message = sys.stdin.readline().strip()
client.send(message.encode())
thread.join()
client.close()
