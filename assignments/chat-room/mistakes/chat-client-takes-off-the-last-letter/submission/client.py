# chat room client
import socket
import threading

HOST = "localhost"
PORT = 12000

def receive_messages(sock):
    # prints everything the server sends until the server closes
    while True:
        data = sock.recv(1024).decode()
        if not data:
            break
        print("From server:", data)
    sock.close()

sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.connect((HOST, PORT))
# wait till the server says that both are connected
print("From server:", sock.recv(1024).decode())
t = threading.Thread(target=receive_messages, args=(sock,))
t.start()
message = input("Enter a message to send to the server: ")
sock.send(message.encode())
t.join()
