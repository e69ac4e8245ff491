"""The client: a message and its answer."""
import socket

with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
    # connection oriented: connect first
    s.connect(("127.0.0.1", 12000))
    text = input("Message: ")
    s.sendall(text.encode())
    print("Sent:", text)
    print("Received:", s.recv(1024).decode())
