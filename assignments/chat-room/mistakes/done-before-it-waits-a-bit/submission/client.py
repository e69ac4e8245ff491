# client.py: the chat room's client
import socket
import threading

serverName = "localhost"
serverPort = 12000


def receive(sock):
    """Run by the only thread: show what comes until the server closes."""
    while True:
        data = sock.recv(1024)
        if not data:
            break
        print("\nFrom Server: " + data.decode())


clientSocket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
clientSocket.connect((serverName, serverPort))

print("From Server: " + clientSocket.recv(1024).decode())   # both are there

thread = threading.Thread(target=receive, args=(clientSocket,))
thread.start()
message = input("Enter a message to send to the server: ")
clientSocket.send(message.encode())
thread.join()
clientSocket.close()
