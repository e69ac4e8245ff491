# client, run it twice
import base64
from socket import *
s = socket(AF_INET, SOCK_STREAM)
s.connect(('localhost', 12000))
sentence = input('Enter message to send to server: ')
# encode it so that it is safe on the network
s.send(base64.b64encode(sentence.encode()))
print('Sent to server:', sentence)
reply = base64.b64decode(s.recv(2048)).decode()
print('From Server:', reply)
s.close()
