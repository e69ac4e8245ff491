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
        print("\n\033[33mFrom Server: " + data.decode() + "\033[0m")


clientSocket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
clientSocket.connect((serverName, serverPort))
# the server says when both clients are there
print("From Server: " + clientSocket.recv(1024).decode())

thread = threading.Thread(target=receive, args=(clientSocket,))
thread.start()
message = input("\033[1;32mEnter a message to send to the server: \033[0m")
clientSocket.send(message.encode())
thread.join()
clientSocket.close()
