# CST assignment no. 2
# Client (Python 2), run it once for X and once for Y
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(('localhost', 12000))
# get the message from the user
msg = raw_input("Message: ")
s.send(msg)
print "Sent:", msg
# wait for the answer
print "Server:", s.recv(1024)
s.close()
