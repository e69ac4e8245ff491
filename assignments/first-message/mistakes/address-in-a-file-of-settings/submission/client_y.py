# Client Y. Reads the server's address from config.ini
import configparser
import os
import socket

config = configparser.ConfigParser()
config.read(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'config.ini'))
sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.connect((config['network']['host'], int(config['network']['port'])))
# from here on we are client Y
print('Connected as client Y')
msg = input('Type your message: ')
sock.send(msg.encode())
print('I sent:', msg)
answer = sock.recv(1024).decode()
print('Server answered:', answer)
sock.close()
