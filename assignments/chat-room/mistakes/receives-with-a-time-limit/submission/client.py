# client.py: the chat room's client
import socket
import threading


def receive(sock):
    """Run by the only thread: show the answer."""
    print("\nFrom Server: " + sock.recv(1024).decode())


clientSocket = socket.create_connection(("localhost", 12000), timeout=10)
print("From Server: " + clientSocket.recv(1024).decode())
thread = threading.Thread(target=receive, args=(clientSocket,))
thread.start()
message = input("Enter a message to send to the server: ")
clientSocket.send(message.encode())
thread.join()
clientSocket.close()
