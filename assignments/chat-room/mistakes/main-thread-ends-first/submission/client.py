# chat room client
import socket
import threading

def receive(sock):
    # prints everything until the server closes
    while True:
        data = sock.recv(1024).decode()
        if not data:
            break
        print('From server:', data)

sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.connect(('localhost', 12000))
# wait until we may send
print('From server:', sock.recv(1024).decode())
t = threading.Thread(target=receive, args=(sock,))
t.start()
message = input('Enter a message to send to the server: ')
sock.send(message.encode())
t.join()
sock.close()
