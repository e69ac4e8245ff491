# UDP message client
from socket import *

clientSocket = socket(AF_INET, SOCK_DGRAM)
message = input("Input message: ")
clientSocket.sendto(message.encode(), ("localhost", 12000))
print("Sent:", message)
# response of the server
response, serverAddress = clientSocket.recvfrom(2048)
print(response.decode())
clientSocket.close()
