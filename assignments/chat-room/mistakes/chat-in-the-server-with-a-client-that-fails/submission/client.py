import socket
import threading

def receive(client_socket)
    while True:
        message = client_socket.recv(1024).decode()
        if not message:
            break
        print(message)

client_socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client_socket.connect(("localhost", 12000))
print(client_socket.recv(1024).decode())
thread = threading.Thread(target=receive, args=(client_socket,))
thread.start()
client_socket.send(input("Enter a message to send to the server: ").encode())
thread.join()
client_socket.close()
