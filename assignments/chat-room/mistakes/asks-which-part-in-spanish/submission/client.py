"""Cliente de las dos partes."""
import os
import socket
import threading


def receive(stream, chat):
    for line in stream:
        print('<', line.strip())
    if chat:
        print('Fin del chat')
        os._exit(0)


print('1. Parte principal: quién habló primero')
print('2. Crédito extra: chat')
chat = input('Elige una opción: ') == '2'
sock = socket.create_connection(('localhost', 12000))
stream = sock.makefile()
print(stream.readline().strip())
thread = threading.Thread(target=receive, args=(stream, chat))
thread.start()
while True:
    text = input('Enter a message to send to the server: ')
    sock.sendall((text + '\n').encode())
    print('>', text)
    if not chat:
        break
thread.join()
sock.close()
