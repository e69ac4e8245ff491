import socket
import threading

sock = socket.create_connection(("localhost", 12000))
print(sock.recv(1024).decode())


def receive():
    while True:
        data = sock.recv(1024)
        if not data:
            break
        print("From server: " + data.decode())


t = threading.Thread(target=receive)
t.start()
message = input("Enter a message to send to the server: ")
sock.send(message.encode())
t.join()
sock.close()
