import socket
import threading

with socket.create_connection(("localhost", 12000)) as sock:
    print(sock.recv(1024).decode())
    answer = []
    thread = threading.Thread(target=lambda: answer.append(sock.recv(1024).decode()))
    thread.start()
    sock.sendall(input("Enter a message to send to the server: ").encode())
    thread.join()
    print("From server:", answer[0])
