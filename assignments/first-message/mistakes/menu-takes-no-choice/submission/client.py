# Programming Assignment 2
# client.py - start it twice, once for X and once for Y

from socket import *

serverName = "localhost"
serverPort = 12000

# the menu
while True:
    print("1) Send a message")
    print("2) Quit")
    choice = input("Your choice: ")
    if choice == 1:
        break
    elif choice == 2:
        exit()
    else:
        print("Invalid choice, try again")

# connect (TCP), ask for the message and send it
clientSocket = socket(AF_INET, SOCK_STREAM)
clientSocket.connect((serverName, serverPort))
message = input("Enter a message: ")
clientSocket.send(message.encode())
print("Sent to server:", message)

# wait until the server says who was first
reply = clientSocket.recv(1024)
print("From server:", reply.decode())
clientSocket.close()
