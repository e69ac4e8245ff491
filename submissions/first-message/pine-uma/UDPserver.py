# UDP message server
#
# Normally you need multithreading because a server can only wait for one client at once. A UDP
# socket receives from every client, in order of arrival.
from socket import *

serverSocket = socket(AF_INET, SOCK_DGRAM)
serverSocket.bind(("", 12000))
print("Ready")
# first message
message1, address1 = serverSocket.recvfrom(2048)
print("X:", message1.decode())
# second message
message2, address2 = serverSocket.recvfrom(2048)
print("Y:", message2.decode())
response = "X: " + message1.decode() + " received before Y: " + message2.decode()
serverSocket.sendto(response.encode(), address1)
serverSocket.sendto(response.encode(), address2)
print(response)
