# extra credit client
import socket, threading, os

def listen(sock):
    while True:
        try:
            text = sock.recv(1024).decode()
        except OSError:
            text = ''
        if not text:
            print('Chat ended.', flush=True)
            os._exit(0)
        print('Friend: ' + text, flush=True)

sock = socket.socket()
sock.connect(('127.0.0.1', 12000))
threading.Thread(target=listen, args=(sock,), daemon=True).start()
while True:
    text = input()
    sock.send(text.encode())
    print('You: ' + text, flush=True)
