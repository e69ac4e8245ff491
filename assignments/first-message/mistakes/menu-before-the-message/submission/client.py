# Programming Assignment 2
# client.py - start it twice, once for X and once for Y

from socket import *

serverName = "localhost"
serverPort = 12000

# show the choices until one of them is made
def menu(first, second):
    while True:
        print()
        print("1. " + first)
        print("2. " + second)
        choice = input("Please choose: ").strip()
        if choice == "1":
            return
        if choice == "2":
            raise SystemExit
        print("There is no choice " + choice)

menu("Connect to the server", "Quit")
clientSocket = socket(AF_INET, SOCK_STREAM)
clientSocket.connect((serverName, serverPort))

# now we are connected and may send
menu("Send a message", "Quit")
message = input("Enter a message: ")
clientSocket.send(message.encode())
print("Sent to server:", message)

# wait until the server says who was first
reply = clientSocket.recv(1024)
print("From server:", reply.decode())
clientSocket.close()
