# final version!! use this one
import socket
# connect, ask for a message, send it, and print what comes back
server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.connect(('127.0.0.1', 12000))
message = input('<You> ')
server.send(message.encode())
print('<You> ' + message)
print('<Server> ' + server.recv(2048).decode())
server.close()
