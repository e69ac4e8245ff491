import socket
import threading

messages = []

def receive(connectionSocket, name):
    message = connectionSocket.recv(1024).decode()
    messages.append(name + ": " + message)

serverSocket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
serverSocket.bind(("", 12000))
serverSocket.listen(2)
print("The server is waiting to receive two connections....")
connectionSocket, addr = serverSocket.accept()
print("Accepted first connection, calling it client X")
connectionSocket, addr = serverSocket.accept()
print("Accepted second connection, calling it client Y")
connectionSocket.send("Client X has connected.".encode())
connectionSocket.send("Client Y has connected.".encode())
print("Waiting to receive messages from client X and client Y....")
t1 = threading.Thread(target=receive, args=(connectionSocket, "X"))
t2 = threading.Thread(target=receive, args=(connectionSocket, "Y"))
t1.start()
t2.start()
t1.join()
t2.join()
connectionSocket.send((messages[0] + " received before " + messages[1]).encode())
print("Waiting a bit for clients to close their connections")
connectionSocket.close()
print("Done.")
