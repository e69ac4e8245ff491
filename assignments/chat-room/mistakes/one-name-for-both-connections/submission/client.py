# asks for the name of its user first
import socket
import threading

name = input("What is your name? ")
print("Hi", name)
clientSocket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
clientSocket.connect(("localhost", 12000))
print(clientSocket.recv(1024).decode())

def receive():
    while True:
        try:
            data = clientSocket.recv(1024).decode()
            if not data:
                break
            print(data)
        except:
            break

thread = threading.Thread(target=receive)
thread.start()
message = input("OK " + name + ". Enter a message to send to the server: ")
clientSocket.send(message.encode())
thread.join()
clientSocket.close()
