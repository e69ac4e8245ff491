# client, uses connect() so that send() knows where to
import socket
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.connect(("localhost", 12000))
m = input("message: ")
sock.send(m.encode())
print("sent", m)
print("got", sock.recv(1024).decode())  # the ack
